import { keysOf, matchOrders } from '../../../../nodes/Chargebackhit/actions/alert/matching/match';
import { OrderColumns, orderOf } from '../../../../nodes/Chargebackhit/actions/alert/matching/orders';
import { paymentOf } from '../../../../nodes/Chargebackhit/actions/alert/matching/payment';
import { alertEvent } from '../../../../nodes/Chargebackhit/events';
import type { JsonRecord } from '../../../../nodes/common/values/json';

type Row = Record<string, unknown>;

const DAY = 24 * 3_600_000;
const START = Date.parse('2026-10-01T09:00:00Z');
const iso = (moment: number) => new Date(moment).toISOString();
const digits = (number: number, count: number) => String(number).padStart(count, '0');

/** An order as a sheet has it; each differs from all others. */
const orderRow = (index: number): Row => ({
	row_number: index + 2,
	'Order Number': `ORDER-${1000 + index}`,
	'transaction id': `4815162342${digits(index, 5)}`,
	ARN: `24123456324000${digits(index, 9)}`,
	Authorization_Code: `A${digits(index, 5)}`,
	'Card first6': '411111',
	'Card last4': digits(index % 10_000, 4),
	Amount: `${20 + (index % 80)}.50`,
	Currency: 'USD',
	'Order Date': iso(START + index * 3_600_000),
});

/** The alert about an order. */
const alertOf = (row: Row, transaction: Row = {}, alert: Row = {}): JsonRecord =>
	({
		alert: { id: 'a1', type: 'init-refund', product: 'ethoca', amount: row.Amount, currency: row.Currency, ...alert },
		transaction: {
			transaction_id: row['transaction id'],
			arn: row.ARN,
			auth_code: row.Authorization_Code,
			bin: row['Card first6'],
			last_four: row['Card last4'],
			amount: row.Amount,
			currency: row.Currency,
			date: row['Order Date'],
			...transaction,
		},
		merchant: {},
	}) as JsonRecord;

const NO_ID = { transaction_id: null };
const NO_ARN = { ...NO_ID, arn: null };
const NO_CODE = { ...NO_ARN, auth_code: null };

const find = (alert: JsonRecord, rows: Row[], named = {}) => {
	const columns = new OrderColumns(named);
	const match = matchOrders(
		paymentOf(alert),
		rows.map((row, index) => orderOf(row as JsonRecord, index, columns, 'UTC')),
	);
	return match && [match.matchedBy, match.confidence, match.orders.map(({ name }) => name), match.difference];
};

const ROWS = Array.from({ length: 200 }, (_, index) => orderRow(index));

describe('200 alerts find their orders among 200', () => {
	it.each([
		['transactionId', {}, 'high'],
		['arn', NO_ID, 'high'],
		['authorizationCode', NO_ARN, 'high'],
		['cardAmountAndDate', NO_CODE, 'medium'],
	] as const)('by %s', (matchedBy, transaction, confidence) => {
		for (const row of ROWS)
			expect(find(alertOf(row, transaction), ROWS)).toEqual([matchedBy, confidence, [row['Order Number']], undefined]);
	});
});

const [ROW] = ROWS;
const one = (transaction: Row, changes: Row = {}, alert: Row = {}, named = {}) =>
	find(alertOf(ROW, transaction, alert), [{ ...ROW, ...changes }, ...ROWS.slice(1)], named);

describe('transaction ID', () => {
	it.each(['20261001-481516234200000', '481516234200000_2026-10-01', '2026-10-01/481516234200000'])(
		'also with an added date: %s',
		(id) =>
			expect(one({ arn: null }, { 'transaction id': id })?.slice(0, 3)).toEqual([
				'transactionId',
				'high',
				['ORDER-1000'],
			]),
	);
	it("is also the merchant's own reference", () => {
		expect(one({ ...NO_CODE, transaction_merchant_id: 'order-1007', last_four: null })?.[2]).toEqual(['ORDER-1007']);
	});
	it('is no match if the card is another', () => {
		expect(one({ ...NO_CODE, transaction_id: ROW['transaction id'], last_four: '9999', date: null })).toBeUndefined();
	});
	it('is no match with one digit more or less', () => {
		for (const id of ['4815162342000001', '48151623420000'])
			expect(one({ ...NO_CODE, transaction_id: id, last_four: null })).toBeUndefined();
	});
});

describe('ARN', () => {
	it('without a card in the orders is less sure', () => {
		expect(one(NO_ID, { 'Card first6': '', 'Card last4': '' })).toEqual(['arn', 'medium', ['ORDER-1000'], undefined]);
	});
	it('that was recycled belongs to the order with the card', () => {
		const other = { ...ROWS[1], ARN: ROW.ARN };
		expect(find(alertOf(ROW, NO_ID), [other, ROW])?.[2]).toEqual(['ORDER-1000']);
	});
	it('whose digits a spreadsheet lost is none', () => {
		expect(one(NO_ID, { ARN: 2.4123456324e22 })?.[0]).toBe('authorizationCode');
		expect(one(NO_ID, { ARN: '2.41235E+22' })?.[0]).toBe('authorizationCode');
	});
});

