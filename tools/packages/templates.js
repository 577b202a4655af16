/** The importable workflows of a single-service package, with the node types of that package. */
const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { packageName } = require('./services');

/** Whether every bundle node in a workflow belongs to the service. A workflow without bundle nodes belongs to no service. */
function belongsTo(service, bundle, { nodes }) {
	const ours = nodes.map(({ type }) => type).filter((type) => type.startsWith(`${bundle}.`));
	const name = service.toLowerCase();
	// the node itself, its triggers, and the node as an agent's tool
	const own = [name, `${name}Trigger`, `${name}PollingTrigger`, `${name}Tool`];
	return ours.length > 0 && ours.every((type) => own.includes(type.slice(bundle.length + 1)));
}

/** Replaces `n8n-nodes-chargeback.kount` with `n8n-nodes-kount.kount` everywhere in a JSON text. */
function withOwnTypes(text, service, bundle) {
	return text.replaceAll(`"${bundle}.`, `"${packageName(service)}.`);
}

/**
 * The templates in which every bundle node belongs to the service.
 *
 * @returns file name, title and text of each, sorted by file name
 */
function templatesOf(projectFolder, service) {
	const { name: bundle } = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8'));
	const folder = path.join(projectFolder, 'templates');
	return readdirSync(folder)
		.filter((file) => file.endsWith('.json'))
		.sort()
		.flatMap((file) => {
			const text = readFileSync(path.join(folder, file), 'utf8');
			const workflow = JSON.parse(text);
			return belongsTo(service, bundle, workflow)
				? [{ file, title: workflow.name, text: withOwnTypes(text, service, bundle) }]
				: [];
		});
}

module.exports = { templatesOf, withOwnTypes };
