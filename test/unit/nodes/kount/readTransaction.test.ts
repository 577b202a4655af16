import { readFileSync } from 'node:fs';
import path from 'node:path';

import fc from 'fast-check';

import { problems as commonProblems } from '../../../../nodes/common/errors/problems';
import type { Json, JsonRecord } from '../../../../nodes/common/values/json';
import { readTransaction } from '../../../../nodes/Kount/actions/transaction/readTransaction';
import { requiredFields, transactionFields } from '../../../../nodes/Kount/actions/transaction/transactionFields';
import { problems } from '../../../../nodes/Kount/problems';
import { naming, refusalOf, wordsOf } from './refusal';

/** Two that look real: the industry's test number, and one whose check digit is wrong. */
const CARD = '4111111111111111';
/** The shortest that there are. */
const SHORT_CARD = '4222222222222';
const NEARLY_A_CARD = '4111111111111112';
/** In digits of full width. */
const WIDE = '４１１１１１１１１１１１１１１１';

const samples = JSON.parse(
	readFileSync(path.resolve(__dirname, '../../../fixtures/kount-sample-transactions.json'), 'utf8'),
) as JsonRecord[];

const base = (more: JsonRecord = {}): JsonRecord => ({
	orderNumber: 'A-1',
	orderDateTime: '2026-01-31T10:00:00Z',
	orderTotal: 4409,
	...more,
});
const paying = (paymentInformation: Json): JsonRecord => base({ paymentInformation });
const buying = (...shoppingCart: Json[]): JsonRecord => base({ shoppingCart });

function read(given: JsonRecord): { transaction: JsonRecord; hints: string[] } {
	const hints: string[] = [];
	const before = JSON.stringify(given);
	const transaction = readTransaction(given, { hint: (message) => hints.push(message), timeZone: 'Europe/Madrid' });
	// what comes in belongs to the node before
	expect(JSON.stringify(given)).toBe(before);
	return { transaction, hints };
}

const refusal = (given: JsonRecord) => refusalOf(() => read(given));
/** All that is said of a refusal. */
const said = (given: JsonRecord) => wordsOf(refusal(given));

describe('what needs no change', () => {
	test.each(samples.map((sample) => [sample.orderNumber, sample]))(
		"Kount's own sample %s is the same object afterwards",
		(_number, sample) => {
			const { transaction, hints } = read(sample as JsonRecord);
			expect(transaction).toBe(sample);
			expect(hints).toEqual([]);
		},
	);
	test('neither its parts nor its cart are copied where only another part changes', () => {
		const given = base({
			paymentInformation: { authCode: '1' },
			shoppingCart: [{ itemID: 'a', price: 1 }],
			cvvValidatedAtPurchase: true,
		});
		const { transaction } = read(given);
		expect(transaction).not.toBe(given);
		expect(transaction.paymentInformation).toBe(given.paymentInformation);
		expect(transaction.shoppingCart).toBe(given.shoppingCart);
	});
	test('members that nobody knows pass as they are, at every place', () => {
		const unknown = { a: [1, { b: null }], flag: true, amount: 1.5, text: '  x ' };
		const given = base({
			extra: unknown,
			paymentInformation: { extra: unknown },
			other: { extra: unknown },
			shoppingCart: [{ extra: unknown }],
		});
		expect(read(given).transaction).toBe(given);
	});
	test('empty text stands for unknown, as in the samples', () => {
		const given = base({
			customerName: '',
			cvvValidatedAtPurchase: '',
			paymentInformation: { avsMatch: '', cardBin: '', last4: '', billingAddress2: '' },
		});
		expect(read(given).transaction).toBe(given);
	});
	test('the order of the members stays', () => {
		const { transaction } = read({
			zone: 'x',
			orderTotal: '1',
			orderDateTime: '2026-01-31T11:00:00+01:00',
			customerName: null,
			orderNumber: 7,
		});
		expect(Object.keys(transaction)).toEqual(['zone', 'orderTotal', 'orderDateTime', 'orderNumber']);
	});
});

