import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { IConnections, IDataObject, INode, INodeExecutionData, INodeTypeDescription } from 'n8n-workflow';

const FOLDER = path.resolve(__dirname, '../../templates');

export const PAGE = path.resolve(__dirname, '../../docs/templates.md');
export const OURS = 'n8n-nodes-chargeback.';
export const STICKY_NOTE = 'n8n-nodes-base.stickyNote';

/** Built-in nodes that call another service. */
export const FOREIGN = [
	'emailSend',
	'googleDrive',
	'googleSheets',
	'httpRequest',
	'postgres',
	'slack',
	'slackHitlTool',
	'wooCommerce',
].map((name) => `n8n-nodes-base.${name}`);

/** A template as it lies in its file. */
export interface Template {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings: IDataObject;
	pinData: Record<string, INodeExecutionData[]>;
}

/** The names of all files in `templates/`. */
export const templateFiles = readdirSync(FOLDER).sort();

/** A fresh copy each time: tests fill in what a user fills in. */
export function readTemplate(file: string): Template {
	return JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as Template;
}

/** @throws Error where the template has no such node */
export function nodeOf({ nodes }: Pick<Template, 'nodes'>, name: string): INode {
	const node = nodes.find((one) => one.name === name);
	if (node === undefined)
		throw new Error(`There is no node "${name}"; there are: ${nodes.map((one) => one.name).join(', ')}.`);
	return node;
}

/** The switch at the top of a template that moves money or gives final answers. */
export const SWITCH = 'Dry Run';

/** The stored value of a template's switch; undefined if it has none. */
export function switchOf({ nodes }: Pick<Template, 'nodes'>): { name: string; value: unknown } | undefined {
	const node = nodes.find(({ name, type }) => name === SWITCH && type === 'n8n-nodes-base.set');
	const { assignments = [] } = (node?.parameters.assignments ?? {}) as {
		assignments?: Array<{ name: string; value: unknown }>;
	};
	return assignments.find(({ name }) => name === 'dryRun');
}

/** Does the last step of the note: nothing is a dry run any more. */
export function switchOff(template: Pick<Template, 'nodes'>): void {
	const found = switchOf(template);
	if (found) found.value = false;
}

/** What the sticky notes of a template say. */
export function notesOf({ nodes }: Template): string {
	return nodes
		.filter(({ type }) => type === STICKY_NOTE)
		.map(({ parameters }) => String(parameters.content))
		.join('\n');
}

/** @param types as n8n has loaded them */
export function typeOf(node: INode, types: INodeTypeDescription[]): INodeTypeDescription | undefined {
	return types.find(({ name, version }) => name === node.type && [version].flat().includes(node.typeVersion));
}

/** The templates that other workflows can call. */
export const callable = templateFiles.filter((file) =>
	readTemplate(file).nodes.some(({ type }) => type === 'n8n-nodes-base.executeWorkflowTrigger'),
);
