/** Finds the files of the built bundle that belong in a single-service package. */
const { readdirSync, readFileSync, statSync } = require('node:fs');
const path = require('node:path');

const REQUIRED = /\brequire\(\s*["'](\.[^"']+)["']\s*\)/g;
const CODE_ENDINGS = ['', '.js', '.json', '/index.js'];

/** All files below a folder of the project, as paths from the project's root with slashes. */
function filesBelow(projectFolder, folder) {
	return readdirSync(path.join(projectFolder, folder), { withFileTypes: true }).flatMap((entry) => {
		const name = `${folder}/${entry.name}`;
		return entry.isDirectory() ? filesBelow(projectFolder, name) : [name];
	});
}

/** The built file that a relative import in a built file resolves to, by the rules of Node and the compiler. */
function resolved(projectFolder, from, module) {
	const target = path.posix.join(path.posix.dirname(from), module);
	const found = CODE_ENDINGS.map((ending) => target + ending).find(
		(name) =>
			path.extname(name) !== '' && statSync(path.join(projectFolder, name), { throwIfNoEntry: false })?.isFile(),
	);
	if (found === undefined) throw new Error(`${from} imports ${module}, which is not built.`);
	return found;
}

/** The files and everything they import, directly or indirectly. */
function reachedFrom(projectFolder, files) {
	const reached = new Set();
	const open = [...files];
	while (open.length > 0) {
		const file = open.pop();
		if (reached.has(file)) continue;
		reached.add(file);
		if (!file.endsWith('.js')) continue;
		const text = readFileSync(path.join(projectFolder, file), 'utf8');
		for (const [, module] of text.matchAll(REQUIRED)) open.push(resolved(projectFolder, file, module));
	}
	return [...reached];
}

/**
 * The files that a manifest's nodes and credentials import, and what n8n finds by file name: icons, codex files and output schemas.
 *
 * @param manifest of the single-service package
 * @returns paths from the project's root, all below `dist/`, sorted
 */
function builtFilesOf(projectFolder, service, { n8n }) {
	const code = reachedFrom(projectFolder, [...n8n.nodes, ...n8n.credentials]);
	const found = filesBelow(projectFolder, `dist/nodes/${service}`).filter((file) =>
		/\.(svg|png)$|\.node\.json$|\/__schema__\//.test(file),
	);
	return [...new Set([...code, ...found])].sort();
}

module.exports = { builtFilesOf, filesBelow };
