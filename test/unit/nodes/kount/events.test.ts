import type { JsonRecord } from '../../../../nodes/common/values/json';
import { alertDeliveryId, alertEvent, alertsOf, signedEvent } from '../../../../nodes/Kount/events';
import {
	alertEventOptions,
	isChosen,
	OTHER_EVENTS,
	signedEventOptions,
	valuesOf,
} from '../../../../nodes/Kount/trigger/eventTypes';

const RECEIVED = '2026-07-02T00:00:00.000Z';
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
const transaction: JsonRecord = {
	arn: '74012345678901234567890',
	merchantOrderID: 'ORDER-1',
	transactionAmount: '9.90',
	transactionCurrency: 'USD',
	transactionDateTime: '2026-06-01T00:00:00Z',
	transactionID: 'T-1',
	accountNumber: '411111xxxxxx1111',
	authorizationCode: '123456',
	descriptor: 'CAFÉ*SHOP',
};
const event: JsonRecord = {
	eventType: 'DISPUTE',
	eventDateTime: '2026-07-01T10:00:00Z',
	disputeCode: '41',
	requestID: '3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b',
};
const whole = { ...transaction, ...event };

describe('alertsOf', () => {
	test('a flat body is one alert', () => {
		expect(alertsOf(whole)).toEqual([whole]);
	});
	test('nested events take what stands beside them', () => {
		const second = { ...event, eventType: 'FRAUD_NOTICE', requestID: 'r2' };
		expect(alertsOf({ ...transaction, events: [event, second] })).toEqual([whole, { ...transaction, ...second }]);
	});
	test('what an event says itself counts more than what stands beside it', () => {
		expect(alertsOf({ ...whole, events: [{ eventType: 'CANCEL' }, { disputeCode: '42' }] })).toEqual([
			{ ...whole, eventType: 'CANCEL' },
			{ ...whole, disputeCode: '42' },
		]);
	});
	test('one that says nothing of itself keeps the others not back', () => {
		const records = alertsOf({
			merchantID: 'M',
			events: [{ eventType: 'DISPUTE', requestID: 'R1' }, { disputeCode: '41' }, 'x'],
		});
		expect(records).toEqual([
			{ merchantID: 'M', eventType: 'DISPUTE', requestID: 'R1' },
			{ merchantID: 'M', disputeCode: '41' },
		]);
		expect(alertEvent(records![1], '2026-01-31T10:00:00.000Z')).toMatchObject({
			event: 'other',
			status: null,
			id: null,
			reason: '41',
			network: null,
			respondBy: null,
		});
	});
	test('an empty list makes it flat', () => {
		expect(alertsOf({ eventType: 'RDR', events: [] })).toEqual([{ eventType: 'RDR', events: [] }]);
	});
	test.each([null, {}, 'x'])('events that are no list (%p) make it flat', (events) => {
		expect(alertsOf({ ...whole, events })).toHaveLength(1);
	});
	test.each([
		undefined,
		null,
		'x',
		1,
		[],
		[whole],
		{},
		transaction,
		{ events: [] },
		{ events: [1] },
		{ ...transaction, events: [{ disputeCode: '41' }] },
		{ ...event, eventType: '' },
		{ ...event, eventType: null },
		{ ...event, eventType: {} },
	])('%j is none', (body) => {
		expect(alertsOf(body)).toBeUndefined();
	});
	test.each(['4111111111111111', 4111111111111111, '4111 1111 1111 1111', '4111-1111-1111-1111', ' 4111111111111111 '])(
		'a card number that came whole (%p) goes on masked, in both forms',
		(accountNumber) => {
			for (const body of [
				{ ...event, accountNumber },
				{ accountNumber, events: [event] },
				{ events: [{ ...event, accountNumber }] },
			]) {
				const [alert] = alertsOf(body)!;
				expect(alert.accountNumber).toBe('411111******1111');
				expect(alertEvent(alert, RECEIVED).card).toBe('411111******1111');
			}
		},
	);
});

