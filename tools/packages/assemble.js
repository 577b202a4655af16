/** Assembles a single-service package from its committed files and from what the service needs of the built bundle. */
const { mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { builtFilesOf } = require('./contents');
const { manifestOf } = require('./manifest');
const { readmeOf } = require('./readme');
const { packageFolder, packageName, services } = require('./services');
const { templatesOf, withOwnTypes } = require('./templates');

/** What every assembly writes again. These files are never committed. */
const BUILT = ['dist', 'templates', 'index.js', 'LICENSE'];

/**
 * The committed files of a single-service package, by their path in it.
 *
 * @returns {Record<string, string>}
 */
function committedFiles(projectFolder, service) {
	return {
		'package.json': `${JSON.stringify(manifestOf(projectFolder, service), null, 2)}\n`,
		'README.md': readmeOf(projectFolder, service),
	};
}

/**
 * Links from the package's folder to the sources it is built from, by their path in the folder. n8n's package scan finds a package
 * in the repository by its `package.json` and expects the sources next to that file. Links provide them without a second copy.
 */
function sourceLinks(projectFolder, service) {
	const sources = [
		`nodes/${service}`,
		'nodes/common',
		...readdirSync(path.join(projectFolder, 'credentials'))
			.filter((file) => file.startsWith(service))
			.map((file) => `credentials/${file}`),
	];
	return Object.fromEntries(sources.sort().map((source) => [source, `../../../${source}`]));
}

function write(folder, name, content) {
	const file = path.join(folder, name);
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(file, content);
}

function linksTo(file) {
	try {
		return readlinkSync(file);
	} catch {
		return undefined;
	}
}

/** Writes the committed part of every single-service package: its manifest, its README, and the links to the sources. */
function writeCommitted(projectFolder) {
	for (const service of services(projectFolder)) {
		const folder = packageFolder(projectFolder, service);
		for (const [name, text] of Object.entries(committedFiles(projectFolder, service))) write(folder, name, text);
		for (const [name, target] of Object.entries(sourceLinks(projectFolder, service))) {
			const link = path.join(folder, name);
			if (linksTo(link) === target) continue;
			mkdirSync(path.dirname(link), { recursive: true });
			rmSync(link, { force: true, recursive: true });
			symlinkSync(target, link);
		}
	}
}

/**
 * Writes everything that will be packed into a folder. The bundle's `dist/` must be built first.
 *
 * @param folder the package's own folder in `packages/` by default
 * @returns the folder
 */
function assemble(projectFolder, service, folder = packageFolder(projectFolder, service)) {
	const bundle = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8')).name;
	for (const name of BUILT) rmSync(path.join(folder, name), { recursive: true, force: true });
	for (const [name, text] of Object.entries(committedFiles(projectFolder, service))) write(folder, name, text);
	for (const name of ['index.js', 'LICENSE']) write(folder, name, readFileSync(path.join(projectFolder, name)));
	for (const { file, text } of templatesOf(projectFolder, service)) write(folder, path.join('templates', file), text);
	for (const file of builtFilesOf(projectFolder, service, manifestOf(projectFolder, service))) {
		const content = readFileSync(path.join(projectFolder, file));
		// a codex file contains the node's type, which starts with the package name
		write(
			folder,
			file,
			file.endsWith('.node.json') ? withOwnTypes(content.toString('utf8'), service, bundle) : content,
		);
	}
	return folder;
}

/** Assembles every single-service package in `packages/`. */
function assembleAll(projectFolder) {
	writeCommitted(projectFolder);
	return services(projectFolder).map((service) => ({
		name: packageName(service),
		folder: assemble(projectFolder, service),
	}));
}

module.exports = { assemble, assembleAll, committedFiles, sourceLinks, writeCommitted };
