import { readFileSync } from 'node:fs';
import path from 'node:path';

import fc from 'fast-check';

import { InputError } from '../../../../nodes/common/errors/errors';
import type { Json, JsonRecord } from '../../../../nodes/common/values/json';
import { transactionFields } from '../../../../nodes/Kount/actions/transaction/transactionFields';
import { readTransaction } from '../../../../nodes/Kount/actions/transaction/transactionRules';

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
	const transaction = readTransaction(given, (message) => hints.push(message));
	// what comes in belongs to the node before
	expect(JSON.stringify(given)).toBe(before);
	return { transaction, hints };
}

/** What a refusal says, message and advice in one. */
function refusal(given: JsonRecord): string {
	try {
		read(given);
	} catch (error) {
		expect(error).toBeInstanceOf(InputError);
		const { message, advice } = error as InputError;
		return `${message} | ${advice}`;
	}
	throw new Error('It was accepted');
}

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
	const names = transactionFields.root.filter(({ required }) => required).map(({ name }) => name);
	test('they are three', () => {
		expect(names.sort()).toEqual(['orderDateTime', 'orderNumber', 'orderTotal']);
	});
	test.each(names)('%s', (name) => {
		for (const value of [undefined, null, '', '  ']) {
			const given = { ...base(), [name]: value } as JsonRecord;
			expect(refusal(given)).toMatch(new RegExp(`\\(${name}\\) is empty.*orderNumber, orderDateTime and orderTotal`));
		}
		const { [name]: _left, ...rest } = base();
		expect(refusal(rest)).toContain(`(${name}) is empty`);
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
		[' True ', 'True'],
		['True', 'True'],
	])('%p is sent as %s', (value, expected) => {
		const { transaction } = read({ ...paying({ avsMatch: value }), cvvValidatedAtPurchase: value });
		expect(transaction.cvvValidatedAtPurchase).toBe(expected);
		expect(transaction.paymentInformation).toEqual({ avsMatch: expected });
	});
	test.each<[Json]>([[1], [0], ['yes'], ['Y'], ['1'], [{}], [[]], [[true, false]]])('%p is refused', (value) => {
		expect(refusal(base({ cvvValidatedAtPurchase: value }))).toContain(
			'CVV Validated (cvvValidatedAtPurchase) must be True or False',
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
		expect(refusal(base({ orderDateTime: new Date('never') as unknown as Json }))).toContain(
			'Order Date (orderDateTime) must be a date',
		);
	});
	test.each<[Json]>([
		['2026-01-31T10:00:00'],
		['2026-01-31 10:00'],
		['2026-01-31'],
		['31.01.2026'],
		['01/31/2026 10:00Z'],
		['2026-02-30T10:00:00Z'],
		['2026-13-01T10:00:00Z'],
		['yesterday'],
		[1769853600],
		[{}],
		[true],
	])('%p is refused', (value) => {
		expect(refusal(base({ orderDateTime: value }))).toMatch(
			/^Order Date \(orderDateTime\) must be a date in ISO 8601 form with its time zone.*Without a time zone/,
		);
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
		expect(refusal(base({ orderTotal: value }))).toMatch(
			/^Order Total \(orderTotal\) must be a whole number of hundredths.*Multiply by 100/,
		);
		expect(refusal(buying({ price: 1 }, { price: value }))).toMatch(
			/Price \(price\) must be a whole number of hundredths/,
		);
	});
	test.each<[Json]>([[-1], ['-4409'], [100_000_000_000], ['123456789012']])('a total of %p is refused', (value) => {
		expect(refusal(base({ orderTotal: value }))).toContain(
			'Order Total (orderTotal) must be a whole number of 0 or more with at most 11 digits',
		);
	});
	test('a discount may stand in the cart', () => {
		expect(read(buying({ price: -500 })).transaction.shoppingCart).toEqual([{ price: -500 }]);
	});
	test.each<[Json]>([[1.5], ['1.5'], [-1], ['two'], [true]])('a quantity of %p is refused', (value) => {
		expect(refusal(buying({ quantity: value }))).toContain('Quantity (quantity) must be a whole number of 0 or more');
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
		expect(hints).toEqual(cut ? [expect.stringMatching(/^Card BIN: .*cut to the first 6/)] : []);
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
		const said = refusal(paying({ cardBin: value }));
		expect(said).toContain('Card BIN (cardBin) must be the first 6 digits of the card');
		expect(said).not.toMatch(/\d{5}|\d{4}[ -]\d{4}/);
	});
	test.each<[Json, string, boolean]>([
		['1111', '1111', false],
		[1111, '1111', false],
		[' 1111 ', '1111', false],
		[12, '12', true],
		['012', '012', true],
		['****', '****', true],
		['x1111', 'x1111', true],
		['１１１１', '1111', false],
	])('a Last Four of %p is sent as %s', (value, expected, told) => {
		const { transaction, hints } = read(paying({ last4: value }));
		expect(transaction.paymentInformation).toEqual({ last4: expected });
		expect(hints).toEqual(told ? [expect.stringContaining('do not have exactly 4 digits')] : []);
	});
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
		[{ last4: CARD }],
		[[CARD]],
	])('a Last Four of %p is refused, and not shown', (value) => {
		const said = refusal(paying({ last4: value }));
		expect(said).toContain('Last Four (last4) must be the last 4 digits of the card');
		expect(said).not.toMatch(/\d{5}|\d{4}[ .-]\d{4}/);
	});
	test.each(['root', 'other', 'additionalTransactionData', 'shoppingCart'])(
		'nor may they hold more where they do not belong: %s',
		(place) => {
			const given: JsonRecord[] = [{ cardBin: NEARLY_A_CARD }, { last4: NEARLY_A_CARD }, { last4: Number(CARD) }];
			for (const members of given) {
				const said = refusal(
					place === 'root' ? base(members) : base({ [place]: place === 'shoppingCart' ? [members] : members }),
				);
				expect(said).toMatch(/\((cardBin|last4)\) must be the (first|last)/);
				expect(said).not.toMatch(/\d{5}/);
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
		['authCode', WIDE],
		['authCode', '4111 1111 1111 1111 12/27'],
		['authCode', `${CARD} 123`],
		['billingAddress2', `card ${CARD}`],
		['authCode', Number(CARD)],
		['card', { number: CARD }],
		['cards', ['x', { number: Number(CARD) }]],
	])('a card number in paymentInformation as %s (%p) is refused, and not shown', (name, value) => {
		const said = refusal(paying({ [name]: value }));
		expect(said).toContain(`"${name}" in paymentInformation holds what looks like a whole card number`);
		expect(said).toContain('Only the first 6 and the last 4 digits may be sent');
		expect(said).not.toMatch(/\d{5}|\d{4} \d{4}/);
	});
	test.each(['cardNumber', 'card_number', 'CREDITCARD', 'pan', 'card', 'last_4'])(
		'a column %s of a row may hold none either, at any place',
		(name) => {
			const member = name === 'card' ? { [name]: { number: CARD } } : { [name]: CARD };
			for (const given of [base(member), base({ other: member }), buying(member)]) {
				expect(refusal(given)).toMatch(
					new RegExp(`"${name}" in (a transaction|other|shoppingCart) holds what looks like a whole card number`),
				);
				expect(refusal(given)).not.toMatch(/\d{5}/);
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
		[{ [CARD]: { ['card ' + CARD]: CARD } }, 'card 411111******1111', '411111******1111'],
	])('an object of a shop, such as %j, may hold none either, at any place', (member, name, within) => {
		for (const [given, place] of [
			[base(member), ''],
			[base({ other: member }), 'other.'],
			[base({ additionalTransactionData: member }), 'additionalTransactionData.'],
			[buying(member), 'shoppingCart.'],
		] as const) {
			const said = refusal(given);
			expect(said).toContain(`"${name}" in ${place}${within} holds what looks like a whole card number`);
			expect(said.replaceAll('411111******1111', '')).not.toMatch(/\d{5}/);
		}
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
					if ('cardNumber' in given) expect(refusal(given)).toContain('"cardNumber" in a transaction');
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
		for (const card of [CARD, NEARLY_A_CARD, WIDE]) expect(refusal(paying(`{"last4":"${card}"}`))).not.toContain(card);
	});
});

