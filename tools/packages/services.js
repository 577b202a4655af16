/** The services of the bundle, each of which is also a package of its own: see `packages/`. */
const { readdirSync } = require('node:fs');
const path = require('node:path');

/** The folders of `nodes/`, in the order of the alphabet; `common` serves them all and is none. */
function services(projectFolder) {
	return readdirSync(path.join(projectFolder, 'nodes'), { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && entry.name !== 'common')
		.map(({ name }) => name)
		.sort();
}

/** The package of one service: `Kount` is `n8n-nodes-kount`. */
function packageName(service) {
	return `n8n-nodes-${service.toLowerCase()}`;
}

/** Where the committed part of a service's package lies; what is built goes there as well. */
function packageFolder(projectFolder, service) {
	return path.join(projectFolder, 'packages', packageName(service));
}

module.exports = { services, packageName, packageFolder };