describe('alertEvent', () => {
	test('the 16 fields, in their order', () => {
		const simplified = alertEvent(whole, RECEIVED);
		expect(Object.keys(simplified)).toEqual(FIELDS);
		expect(simplified).toEqual({
			provider: 'kount',
			event: 'alert',
			type: 'DISPUTE',
			status: 'DISPUTE',
			id: event.requestID,
			orderId: 'ORDER-1',
			transactionId: 'T-1',
			arn: transaction.arn,
			amount: '9.90',
			currency: 'USD',
			reason: '41',
			card: '411111******1111',
			network: 'verifi',
			merchant: 'CAFÉ*SHOP',
			occurredAt: '2026-07-01T10:00:00.000Z',
			respondBy: '2026-07-02T10:00:00.000Z',
		});
	});
	test('what did not come is null, never absent', () => {
		const simplified = alertEvent({ eventType: 'NEW_TYPE' }, RECEIVED);
		expect(simplified).toEqual({
			...Object.fromEntries(FIELDS.map((name) => [name, null])),
			provider: 'kount',
			event: 'other',
			type: 'NEW_TYPE',
			status: 'NEW_TYPE',
		});
		expect(Object.keys(simplified)).toEqual(FIELDS);
	});
	test.each([
		['ORDER_INQUIRY', 'inquiry', 'verifi', false],
		['DISPUTE', 'alert', 'verifi', true],
		['ETHOCA_DISPUTE', 'alert', 'ethoca', true],
		['ETHOCA_FRAUD', 'alert', 'ethoca', true],
		['DISPUTE_NOTICE', 'dispute', 'verifi', false],
		['FRAUD_NOTICE', 'fraud_notice', 'verifi', false],
		['RDR', 'resolved', 'rdr', false],
		['CANCEL', 'other', 'verifi', false],
		['ETHOCA_SOMETHING', 'other', 'ethoca', false],
		['SOMETHING', 'other', null, false],
		['constructor', 'other', null, false],
		['__proto__', 'other', null, false],
	])('%s is %s of %s; to be answered: %p', (eventType, name, network, isUrgent) => {
		const simplified = alertEvent({ ...whole, eventType }, RECEIVED);
		expect(simplified).toMatchObject({
			event: name,
			network,
			status: eventType,
			respondBy: isUrgent ? '2026-07-02T10:00:00.000Z' : null,
		});
	});
	test('the limit runs from the delivery where the alert has no date that can be read', () => {
		expect(alertEvent({ eventType: 'DISPUTE', eventDateTime: 'today' }, RECEIVED)).toMatchObject({
			occurredAt: 'today',
			respondBy: '2026-07-03T00:00:00.000Z',
		});
		expect(alertEvent({ eventType: 'DISPUTE' }, RECEIVED)).toMatchObject({
			occurredAt: null,
			respondBy: '2026-07-03T00:00:00.000Z',
		});
	});
	test.each<[unknown, string | null]>([
		['411111xxxxxx1111', '411111******1111'],
		['411111******1111', '411111******1111'],
		['4111111111', null],
		['1111', null],
		['', null],
		[undefined, null],
		[{}, null],
	])('a card of %p is shown as %p', (accountNumber, expected) => {
		expect(alertEvent({ ...event, accountNumber } as JsonRecord, RECEIVED).card).toBe(expected);
	});
});

describe('signedEvent', () => {
	const body = {
		id: 'e1',
		eventType: 'Order.StatusChange',
		apiVersion: 'v1',
		clientId: '1',
		kountOrderId: 'K1',
		merchantOrderId: 'ORDER-1',
		eventDate: '2026-07-01T00:58:20Z',
		fieldName: 'status',
		oldValue: 'REVIEW',
		newValue: 'APPROVE',
		channel: 'WEB',
	};
	test('the 16 fields, in their order', () => {
		const simplified = signedEvent(body);
		expect(Object.keys(simplified)).toEqual(FIELDS);
		expect(simplified).toMatchObject({
			provider: 'kount',
			event: 'status_changed',
			type: 'Order.StatusChange',
			status: 'APPROVE',
			id: 'K1',
			orderId: 'ORDER-1',
			merchant: 'WEB',
			occurredAt: '2026-07-01T00:58:20.000Z',
			respondBy: null,
		});
	});
	test.each(['Order.NotesAdd', 'MFA.StatusUpdate', 'Something.New'])('%s is other', (eventType) => {
		expect(signedEvent({ ...body, eventType })).toMatchObject({ event: 'other' });
	});
	test('a value that is a structure leaves the type as status', () => {
		expect(signedEvent({ ...body, eventType: 'Order.NotesAdd', newValue: { note: 'x' } })).toMatchObject({
			status: 'Order.NotesAdd',
		});
	});
});

describe('alertDeliveryId', () => {
	test('the same each time; by the hash where no id came', () => {
		expect(alertDeliveryId(whole, 'hash', 3)).toBe(`${String(event.requestID)}:DISPUTE`);
		expect(alertDeliveryId({ eventType: 'RDR' }, 'hash', 0)).toBe('hash:RDR');
		expect(alertDeliveryId({ eventType: 'RDR' }, 'hash', 1)).toBe('hash:1:RDR');
	});
});

describe('isChosen', () => {
	const all = valuesOf(alertEventOptions);
	test.each(all.filter((type) => type !== OTHER_EVENTS))('%s alone', (type) => {
		expect(isChosen(type, [type], alertEventOptions)).toBe(true);
		expect(
			isChosen(
				type,
				all.filter((other) => other !== type),
				alertEventOptions,
			),
		).toBe(false);
	});
	test('what is not in the list counts as Other, and only there', () => {
		for (const [type, options] of [
			['NEW', alertEventOptions],
			['Order.Update', signedEventOptions],
		] as const) {
			expect(isChosen(type, [OTHER_EVENTS], options)).toBe(true);
			expect(
				isChosen(
					type,
					valuesOf(options).filter((value) => value !== OTHER_EVENTS),
					options,
				),
			).toBe(false);
		}
		expect(isChosen('DISPUTE', [OTHER_EVENTS], alertEventOptions)).toBe(false);
	});
	test('the eight types of the contract and Other; lists in the order of the alphabet', () => {
		expect([...all].sort()).toEqual([
			'CANCEL',
			'DISPUTE',
			'DISPUTE_NOTICE',
			'ETHOCA_DISPUTE',
			'ETHOCA_FRAUD',
			'FRAUD_NOTICE',
			'ORDER_INQUIRY',
			'RDR',
			'other',
		]);
		for (const options of [alertEventOptions, signedEventOptions]) {
			const names = options.map(({ name }) => name);
			expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
		}
	});
});
