import { assess, type Inquiry } from '../../../../nodes/Chargebackhit/actions/alert/evidence/assess';
import { assessReply, readEvidence } from '../../../../nodes/Chargebackhit/actions/alert/evidence/earlierPayments';
import {
	evidenceColumns,
	evidenceOf,
	matchesOf,
} from '../../../../nodes/Chargebackhit/actions/alert/evidence/evidence';
import { cardOf, nameOf } from '../../../../nodes/Chargebackhit/actions/alert/matching/payment';
import { InputError } from '../../../../nodes/common/errors/errors';
import type { JsonRecord } from '../../../../nodes/common/values/json';
import { itemOf } from '../execution';
import { REPLY_PARAMETERS } from './replyParameters';

type Row = Record<string, unknown>;
const DAY = 24 * 3_600_000;
const ASKED = '2026-11-20T08:00:00Z';
const daysBefore = (days: number) => new Date(Date.parse(ASKED) - days * DAY).toISOString();

const CUSTOMER: Row = {
	customerId: 'C-1',
	ip: '198.51.100.24',
	deviceId: 'D-1',
	street: '12 Harbour Lane',
	city: 'Portland',
	postalCode: '97201',
	country: 'US',
	card: '411111******1111',
};
const earlier = (orderId: string, days: number, changes: Row = {}): Row => ({
	...CUSTOMER,
	orderId,
	orderDate: daysBefore(days),
	...changes,
});
const TWO = [earlier('A', 130), earlier('B', 300)];

const judge = (rows: Row[], asked: Row = { ...CUSTOMER, orderId: 'NOW' }, inquiry: Partial<Inquiry> = {}) => {
	const values = evidenceColumns.read(asked as JsonRecord);
	return assess(
		rows.map((row) => evidenceColumns.read(row as JsonRecord)),
		{
			evidence: evidenceOf(values),
			card: cardOf(values.cardBin, values.cardLastFour, values.card),
			ids: new Set([values.orderId, values.transactionId].map(nameOf).filter((id) => id !== undefined)),
		},
		{ isMastercard: false, reason: null, date: Date.parse(ASKED), ...inquiry },
		'UTC',
	);
};

test('two undisputed payments in the window that match in two elements are enough', () => {
	expect(judge(TWO)).toMatchObject({
		eligible: true,
		missing: [],
		matches: ['ip', 'device', 'account', 'address'],
	});
	expect(judge(TWO).qualifying).toHaveLength(2);
});

test.each<[number, string | undefined]>([
	[119, 'tooNew'],
	[120, undefined],
	[365, undefined],
	[366, 'tooOld'],
])('a payment of %d days before: %s', (days, fault) => {
	expect(judge([earlier('A', days)]).payments[0]).toMatchObject({ ageInDays: days });
	expect(judge([earlier('A', days)]).payments[0].fault).toBe(fault);
});
test('days are calendar days, whatever the time of the day', () => {
	const late = earlier('A', 0, { orderDate: '2026-07-23T23:59:00Z' });
	expect(judge([late]).payments[0]).toMatchObject({ ageInDays: 120 });
});

test.each<[string, Row]>([
	['disputed', { disputed: 'yes' }],
	['disputed', { Disputed: true }],
	['disputed', { 'Dispute Status': 'lost' }],
	['disputed', { disputedAt: '2026-07-01' }],
	['disputed', { disputed: 'no', fraud: 1 }],
	['otherCard', { card: '411111******2222' }],
	['otherCard', { card: '', bin: '555555' }],
	['noDate', { orderDate: '' }],
	['noDate', { orderDate: '05/06/2026' }],
	['samePayment', { orderId: 'now' }],
	['repeated', { orderId: 'B' }],
])('a payment does not qualify: %s (%j)', (fault, changes) => {
	const { payments, eligible, missing } = judge([earlier('B', 300), earlier('A', 130, changes)]);
	expect([payments[1].fault, eligible, missing]).toEqual([fault, false, ['earlierPayments']]);
});
test.each<Row>([{ disputed: 'no' }, { disputed: false }, { disputed: 'none' }, { chargeback: '-' }, { fraud: 0 }])(
	'%j is no dispute',
	(changes) => {
		expect(judge([earlier('A', 130, changes), earlier('B', 300, changes)]).eligible).toBe(true);
	},
);

test.each<[string, Row, string[]]>([
	['neither the IP address nor the device', { ip: '203.0.113.9', deviceId: 'D-9' }, ['ipOrDevice']],
	[
		'only the IP address',
		{ deviceId: '', customerId: 'C-9', street: '1 Elsewhere', city: 'Salem', postalCode: '97301' },
		['secondElement'],
	],
])('%s matches', (_case, changes, missing) => {
	const result = judge([earlier('A', 130, changes), earlier('B', 300, changes)]);
	expect([result.eligible, result.missing]).toEqual([false, missing]);
	expect(result.qualifying).toHaveLength(2);
});
test('two elements must match in the same two payments', () => {
	const other = { deviceId: 'D-9', street: 'x' };
	const rows = [
		earlier('A', 130, { ...other, customerId: 'C-9' }),
		earlier('B', 200, { ...other, customerId: 'C-9' }),
		earlier('C', 250, { ...other, ip: '203.0.113.9' }),
		earlier('D', 300, { ...other, ip: '203.0.113.9' }),
	];
	expect(judge(rows)).toMatchObject({ eligible: false, missing: ['secondElement'], matches: ['ip', 'account'] });
	expect(judge([...rows, ...TWO.map((row, index) => ({ ...row, orderId: `E${index}` }))])).toMatchObject({
		eligible: true,
	});
});

