/** Makes `package.json` of a single-service package from the bundle's manifest and the service's page in `docs/`. */
const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { packageName, services } = require('./services');
const { templatesOf } = require('./templates');

/** The keywords by which n8n and npm find every community node package. */
const COMMON_KEYWORDS = ['n8n-community-node-package', 'n8n'];

/** The service's page in `docs/`, which is generated from the nodes. */
function pageOf(projectFolder, service) {
	return readFileSync(path.join(projectFolder, 'docs', `${service.toLowerCase()}.md`), 'utf8');
}

/** The sentence below the heading of the service's page, without its period. */
function purposeOf(page) {
	return page.split('\n\n')[1].trim().replace(/\.$/, '');
}

function descriptionOf(service, page) {
	const purpose = purposeOf(page);
	return `n8n nodes for ${service}: ${purpose[0].toLowerCase()}${purpose.slice(1)}`;
}

/** The search words of the service's nodes in n8n's node panel, from their codex files. */
function searchWordsOf(projectFolder, service) {
	const folder = path.join(projectFolder, 'nodes', service);
	return readdirSync(folder)
		.filter((file) => file.endsWith('.node.json'))
		.flatMap((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')).alias ?? []);
}

/** The bundle's keywords that are also search words of the service. They come from codex files, because prose may be rephrased. */
function keywordsOf(projectFolder, bundle, service) {
	const words = searchWordsOf(projectFolder, service).map((word) => word.toLowerCase());
	const own = bundle.keywords.filter((keyword) => words.includes(keyword.toLowerCase()));
	return [...new Set([...COMMON_KEYWORDS, service.toLowerCase(), ...own])];
}

/** `dist/nodes/Kount/Kount.node.js` belongs to Kount. So does every credential whose class name begins with `Kount`. */
function belongsTo(service, file) {
	return file.startsWith(`dist/nodes/${service}/`) || file.startsWith(`dist/credentials/${service}`);
}

/** @returns the manifest as an object, its fields in the order of the file */
function manifestOf(projectFolder, service) {
	const bundle = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8'));
	const page = pageOf(projectFolder, service);
	const name = packageName(service);
	const website = bundle.homepage.replace(/#.*$/, '');
	return {
		name,
		version: bundle.version,
		description: descriptionOf(service, page),
		keywords: keywordsOf(projectFolder, bundle, service),
		license: bundle.license,
		homepage: `${website}/tree/main/packages/${name}#readme`,
		author: bundle.author,
		repository: { ...bundle.repository, directory: `packages/${name}` },
		bugs: bundle.bugs,
		main: bundle.main,
		files: templatesOf(projectFolder, service).length > 0 ? [...bundle.files, 'templates'] : bundle.files,
		engines: bundle.engines,
		n8n: {
			n8nNodesApiVersion: bundle.n8n.n8nNodesApiVersion,
			credentials: bundle.n8n.credentials.filter((file) => belongsTo(service, file)),
			nodes: bundle.n8n.nodes.filter((file) => belongsTo(service, file)),
		},
		peerDependencies: bundle.peerDependencies,
	};
}

/** Nodes and credentials of the bundle that are in no single-service package. If there are any, a service is missing. */
function unassigned(projectFolder) {
	const { n8n } = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8'));
	const all = services(projectFolder);
	return [...n8n.credentials, ...n8n.nodes].filter(
		(file) => all.filter((service) => belongsTo(service, file)).length !== 1,
	);
}

module.exports = { manifestOf, pageOf, purposeOf, unassigned };
