import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { resources } from '../../../nodes/Chargebackhit/actions';
import * as options from '../../../nodes/Chargebackhit/actions/choices';
import { Chargebackhit } from '../../../nodes/Chargebackhit/Chargebackhit.node';
import { ChargebackhitTrigger } from '../../../nodes/Chargebackhit/ChargebackhitTrigger.node';
import { ChargebackhitPollingTrigger } from '../../../nodes/Chargebackhit/polling/ChargebackhitPollingTrigger.node';
import { everyOperation, isBatch, type Operation } from '../../../nodes/common/operation';

const every = everyOperation(resources).map(
	({ resource, operation }) => [`${resource.value}: ${operation.value}`, operation] as const,
);
const { properties } = new Chargebackhit().description;
const trigger = new ChargebackhitTrigger().description;
const pollingTrigger = new ChargebackhitPollingTrigger().description;

const CAMEL_CASE = /^[a-z][a-zA-Z0-9]*$/;
/** Words that are written in capitals within a sentence. */
const ABBREVIATIONS = new Set(['CAID', 'CAIDs', 'MIDs']);
const isOneSentence = (text: string) => !/[.!?]\s+[A-Z]/.test(text);

/** Everything that has options, wherever it stands. */
interface Choice {
	where: string;
	type: string;
	labels: string[];
	values: string[];
}

/** The first entry of a list in which nothing is chosen yet is none of its choices. */
const isChoice = ({ value }: INodePropertyOptions) => value !== '';

function choicesIn(fields: INodeProperties[], where: string): Choice[] {
	return fields.flatMap((field) => {
		const here = `${where} > ${field.displayName}`;
		const entries = field.options ?? [];
		if (field.type === 'fixedCollection') {
			return (entries as INodePropertyCollection[]).flatMap(({ values }) => choicesIn(values, here));
		}
		if (field.type === 'collection') {
			const inner = entries as INodeProperties[];
			return [
				{
					where: here,
					type: field.type,
					labels: inner.map(({ displayName }) => displayName),
					values: inner.map(({ name }) => name),
				},
				...choicesIn(inner, here),
			];
		}
		const plain = entries as INodePropertyOptions[];
		if (plain.length === 0) return [];
		return [
			{
				where: here,
				type: field.type,
				labels: plain.filter(isChoice).map(({ name }) => name),
				values: plain.filter(isChoice).map(({ value }) => String(value)),
			},
		];
	});
}

const choices = [
	...every.flatMap(([name, { fields, options: more = [] }]) => choicesIn([...fields, ...more], name)),
	...choicesIn(trigger.properties, 'trigger'),
	...choicesIn(pollingTrigger.properties, 'polling trigger'),
];
const sorted = (labels: string[]) => [...labels].sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase()));

