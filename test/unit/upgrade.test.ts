import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';

import { problemsOfSaved, problemsOfUntouched } from '../upgrade/opened';
import { savedNodes, untouched } from '../upgrade/savedWorkflows';

const onlyFor = (...sector: string[]) => ({ displayOptions: { show: { '/sector': sector } } });
const choices = (...values: string[]) => values.map((value) => ({ name: value, value }));

const description = (change: (properties: INodeProperties[]) => void = () => undefined): INodeTypeDescription => {
	const properties: INodeProperties[] = [
		{ displayName: 'Resource', name: 'resource', type: 'options', options: choices('case'), default: 'case' },
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			displayOptions: { show: { resource: ['case'] } },
			options: choices('create', 'get'),
			default: 'create',
		},
		{
			displayName: 'Sector',
			name: 'sector',
			type: 'options',
			displayOptions: { show: { resource: ['case'], operation: ['create'] } },
			options: choices('travel', 'goods'),
			default: 'goods',
		},
		{
			displayName: 'Details',
			name: 'details',
			type: 'collection',
			displayOptions: { show: { resource: ['case'], operation: ['create'] } },
			default: {},
			options: [
				{ displayName: 'Flight', name: 'flight', type: 'string', default: '', ...onlyFor('travel') },
				{
					displayName: 'Kind',
					name: 'kind',
					type: 'options',
					options: choices('a', 'b', 'c'),
					default: 'a',
					...onlyFor('goods'),
				},
			],
		},
		{
			displayName: 'Rows',
			name: 'rows',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			displayOptions: { show: { operation: ['get'] } },
			default: {},
			options: [
				{
					displayName: 'Row',
					name: 'row',
					values: [{ displayName: 'Word', name: 'word', type: 'string', default: '' }],
				},
			],
		},
		{
			displayName: 'Simplify',
			name: 'simplify',
			type: 'boolean',
			displayOptions: { show: { operation: ['get'] } },
			default: true,
		},
	];
	change(properties);
	return {
		name: 'thing',
		displayName: 'Thing',
		version: 1,
		properties,
		credentials: [{ name: 'thingApi' }],
	} as unknown as INodeTypeDescription;
};

const saved = savedNodes('n8n-nodes-test', description());
const problems = (change: (properties: INodeProperties[]) => void) => [
	...new Set(saved.flatMap((node) => problemsOfSaved(description(change), node))),
];

it('the saved nodes hold every field and every value of a dropdown, but for defaults', () => {
	const stored = JSON.stringify(saved);
	for (const part of [
		'"sector":"travel"',
		'"flight":"stored flight"',
		'"kind":"b"',
		'"kind":"c"',
		'"word":"stored word"',
		'"simplify":false',
	])
		expect(stored).toContain(part);
	expect(
		saved.every(({ type, credentials }) => type === 'n8n-nodes-test.thing' && credentials.thingApi !== undefined),
	).toBe(true);
});

it('the version that saved them understands them', () => {
	expect(problems(() => undefined)).toEqual([]);
	for (const node of untouched('n8n-nodes-test', description()))
		expect(problemsOfUntouched(description(), node)).toEqual([]);
});

it.each<[string, (properties: INodeProperties[]) => void, string]>([
	['a field has another name', (properties) => (properties[5].name = 'simple'), 'simplify was false and is gone'],
	[
		'a field within a collection is gone',
		(properties) => properties[3].options!.shift(),
		'details.flight was "stored flight" and is gone',
	],
	[
		'a field within a row is gone',
		(properties) => (properties[4].options as Array<{ values: INodeProperties[] }>)[0].values.pop(),
		'rows.row[0].word was "stored word" and is gone',
	],
	[
		'a field is shown elsewhere only',
		(properties) => (properties[5].displayOptions = { show: { operation: ['create'] } }),
		'simplify was false and is gone',
	],
	[
		'a dropdown has one value less',
		(properties) => (properties[3].options as INodeProperties[])[1].options!.pop(),
		'details.kind no longer offers "c"',
	],
	[
		'an operation is gone',
		(properties) => (properties[1].options = choices('create')),
		'operation no longer offers "get"',
	],
])('it is found when %s', (_case, change, problem) => {
	expect(problems(change)).toContain(problem);
});

it('it is found when a default changes, or a credential', () => {
	const changed = description((properties) => (properties[5].default = false));
	expect(untouched('n8n-nodes-test', description()).flatMap((node) => problemsOfUntouched(changed, node))).toEqual([
		'simplify was true and is false',
	]);
	const without = { ...description(), credentials: [] };
	expect(problemsOfSaved(without, saved[0])).toEqual(['takes no credential thingApi any more']);
});
