/** `package.json` of one service's package, made from the bundle's and from the service's page in `docs/`. */
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { packageName, services } = require('./services');
const { templatesOf } = require('./templates');

/** What every community node package is found by. */
const COMMON_KEYWORDS = ['n8n-community-node-package', 'n8n'];

/** The service's page in `docs/`, which is made from the nodes. */
function pageOf(projectFolder, service) {
	return readFileSync(path.join(projectFolder, 'docs', `${service.toLowerCase()}.md`), 'utf8');
}

/** The sentence below the heading of the service's page, without its full stop. */
function purposeOf(page) {
	return page.split('\n\n')[1].trim().replace(/\.$/, '');
}

function descriptionOf(service, page) {
	const purpose = purposeOf(page);
	return `n8n nodes for ${service}: ${purpose[0].toLowerCase()}${purpose.slice(1)}`;
}

/** The bundle's keywords that the page speaks of; the names of other services do not occur there. */
function keywordsOf(bundle, service, page) {
	const words = page.toLowerCase();
	const own = bundle.keywords.filter((keyword) => words.includes(keyword.toLowerCase()));
	return [...new Set([...COMMON_KEYWORDS, service.toLowerCase(), ...own])];
}

/** `dist/nodes/Kount/Kount.node.js` belongs to Kount, and so does every credential whose class begins with its name. */
function belongsTo(service, file) {
	return file.startsWith(`dist/nodes/${service}/`) || file.startsWith(`dist/credentials/${service}`);
}

/** @returns the manifest as an object, in the order of its fields */
function manifestOf(projectFolder, service) {
	const bundle = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8'));
	const page = pageOf(projectFolder, service);
	const name = packageName(service);
	const website = bundle.homepage.replace(/#.*$/, '');
	return {
		name,
		version: bundle.version,
		description: descriptionOf(service, page),
		keywords: keywordsOf(bundle, service, page),
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

/** Nodes and credentials of the bundle that no service's package holds; always none, or a service was forgotten. */
function unassigned(projectFolder) {
	const { n8n } = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8'));
	const all = services(projectFolder);
	return [...n8n.credentials, ...n8n.nodes].filter(
		(file) => all.filter((service) => belongsTo(service, file)).length !== 1,
	);
}

module.exports = { manifestOf, pageOf, purposeOf, unassigned };