describe('resources', () => {
	test('have unique values in camel case, and are listed in the order of their values', () => {
		const values = resources.map(({ value }) => value);
		expect(new Set(values).size).toBe(values.length);
		for (const value of values) expect(value).toMatch(CAMEL_CASE);
		const labels = (properties[0].options as INodePropertyOptions[]).map(({ name }) => name);
		expect(labels).toEqual(sorted(labels));
		expect(values.sort()).toEqual(['alert', 'caid', 'dispute', 'enrollment', 'integration', 'merchant']);
	});
	test('hold the 16 calls of the contract, the reply to a webhook and the search for an order', () => {
		expect(every.map(([name]) => name).sort()).toEqual(
			[
				'alert: get',
				'alert: getAll',
				'alert: matchToOrder',
				'alert: replyInWebhook',
				'alert: respond',
				'caid: disenrollProducts',
				'caid: get',
				'caid: getAll',
				'caid: update',
				'dispute: get',
				'dispute: getAll',
				'enrollment: enrollMids',
				'enrollment: getAll',
				'integration: generateSandboxAlert',
				'integration: validateOutcome',
				'merchant: get',
				'merchant: getAll',
				'merchant: update',
			].sort(),
		);
	});
	test.each(resources.map(({ value, operations }) => [value, operations] as const))(
		'operations of %s are listed in the order of their values',
		(resource, operations) => {
			// saved workflows omit the first, so the order follows the values, which never change
			const values = operations.map(({ value }) => value);
			expect(values).toEqual(sorted(values));
			const menu = properties.find(
				({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.resource?.includes(resource),
			);
			expect((menu!.options as INodePropertyOptions[]).map(({ value }) => value)).toEqual(values);
		},
	);
	test('unique values per resource', () => {
		for (const { operations } of resources) {
			const values = operations.map(({ value }) => value);
			expect(new Set(values).size).toBe(values.length);
		}
	});
	test('the texts users know this package by', () => {
		const actions = every.map(([, { action }]) => action);
		expect(actions).toContain('Respond to alert');
		expect(actions).toContain('Enroll MIDs');
	});
	test('no action is told twice', () => {
		const actions = every.map(([, { action }]) => action.toLowerCase());
		expect(new Set(actions).size).toBe(actions.length);
	});
});

describe.each(every)('%s', (name, operation: Operation) => {
	test('has a value in camel case', () => {
		expect(operation.value).toMatch(CAMEL_CASE);
	});
	test('has a name in title case', () => {
		for (const word of operation.name.split(' ')) expect(word).toMatch(/^\(?([A-Z]|in$|of$|the$|to$)/);
	});
	test('has an action in sentence case', () => {
		const [first, ...rest] = operation.action.split(' ');
		expect(first).toMatch(/^[A-Z][a-z]+$/);
		for (const word of rest) if (!ABBREVIATIONS.has(word)) expect(word).toMatch(/^[a-z]+$/);
	});
	test('has a description that says more than the name', () => {
		const words = (text: string) => text.toLowerCase().replace(/[^a-z ]/g, '');
		expect([words(operation.name), words(operation.action)]).not.toContain(words(operation.description));
		expect(operation.description.length).toBeGreaterThan(operation.name.length + 5);
		expect(operation.description).toMatch(/^[A-Z]/);
	});
	test('its description ends with a full stop where it is more than one sentence, and only there', () => {
		expect(operation.description.endsWith('.')).toBe(!isOneSentence(operation.description));
	});
	test('is retried as a read or sent as a write, as its kind demands', () => {
		const reads = ['get', 'getAll', 'validateOutcome'];
		const expected = ['matchToOrder', 'replyInWebhook'].includes(operation.value)
			? 'none'
			: reads.includes(operation.value)
				? 'read'
				: 'write';
		expect(operation.effect).toBe(expected);
	});
	test('warns where it cannot be undone, and only there', () => {
		const irreversible = ['alert: respond', 'alert: replyInWebhook', 'caid: disenrollProducts'];
		expect(Boolean(operation.irreversible)).toBe(irreversible.includes(name));
	});
	test('has a sample made of its own parameters', () => {
		const names = operation.fields.map((field) => field.name);
		for (const parameter of Object.keys(operation.sample.parameters))
			expect([...names, 'options']).toContain(parameter);
		const required = operation.fields
			.filter((field) => field.required && field.default === '')
			.map((field) => field.name);
		for (const parameter of required) expect(Object.keys(operation.sample.parameters)).toContain(parameter);
	});
	test('has a sample whose groups hold only their own members', () => {
		for (const [parameter, given] of Object.entries(operation.sample.parameters)) {
			const field = operation.fields.find((candidate) => candidate.name === parameter);
			if (field?.type !== 'collection') continue;
			const members = (field.options as INodeProperties[]).map((member) => member.name);
			for (const member of Object.keys(given as object)) expect(members).toContain(member);
		}
	});
	test('names each of its fields once, in camel case', () => {
		const names = operation.fields.map((field) => field.name);
		expect(new Set(names).size).toBe(names.length);
		for (const fieldName of names) expect(fieldName).toMatch(CAMEL_CASE);
		expect(names).not.toContain('options');
		expect(names.filter((fieldName) => fieldName.startsWith('allowAgent'))).toEqual([]);
	});
	test('takes further fields as JSON where it writes', () => {
		const names = operation.fields.map((field) => field.name);
		if (operation.effect === 'write') expect(names).toContain('additionalFields');
		if (operation.value === 'getAll')
			expect(names).toEqual(expect.arrayContaining(['returnAll', 'limit', 'simplify', 'filters', 'additionalFilters']));
		if (operation.value === 'get') expect(names).toContain('simplify');
	});
	test('says in its fields what it says in whole sentences', () => {
		for (const { description, type, displayName } of operation.fields) {
			if (description !== undefined)
				expect([displayName, description.endsWith('.')]).toEqual([displayName, !isOneSentence(description)]);
			if (type === 'boolean') expect(description).toMatch(/^Whether /);
		}
	});
	test('gathers items within bounds', () => {
		if (!isBatch(operation)) return;
		expect(operation.batchSize).toBeLessThanOrEqual(operation.maxBatchSize);
		expect(operation.options!.find((option) => option.name === 'batchSize')).toMatchObject({
			default: operation.batchSize,
			typeOptions: { maxValue: operation.maxBatchSize },
		});
	});
});

describe('lists', () => {
	test.each(choices.map((choice) => [choice.where, choice] as const))(
		'%s is in the order of the alphabet, each entry once',
		(_where, { labels, values }) => {
			// the default way in comes first
			const rest = labels[0] === 'Map Columns' ? labels.slice(1) : labels;
			expect(rest).toEqual(sorted(rest));
			expect(new Set(labels).size).toBe(labels.length);
			expect(new Set(values).size).toBe(values.length);
		},
	);
	test('a default stands in its list', () => {
		const fields = [
			...every.flatMap(([, operation]) => [...operation.fields, ...(operation.options ?? [])]),
			...trigger.properties,
		];
		for (const field of fields.filter(({ type }) => type === 'options')) {
			expect((field.options as INodePropertyOptions[]).map(({ value }) => value)).toContain(field.default);
		}
	});
});

describe('the enums of the contract', () => {
	const OUTCOMES = [
		'reversed',
		'previously-reversed',
		'decline',
		'reverse-error',
		'not-found',
		'acknowledged',
		'pending',
		'shipped',
	];
	const PRODUCTS = ['ethoca', 'rdr', 'oi', 'cdrn', 'consumer-clarity', 'visa-dispute', 'visa-fraud'];
	const TYPES = ['inquiry', 'prevented', 'init-refund', 'resolved', 'fraud-notification', 'dispute-notification'];
	const of = (where: string) => [...choices.find((choice) => choice.where === where)!.values].sort();

	test.each<[string, INodePropertyOptions[], string[]]>([
		['6.1 outcomes that may be set', options.outcomeOptions, OUTCOMES],
		['6.1 outcomes that may be read', options.readableOutcomeOptions, [...OUTCOMES, 'duplicate', 'error']],
		['6.2 alert types', options.alertTypeOptions, TYPES],
		['6.3 products', options.productOptions, [...PRODUCTS, 'paypal']],
		['6.4 providers', options.providerOptions, ['ethoca', 'verifi']],
		['5.2 enrolment statuses', options.enrollmentStatusOptions, ['new', 'accepted', 'success', 'error', 'rejected']],
		[
			'2.10 dispute statuses',
			options.disputeStatusOptions,
			['needs-response', 'processing', 'under-review', 'resolved'],
		],
		['2.10 dispute providers', options.disputeProviderOptions, ['stripe', 'paypal', 'adyen', 'checkout']],
		['5.1 integrations for matching', options.matchingIntegrationOptions, ['stripe', 'checkoutchamp', '29next']],
	])('%s', (_name, given, expected) => {
		expect(options.valuesOf(given).sort()).toEqual([...expected].sort());
		for (const { name } of given) expect(name).toMatch(/^[A-Z0-9]/);
	});
	test('each stands where it belongs', () => {
		expect(of('alert: respond > Outcome')).toEqual([...OUTCOMES].sort());
		expect(of('alert: replyInWebhook > Outcome')).toEqual([...OUTCOMES].sort());
		expect(of('alert: getAll > Filters > Outcomes')).toEqual([...OUTCOMES, 'duplicate', 'error'].sort());
		expect(of('caid: disenrollProducts > Products')).toEqual([...PRODUCTS].sort());
		expect(of('enrollment: enrollMids > Products')).toEqual([...PRODUCTS, 'paypal'].sort());
		expect(of('trigger > Trigger On')).toEqual([...TYPES].sort());
	});
	test('a new trigger starts for every type', () => {
		expect([...(trigger.properties.find(({ name }) => name === 'events')!.default as string[])].sort()).toEqual(
			[...TYPES].sort(),
		);
	});
	test('the trigger offers the outcomes to init-refund alone', () => {
		const {
			displayOptions,
			options: of,
			default: start,
		} = trigger.properties.find(({ name }) => name === 'refundOutcome')!;
		expect(displayOptions).toEqual({ show: { respond: ['immediately'], events: ['init-refund'] } });
		expect(options.valuesOf(of as INodePropertyOptions[]).sort()).toEqual([...OUTCOMES].sort());
		expect(start).toBe('pending');
	});
	test('every filter of the contract can be set', () => {
		const filters = (where: string) => choices.find((choice) => choice.where === `${where} > Filters`)!.values;
		expect(filters('alert: getAll')).toHaveLength(18);
		expect(filters('caid: getAll')).toHaveLength(11);
		expect(filters('merchant: getAll').sort()).toEqual(['descriptors', 'ids', 'internalIds', 'names']);
		expect(filters('enrollment: getAll').sort()).toEqual(['descriptions', 'merchantInternalIds', 'statuses']);
		expect(filters('dispute: getAll')).toHaveLength(6);
	});
});

describe('values survive switching between operations', () => {
	const types = new Map<string, Set<string>>();
	// a hidden one only keeps what an earlier version has stored
	for (const field of properties.filter(({ type }) => type !== 'hidden'))
		types.set(field.name, (types.get(field.name) ?? new Set<string>()).add(field.type));

	test('a name that is used again has the same type', () => {
		const mixed = [...types].filter(([, kinds]) => kinds.size > 1).map(([name]) => name);
		expect(mixed).toEqual([]);
	});
});

describe('what the node shows', () => {
	test('each field belongs to one resource and operation', () => {
		for (const field of properties.slice(1)) {
			const show = field.displayOptions?.show ?? {};
			expect(show.resource).toHaveLength(1);
			if (field.name !== 'operation') expect(show.operation).toHaveLength(1);
		}
	});
	test('each guarded operation has its own switch for agents', () => {
		const shown = properties
			.filter(({ name }) => name.startsWith('allowAgent'))
			.map(({ displayOptions }) => `${displayOptions!.show!.resource![0]}: ${displayOptions!.show!.operation![0]}`);
		expect(shown.sort()).toEqual([
			'alert: replyInWebhook',
			'alert: respond',
			'caid: disenrollProducts',
			'caid: update',
			'enrollment: enrollMids',
			'integration: generateSandboxAlert',
			'merchant: update',
		]);
	});
});
