import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject, INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import { Chargebackhit } from '../../../../../nodes/Chargebackhit/Chargebackhit.node';
import { chargebackhit } from '../../../../../nodes/Chargebackhit/service';
import { idOf, readOutput, withOutput } from '../../../../../nodes/common/fields/output';
import { simplifyField } from '../../../../../nodes/common/fields/properties';
import { everyOperation, type Service } from '../../../../../nodes/common/operation';
import { Item, Parameters } from '../../../../../nodes/common/run/item';
import type { JsonRecord } from '../../../../../nodes/common/values/json';
import { Klavi } from '../../../../../nodes/Klavi/Klavi.node';
import { klavi } from '../../../../../nodes/Klavi/service';
import { Kloutit } from '../../../../../nodes/Kloutit/Kloutit.node';
import { kloutit } from '../../../../../nodes/Kloutit/service';
import { Kount } from '../../../../../nodes/Kount/Kount.node';
import { kount } from '../../../../../nodes/Kount/service';
import { isShown, understood } from '../../../../upgrade/fields';
import { problemsOfSaved } from '../../../../upgrade/opened';
import type { SavedNode } from '../../../../upgrade/savedWorkflows';
import { execution } from '../../execution';
import { problemOf } from '../../problemOf';

const SERVICES: Array<[Service, INodeTypeDescription]> = [
	[chargebackhit, new Chargebackhit().description],
	[klavi, new Klavi().description],
	[kloutit, new Kloutit().description],
	[kount, new Kount().description],
];

const asTool = (node: INodeTypeDescription): INodeTypeDescription => ({ ...node, name: `${node.name}Tool` });

/** The fields that the user sees with these parameters. */
function fieldsShown(node: INodeTypeDescription, parameters: IDataObject): INodeProperties[] {
	const all = understood(node, parameters as never, true);
	return node.properties.filter((property) => property.type !== 'hidden' && isShown(property, all, node));
}
const namesShown = (node: INodeTypeDescription, parameters: IDataObject) =>
	fieldsShown(node, parameters).map(({ name }) => name);

describe.each(SERVICES)('$name', ({ resources }, node) => {
	const every = everyOperation(resources);

	it('has Output in tools where it has Simplify on the canvas, and only there', () => {
		for (const { resource, operation } of every) {
			const at = { resource: resource.value, operation: operation.value };
			const onCanvas = namesShown(node, at);
			const inTool = namesShown(asTool(node), at);
			const has = operation.simplified !== undefined;
			expect([at, onCanvas.includes('simplify'), onCanvas.includes('output')]).toEqual([at, has, false]);
			expect([at, inTool.includes('simplify'), inTool.includes('output')]).toEqual([at, false, has]);
			expect([at, operation.fields.some(({ name }) => name === 'simplify')]).toEqual([at, has]);
			const selected = namesShown(asTool(node), { ...at, output: 'selected' });
			for (const name of ['outputFields', 'moreOutputFields'])
				expect([at, inTool.includes(name), selected.includes(name)]).toEqual([at, false, has]);
		}
	});

	it('means in a tool what Simplify means on the canvas, also in a tool that was saved with Simplify off', () => {
		for (const { resource, operation } of every.filter(({ operation: { simplified } }) => simplified)) {
			const at = { resource: resource.value, operation: operation.value };
			const outputOf = (parameters: object) => {
				const { simplify, output } = understood(asTool(node), { ...at, ...parameters }, true);
				return [simplify, output];
			};
			expect(outputOf({})).toEqual([true, 'simplified']);
			expect(outputOf({ simplify: false })).toEqual([false, 'raw']);
			expect(outputOf({ simplify: '={{ 1 }}' })).toEqual(['={{ 1 }}', 'simplified']);
			expect(outputOf({ simplify: false, output: 'simplified' })).toEqual([false, 'simplified']);
			for (const simplify of [true, false, '={{ 1 }}'])
				expect(namesShown(asTool(node), { ...at, simplify }).filter((name) => name === 'output')).toHaveLength(1);
		}
	});

	it('opens what was saved before there was Output, on the canvas and as a tool', () => {
		const file = path.resolve(__dirname, '../../../../fixtures/0.1.0', `${node.name}.json`);
		const saved = JSON.parse(readFileSync(file, 'utf8')) as SavedNode[];
		expect(saved.length).toBeGreaterThan(0);
		const problems = saved.flatMap((one) => [
			...(one.type.endsWith('Tool') ? [] : problemsOfSaved(node, one)),
			...problemsOfSaved(asTool(node), one),
		]);
		expect(problems).toEqual([]);
	});

	it('offers every simplified field by a label in Title Case, and knows the ID', () => {
		for (const { operation } of every) {
			const { simplified } = operation;
			if (!simplified) continue;
			const fields = withOutput(operation.fields, simplified).find(({ name }) => name === 'outputFields')!;
			const options = fields.options as INodePropertyOptions[];
			expect(options.map(({ value }) => value).sort()).toEqual(Object.keys(simplified({})).sort());
			for (const { name } of options) expect(name).toMatch(/^[A-Z][A-Za-z]*( [A-Z][A-Za-z]*)*$/);
			expect(idOf(simplified)).toMatch(/^(id|orderId)$/);
		}
	});
});

