import type {
	IDataObject,
	INodeParameters,
	INodeProperties,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';

import { Chargebackhit } from '../../../nodes/Chargebackhit/Chargebackhit.node';
import { chargebackhit } from '../../../nodes/Chargebackhit/service';
import { InputError } from '../../../nodes/common/errors/errors';
import {
	Bytes,
	everyOperation,
	isBatch,
	type Operation,
	type Send,
	type Service,
} from '../../../nodes/common/operation';
import { Item, Parameters } from '../../../nodes/common/run/item';
import { Kloutit } from '../../../nodes/Kloutit/Kloutit.node';
import { kloutit } from '../../../nodes/Kloutit/service';
import { Kount } from '../../../nodes/Kount/Kount.node';
import { kount } from '../../../nodes/Kount/service';
import { type Field, fieldsOf, isShown, understood } from '../../upgrade/fields';
import { execution } from './execution';
import { problemOf } from './problemOf';

/**
 * The one field language: what a value is decides how it is read, in every field of every operation. The fields come from the
 * registry, so a new one is tested from its first day.
 */
const SERVICES: Array<[Service, INodeTypeDescription]> = [
	[chargebackhit, new Chargebackhit().description],
	[kloutit, new Kloutit().description],
	[kount, new Kount().description],
];
const ZONE = 'America/New_York';
const PLACEHOLDER = '3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b';

interface Given {
	name: string;
	operation: Operation;
	parameters: IDataObject;
	field: Field;
	path: string[];
}

/** The parameters of an operation's sample, with an ID in place of each placeholder. */
function sampleOf(operation: Operation): IDataObject {
	const entries = Object.entries(operation.sample.parameters);
	return Object.fromEntries(
		entries.map(([name, value]) => [name, typeof value === 'string' && /^\{\w+\}$/.test(value) ? PLACEHOLDER : value]),
	);
}

/** True if n8n shows a field with these parameters, whatever it stands in. */
function isOffered({ within }: Field, parameters: IDataObject, description: INodeTypeDescription): boolean {
	if (!isShown(within[0], parameters as INodeParameters, description)) return false;
	return within
		.slice(1)
		.every(({ displayOptions }) =>
			Object.entries(displayOptions?.show ?? {}).every(
				([name, values]) => !name.startsWith('/') || (values as unknown[]).includes(parameters[name.slice(1)]),
			),
		);
}

const every: Given[] = SERVICES.flatMap(([service, description]) =>
	everyOperation(service.resources)
		// an event is sent on as it came, and files are not fields
		.filter(({ resource, operation }) => resource.value !== 'event' && operation.sample.files === undefined)
		.flatMap(({ resource, operation }) => {
			const stored = { resource: resource.value, operation: operation.value, ...sampleOf(operation) };
			const parameters = understood(description, stored as INodeParameters, true) as IDataObject;
			return fieldsOf(description.properties)
				.filter((field) => isOffered(field, parameters, description))
				.filter(({ property }) => !['resource', 'operation'].includes(property.name))
				.map((field) => ({
					name: `${service.name} ${resource.value} ${operation.value}: ${field.path.join('.')}`,
					operation,
					parameters,
					field,
					path: field.path,
				}));
		}),
);

/** The parameters with a value in one field; a list gets one row. */
function withValue({ parameters, field, path }: Given, value: unknown): IDataObject {
	const [outermost] = field.within;
	const isRows = outermost.type === 'fixedCollection' && outermost.typeOptions?.multipleValues === true;
	const put = (record: unknown, names: string[], depth = 0): unknown => {
		if (names.length === 0) return value;
		const present = (record ?? {}) as Record<string, unknown>;
		const inner = put(Array.isArray(present[names[0]]) ? undefined : present[names[0]], names.slice(1), depth + 1);
		return { ...present, [names[0]]: isRows && depth === 1 ? [inner] : inner };
	};
	return put(parameters, path) as IDataObject;
}

/** What an operation would send. @throws InputError for what it refuses */
function sent(operation: Operation, parameters: IDataObject, hints: string[] = []): string {
	const { context } = execution({ parameters });
	const item = new Item(0, { json: {} }, new Parameters(context), {
		hint: (message) => hints.push(message),
		file: async () => await Promise.reject(new Error('No files here')),
		timeZone: () => ZONE,
	});
	if (isBatch(operation)) return JSON.stringify(operation.rows(item));
	const prepared = operation.prepare(item);
	if (prepared instanceof Promise) throw new Error('Only files are read with a wait');
	let request = typeof prepared === 'function' ? undefined : prepared.request;
	if (typeof prepared === 'function') {
		// the first step of several; a reply to an open request sends none
		const first: Send = async (one) => {
			request = one;
			return await new Promise(() => undefined);
		};
		prepared(first, context, async ({ act }) => await act()).catch(() => undefined);
	}
	if (request === undefined) return NOTHING;
	const { body, path, query } = request;
	return JSON.stringify({ path, query, body: body instanceof Bytes ? body.content.toString() : body });
}
const NOTHING = 'sends nothing';

/** The code of the problem; undefined if the value is accepted. */
function refusal(given: Given, value: unknown): string | undefined {
	try {
		sent(given.operation, withValue(given, value));
	} catch (error) {
		expect(error).toBeInstanceOf(InputError);
		return problemOf(error);
	}
	return undefined;
}

const ofFields = (matches: (property: INodeProperties, path: string[]) => boolean): Array<[string, Given]> =>
	every.filter(({ field, path }) => matches(field.property, path)).map((given) => [given.name, given]);

it('the samples themselves are accepted', () => {
	for (const { operation, parameters } of every) expect(() => sent(operation, parameters)).not.toThrow();
	expect(every.length).toBeGreaterThan(250);
});

const NAMING =
	/(Id|ID|Ids|Number|arn|Arn|ARNs|email|Email|EmailAddress|descriptor|Descriptors|sku|caids|Token|Code)$|^(binFilter|channel|pspName)$/;
/** Text of these is no name: words, digits of a fixed count, or a code in words. */
const NOT_NAMING = /^(binNumber|bankName|countryCode|reasonCode|cardBin|bin|otherStatusCode|salesChannelTermsUrl)$/;
const names = ofFields(
	(property) => property.type === 'string' && NAMING.test(property.name) && !NOT_NAMING.test(property.name),
);

describe('what names something', () => {
	it('is found in every service', () => {
		const found = names.map(([name]) => name);
		expect(found).toEqual(
			expect.arrayContaining([
				'Chargebackhit enrollment enrollMids: details.cardAcceptorId',
				'Chargebackhit alert respond: orderId',
				'Kloutit case create: expedientNumber',
				'Kloutit case create: details.transactionId',
				'Kount transaction upload: orderNumber',
				'Kount order create: merchantOrderId',
			]),
		);
	});

	describe.each(names)('%s', (_name, given) => {
		it.each([
			['7.4609E+22'],
			['1.23457E+12'],
			['7,4609e+22'],
			['#N/A'],
			['#REF!'],
			['#WERT!'],
			['#DIV/0!'],
			['undefined'],
			['NULL'],
			['NaN'],
			['[object Object]'],
			['Invalid DateTime'],
			[1e22],
			[Number.NaN],
			[{ id: 'A-1' }],
		])('refuses %p', (value) => {
			expect(refusal(given, value)).toEqual(expect.any(String));
		});

		it.each([['12E5'], ['A#N/A'], ['null-1'], ["O'Neill-7"]])(
			'says of %p at most that it has another form',
			(value) => {
				expect(['brokenCell', 'lostDigits']).not.toContain(refusal(given, value));
			},
		);

		it('sends the name without invisible characters and blanks around it', () => {
			const clean = /uuid/i.test(refusal(given, 'A-1') ?? '') ? PLACEHOLDER : 'A-1';
			if (refusal(given, clean) !== undefined) return;
			const plain = sent(given.operation, withValue(given, clean));
			for (const seen of [`\u200b${clean}\u202a`, `\ufeff ${clean}\u00a0`, `${clean}\u200b`])
				expect(sent(given.operation, withValue(given, seen))).toBe(plain);
		});

		it('removes the apostrophe by which a spreadsheet marks text, and tells it', () => {
			if (refusal(given, '07102') !== undefined) return;
			const hints: string[] = [];
			expect(sent(given.operation, withValue(given, "'07102"), hints)).toBe(
				sent(given.operation, withValue(given, '07102')),
			);
			if (!given.path.includes('filters')) expect(hints.length).toBeGreaterThan(0);
		});
	});
});

describe('what may begin with zeros', () => {
	it.each(
		ofFields((property) =>
			/^(cardAcceptorId|postalCode|shippingPostalCode|authCode|kountClientID)$/.test(property.name),
		),
	)('%s: a number is sent, with a hint about the type of the column', (_name, given) => {
		const hints: string[] = [];
		sent(given.operation, withValue(given, 7102), hints);
		expect(hints.join()).toContain('Text');
		expect(refusal(given, '07102')).toBeUndefined();
	});
});

const dates = ofFields((property) => property.type === 'dateTime' || property.name === 'orderDateTime');

describe('dates', () => {
	it('are found in every service', () => expect(dates.length).toBeGreaterThan(30));

	describe.each(dates)('%s', (_name, given) => {
		const read = (value: unknown) => sent(given.operation, withValue(given, value));
		// a message of a case needs its other parts as well
		const isMessage = given.path.includes('messages');

		it.each([
			['2026-01-31T10:00:00', '2026-01-31T15:00:00'],
			['2026-07-31 10:00', '2026-07-31T14:00:00'],
			['2026-01-31', '2026-01-31T05:00:00'],
			['2026-01-31T10:00:00Z', '2026-01-31T10:00:00'],
			['2026-01-31 10:00:00 UTC', '2026-01-31T10:00:00'],
			['2026-01-31 11:00:00 +0100', '2026-01-31T10:00:00'],
			[new Date('2026-01-31T10:00:00Z'), '2026-01-31T10:00:00'],
			[{ toISO: () => '2026-01-31T11:00:00.000+01:00' }, '2026-01-31T10:00:00'],
		])('%p is the moment %s in UTC', (value, moment) => {
			if (!isMessage && read(value) !== NOTHING) expect(read(value)).toContain(moment);
		});

		it.each([
			['01/02/2026', 'dateOrder'],
			[46054, 'dateSerial'],
			['46054.5', 'dateSerial'],
			[1769904000, 'dateUnixTime'],
			['1769904000000', 'dateUnixTime'],
			['31.01.2026', 'isoDate'],
			['0024-05-01', 'dateYear'],
			['2206-05-01', 'dateYear'],
			[new Date(Number.NaN), 'isoDate'],
		])('%p is refused as %s', (value, code) => {
			if (!isMessage) expect(refusal(given, value)).toBe(code);
		});
	});
});

const facts = ofFields(({ type, options }) => {
	const values = ((options ?? []) as INodePropertyOptions[]).map(({ value }) => value);
	return type === 'options' && (values.includes(true) || values.includes('True'));
});

describe('booleans', () => {
	it('are found', () => expect(facts.length).toBeGreaterThan(5));

	it.each(facts)('%s: TRUE, yes and 1 are true, FALSE, no and 0 are false', (_name, given) => {
		const read = (value: unknown) => sent(given.operation, withValue(given, value));
		for (const yes of ['TRUE', 'True', 'yes', 'Yes', '1', 1, true]) expect(read(yes)).toBe(read(true));
		for (const no of ['FALSE', 'No', 'no', '0', 0, false]) expect(read(no)).toBe(read(false));
		expect(read(true)).not.toBe(read(false));
		for (const other of ['maybe', 2, [], {}]) expect(refusal(given, other)).toEqual(expect.any(String));
	});
});

const lists = ofFields(
	({ type, options, name, typeOptions }) =>
		(type === 'options' || type === 'multiOptions') &&
		typeOptions?.loadOptionsMethod === undefined &&
		((options ?? []) as INodePropertyOptions[]).every(({ value }) => typeof value === 'string') &&
		// these decide which fields there are: they are never an expression
		!['midSource', 'transactionSource', 'amountsAreIn', 'fileSource', 'subscribedEvent'].includes(name),
);
const choicesOf = ({ field }: Given) =>
	((field.property.options ?? []) as INodePropertyOptions[]).filter(({ value }) => value !== '' && value !== 'other');

describe('lists', () => {
	it('are found', () => expect(lists.length).toBeGreaterThan(20));

	it.each(lists)('%s: a choice is known by its label and its value, in any case', (_name, given) => {
		for (const { name, value } of choicesOf(given)) {
			if (refusal(given, value) !== undefined) continue;
			const plain = sent(given.operation, withValue(given, value));
			for (const written of [name, name.toUpperCase(), String(value).toUpperCase(), ` ${String(value)} `])
				expect(sent(given.operation, withValue(given, written))).toBe(plain);
		}
	});

	it('no two entries of a list are the same in another case', () => {
		for (const [, given] of lists) {
			const words = choicesOf(given).flatMap(({ name, value }) => [
				...new Set([name, String(value)].map((w) => w.toLowerCase())),
			]);
			expect([given.name, words.length]).toEqual([given.name, new Set(words).size]);
		}
	});

	const several = lists.filter(([, { field }]) => field.property.type === 'multiOptions');
	it.each(several)('%s: several are separated by what people and files use', (_name, given) => {
		const two = choicesOf(given).slice(0, 2);
		if (
			refusal(
				given,
				two.map(({ value }) => value),
			) !== undefined
		)
			return;
		const plain = sent(
			given.operation,
			withValue(
				given,
				two.map(({ value }) => value),
			),
		);
		const labels = two.map(({ name }) => name);
		for (const text of [
			...[', ', ';', ' | ', '\t', '\n', '\r\n'].map((glue) => labels.join(glue)),
			JSON.stringify(two.map(({ value }) => value)),
		])
			expect(sent(given.operation, withValue(given, text))).toBe(plain);
	});
});

describe('amounts', () => {
	const pairs: Array<[string, (value: string, currency: string) => [Operation, IDataObject]]> = (
		[
			['Chargebackhit alert replyInWebhook: order', (value, currency) => ({ order: { amount: value, currency } })],
			[
				'Chargebackhit alert replyInWebhook: refund',
				(value, currency) => ({ order: { refundAmount: value, refundCurrency: currency } }),
			],
			[
				'Chargebackhit alert replyInWebhook: transaction',
				(value, currency) => ({ transactions: { entries: [{ amount: value, currency }] } }),
			],
			['Chargebackhit integration generateSandboxAlert: alert', (value, currency) => ({ amount: value, currency })],
			[
				'Kloutit case create: amount',
				(value, currency) => ({ details: { disputeAmount: { amount: { value, currency } } } }),
			],
			[
				'Kount transaction upload: total',
				(value, currency) => ({ orderTotal: value, orderDetails: { orderCurrency: currency }, shoppingCart: {} }),
			],
		] as Array<[string, (value: string, currency: string) => IDataObject]>
	).map(([name, change]) => {
		const { operation, parameters } = every.find((one) => name.startsWith(one.name.split(':')[0]))!;
		return [name, (value, currency) => [operation, { ...parameters, ...change(value, currency) }]];
	});

	describe.each(pairs)('%s', (name, given) => {
		const refusalOf = (value: string, currency: string): string | undefined => {
			try {
				sent(...given(value, currency));
			} catch (error) {
				expect(error).toBeInstanceOf(InputError);
				return problemOf(error);
			}
			return undefined;
		};
		it.each([
			['1.000', 'EUR'],
			['19.990', 'USD'],
			['2.500', 'eur'],
			['5000.50', 'JPY'],
			['5000.0', 'JPY'],
			['1.2345', 'KWD'],
		])('%s %s has more decimals than the currency, zeros or not', (value, currency) => {
			expect(['amountDecimals', 'majorUnits', 'caseCurrency']).toContain(refusalOf(value, currency));
		});
		it.each([
			['19.99', 'EUR'],
			['19.9', ' usd '],
			['5000', 'JPY'],
			['1.230', 'KWD'],
		])('%s %s is accepted', (value, currency) => {
			// not every service has every currency
			if (name.startsWith('Kloutit') && currency === 'KWD') return;
			expect(refusalOf(value, currency)).toBeUndefined();
		});
		it.each(['EURO', 'XYZ', '€'])('%s is no currency', (currency) => {
			expect(refusalOf('19.99', currency)).toEqual(expect.any(String));
		});
	});
});