test('only fraud counts for Visa; an inquiry without a reason may be about it', () => {
	expect(judge(TWO, undefined, { reason: '13.1' })).toMatchObject({ eligible: false, missing: ['fraudReason'] });
	expect(judge(TWO, undefined, { reason: '10.4' }).eligible).toBe(true);
});
test('Mastercard also asks for a device, a delivery and an identity of the payment itself', () => {
	expect(judge(TWO, undefined, { isMastercard: true, reason: '4837' }).eligible).toBe(true);
	const { missing } = judge(TWO, { ip: CUSTOMER.ip, deviceId: 'D-1' }, { isMastercard: true });
	expect(missing).toEqual(['delivery', 'identity']);
});
test('without earlier payments, it says what is missing', () => {
	expect(judge([]).missing).toEqual(['earlierPayments']);
	expect(judge([], { customerId: 'C-1' }).missing).toEqual(['earlierPayments', 'ipOrDevice']);
});

test.each<[Row, Row, string[]]>([
	[{ ip: '::ffff:198.51.100.24' }, { 'IP Address': '198.51.100.24' }, ['ip']],
	[{ ip: '2001:DB8:0:0::1' }, { customer_purchase_ip: '2001:db8::1' }, ['ip']],
	[{ ip: '198.51.100.2' }, { ip: '198.51.100.24' }, []],
	[{ deviceFingerprint: 'F' }, { device_fingerprint: 'f' }, ['device']],
	[{ deviceId: 'X' }, { fingerprint: 'X' }, []],
	[{ userId: 'a@b.c' }, { login: 'A@B.C ' }, ['account']],
	[
		{ street: 'Rua São João, 5', zip: '01000-000' },
		{ address1: 'rua sao joao 5', postal_code: '01000000' },
		['address'],
	],
	[{ street: '5 High St', city: 'York' }, { street: '5 High St', city: 'Leeds' }, []],
	[{ street: '5 High St' }, { street: '5 High St' }, []],
	...[
		...['127.0.0.1', '0.0.0.0', '10.20.30.40', '172.16.0.9', '192.168.1.1', '169.254.1.1', '100.64.0.1', '::1', '::'],
		...['fd00::1', 'FE80:0::1', '::ffff:10.0.0.1', '::ffff:0a00:0001', 'ff02::1', 'unknown', '0'],
	].map((ip): [Row, Row, string[]] => [{ ip }, { ip }, []]),
	...['172.15.0.9', '172.32.0.9', '100.128.0.1', '11.0.0.1', 'fc-7.example'].map((ip): [Row, Row, string[]] => [
		{ ip },
		{ ip },
		['ip'],
	]),
	...['0', 'unknown', 'Guest', '00000000-0000-0000-0000-000000000000', 'xxxx'].map((nobody): [Row, Row, string[]] => [
		{ deviceId: nobody, fingerprint: nobody, customerId: nobody, street: nobody, city: 'York' },
		{ deviceId: nobody, fingerprint: nobody, customerId: nobody, street: nobody, city: 'York' },
		[],
	]),
	[{ ip: '', deviceId: null, customerId: ' ' }, { ip: '', deviceId: null, customerId: ' ' }, []],
])('%j and %j have in common: %j', (one, other, matches) => {
	const [a, b] = [one, other].map((row) => evidenceOf(evidenceColumns.read(row as JsonRecord)));
	expect(matchesOf(a, b)).toEqual(matches);
});

