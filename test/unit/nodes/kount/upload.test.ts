import { readFileSync } from 'node:fs';
import path from 'node:path';

import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { writeRows } from '../../../../nodes/common/run/batches';
import { Item, Parameters } from '../../../../nodes/common/run/item';
import type { JsonRecord } from '../../../../nodes/common/values/json';
import { upload } from '../../../../nodes/Kount/actions/transaction/upload';
import { problems } from '../../../../nodes/Kount/problems';
import { execution } from '../execution';
import { naming, refusalOf, wordsOf } from './refusal';

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
const refusal = (parameters: IDataObject, json: unknown = {}) => refusalOf(() => entriesOf(parameters, json));
/** All that is said of a refusal. */
const said = (parameters: IDataObject, json: unknown = {}) => wordsOf(refusal(parameters, json));
const bodyOf = (entries: JsonRecord[]) => upload.request(writeRows(entries)).body.content.toString('utf8');

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
		expect(refusal({ ...fromItems, additionalFields: '{"orderTotal":44.09}' }, row)).toEqual(
			naming('hundredths', 'Order Total (orderTotal)'),
		);
		expect(said({ ...fromItems, additionalFields: `{"paymentInformation":{"last4":"${CARD}"}}` }, row)).not.toContain(
			'41111',
		);
		expect(refusal({ ...fromItems, additionalFields: '[]' }, row)).toEqual(
			naming('jsonObject', 'Additional Fields (JSON)'),
		);
	});
	test('an empty item says what is missing', () => {
		expect(refusal(fromItems, {})).toEqual(naming('transactionFieldEmpty', 'Order Number (orderNumber)'));
	});
});

describe('One Field of Each Item', () => {
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
			expect(refusal({ ...fromField, transactionField }, { orders: row })).toEqual(
				problems.transactionFieldMissing(transactionField, ['orders']),
			);
		},
	);
	test.each<[string, unknown, string, string]>([
		['a sentence', 'forty-four', 'jsonInvalid', 'orders'],
		['broken JSON', '[{"orderNumber":"A-1",}]', 'jsonInvalid', 'orders'],
		['single quotes', "{'orderNumber':'A-1'}", 'jsonInvalid', 'orders'],
		['cut-off JSON', '[{"orderNumber":', 'jsonInvalid', 'orders'],
		['JSON text of text', '"[]"', 'transactionOrList', '"[]"'],
		['a number', 4409, 'transactionOrList', '4409'],
		['true', true, 'transactionOrList', 'true'],
		['JSON null', 'null', 'transactionOrList', 'nothing'],
		['empty text', '  ', 'transactionOrList', 'nothing'],
		['a list in a list', [[row]], 'transactionOrList', 'a list'],
		['a list with text', [row, 'x'], 'transactionOrList', 'orders[1]'],
		['an empty list', [], 'transactionListEmpty', '"orders"'],
		['an empty list as text', '[]', 'transactionListEmpty', '"orders"'],
		['null', null, 'transactionFieldMissing', '"orders"'],
		['the whole body', { transactions: JSON.stringify([row]) }, 'uploadBodyGiven', '"orders"'],
		['the whole body as text', JSON.stringify({ transactions: [row] }), 'uploadBodyGiven', '"orders"'],
		['an empty object', {}, 'transactionFieldEmpty', 'Order Number (orderNumber)'],
	])('%s is refused', (_form, orders, code, named) => {
		expect(refusal(fromField, { orders })).toEqual(naming(code, named));
	});
	test('which of several transactions is wrong is told', () => {
		const bad = { ...row, orderTotal: 1.5 };
		expect(refusal(fromField, { orders: [row, bad] })).toEqual(
			naming('hundredths', '2nd transaction', 'Order Total (orderTotal)'),
		);
		const { code, message } = refusal(fromField, { orders: [bad] });
		expect([code, message.startsWith('Order Total (orderTotal)')]).toEqual(['hundredths', true]);
	});
	test.each([CARD, '4111 1111 1111 1111', `${CARD}x`])(
		'what is no JSON is not shown where it is a card number: %p',
		(orders) => {
			expect(said(fromField, { orders })).not.toMatch(/\d{13}|1111 1111 1111/);
		},
	);
	test('an empty name', () => {
		expect(refusal({ ...fromField, transactionField: ' ' }, { orders: row })).toEqual(
			naming('fieldEmpty', 'Field Name'),
		);
	});
});

