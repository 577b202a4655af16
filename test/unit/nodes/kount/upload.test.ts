import { readFileSync } from 'node:fs';
import path from 'node:path';

import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { InputError } from '../../../../nodes/common/errors/errors';
import { writeEntries } from '../../../../nodes/common/run/batches';
import { Item, Parameters } from '../../../../nodes/common/run/item';
import type { JsonRecord } from '../../../../nodes/common/values/json';
import { upload } from '../../../../nodes/Kount/actions/transaction/upload';
import { execution } from '../execution';

const CARD = '4111111111111111';
/** The list as Kount's own page has it, as text. */
const sampleText = readFileSync(
	path.resolve(__dirname, '../../../fixtures/kount-sample-transactions.json'),
	'utf8',
).trim();
const samples = JSON.parse(sampleText) as IDataObject[];
const row: JsonRecord = { orderNumber: 'A-1', orderDateTime: '2026-01-31T10:00:00Z', orderTotal: 4409 };

const EMPTY = {
	orderDetails: {},
	paymentInformation: {},
	additionalTransactionData: {},
	shoppingCart: {},
	other: {},
	additionalFields: '{}',
	amountsAreIn: '',
	transactionField: 'transactions',
	orderNumber: '',
	orderDateTime: '',
	orderTotal: '',
};

function entriesOf(parameters: IDataObject, json: unknown = {}): { entries: JsonRecord[]; hints: string[] } {
	const { context } = execution({ parameters: { ...EMPTY, ...parameters } });
	const hints: string[] = [];
	const surroundings = {
		hint: (message: string) => hints.push(message),
		file: async () => await Promise.reject(new Error('No files')),
	};
	return {
		entries: [upload.rows(new Item(0, { json: json as IDataObject }, new Parameters(context), surroundings))].flat(),
		hints,
	};
}
function refusal(parameters: IDataObject, json: unknown = {}): string {
	try {
		entriesOf(parameters, json);
	} catch (error) {
		expect(error).toBeInstanceOf(InputError);
		return `${(error as InputError).message} | ${(error as InputError).advice}`;
	}
	throw new Error('It was accepted');
}
const bodyOf = (entries: JsonRecord[]) => upload.request(writeEntries(entries)).body.content.toString('utf8');

const fromItems = { transactionSource: 'items' };
const fromField = { transactionSource: 'field', transactionField: 'orders' };
const typed = (more: IDataObject = {}): IDataObject => ({
	transactionSource: 'fields',
	amountsAreIn: 'major',
	orderNumber: 'A-1',
	orderDateTime: '2026-01-31T10:00:00Z',
	orderTotal: '44.09',
	...more,
});

describe("Kount's own sample", () => {
	const expected = `{"transactions":${JSON.stringify(sampleText)}}`;

	test('as input items: byte for byte what the page shows', () => {
		const { entries, hints } = {
			entries: samples.flatMap((sample) => entriesOf(fromItems, sample).entries),
			hints: [],
		};
		expect(entries).toEqual(samples);
		expect(bodyOf(entries)).toBe(expected);
		expect(hints).toEqual([]);
	});
	test.each<[string, unknown]>([
		['a list', samples],
		['JSON text', sampleText],
		['JSON text, spread', JSON.stringify(samples, null, 2)],
	])('in a field as %s', (_form, orders) => {
		const { entries, hints } = entriesOf(fromField, { orders });
		expect(bodyOf(entries)).toBe(expected);
		expect(hints).toEqual([]);
	});
});

