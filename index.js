/**
 * n8n loads the files named under `n8n` in package.json one by one; this module is for everyone else. The classes are
 * loaded when they are asked for, so that requiring the package works before it is built.
 */
const { name, n8n } = require('./package.json');

/** Loads compiled files; each exports one class, named like the file up to its first dot. */
function classesIn(files) {
	return files.map((file) => {
		const className = file.slice(file.lastIndexOf('/') + 1).split('.', 1)[0];
		try {
			return require(`./${file}`)[className];
		} catch (error) {
			if (error.code !== 'MODULE_NOT_FOUND' || !error.message.includes(file)) throw error;
			throw new Error(`${name} is not built: ${file} is missing. Run "npm run build" first.`, { cause: error });
		}
	});
}

module.exports = {
	/** The node classes, in the order of package.json. */
	get nodes() {
		return classesIn(n8n.nodes);
	},
	/** The credential classes, in the order of package.json. */
	get credentials() {
		return classesIn(n8n.credentials);
	},
};