describe('Fields That You Fill In', () => {
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
	test.each<[string, string | number | boolean, string]>([
		['major', '44.095', 'majorUnits'],
		['major', '44,09', 'majorUnits'],
		['major', '1.000,50', 'majorUnits'],
		['major', '$44.09', 'majorUnits'],
		['major', 0.1 + 0.2, 'majorUnits'],
		['major', '-1', 'majorUnits'],
		['major', true, 'majorUnits'],
		['hundredths', '44.09', 'hundredths'],
		['hundredths', '4 409', 'hundredths'],
	])('Amounts Are In %s: %p is refused', (amountsAreIn, orderTotal, code) => {
		expect(refusal(typed({ amountsAreIn, orderTotal }))).toEqual(
			naming(code, 'Order Total (orderTotal)', String(orderTotal)),
		);
	});
	test.each(['', 'cents', undefined])('without a choice of Amounts Are In (%p) nothing is sent', (amountsAreIn) => {
		expect(refusal(typed({ amountsAreIn }))).toEqual(problems.amountUnitNotChosen());
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
		expect(refusal(typed({ [name]: '' }))).toEqual(naming('transactionFieldEmpty', `(${name})`));
	});
	test('date objects of n8n and of JavaScript', () => {
		const luxon = new (class {
			toISO = () => '2026-01-31T11:00:00.000+01:00';
		})();
		expect(entriesOf(typed({ orderDateTime: luxon as never })).entries).toEqual([row]);
		expect(
			entriesOf(typed({ orderDateTime: new Date('2026-01-31T10:00:00Z') as never })).entries[0].orderDateTime,
		).toMatch(/^2026-01-31T10:00:00/);
		expect(refusal(typed({ orderDateTime: '31.01.2026' }))).toEqual(naming('isoDate', 'Order Date (orderDateTime)'));
	});
	test('card numbers are refused, and not shown', () => {
		for (const paymentInformation of [
			{ cardBin: CARD },
			{ last4: CARD },
			{ cardBin: '411111222' },
			{ last4: '11112' },
			{ authCode: CARD },
		]) {
			expect(said(typed({ paymentInformation }))).not.toMatch(/\d{5}/);
		}
	});
	test('an 8-digit BIN is cut, and the user is told', () => {
		const { entries, hints } = entriesOf(typed({ paymentInformation: { cardBin: '41111122' } }));
		expect(entries[0].paymentInformation).toEqual({ cardBin: '411111' });
		expect(hints).toEqual([problems.cardBinCut().message]);
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
			accepted: true,
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
		expect(refusal(fromItems, { ...row, [name]: 74012345678901234567890 })).toEqual(naming('lostDigits', `(${name})`));
		expect(entriesOf(fromItems, { ...row, [name]: 9007199254740991 }).entries[0][name]).toBe('9007199254740991');
	});
	test('a sheet without headings has card numbers for names: they are not shown', () => {
		const problem = refusal(fromField, { '4111111111111111': 'x', '4111 1111 1111 1111 (card)': 'y' });
		expect(problem).toEqual(naming('transactionFieldMissing', '"orders"'));
		expect(wordsOf(problem)).not.toMatch(/1111[ 1]*1111/);
	});
	test('a total below zero in major units is told as it was given; a line of the cart may be a discount', () => {
		expect(refusal(typed({ orderTotal: '-1' }))).toEqual(naming('majorUnits', '"-1"'));
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