describe('the three that are required', () => {
	const names = requiredFields.map(({ name }) => name);
	test('they are three', () => {
		expect(names.sort()).toEqual(['orderDateTime', 'orderNumber', 'orderTotal']);
	});
	test.each(names)('%s', (name) => {
		for (const value of [undefined, null, '', '  ']) {
			const given = { ...base(), [name]: value } as JsonRecord;
			expect(refusal(given)).toEqual(naming('transactionFieldEmpty', `(${name})`));
		}
		const { [name]: _left, ...rest } = base();
		expect(refusal(rest)).toEqual(naming('transactionFieldEmpty', `(${name})`));
	});
	test('a total of 0 is one', () => {
		expect(read(base({ orderTotal: 0 })).transaction.orderTotal).toBe(0);
	});
});

describe('flags', () => {
	test.each<[Json, string]>([
		[true, 'True'],
		[false, 'False'],
		['true', 'True'],
		['FALSE', 'False'],
		['yes', 'True'],
		['No', 'False'],
		[1, 'True'],
		['0', 'False'],
		[' True ', 'True'],
		['True', 'True'],
		['  ', ''],
		['Unknown', ''],
		["'unknown", ''],
	])('%p is sent as %s', (value, expected) => {
		const { transaction } = read({ ...paying({ avsMatch: value }), cvvValidatedAtPurchase: value });
		expect(transaction.cvvValidatedAtPurchase).toBe(expected);
		expect(transaction.paymentInformation).toEqual({ avsMatch: expected });
	});
	test.each<[Json]>([[2], ['X'], ['maybe'], [{}], [[]], [[true, false]]])('%p is refused', (value) => {
		expect(refusal(base({ cvvValidatedAtPurchase: value }))).toEqual(
			naming('trueOrFalse', 'CVV Validated (cvvValidatedAtPurchase)'),
		);
	});
});

