import type { Template } from './library';

/** What the nodes that send messages say, by type. */
const TEXTS: Record<string, string[]> = {
	'n8n-nodes-base.slack': ['message', 'text'],
	'n8n-nodes-base.emailSend': ['subject', 'text'],
};

/**
 * Lets the nodes that send messages show what they would send: a pinned node's expressions are never looked at. Each becomes an Edit
 * Fields node of the same name.
 */
export function speaking(template: Template): void {
	for (const node of template.nodes) {
		const names = TEXTS[node.type]?.filter((name) => node.parameters[name] !== undefined);
		if (names === undefined) continue;
		const assignments = names.map((name) => ({ id: name, name, value: node.parameters[name], type: 'string' }));
		Object.assign(node, {
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'manual', assignments: { assignments }, options: {} },
		});
		delete template.pinData[node.name];
	}
}

/** Lets the nodes of other services pass their items on, where a template runs without its sample data. */
export function passing(...types: string[]): (template: Template) => void {
	return ({ nodes, pinData }) => {
		for (const node of nodes.filter(({ type }) => types.includes(type))) {
			Object.assign(node, { type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} });
			delete pinData[node.name];
		}
	};
}
