import { readdirSync } from 'node:fs';
import path from 'node:path';

import type { INodeProperties, INodeType } from 'n8n-workflow';

const NODES = path.resolve(__dirname, '../../../nodes');

const nodes = readdirSync(NODES, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.node.ts'))
	.map((file) => {
		const name = path.basename(file, '.node.ts');
		const [Node] = Object.values(require(path.join(NODES, file)) as Record<string, new () => INodeType>);
		return { name, properties: new Node().description.properties };
	});

/** n8n shows a field whose condition hangs on an expression, and does not let a workflow be published as long as it is required and empty. */
describe.each(nodes)('$name', ({ properties }) => {
	const mayBeExpression = (name: string) =>
		properties.some((field) => field.name === name && field.noDataExpression !== true && field.type !== 'notice');
	const required = properties.filter((field) => field.required === true && field.displayOptions !== undefined);
	const conditionsOf = ({ displayOptions }: INodeProperties) =>
		[...Object.keys(displayOptions?.show ?? {}), ...Object.keys(displayOptions?.hide ?? {})].filter(
			(name) => !name.startsWith('@'),
		);

	it('requires no field whose condition may be an expression', () => {
		const found = required.flatMap((field) =>
			conditionsOf(field)
				.filter(mayBeExpression)
				.map((condition) => `${field.displayName} (${field.name}) hangs on ${condition}`),
		);
		expect(found).toEqual([]);
	});
});
