import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { INode, INodeProperties, INodeType, INodeTypeDescription } from 'n8n-workflow';

import { problemsOfSaved } from '../upgrade/opened';
import type { SavedNode } from '../upgrade/savedWorkflows';

const PROJECT = path.resolve(__dirname, '../..');
const FOLDER = path.join(PROJECT, 'templates');
const PACKAGE = 'n8n-nodes-chargeback.';

const { nodes: classes } = require(PROJECT) as { nodes: Array<new () => INodeType> };
const types = new Map<string, INodeTypeDescription>(
	classes.map((Node) => new Node().description).map((description) => [`${PACKAGE}${description.name}`, description]),
);

/** What n8n adds to a node that it offers to agents as a tool. */
const OF_TOOLS: INodeProperties[] = [
	{
		displayName: 'Tool Description',
		name: 'descriptionType',
		type: 'options',
		default: 'auto',
		options: ['auto', 'manual'].map((value) => ({ name: value, value })),
	},
	{ displayName: 'Description', name: 'toolDescription', type: 'string', default: '' },
];
for (const [type, description] of [...types])
	if (description.usableAsTool)
		types.set(`${type}Tool`, {
			...description,
			name: `${description.name}Tool`,
			properties: [...OF_TOOLS, ...description.properties],
		});

/** What the built nodes do not understand of a template's node: an expression may stand for any value of a dropdown. */
function problemsOf({
	type,
	parameters,
	credentials = {},
}: Pick<INode, 'type' | 'parameters' | 'credentials'>): string[] {
	const description = types.get(type);
	if (description === undefined) return [`there is no node ${type}`];
	return problemsOfSaved(description, { parameters, credentials } as unknown as SavedNode).filter(
		(problem) => !problem.includes('no longer offers "='),
	);
}

const templates = readdirSync(FOLDER).flatMap((file) => {
	const { nodes } = JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as { nodes: INode[] };
	return nodes.filter(({ type }) => type.startsWith(PACKAGE)).map((node) => ({ file, name: node.name, node }));
});

it.each(templates)('$file, $name: every parameter exists, with a value that it takes', ({ node }) => {
	expect(problemsOf(node)).toEqual([]);
});

it('a parameter or a value that does not exist would be found', () => {
	const { node } = templates.find(
		(one) => one.node.parameters.outcome !== undefined && !String(one.node.parameters.outcome).startsWith('='),
	)!;
	expect(problemsOf({ ...node, parameters: { ...node.parameters, outcom: 'reversed' } })).toEqual([
		'outcom was "reversed" and is gone',
	]);
	expect(problemsOf({ ...node, parameters: { ...node.parameters, outcome: 'refunded' } })).toEqual([
		'outcome no longer offers "refunded"',
	]);
	expect(problemsOf({ ...node, type: `${PACKAGE}chargebackhits` })).toEqual([
		`there is no node ${PACKAGE}chargebackhits`,
	]);
});