it('shows a field of the raw output in tools if the raw output can come out', () => {
	const tool = asTool(new Chargebackhit().description);
	const at = { resource: 'caid', operation: 'get' };
	const shows = (node: INodeTypeDescription, more: IDataObject) =>
		namesShown(node, { ...at, ...more }).includes('includeActivities');
	expect(['simplified', 'raw', 'selected'].map((output) => shows(tool, { output }))).toEqual([false, true, true]);
	expect([true, false].map((simplify) => shows(new Chargebackhit().description, { simplify }))).toEqual([false, true]);
	// as it was saved before there was Output
	expect(understood(tool, { ...at, simplify: false, includeActivities: true }, true).includeActivities).toBe(true);
});

it('leaves an operation without Simplify as it is', () => {
	const fields = [{ displayName: 'X', name: 'x', type: 'string', default: '' } satisfies INodeProperties];
	expect(withOutput(fields, undefined)).toBe(fields);
	expect(withOutput([simplifyField], undefined)).toEqual([simplifyField]);
});

const flat = (record: JsonRecord): IDataObject => ({
	provider: 'acme',
	id: record.id ?? null,
	amount: record.total ?? null,
	respondBy: null,
});
const RECORD: JsonRecord = {
	id: 'A1',
	total: '9.90',
	merchant: { name: 'Shop', address: { city: 'Bern' } },
	items: [{ sku: 's1', price: '1' }, { sku: 's2' }],
	tags: ['a', 'b'],
	'dotted.name': 1,
	nothing: null,
};

function outputOf(parameters: IDataObject, records: JsonRecord[] = [RECORD], type = 'acme.acmeTool') {
	const { context, hints } = execution({ parameters, type });
	const hint = (message: string) => void hints.push(message);
	const item = new Item(0, { json: {} }, new Parameters(context), { hint, file: () => Promise.reject(new Error()) });
	const output = readOutput(item, flat);
	return { isRaw: output.isRaw, json: output.all(records), hints };
}
const selected = (more: string, fields: unknown = [], records?: JsonRecord[]) =>
	outputOf({ output: 'selected', outputFields: fields as never, moreOutputFields: more }, records);