describe('Input Items', () => {
	test('the very object goes on: no second copy', () => {
		const json = { ...row };
		expect(entriesOf(fromItems, json).entries[0]).toBe(json);
	});
	test('what Additional Fields add is checked like the rest, and changes no input', () => {
		const json = { ...row, paymentInformation: { authCode: '7' } };
		const { entries } = entriesOf(
			{ ...fromItems, additionalFields: '{"other":{"merchantName":"Shop"},"orderTotal":"17"}' },
			json,
		);
		expect(entries).toEqual([{ ...json, orderTotal: 17, other: { merchantName: 'Shop' } }]);
		expect(json).toEqual({ ...row, paymentInformation: { authCode: '7' } });
		expect(refusal({ ...fromItems, additionalFields: '{"orderTotal":44.09}' }, row)).toContain(
			'Order Total (orderTotal) must be a whole number',
		);
		expect(
			refusal({ ...fromItems, additionalFields: `{"paymentInformation":{"last4":"${CARD}"}}` }, row),
		).not.toContain('41111');
		expect(refusal({ ...fromItems, additionalFields: '[]' }, row)).toContain(
			'Additional Fields (JSON) must be a JSON object',
		);
	});
	test('an empty item says what is missing', () => {
		expect(refusal(fromItems, {})).toContain('Order Number (orderNumber) is empty');
	});
});

describe('A Field', () => {
	test.each<[string, unknown, number]>([
		['an object', row, 1],
		['a list', [row, row], 2],
		['JSON text of an object', JSON.stringify(row), 1],
		['JSON text of a list', ` ${JSON.stringify([row])}\n`, 1],
	])('%s', (_form, orders, count) => {
		expect(entriesOf(fromField, { orders }).entries).toEqual(Array(count).fill(row));
	});
	test('a name with dots leads into objects, but a field of just that name comes first', () => {
		const parameters = { ...fromField, transactionField: 'order.kount' };
		expect(entriesOf(parameters, { order: { kount: row } }).entries).toEqual([row]);
		expect(entriesOf(parameters, { 'order.kount': row, order: { kount: 'x' } }).entries).toEqual([row]);
	});
	test.each(['constructor', '__proto__', 'orders.length', 'toString'])(
		'nothing is found under %s that is no field',
		(transactionField) => {
			expect(refusal({ ...fromField, transactionField }, { orders: row })).toContain(
				`This item has no field "${transactionField}"; it has orders`,
			);
		},
	);
	test.each<[string, unknown, RegExp]>([
		['a sentence', 'forty-four', /"?orders"? is not valid JSON.*double quotes/],
		['broken JSON', '[{"orderNumber":"A-1",}]', /orders is not valid JSON/],
		['single quotes', "{'orderNumber':'A-1'}", /orders is not valid JSON/],
		['cut-off JSON', '[{"orderNumber":', /orders is not valid JSON/],
		['JSON text of text', '"[]"', /orders must be a transaction or a list of transactions; this item has "\[\]"/],
		['a number', 4409, /orders must be a transaction or a list of transactions; this item has 4409/],
		['true', true, /orders must be a transaction or a list/],
		['JSON null', 'null', /orders must be a transaction or a list.*has nothing/],
		['empty text', '  ', /orders must be a transaction or a list.*has nothing/],
		['a list in a list', [[row]], /orders must be a transaction or a list of transactions; this item has a list/],
		['a list with text', [row, 'x'], /orders\[1\] must be a transaction/],
		['an empty list', [], /"orders" is an empty list, so this item has nothing to upload/],
		['an empty list as text', '[]', /"orders" is an empty list/],
		['null', null, /This item has no field "orders"/],
		[
			'the whole body',
			{ transactions: JSON.stringify([row]) },
			/"orders" holds the body of an upload, not a transaction.*stands under "transactions"/,
		],
		['the whole body as text', JSON.stringify({ transactions: [row] }), /"orders" holds the body of an upload/],
		['an empty object', {}, /Order Number \(orderNumber\) is empty/],
	])('%s is refused in a sentence', (_form, orders, said) => {
		expect(refusal(fromField, { orders })).toMatch(said);
	});
	test('which of several transactions is wrong is told', () => {
		expect(refusal(fromField, { orders: [row, { ...row, orderTotal: 1.5 }] })).toMatch(
			/^Transaction 1: Order Total \(orderTotal\)/,
		);
		expect(refusal(fromField, { orders: [{ ...row, orderTotal: 1.5 }] })).toMatch(/^Order Total \(orderTotal\)/);
	});
	test.each([CARD, '4111 1111 1111 1111', `${CARD}x`])(
		'what is no JSON is not shown where it is a card number: %p',
		(orders) => {
			expect(refusal(fromField, { orders })).not.toMatch(/\d{13}|1111 1111 1111/);
		},
	);
	test('an empty name', () => {
		expect(refusal({ ...fromField, transactionField: ' ' }, { orders: row })).toContain('Field Name is empty');
	});
});

