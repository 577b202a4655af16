/** The services of the bundle. Each is also published as a single-service package: see `packages/`. */
const { readdirSync } = require('node:fs');
const path = require('node:path');

/** The folders of `nodes/`, sorted. `common` is shared code and not a service. */
function services(projectFolder) {
	return readdirSync(path.join(projectFolder, 'nodes'), { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && entry.name !== 'common')
		.map(({ name }) => name)
		.sort();
}

/** The name of a service's package, such as `n8n-nodes-kount` for `Kount`. */
function packageName(service) {
	return `n8n-nodes-${service.toLowerCase()}`;
}

/** The folder of a service's package. It contains the committed files, and assembly adds the built ones. */
function packageFolder(projectFolder, service) {
	return path.join(projectFolder, 'packages', packageName(service));
}

module.exports = { services, packageName, packageFolder };
