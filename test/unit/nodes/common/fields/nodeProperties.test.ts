import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { InputError } from '../../../../../nodes/common/errors/errors';
import { boolean } from '../../../../../nodes/common/fields/kinds';
import { nodeProperties } from '../../../../../nodes/common/fields/nodeProperties';
import { requestOptions, requestSettings } from '../../../../../nodes/common/fields/options';
import { recordLimit } from '../../../../../nodes/common/fields/properties';
import type { ItemOperation } from '../../../../../nodes/common/operation';
import { guardAgent, guardFields, mustReturnRefusal } from '../../../../../nodes/common/run/agentGuard';
import { holdsExpression, Item, Parameters } from '../../../../../nodes/common/run/item';
import { cardText, disputeEvent, respondBy } from '../../../../../nodes/common/trigger/disputeEvent';
import { execution, itemOf } from '../../execution';
import { problemOf } from '../../problemOf';

const operation = (more: Partial<ItemOperation> = {}): ItemOperation => ({
	value: 'respond',
	name: 'Respond',
	action: 'Respond to alert',
	description: 'Send the outcome',
	effect: 'write',
	fields: [],
	sample: { parameters: {} },
	prepare: () => async () => await Promise.resolve({}),
	...more,
});

describe('agentGuard', () => {
	const contextOf = (type: string, parameters: IDataObject = {}, more: object = {}) =>
		({
			getNode: () => ({ type, parameters }),
			getMode: () => 'trigger',
			getWorkflow: () => ({ id: 'w1' }),
			isToolExecution: () => false,
			...more,
		}) as unknown as IExecuteFunctions;
	const TOOL = 'n8n-nodes-chargeback.chargebackhitTool';
	const irreversible = operation({ irreversible: 'Cannot be undone.' });
	const write = operation({ value: 'update' });
	const read = operation({ value: 'get', effect: 'read' });
	const isRefused = (context: IExecuteFunctions, guarded: ItemOperation) => {
		try {
			guardAgent(context, 'alert', guarded);
			return false;
		} catch (error) {
			expect(error).toBeInstanceOf(InputError);
			return true;
		}
	};

	test.each([undefined, false, 'true', '={{ true }}', '={{ $fromAI("allow") }}', 1, '=true', null])(
		'refuses a tool whose switch holds %p',
		(stored) => {
			expect(isRefused(contextOf(TOOL, { allowAgentAlertRespond: stored }), irreversible)).toBe(true);
			expect(isRefused(contextOf(TOOL, { allowAgentAlertUpdate: stored }), write)).toBe(true);
		},
	);
	test('lets a tool do what a person allowed, and reads', () => {
		expect(isRefused(contextOf(TOOL, { allowAgentAlertRespond: true }), irreversible)).toBe(false);
		expect(isRefused(contextOf(TOOL, { allowAgentAlertUpdate: true }), write)).toBe(false);
		expect(isRefused(contextOf(TOOL), read)).toBe(false);
		expect(isRefused(contextOf('n8n-nodes-chargeback.chargebackhit'), irreversible)).toBe(false);
	});
	test('guards a read whose output a model should not see, and what sends nothing but cannot be undone', () => {
		expect(isRefused(contextOf(TOOL), operation({ effect: 'read', confidential: true }))).toBe(true);
		expect(isRefused(contextOf(TOOL), operation({ effect: 'none', irreversible: 'Beware' }))).toBe(true);
	});
	test('one switch opens one operation, also if a model chooses the operation', () => {
		const chosen = { operation: "={{ $fromAI('operation') }}", allowAgentAlertRespond: true };
		expect(isRefused(contextOf(TOOL, chosen), irreversible)).toBe(false);
		expect(isRefused(contextOf(TOOL, chosen), write)).toBe(true);
	});
	test('an assistant that runs a node outside any workflow is an agent', () => {
		const type = 'n8n-nodes-chargeback.chargebackhit';
		const alone = { getMode: () => 'internal', getWorkflow: () => ({ id: undefined }) };
		expect(isRefused(contextOf(type, {}, alone), write)).toBe(true);
		expect(isRefused(contextOf(type, {}, { getMode: () => 'internal' }), write)).toBe(false);
	});
	test('only agents that hide errors get the refusal as output', () => {
		const [older, newer, allowed] = [true, false, true].map((isTool, index) =>
			contextOf(TOOL, index === 2 ? { allowAgentAlertUpdate: true } : {}, { isToolExecution: () => isTool }),
		);
		for (const context of [older, newer, allowed]) isRefused(context, write);
		expect([older, newer, allowed].map(mustReturnRefusal)).toEqual([true, false, false]);
	});
	test('the switch is off, takes no expression and shows for tools alone', () => {
		const [notice, allow, ...others] = guardFields('alert', operation({ irreversible: 'Beware' }));
		expect(notice).toMatchObject({ type: 'notice', displayName: 'Beware' });
		const forTools = { default: false, noDataExpression: true, displayOptions: { show: { '@tool': [true] } } };
		expect(allow).toMatchObject({ name: 'allowAgentAlertRespond', type: 'boolean', ...forTools });
		expect(others).toEqual([]);
		expect(guardFields('alert', write).map(({ name }) => name)).toEqual(['allowAgentAlertUpdate']);
		expect(guardFields('alert', read)).toEqual([]);
	});
});