describe('the reply', () => {
	const EVENT = { type: 'inquiry', event: 'inquiry', network: 'oi', orderId: 'NOW', occurredAt: ASKED, reason: null };
	const reply = (parameters: Row, event: Row = EVENT) => {
		const item = itemOf({
			...REPLY_PARAMETERS,
			orderId: 'NOW',
			earlierPayments: '[]',
			paymentInQuestion: '{}',
			evidenceFields: {},
			...parameters,
		});
		return assessReply(item, readEvidence(item), event as never);
	};
	const NAMES = { ip: 'device.ip', deviceId: 'device.id', account: 'account', address: 'address' };

	test('gets the payments that count, the newest first, and no others', () => {
		const { body, compellingEvidence } = reply({
			earlierPayments: [...TWO, earlier('C', 60), {}],
			paymentInQuestion: CUSTOMER,
		});
		expect(compellingEvidence).toMatchObject({ eligible: true, qualifying: 2, needed: 2, missing: [] });
		expect(compellingEvidence).toMatchObject({
			program: 'Compelling Evidence 3.0',
			notInReply: ['ip', 'device', 'account', 'address'],
		});
		expect(body.transactions).toEqual([
			{ transaction_merchant_id: 'A', date: daysBefore(130), bin: '411111', last_four: '1111' },
			{ transaction_merchant_id: 'B', date: daysBefore(300), bin: '411111', last_four: '1111' },
		]);
		expect(compellingEvidence.payments).toMatchObject([
			{ payment: 'A', qualifies: true },
			{ payment: 'B', qualifies: true },
			{ payment: 'C', qualifies: false, because: 'tooNew' },
		]);
	});
	test('contains the IP address and the device under the names that the user has asked for', () => {
		const { body, compellingEvidence } = reply({
			earlierPayments: JSON.stringify(TWO),
			paymentInQuestion: JSON.stringify(CUSTOMER),
			customer: { customerId: 'C-1' },
			order: { street: '12 Harbour Lane' },
			evidenceFields: NAMES,
		});
		expect(body.customer).toEqual({ customer_id: 'C-1', device: { ip: '198.51.100.24', id: 'D-1' } });
		expect(body.transactions).toMatchObject([
			{
				transaction_merchant_id: 'A',
				device: { ip: '198.51.100.24', id: 'D-1' },
				account: 'C-1',
				address: { line1: '12 Harbour Lane', postal_code: '97201' },
			},
			{ transaction_merchant_id: 'B' },
		]);
		expect(compellingEvidence.notInReply).toEqual([]);
	});
	test('compares with the customer and the address of its own fields, and with what its JSON adds', () => {
		const { compellingEvidence } = reply({
			earlierPayments: TWO,
			customer: { customerId: 'C-1' },
			order: { street: '12 Harbour Lane', city: 'Portland' },
			additionalFields: '{"customer": {"device": {"ip_address": "198.51.100.24"}}}',
		});
		expect(compellingEvidence).toMatchObject({
			eligible: true,
			matches: ['ip', 'account', 'address'],
			notInReply: [],
		});
	});
	test('judges its own transactions if there are no others', () => {
		const entries = [
			{ transactionId: 'A', date: daysBefore(130) },
			{ transactionId: 'B', date: daysBefore(300) },
		];
		const { body, compellingEvidence } = reply({ transactions: { entries } });
		expect(compellingEvidence).toMatchObject({ eligible: false, qualifying: 2, missing: ['ipOrDevice'] });
		expect(body.transactions).toHaveLength(2);
	});
	test('does not repeat a transaction, and keeps those of the user first', () => {
		const entries = [{ transactionId: 'B', type: 'sale' }];
		const { body } = reply({ earlierPayments: TWO, paymentInQuestion: CUSTOMER, transactions: { entries } });
		expect(body.transactions).toMatchObject([
			{ transaction_merchant_id: 'B', type: 'sale' },
			{ transaction_merchant_id: 'A' },
		]);
	});
	test('names a payment by its order number if the column of transaction IDs is empty', () => {
		const rows = TWO.map((row) => ({ transactionId: '', ...row }));
		const { body } = reply({ earlierPayments: rows, paymentInQuestion: CUSTOMER });
		expect(body.transactions).toMatchObject([{ transaction_merchant_id: 'A' }, { transaction_merchant_id: 'B' }]);
	});
	test('never fails because an earlier payment cannot be read', () => {
		const odd = { amount: '1.234,50', currency: 'dollars', orderId: 'C' };
		const { body } = reply({ earlierPayments: [...TWO, earlier('C', 200, odd)], paymentInQuestion: CUSTOMER });
		expect(body.transactions).toContainEqual(expect.objectContaining({ transaction_merchant_id: 'C' }));
		expect(JSON.stringify(body)).not.toContain('1.234');
		const good = reply({
			earlierPayments: [earlier('A', 130, { amount: 18.5, currency: 'usd' })],
			paymentInQuestion: CUSTOMER,
		});
		expect(good.body.transactions).toMatchObject([{ amount: '18.5', currency: 'USD' }]);
	});
	test('is that of an alert with Simplify off too', () => {
		const event = {
			alert: { type: 'inquiry', product: 'consumer-clarity', date: ASKED },
			transaction: { bin: '411111', last_four: '2222' },
			merchant: {},
		};
		const { compellingEvidence } = reply({ earlierPayments: TWO, paymentInQuestion: { ...CUSTOMER, card: '' } }, event);
		expect(compellingEvidence).toMatchObject({ program: 'First-Party Trust', qualifying: 0 });
		expect(compellingEvidence.payments).toMatchObject([{ because: 'otherCard' }, { because: 'otherCard' }]);
	});
	test.each(['5', '"x"', '[1]', '[[]]', '{'])('refuses %s as earlier payments', (earlierPayments) => {
		expect(() => reply({ earlierPayments })).toThrow(InputError);
	});
});