describe('readOutput', () => {
	it.each<[IDataObject, IDataObject]>([
		[{ output: 'simplified', simplify: true }, flat(RECORD)],
		[{ output: 'raw', simplify: true }, RECORD as IDataObject],
		[{ output: 'Raw', simplify: true }, RECORD as IDataObject],
		[{ output: '', simplify: true }, flat(RECORD)],
		[{ output: 'simplified', simplify: false }, flat(RECORD)],
		// an n8n that does not know tools shows Simplify
		[{ simplify: false }, RECORD as IDataObject],
		[{ simplify: true }, flat(RECORD)],
	])('%j', (parameters, json) => {
		const output = outputOf(parameters);
		expect(output.json).toEqual([json]);
		expect(output.isRaw).toBe(json === RECORD);
	});

	it('reads Simplify on the canvas, whatever else is stored', () => {
		expect(outputOf({ simplify: true, output: 'raw' }, [RECORD], 'acme.acme').json).toEqual([flat(RECORD)]);
		expect(outputOf({ simplify: false, output: 'simplified' }, [RECORD], 'acme.acme').json).toEqual([RECORD]);
	});

	it('obeys an expression in a Simplify that was saved before there was Output', () => {
		const by = (simplify: boolean) => outputOf({ output: 'simplified', simplify: (() => simplify) as never }).json;
		expect(by(false)).toEqual([RECORD]);
		expect(by(true)).toEqual([flat(RECORD)]);
	});

	it('refuses an output that does not exist', () => {
		expect(problemOf(() => outputOf({ output: 'everything', simplify: true }))).toBe('oneOf');
	});
});

describe('selected fields', () => {
	it('begin with the ID, once, and keep the order of the choice', () => {
		expect(Object.keys(selected('', ['respondBy', 'amount']).json[0])).toEqual(['id', 'respondBy', 'amount']);
		expect(selected('').json).toEqual([{ id: 'A1' }]);
		expect(selected('id', ['id', 'id']).json).toEqual([{ id: 'A1' }]);
	});

	it.each<[string, unknown]>([
		['total', '9.90'],
		['merchant', { name: 'Shop', address: { city: 'Bern' } }],
		['merchant.name', 'Shop'],
		['merchant.address.city', 'Bern'],
		['items.sku', ['s1', 's2']],
		['items.price', ['1', null]],
		['items.1.sku', 's2'],
		['tags', ['a', 'b']],
		['tags.0', 'a'],
		['dotted.name', 1],
		['nothing', null],
		['respondBy', null],
	])('%s', (name, value) => {
		const { json, hints } = selected(name);
		expect(json).toEqual([{ id: 'A1', [name]: value }]);
		expect(hints).toEqual([]);
	});

	it('may be given by an expression: as a list, as text, by label', () => {
		for (const fields of [
			['Respond By', 'merchant.name'],
			'Respond By, merchant.name',
			'["respondBy","merchant.name"]',
		])
			expect(selected('', fields).json).toEqual([{ id: 'A1', respondBy: null, 'merchant.name': 'Shop' }]);
		expect(selected('total; tags').json).toEqual([{ id: 'A1', total: '9.90', tags: ['a', 'b'] }]);
	});

	it.each([
		'merchant.nmae',
		'merchant.name.first',
		'items.5.sku',
		'toString',
		'merchant.constructor',
		'__proto__',
		'.',
		'a..b',
	])('%s is null, and the output says which fields there are', (name) => {
		const { json, hints } = selected(name, ['amount']);
		const [{ fieldsNotFound, ...fields }] = json;
		expect(Object.entries(fields)).toEqual([
			['id', 'A1'],
			['amount', '9.90'],
			[name, null],
		]);
		expect(fieldsNotFound).toBe(hints[0]);
		for (const known of [name, 'respondBy', 'merchant.name', 'merchant.address.city', 'items.sku', 'tags'])
			expect(fieldsNotFound).toContain(known);
	});

	it('a field that only some records have is null in the others, without a word', () => {
		const { json, hints } = selected('total', [], [{ id: 'A2' }, RECORD]);
		expect(json).toEqual([
			{ id: 'A2', total: null },
			{ id: 'A1', total: '9.90' },
		]);
		expect(hints).toEqual([]);
	});

	it('what is not found is said once for a list, and never for an empty one', () => {
		const { json, hints } = selected('x', [], [RECORD, RECORD]);
		expect(json.map((record) => 'fieldsNotFound' in record)).toEqual([true, false]);
		expect(hints).toHaveLength(1);
		expect(selected('x', [], [])).toMatchObject({ json: [], hints: [] });
	});

	it('a record with very many fields does not fill the context with their names', () => {
		const wide = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, 'x']));
		expect(String(selected('x', [], [wide]).json[0].fieldsNotFound).length).toBeLessThan(1000);
	});
});