describe('authorization code', () => {
	it('counts only with the card, within 2 days', () => {
		const later = (days: number) => one(NO_ARN, { 'Order Date': iso(START + days * DAY), Amount: '1.00' });
		expect(later(2)?.slice(0, 2)).toEqual(['authorizationCode', 'high']);
		expect(later(2.1)).toBeUndefined();
		expect(one(NO_ARN, { 'Order Date': '' })?.slice(0, 2)).toEqual(['authorizationCode', 'medium']);
		expect(one({ ...NO_ARN, last_four: null })).toBeUndefined();
	});
	it.each(["'1001", '="1001"', '\u201c1001\u201d'])('names the order without the mark for text: %j', (name) => {
		expect(find(alertOf(ROW), [{ ...ROW, 'Order Number': name }])?.[2]).toEqual(['1001']);
	});
	it('is narrowed by the date if several orders have it', () => {
		const again = { ...ROW, 'Order Number': 'AGAIN', 'Order Date': iso(START + 30 * DAY), 'transaction id': 't' };
		expect(find(alertOf(ROW, NO_ARN), [again, ROW])?.[2]).toEqual(['ORDER-1000']);
	});
});

describe('card, amount and date', () => {
	it('a part of the amount, another currency, or no amount are unsure', () => {
		expect(one({ ...NO_CODE, amount: '10.00' }, {}, { amount: '10.00' })).toEqual([
			'cardAndDate',
			'low',
			['ORDER-1000'],
			'partOfAmount',
		]);
		expect(one({ ...NO_CODE, amount: '19.05', currency: 'EUR' }, {}, { amount: '19.05', currency: 'EUR' })?.[3]).toBe(
			'otherCurrency',
		);
		expect(one(NO_CODE, { Amount: 'twenty' })?.[3]).toBe('amountUnknown');
		// a thousand, or one: in no case the same amount
		for (const Amount of ['1.000', '20.500', '20.50000', '2.050,00'])
			expect([Amount, one(NO_CODE, { Amount })?.[3]]).toEqual([Amount, 'amountUnknown']);
		expect(one({ ...NO_CODE, amount: '1.00' }, { Amount: '1.000' }, { amount: '1.00' })?.[3]).toBe('amountUnknown');
		const inDinars = { ...NO_CODE, amount: '20.50', currency: 'KWD' };
		expect(one(inDinars, { Amount: '20.500', Currency: 'KWD' }, inDinars)?.[3]).toBe(
			one(inDinars, { Amount: '20.50', Currency: 'KWD' }, inDinars)?.[3],
		);
	});
	it('more than the amount is no match', () => {
		expect(one({ ...NO_CODE, amount: '20.51' }, {}, { amount: '20.51' })).toBeUndefined();
	});
	it('without the first six digits is unsure', () => {
		expect(one({ ...NO_CODE, bin: null })?.slice(0, 2)).toEqual(['cardAmountAndDate', 'low']);
		expect(one({ ...NO_CODE, bin: null, amount: '1.00' }, {}, { amount: '1.00' })).toBeUndefined();
	});
	it('two orders that match equally are both returned', () => {
		const twin = { ...ROW, 'Order Number': 'TWIN', 'transaction id': 't2', ARN: 'x', Authorization_Code: 'y' };
		expect(find(alertOf(ROW, NO_CODE), [ROW, twin])?.[2]).toEqual(['ORDER-1000', 'TWIN']);
		const half = { ...twin, Amount: '99.00' };
		const other = { ...half, 'Order Number': 'EURO', Currency: 'EUR' };
		expect(find(alertOf(ROW, NO_CODE), [half, other])?.[2]).toEqual(['TWIN', 'EURO']);
	});
});

describe('columns', () => {
	it('are found whatever marks and case their names have, and zeros are added that a sheet drops', () => {
		const row = {
			ORDER_ID: 'X1',
			'Last-Four': 7,
			BIN: 411111,
			TOTAL: 20.5,
			'currency code': 'usd',
			date: ROW['Order Date'],
		};
		const alert = alertOf(ROW, { ...NO_CODE, last_four: '0007' });
		expect(find(alert, [row])).toEqual(['cardAmountAndDate', 'medium', ['X1'], undefined]);
		expect(
			find(alert, [{ 'order no': 'X2', card: '411111******0007', amount: '20.50', date: ROW['Order Date'] }])?.[2],
		).toEqual(['X2']);
	});
	it('have other names if the user says so', () => {
		const row = { Beleg: 'B1', Referenz: '481516234200000', reference: 'not this' };
		const named = { orderId: 'beleg', transactionId: 'Referenz' };
		expect(find(alertOf(ROW), [row], named)?.slice(0, 3)).toEqual(['transactionId', 'high', ['B1']]);
	});
});

it('knows an alert without anything to search by, and reads the common event and its original', () => {
	expect(keysOf(paymentOf({ alert: {}, transaction: { bin: '411111', amount: '1.00' }, merchant: {} }))).toEqual([]);
	const event = alertEvent(alertOf(ROW)) as JsonRecord;
	expect(keysOf(paymentOf(event))).toEqual(['transactionId', 'arn']);
	expect(keysOf(paymentOf({ ...event, original: alertOf(ROW) }))).toHaveLength(4);
});

it('takes linear time: 50,000 orders', () => {
	const alert = alertOf(
		{ ...ROW, Amount: '999.00' },
		{ ...NO_CODE, transaction_id: 'none', arn: 'none', auth_code: 'none' },
	);
	const time = (count: number) => {
		const rows = Array.from({ length: count }, (_, index) => orderRow(index));
		const begun = performance.now();
		expect(find(alert, rows)).toBeUndefined();
		return performance.now() - begun;
	};
	time(5000);
	const [few, many] = [Math.max(time(5000), 5), time(50_000)];
	expect(many / few).toBeLessThan(40);
});