describe('nodeProperties', () => {
	const properties = nodeProperties([
		{
			value: 'alert',
			name: 'Alert',
			description: 'An alert',
			operations: [
				operation({
					irreversible: 'Beware',
					fields: [
						{ displayName: 'X', name: 'x', type: 'string', default: '', displayOptions: { show: { mode: ['a'] } } },
					],
				}),
				operation({ value: 'none', effect: 'none' }),
			],
		},
		{
			value: 'a',
			name: 'AAA',
			description: 'First by name',
			operations: [
				operation({ options: [{ displayName: 'Batch Size', name: 'batchSize', type: 'number', default: 1 }] }),
			],
		},
	]);

	test('resources are alphabetical, the first of them is the default', () => {
		expect(properties[0]).toMatchObject({ name: 'resource', default: 'a', noDataExpression: true });
		expect(properties[0].options!.map(({ name }) => name)).toEqual(['AAA', 'Alert']);
	});
	test('operations stand in menu order', () => {
		const [menu] = properties.filter(
			({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.resource?.[0] === 'alert',
		);
		expect(menu.options!.map((entry) => (entry as { value: string }).value)).toEqual(['respond', 'none']);
		expect(menu.default).toBe('respond');
	});
	test('a field keeps its own conditions', () => {
		expect(properties.find(({ name }) => name === 'x')!.displayOptions).toEqual({
			show: { mode: ['a'], resource: ['alert'], operation: ['respond'] },
		});
		expect(properties.find(({ name }) => name === 'allowAgentAlertRespond')!.displayOptions).toEqual({
			show: { '@tool': [true], resource: ['alert'], operation: ['respond'] },
		});
	});
	test('only what sends requests has Options, alphabetical', () => {
		const options = properties.filter(({ name }) => name === 'options');
		expect(options.map(({ displayOptions }) => displayOptions!.show)).toEqual([
			{ resource: ['alert'], operation: ['respond'] },
			{ resource: ['a'], operation: ['respond'] },
		]);
		expect(options[1].options!.map((entry) => (entry as { displayName: string }).displayName)).toEqual([
			'Batch Size',
			'Dry Run',
			'Include Input Fields',
			'Max Concurrent Requests',
			'Max Retry Wait',
			'Timeout',
		]);
	});
});

describe('requestSettings', () => {
	test('has the defaults that the fields show', () => {
		const shown = Object.fromEntries(requestOptions.map(({ name, default: value }) => [name, value]));
		expect(requestSettings({})).toEqual({ concurrency: undefined, maxRetryWait: 60_000, timeout: 30_000 });
		expect(requestSettings(shown as never)).toEqual(requestSettings({}));
	});
	test.each([undefined, null, '', ' '])('finds the number of requests itself if the field is empty: %j', (empty) => {
		expect(requestSettings({ maxConcurrentRequests: empty }).concurrency).toBeUndefined();
	});
	test('takes what is given', () => {
		expect(requestSettings({ maxConcurrentRequests: '3', maxRetryWait: 0, timeout: 0.5 })).toEqual({
			concurrency: 3,
			maxRetryWait: 0,
			timeout: 500,
		});
	});
	test.each([
		{ maxConcurrentRequests: 0 },
		{ maxConcurrentRequests: -1 },
		{ maxConcurrentRequests: 1.5 },
		{ maxConcurrentRequests: '1.5' },
		{ maxConcurrentRequests: true },
		{ maxConcurrentRequests: 101 },
		{ maxConcurrentRequests: 'x' },
		{ maxRetryWait: -1 },
		{ timeout: 0 },
		{ timeout: 'soon' },
	])('refuses %j', (options) => {
		expect(() => requestSettings(options)).toThrow(InputError);
	});
});

describe('Item', () => {
	test('holdsExpression looks into groups', () => {
		expect(
			['=x', '={{ 1 }}', { a: { b: ['=x'] } }, { __rl: true, value: '={{ $json.id }}' }].map(holdsExpression),
		).toEqual([true, true, true, true]);
		expect(['x', ' =x', 5, null, undefined, { a: ['x'] }, []].map(holdsExpression)).toEqual([
			false,
			false,
			false,
			false,
			false,
			false,
			false,
		]);
	});
	const field = (name: string) => ({ name, displayName: name });

	test('reads a fixed parameter once, and an expression for each item', () => {
		const { context } = execution({ parameters: { fixed: 'f', varies: (index: number) => `v${index}` } });
		const read = jest.spyOn(context, 'getNodeParameter');
		const parameters = new Parameters(context);
		const items = [0, 1, 2].map((index) => new Item(index, { json: {} }, parameters));
		expect(items.map((item) => [item.text(field('fixed')), item.text(field('varies'))])).toEqual([
			['f', 'v0'],
			['f', 'v1'],
			['f', 'v2'],
		]);
		expect(read.mock.calls.filter(([name]) => name === 'fixed')).toHaveLength(1);
		expect(read.mock.calls.filter(([name]) => name === 'varies').map(([, index]) => index)).toEqual([0, 1, 2]);
	});
	test('readers', () => {
		const item = itemOf({
			text: ' a ',
			number: 5,
			flag: true,
			word: 'true',
			off: 'false',
			group: { a: 1 },
			list: [1],
			json: '{"a":1}',
		});
		expect(['text', 'number', 'absent'].map((name) => item.text(field(name)))).toEqual(['a', '5', '']);
		expect([item.flag('flag'), item.flag('word'), item.flag('off'), item.flag('absent'), item.flag('number')]).toEqual([
			true,
			true,
			false,
			false,
			false,
		]);
		expect([item.collection('group'), item.collection('list'), item.collection('absent')]).toEqual([{ a: 1 }, {}, {}]);
		expect(item.jsonObject(field('json'))).toEqual({ a: 1 });
		expect(problemOf(() => item.requiredText(field('absent')))).toBe('fieldEmpty');
		expect(problemOf(() => item.uuid(field('text')))).toBe('uuid');
		expect(() => item.uuid({ name: 'text', displayName: 'Alert' })).toThrow('Alert');
		expect(item.read({ name: 'word', displayName: 'Word', kind: boolean })).toBe(true);
	});
	test('recordLimit', () => {
		expect(recordLimit(itemOf({ returnAll: true, limit: 5 }))).toBe(Infinity);
		expect(recordLimit(itemOf({ returnAll: false, limit: 5 }))).toBe(5);
		expect(() => recordLimit(itemOf({ returnAll: false, limit: 0 }))).toThrow(InputError);
	});
});

describe('the common dispute event', () => {
	const FIELDS = [
		'provider',
		'event',
		'type',
		'status',
		'id',
		'orderId',
		'transactionId',
		'arn',
		'amount',
		'currency',
		'reason',
		'card',
		'network',
		'merchant',
		'occurredAt',
		'respondBy',
	];

	test('has the same 16 fields in the same order, null where unknown', () => {
		const event = disputeEvent({ event: 'other', provider: 'x' });
		expect(Object.keys(event)).toEqual(FIELDS);
		expect(Object.values(event)).toEqual(['x', 'other', ...Array<null>(14).fill(null)]);
		const full = Object.fromEntries([...FIELDS].reverse().map((field) => [field, `${field}!`]));
		const event2 = disputeEvent(full as never);
		expect(Object.keys(event2)).toEqual(FIELDS);
		expect(event2).toEqual(full);
	});
	test('cardText never shows more than six and four digits', () => {
		expect(cardText('411111', '1111', 'visa')).toBe('411111******1111');
		expect(cardText('4111111111111111', '4111111111111111', null)).toBe('411111******1111');
		expect(cardText(null, '1111', 'visa')).toBe('visa ****1111');
		expect(cardText(null, '1111', null)).toBe('card ****1111');
		expect(cardText('411111', null, 'visa')).toBeNull();
		expect(cardText('411111', '', 'visa')).toBeNull();
	});
	test('respondBy', () => {
		expect(respondBy('2026-11-21T10:00:00+02:00', null, 3_600_000)).toBe('2026-11-21T09:00:00.000Z');
		expect(respondBy('garbage', '2026-11-21T08:00:00Z', 1000)).toBe('2026-11-21T08:00:01.000Z');
		expect(respondBy(null, '2026-11-21T08:00:00Z', 1000)).toBe('2026-11-21T08:00:01.000Z');
		expect([respondBy(null, null, 1), respondBy('x', 'y', 1)]).toEqual([null, null]);
	});
});