describe('Typed Fields', () => {
	test.each<[string, string | number, number]>([
		['major', '44.09', 4409],
		['major', 44.09, 4409],
		['major', '44', 4400],
		['major', '0.07', 7],
		['major', '1.15', 115],
		['hundredths', '4409', 4409],
		['hundredths', 4409, 4409],
	])('Amounts Are In %s: %p is sent as %d', (amountsAreIn, amount, expected) => {
		const { entries } = entriesOf(
			typed({ amountsAreIn, orderTotal: amount, shoppingCart: { items: [{ price: amount, quantity: '1' }] } }),
		);
		expect(entries).toEqual([{ ...row, orderTotal: expected, shoppingCart: [{ price: expected, quantity: 1 }] }]);
	});
	test.each<[string, string | number | boolean, RegExp]>([
		[
			'major',
			'44.095',
			/^Order Total \(orderTotal\) must be digits with a point and at most two decimals.*"44.095".*No comma/,
		],
		['major', '44,09', /must be digits with a point.*"44,09"/],
		['major', '1.000,50', /must be digits with a point/],
		['major', '$44.09', /must be digits with a point/],
		['major', 0.1 + 0.2, /must be digits with a point.*0.30000000000000004/],
		['major', '-1', /digits with a point and at most two decimals.*"-1".*no total below zero/],
		['major', true, /must be digits with a point/],
		['hundredths', '44.09', /must be a whole number of hundredths/],
		['hundredths', '4 409', /must be a whole number of hundredths/],
	])('Amounts Are In %s: %p is refused', (amountsAreIn, orderTotal, said) => {
		expect(refusal(typed({ amountsAreIn, orderTotal }))).toMatch(said);
	});
	test.each(['', 'cents', undefined])('without a choice of Amounts Are In (%p) nothing is sent', (amountsAreIn) => {
		expect(refusal(typed({ amountsAreIn }))).toContain('Amounts Are In is not chosen');
	});
	test('a random amount is the same as in hundredths', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (amount) => {
				const major = `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
				expect(entriesOf(typed({ orderTotal: major })).entries[0].orderTotal).toBe(amount);
			}),
		);
	});
	test('empty fields are left out, at every place', () => {
		const { entries } = entriesOf(
			typed({
				orderDetails: { customerName: ' ', arn: '', cvvValidatedAtPurchase: '' },
				paymentInformation: { cardBin: '' },
				other: {},
				shoppingCart: { items: [{ itemID: 'a', price: '', quantity: '' }] },
			}),
		);
		expect(entries).toEqual([{ ...row, shoppingCart: [{ itemID: 'a' }] }]);
	});
	test.each(['orderNumber', 'orderDateTime', 'orderTotal'])('without %s', (name) => {
		expect(refusal(typed({ [name]: '' }))).toContain(`(${name}) is empty`);
	});
	test('date objects of n8n and of JavaScript', () => {
		const luxon = { toISO: () => '2026-01-31T11:00:00.000+01:00' };
		expect(entriesOf(typed({ orderDateTime: luxon as never })).entries).toEqual([row]);
		expect(
			entriesOf(typed({ orderDateTime: new Date('2026-01-31T10:00:00Z') as never })).entries[0].orderDateTime,
		).toMatch(/^2026-01-31T10:00:00/);
		expect(refusal(typed({ orderDateTime: '2026-01-31T10:00:00' }))).toContain('Without a time zone nobody can tell');
	});
	test('card numbers are refused, and not shown', () => {
		for (const paymentInformation of [
			{ cardBin: CARD },
			{ last4: CARD },
			{ cardBin: '411111222' },
			{ last4: '11112' },
			{ authCode: CARD },
		]) {
			expect(refusal(typed({ paymentInformation }))).not.toMatch(/\d{5}/);
		}
	});
	test('an 8-digit BIN is cut, and the user is told', () => {
		const { entries, hints } = entriesOf(typed({ paymentInformation: { cardBin: '41111122' } }));
		expect(entries[0].paymentInformation).toEqual({ cardBin: '411111' });
		expect(hints).toHaveLength(1);
	});
});

describe('the body', () => {
	test('any text of a user comes back unchanged out of both layers of JSON', () => {
		fc.assert(
			fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 50 }), { minLength: 1, maxLength: 5 }), (texts) => {
				const given = texts.map((customerName) => ({ ...row, customerName }));
				const outer = JSON.parse(bodyOf(given)) as { transactions: string };
				expect(Object.keys(outer)).toEqual(['transactions']);
				expect(JSON.parse(outer.transactions)).toEqual(given);
			}),
		);
	});
	test.each(['\u0001exact\u00011', '\u0001exact\u0001null},{', '\u0001exact\u0001}', '"]}', '\\"', '\u2028', '\ud800'])(
		'nor can the text %j break out of its place',
		(customerName) => {
			const outer = JSON.parse(bodyOf([{ ...row, customerName }])) as { transactions: string };
			expect(JSON.parse(outer.transactions)).toEqual([{ ...row, customerName }]);
		},
	);
});

describe('the output', () => {
	test('one for the batch, with count and the answer of the service', () => {
		const { outputs } = upload;
		if (typeof outputs === 'function') throw new Error('One output per entry');
		const answer = { status: 202, headers: {}, body: { accepted: 2 } };
		expect(outputs.ofBatch(answer, [row, { ...row, orderNumber: 'A-2' }])).toEqual({
			success: true,
			count: 2,
			firstOrderNumber: 'A-1',
			lastOrderNumber: 'A-2',
			response: { accepted: 2 },
		});
		expect(outputs.ofBatch({ ...answer, body: undefined }, [row])).toMatchObject({ response: null });
	});
});

describe('what would be lost or shown', () => {
	test.each(['arn', 'orderNumber', 'customerID'])('%s as a number that has lost digits is refused', (name) => {
		expect(refusal(fromItems, { ...row, [name]: 74012345678901234567890 })).toMatch(
			/must be text: a number of so many digits has lost some of them; .* \| Have the node before this one give it as text/,
		);
		expect(entriesOf(fromItems, { ...row, [name]: 9007199254740991 }).entries[0][name]).toBe('9007199254740991');
	});
	test('a sheet without headings has card numbers for names: they are not shown', () => {
		const said = refusal(fromField, { '4111111111111111': 'x', '4111 1111 1111 1111 (card)': 'y' });
		expect(said).toMatch(/This item has no field "orders"/);
		expect(said).not.toMatch(/1111[ 1]*1111/);
	});
	test('a total below zero in major units is told as it was given; a line of the cart may be a discount', () => {
		expect(refusal(typed({ orderTotal: '-1' }))).toMatch(
			/must be digits with a point and at most two decimals, such as 44\.09; this item has "-1"/,
		);
		expect(
			entriesOf(typed({ shoppingCart: { items: [{ itemName: 'Voucher', price: '-1.50' }] } })).entries[0].shoppingCart,
		).toEqual([{ itemName: 'Voucher', price: -150 }]);
	});
	test('the number of a card acceptor is an id, even where it looks like a card', () => {
		expect(
			entriesOf(fromItems, { ...row, cardAcceptorID: CARD, shop: { card_acceptor_id: CARD } }).entries[0],
		).toMatchObject({ cardAcceptorID: CARD });
	});
});