describe('sizes', () => {
	const sized = Object.entries(transactionFields).flatMap(([group, fields]) =>
		fields
			.filter(({ kind, size }) => kind === 'text' && size !== undefined)
			.map((field) => [group, field.name, field.size ?? 0] as const),
	);
	const within = (group: string, name: string, value: string) =>
		group === 'root'
			? base({ [name]: value })
			: base({ [group]: group === 'shoppingCart' ? [{ [name]: value }] : { [name]: value } });

	test.each(sized)('%s.%s may have %d characters', (group, name, size) => {
		const fitting = within(group, name, 'é'.repeat(size));
		expect(read(fitting).transaction).toBe(fitting);
		const said = refusal(within(group, name, 'é'.repeat(size + 1)));
		expect(said).toContain(`(${name}) must be at most ${size} characters; this item has ${size + 1} characters`);
	});
	test('a description of 600 characters is refused in a sentence that can be read', () => {
		const said = refusal(buying({ itemDescription: 'x'.repeat(600) }));
		expect(said).toMatch(
			/^Description \(itemDescription\) must be at most 250 characters; this item has 600 characters/,
		);
	});
	test('40 fields: the 36 leaves of the table, and four of the samples', () => {
		expect(Object.values(transactionFields).flat()).toHaveLength(40);
	});
});

describe('text', () => {
	test.each<[Json, string]>([
		[17, '17'],
		[0, '0'],
		[true, 'true'],
		['17', '17'],
	])('%p is sent as %p', (value, expected) => {
		expect(read(base({ orderNumber: value, customerID: value })).transaction).toMatchObject({
			orderNumber: expected,
			customerID: expected,
		});
	});
	test.each<[Json]>([[{}], [[]], [['A']]])('%p is refused', (value) => {
		expect(refusal(base({ customerName: value }))).toContain(
			'Customer Name (customerName) must be text; this item has',
		);
	});
});

describe('flags', () => {
	test.each<[Json]>([[[true]], [['True']], [{}], [[]], [[['false']]]])('%p is refused', (value) => {
		expect(refusal(base({ cvvValidatedAtPurchase: value }))).toMatch(
			/^CVV Validated \(cvvValidatedAtPurchase\) must be True or False; this item has (a list|an object)/,
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
			expect(refusal(base({ [name]: value }))).toContain(`${name} must be a JSON object`);
	});
	test('shoppingCart must be a list of objects', () => {
		for (const value of ['[]', {}, 1])
			expect(refusal(base({ shoppingCart: value }))).toContain('shoppingCart must be a list of objects');
		expect(refusal(buying({}, 'x'))).toContain('shoppingCart[1] must be a JSON object');
		expect(refusal(buying(null))).toContain('shoppingCart[0] must be a JSON object');
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