describe('dates', () => {
	test.each([
		['2026-01-31T10:00:00Z', '2026-01-31T10:00:00Z'],
		['2026-01-31T10:00:00.000Z', '2026-01-31T10:00:00.000Z'],
		['2026-01-31T11:00:00+01:00', '2026-01-31T10:00:00Z'],
		['2026-01-31T11:00:00.250+0100', '2026-01-31T10:00:00Z'],
		['2026-01-31 05:00:00-05:00', '2026-01-31T10:00:00Z'],
		['2026-01-31 11:00:00+01', '2026-01-31T10:00:00Z'],
		['2026-01-31 10:00:00.123456+00', '2026-01-31T10:00:00Z'],
		['2026-01-31T10:00Z', '2026-01-31T10:00:00Z'],
		['2026-01-31T10:00:00z', '2026-01-31T10:00:00Z'],
		['2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00Z'],
		[' 2026-01-31T10:00:00Z ', '2026-01-31T10:00:00Z'],
	])('%s is sent as %s', (given, expected) => {
		expect(read(base({ orderDateTime: given })).transaction.orderDateTime).toBe(expected);
	});
	test('date objects, as nodes of databases give them, are moments as well', () => {
		const moment = new Date('2026-01-31T10:00:00.000Z');
		expect(read(base({ orderDateTime: moment as unknown as Json })).transaction.orderDateTime).toMatch(
			/^2026-01-31T10:00:00(\.000)?Z$/,
		);
		const luxon = { toISO: () => '2026-01-31T11:00:00.000+01:00' };
		expect(read(base({ orderDateTime: luxon as unknown as Json })).transaction.orderDateTime).toBe(
			'2026-01-31T10:00:00Z',
		);
		expect(refusal(base({ orderDateTime: new Date('never') as unknown as Json }))).toEqual(
			naming('isoDate', 'Order Date (orderDateTime)'),
		);
	});
	test.each([
		['2026-01-31T10:00:00', '2026-01-31T09:00:00Z'],
		['2026-07-31 10:00', '2026-07-31T08:00:00Z'],
		['2026-01-31', '2026-01-30T23:00:00Z'],
	])("%s has no time zone, so it counts in the workflow's", (given, expected) => {
		expect(read(base({ orderDateTime: given })).transaction.orderDateTime).toBe(expected);
	});
	test.each<[Json, string]>([
		['31.01.2026', 'isoDate'],
		['01/31/2026 10:00Z', 'isoDate'],
		['2026-02-30T10:00:00Z', 'isoDate'],
		['2026-13-01T10:00:00Z', 'isoDate'],
		['yesterday', 'isoDate'],
		[{}, 'isoDate'],
		[true, 'isoDate'],
		['01/02/2026', 'dateOrder'],
		[1769853600, 'dateUnixTime'],
		[46054, 'dateSerial'],
		['0024-05-01', 'dateYear'],
	])('%p is refused as %s', (value, code) => {
		expect(refusal(base({ orderDateTime: value }))).toEqual(naming(code, 'Order Date (orderDateTime)'));
	});
	test('every moment in every zone is the same moment in UTC', () => {
		fc.assert(
			fc.property(
				fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
				fc.integer({ min: -14 * 60, max: 14 * 60 }),
				(date, minutes) => {
					const moment = new Date(Math.floor(date.getTime() / 1000) * 1000);
					const local = new Date(moment.getTime() + minutes * 60_000).toISOString().slice(0, 19);
					const size = Math.abs(minutes);
					const zone = `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
					expect(read(base({ orderDateTime: local + zone })).transaction.orderDateTime).toBe(
						`${moment.toISOString().slice(0, 19)}Z`,
					);
				},
			),
		);
	});
});

describe('amounts', () => {
	test.each<[Json, number]>([
		[4409, 4409],
		['4409', 4409],
		[' 4409 ', 4409],
		[99_999_999_999, 99_999_999_999],
	])('%p is sent as the number %d', (value, expected) => {
		expect(read(base({ orderTotal: value })).transaction.orderTotal).toBe(expected);
		expect(read(buying({ price: value })).transaction.shoppingCart).toEqual([{ price: expected }]);
	});
	test.each<[Json]>([
		[44.09],
		[44.095],
		['44.09'],
		['44,09'],
		['4.409,00'],
		['4409.0'],
		['USD 44'],
		[true],
		[{}],
		[[4409]],
		['1e3'],
		[1e21],
	])('%p is refused, not rounded', (value) => {
		expect(refusal(base({ orderTotal: value }))).toEqual(naming('hundredths', 'Order Total (orderTotal)'));
		expect(refusal(buying({ price: 1 }, { price: value }))).toEqual(naming('hundredths', 'Price (price)'));
	});
	test.each<[Json]>([[-1], ['-4409'], [100_000_000_000], ['123456789012']])('a total of %p is refused', (value) => {
		expect(refusal(base({ orderTotal: value }))).toEqual(naming('amountDigits', 'Order Total (orderTotal)', '11'));
	});
	test('a discount may stand in the cart', () => {
		expect(read(buying({ price: -500 })).transaction.shoppingCart).toEqual([{ price: -500 }]);
	});
	test.each<[Json]>([[1.5], ['1.5'], [-1], ['two'], [true]])('a quantity of %p is refused', (value) => {
		expect(refusal(buying({ quantity: value }))).toEqual(naming('wholeNumber', 'Quantity (quantity)'));
	});
	test('a quantity in text is sent as a number', () => {
		expect(read(buying({ quantity: '2' })).transaction.shoppingCart).toEqual([{ quantity: 2 }]);
	});
});

describe('what is sent of a card', () => {
	test.each<[Json, string, boolean]>([
		['411111', '411111', false],
		[411111, '411111', false],
		[' 411111 ', '411111', false],
		['4111112', '411111', true],
		['41111122', '411111', true],
		[41111122, '411111', true],
		['４１１１１１', '411111', false],
	])('a BIN of %p is sent as %s', (value, expected, cut) => {
		const { transaction, hints } = read(paying({ cardBin: value }));
		expect(transaction.paymentInformation).toEqual({ cardBin: expected });
		expect(hints).toEqual(cut ? [problems.cardBinCut().message] : []);
	});
	test.each<[Json]>([
		['41111'],
		['411111222'],
		[CARD],
		[Number(CARD)],
		[NEARLY_A_CARD],
		[WIDE],
		[[411111]],
		[[]],
		['4111 1111 1111 1111'],
		['41-11-11'],
		['411111xxxxxx1111'],
		['abcdef'],
		[-411111],
		[{ bin: CARD }],
		[[CARD]],
	])('a BIN of %p is refused, and not shown', (value) => {
		expect(refusal(paying({ cardBin: value }))).toEqual(naming('cardBinSix', 'Card BIN (cardBin)'));
		expect(said(paying({ cardBin: value }))).not.toMatch(/\d{5}|\d{4}[ -]\d{4}/);
	});
	test.each<[Json, string, boolean]>([
		['1111', '1111', false],
		[1111, '1111', false],
		[' 1111 ', '1111', false],
		['012', '012', true],
		['****', '****', true],
		['x1111', 'x1111', true],
		['１１１１', '1111', false],
		["'0123", '0123', false],
		['-', '-', true],
	])('a Last Four of %p is sent as %s', (value, expected, told) => {
		const { transaction, hints } = read(paying({ last4: value }));
		expect(transaction.paymentInformation).toEqual({ last4: expected });
		expect(hints).toEqual(told ? [problems.lastFourUnusual().message] : []);
	});
	test.each(['#N/A', 'undefined', 'NaN', '(blank)', '#REF!'])('a Last Four of %s is a broken cell', (value) => {
		expect(refusal(paying({ last4: value }))?.code).toBe('brokenCell');
	});
	test.each(["'411111", '\u200b411111', '="411111"', '\ufeff411111\u00a0'])(
		'a BIN of %j is read as it looks',
		(value) => {
			expect(read(paying({ cardBin: value })).transaction.paymentInformation).toEqual({ cardBin: '411111' });
		},
	);
	test.each<[Json]>([
		['11112'],
		[CARD],
		[Number(CARD)],
		[NEARLY_A_CARD],
		[WIDE],
		['٤١١١١١١١'],
		['4111 1111 1111 1111'],
		['4111-1111-1111-1111'],
		['4111.1111.1111.1111'],
		['411111xxxxxx1111'],
		['x'.repeat(101)],
		// a whole number that a spreadsheet has shortened: four digits are left of it
		['4.1E+15'],
		['4,1e+15'],
		// a number that lost its zeros
		[42],
		[{ last4: CARD }],
		[[CARD]],
	])('a Last Four of %p is refused, and not shown', (value) => {
		expect(refusal(paying({ last4: value }))).toEqual(naming('cardLastFour', 'Last Four (last4)'));
		expect(said(paying({ last4: value }))).not.toMatch(/\d{5}|\d{4}[ .-]\d{4}/);
	});
	test.each(['root', 'other', 'additionalTransactionData', 'shoppingCart'])(
		'nor may they hold more where they do not belong: %s',
		(place) => {
			const given: JsonRecord[] = [{ cardBin: NEARLY_A_CARD }, { last4: NEARLY_A_CARD }, { last4: Number(CARD) }];
			for (const members of given) {
				const wrong =
					place === 'root' ? base(members) : base({ [place]: place === 'shoppingCart' ? [members] : members });
				expect(refusal(wrong)).toEqual(
					'cardBin' in members ? naming('cardBinSix', '(cardBin)') : naming('cardLastFour', '(last4)'),
				);
				expect(said(wrong)).not.toMatch(/\d{5}/);
			}
		},
	);
	test.each<[string, Json]>([
		['cardNumber', CARD],
		['cardNumber', Number(CARD)],
		['pan', '4111 1111 1111 1111'],
		['authCode', CARD],
		['authCode', SHORT_CARD],
		['authCode', `card ${SHORT_CARD}`],
		// the marks are removed from what is sent, so they hide nothing
		['authCode', [...CARD].join('\u200b')],
		['authCode', WIDE],
		['authCode', '4111 1111 1111 1111 12/27'],
		['authCode', `${CARD} 123`],
		['billingAddress2', `card ${CARD}`],
		['authCode', Number(CARD)],
		['card', { number: CARD }],
		['cards', ['x', { number: Number(CARD) }]],
	])('a card number in paymentInformation as %s (%p) is refused, and not shown', (name, value) => {
		expect(refusal(paying({ [name]: value }))).toEqual(commonProblems.cardNumberFound(name, 'paymentInformation'));
		expect(said(paying({ [name]: value }))).not.toMatch(/\d{5}|\d{4} \d{4}/);
	});
	test.each(['cardNumber', 'card_number', 'CREDITCARD', 'pan', 'card', 'last_4'])(
		'a column %s of a row may hold none either, at any place',
		(name) => {
			const member = name === 'card' ? { [name]: { number: CARD } } : { [name]: CARD };
			for (const [object, wrong] of [
				['a transaction', base(member)],
				['other', base({ other: member })],
				['shoppingCart', buying(member)],
			] as const) {
				expect(refusal(wrong)).toEqual(commonProblems.cardNumberFound(name, object));
				expect(said(wrong)).not.toMatch(/\d{5}/);
			}
			const given = base({ [name]: '411111******1111', reference: CARD });
			expect(read(given).transaction).toBe(given);
		},
	);
	test.each<[JsonRecord, string, string]>([
		[{ payment: { cardNumber: CARD } }, 'cardNumber', 'payment'],
		[{ root: { cardNumber: CARD } }, 'cardNumber', 'root'],
		[{ billing: { last4: CARD } }, 'last4', 'billing'],
		[{ billing: { last_4: Number(CARD) } }, 'last_4', 'billing'],
		[{ payment_method: { card: { number: CARD } } }, 'card', 'payment_method'],
		[{ charges: [{ id: 1 }, { source: { PAN: ['x', { a: `${CARD} 12/27` }] } }] }, 'PAN', 'charges[1].source'],
		[{ shop: { [CARD]: 'x' } }, '411111******1111', 'shop'],
		[{ shop: { note: `paid with ${CARD}` } }, 'note', 'shop'],
		[{ shop: { notes: ['x', CARD] } }, 'notes[1]', 'shop.notes'],
	])('an object of a shop, such as %j, may hold none either, at any place', (member, name, within) => {
		for (const [given, place] of [
			[base(member), ''],
			[base({ other: member }), 'other.'],
			[base({ additionalTransactionData: member }), 'additionalTransactionData.'],
			[buying(member), 'shoppingCart.'],
		] as const) {
			expect(refusal(given)).toEqual(commonProblems.cardNumberFound(name, `${place}${within}`));
			expect(said(given).replaceAll('411111******1111', '')).not.toMatch(/\d{5}/);
		}
	});
	test.each([
		['cc_num', CARD],
		['cc_number', '501800000009'],
		['ccnumber', '4111.1111.1111.1111'],
		['pan_number', '4111\u20111111\u20111111\u20111111'],
		['account_number', '4111\u00a01111\u00a01111\u00a01111'],
		['numero_tarjeta', '3782 822463 10005'],
		['Kartennummer', '5018 0000 0009'],
		['mir', '2200 7001 0000 0008'],
		['Número de cartão', '6304000000000000'],
		['N° de carte', '30569309025904'],
		['note', 'card 4222222222222'],
		['Zahlung', '2223003122003222'],
		['payment', Number(CARD)],
		['account_number', '501800000009'],
		['account_number', 675964980006],
		['panNumber', '601100000004'],
		['primaryAccountNumber', '601100000004'],
		['numer_karty', '601100000004'],
		['номер карты', '601100000004'],
		['note', '4111\u200b1111\u200b1111\u200b1111'],
		['note', '4111\u00ad1111\u2060 1111\ufeff1111'],
		['note', '4111 - 1111 - 1111 - 1111'],
		['note', '4111  1111  1111  1111'],
		['note', '4111·1111·1111·1111'],
		['note', '4111_1111_1111_1111'],
		['note', 'was 4111, 1111, 1111, 1111'],
		['note', ['4111', '1111', '1111', '1111']],
		['numbers', [4111, 1111, 1111, 1111]],
		['note', '৪১১১ ১১১১ ১১১১ ১১১১'],
		['note', '𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏'],
		['note', '４１１１－１１１１－１１１１－１１１１'],
	])('a column %s that the API does not have may hold no card either: %p', (name, value) => {
		for (const given of [base({ [name]: value }), base({ other: { [name]: value } }), buying({ [name]: value })]) {
			expect(refusal(given)?.code).toBe('cardNumberFound');
			expect(said(given)).not.toMatch(/\d{5}|\d{4}\D\d{4}/);
		}
	});
	test.each([
		...['shopOrderId', 'payment_id', 'Order', 'paymentReference', 'trackingNumber', 'transaction'],
		...['ean', 'EAN-13', 'gtin', 'Variant Barcode', 'variant_sku', 'iban', 'productEan', 'lineItemSKU'],
	])('a column %s holds IDs, which may look like a card', (name) =>
		expect(read(base({ [name]: CARD })).transaction).toEqual(base({ [name]: CARD })),
	);
	test.each(['1769904000000', '5512345678906', '8815551234567893', '12345678903', '601100000004', '550000000004'])(
		'%s in an unknown column is no card: no brand has such numbers',
		(value) => expect(read(base({ note: value })).transaction).toEqual(base({ note: value })),
	);
	test('a column whose name is a card number, as in a file without headings, is refused', () => {
		const given = base({ [CARD]: 'x' });
		expect(refusal(given)?.code).toBe('cardNumberFound');
		expect(said(given)).not.toMatch(/\d{7}/);
	});
	test('rows may have their members in any order, and more or fewer than the one before', () => {
		const members: Array<[string, Json]> = [
			...Object.entries(base()),
			['cardNumber', CARD],
			['cvvValidatedAtPurchase', true],
			['orderCurrency', 'USD'],
			['note', 'x'],
		];
		fc.assert(
			fc.property(fc.array(fc.shuffledSubarray(members, { minLength: 3 }), { minLength: 2, maxLength: 5 }), (rows) => {
				for (const row of rows) {
					const given = { ...Object.fromEntries(row), ...base(), ...Object.fromEntries(row) };
					if ('cardNumber' in given)
						expect(refusal(given)).toEqual(commonProblems.cardNumberFound('cardNumber', 'a transaction'));
					else
						expect(read(given).transaction).toEqual({
							...given,
							...('cvvValidatedAtPurchase' in given ? { cvvValidatedAtPurchase: 'True' } : {}),
						});
				}
			}),
		);
	});
	test('ids in an object of a shop are none', () => {
		const given = base({
			payment: { id: CARD, last4: '1111', card: { brand: 'visa', last4: 1111, reference: NEARLY_A_CARD } },
			ids: [CARD, [Number(CARD)]],
			nothing: { a: null },
		});
		expect(read(given).transaction).toBe(given);
	});
	test('other long numbers are none', () => {
		const given = paying({ authCode: '1234567890123', reference: NEARLY_A_CARD });
		expect(read(given).transaction).toBe(given);
	});
	test('an object given as text is refused without its card', () => {
		for (const card of [CARD, NEARLY_A_CARD, WIDE]) expect(said(paying(`{"last4":"${card}"}`))).not.toContain(card);
	});
});

describe('sizes', () => {
	const sized = Object.entries(transactionFields).flatMap(([group, fields]) =>
		fields
			.filter(({ kind }) => kind.safeLength > 0 && Number.isFinite(kind.safeLength))
			.map(({ name, kind }) => [group, name, kind.safeLength] as const),
	);
	const within = (group: string, name: string, value: string) =>
		group === 'root'
			? base({ [name]: value })
			: base({ [group]: group === 'shoppingCart' ? [{ [name]: value }] : { [name]: value } });

	test('25 texts have a limit', () => {
		expect(sized).toHaveLength(25);
	});
	test.each(sized)('%s.%s may have %d characters', (group, name, size) => {
		const fitting = within(group, name, '😀'.repeat(size));
		expect(read(fitting).transaction).toBe(fitting);
		expect(refusal(within(group, name, '😀'.repeat(size + 1)))).toEqual(
			naming('textLength', `(${name})`, `${size} characters`, `${size + 1} characters`),
		);
	});
	test('a description of 600 characters is not repeated in the message', () => {
		const problem = refusal(buying({ itemDescription: 'x'.repeat(600) }));
		expect(problem).toEqual(naming('textLength', 'Description (itemDescription)', '250', '600 characters'));
		expect(problem.message.length).toBeLessThan(200);
	});
	test('40 fields: the 36 leaves of the table, and four of the samples', () => {
		expect(Object.values(transactionFields).flat()).toHaveLength(40);
	});
});

describe('text', () => {
	test.each<[Json, string]>([
		[17, '17'],
		[0, '0'],
		['true', 'true'],
		['17', '17'],
	])('%p is sent as %p', (value, expected) => {
		expect(read(base({ orderNumber: value, customerID: value })).transaction).toMatchObject({
			orderNumber: expected,
			customerID: expected,
		});
	});
	test.each<[Json]>([[{}], [[]], [['A']]])('%p is refused', (value) => {
		expect(refusal(base({ customerName: value }))).toEqual(naming('text', 'Customer Name (customerName)'));
	});
});

describe('flags', () => {
	test.each<[Json]>([[[true]], [['True']], [{}], [[]], [[['false']]]])('%p is refused', (value) => {
		expect(refusal(base({ cvvValidatedAtPurchase: value }))).toEqual(
			naming('trueOrFalse', '(cvvValidatedAtPurchase)', Array.isArray(value) ? 'a list' : 'an object'),
		);
	});
});

describe('nothing', () => {
	test('an empty column of a database is left out, at every place', () => {
		const { transaction } = read(
			base({
				customerName: null,
				unknown: null,
				other: null,
				paymentInformation: { cardBin: null, last4: null },
				shoppingCart: [{ price: null, itemID: 'a' }],
			}),
		);
		expect(transaction).toEqual({ ...base(), paymentInformation: {}, shoppingCart: [{ itemID: 'a' }] });
	});
});

describe('the parts', () => {
	test.each(['paymentInformation', 'additionalTransactionData', 'other'])('%s must be an object', (name) => {
		for (const value of ['x', '{}', 1, true, [{}]])
			expect(refusal(base({ [name]: value }))).toEqual(naming('jsonRecord', name));
	});
	test('shoppingCart must be a list of objects', () => {
		for (const value of ['[]', {}, 1])
			expect(refusal(base({ shoppingCart: value }))).toEqual(naming('jsonList', 'shoppingCart'));
		expect(refusal(buying({}, 'x'))).toEqual(naming('jsonRecord', 'shoppingCart[1]'));
		expect(refusal(buying(null))).toEqual(naming('jsonRecord', 'shoppingCart[0]'));
	});
	test('a member called __proto__ does no harm', () => {
		const given = JSON.parse(
			'{"orderNumber":7,"orderDateTime":"2026-01-31T10:00:00Z","orderTotal":1,"__proto__":{"orderTotal":2},"x":null}',
		) as JsonRecord;
		const { transaction } = read(given);
		expect(JSON.stringify(transaction)).toBe(
			'{"orderNumber":"7","orderDateTime":"2026-01-31T10:00:00Z","orderTotal":1,"__proto__":{"orderTotal":2}}',
		);
	});
});
