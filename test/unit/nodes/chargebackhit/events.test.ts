import { alertEvent, alertParts, disputeRecordEvent } from '../../../../nodes/Chargebackhit/events';
import { flatCaid, flatEnrollment, flatMerchant } from '../../../../nodes/Chargebackhit/simplify';
import { type JsonRecord, parseJson } from '../../../../nodes/common/values/json';

const ALERT: JsonRecord = {
	alert: {
		id: 'a1',
		date: '2026-11-21T10:00:00+02:00',
		type: 'init-refund',
		product: 'ethoca',
		provider: 'ethoca',
		outcome: '',
		amount: '49.90',
		currency: 'USD',
		descriptor: 'SHOP*1',
		reason_code: '10.4',
	},
	transaction: {
		transaction_merchant_id: 'ORDER-1',
		transaction_id: 'T9',
		amount: '50.00',
		currency: 'EUR',
		card_brand: 'visa',
		bin: '41111111',
		last_four: '1111',
		arn: '7'.repeat(23),
	},
	merchant: { id: 'm1', descriptor: 'SHOP', name: '[Shop]' },
};
const withAlert = (alert: JsonRecord): JsonRecord => ({
	...ALERT,
	alert: { ...(ALERT.alert as JsonRecord), ...alert },
});

describe('alertEvent', () => {
	test('an alert as a whole', () => {
		expect(alertEvent(ALERT)).toEqual({
			provider: 'chargebackhit',
			event: 'alert',
			type: 'init-refund',
			status: null,
			id: 'a1',
			orderId: 'ORDER-1',
			transactionId: 'T9',
			arn: '7'.repeat(23),
			amount: '49.90',
			currency: 'USD',
			reason: '10.4',
			card: '411111******1111',
			network: 'ethoca',
			merchant: 'SHOP*1',
			occurredAt: '2026-11-21T10:00:00+02:00',
			respondBy: '2026-11-22T08:00:00.000Z',
		});
	});
	test.each([
		['inquiry', 'inquiry'],
		['prevented', 'prevented'],
		['init-refund', 'alert'],
		['resolved', 'resolved'],
		['fraud-notification', 'fraud_notice'],
		['dispute-notification', 'dispute'],
		['something-new', 'other'],
		['constructor', 'other'],
		['__proto__', 'other'],
	])('%s is %s', (type, event) => {
		expect(alertEvent(withAlert({ type })).event).toBe(event);
	});
	test.each([
		['inquiry', 'oi', '2026-11-21T08:00:02.000Z'],
		['inquiry', 'consumer-clarity', '2026-11-21T08:00:02.000Z'],
		['init-refund', 'cdrn', '2026-11-24T08:00:00.000Z'],
		['init-refund', 'ethoca', '2026-11-22T08:00:00.000Z'],
		['init-refund', 'paypal', null],
		['resolved', 'rdr', null],
		['prevented', 'oi', null],
		['fraud-notification', 'visa-fraud', null],
		['dispute-notification', 'visa-dispute', null],
	])('%s of %s must be answered by %s', (type, product, by) => {
		expect(alertEvent(withAlert({ type, product })).respondBy).toBe(by);
	});
	test('a product named as what every object inherits has no limit', () => {
		for (const product of ['toString', 'constructor', '__proto__'])
			expect(alertEvent(withAlert({ product })).respondBy).toBeNull();
	});
	test('without a date of its own the limit runs from the delivery', () => {
		expect(alertEvent(withAlert({ date: null }), '2026-11-21T12:00:00.000Z').respondBy).toBe(
			'2026-11-22T12:00:00.000Z',
		);
		expect(alertEvent(withAlert({ date: null })).respondBy).toBeNull();
		expect(alertEvent(withAlert({ published_at: '2026-11-20T00:00:00Z' })).occurredAt).toBe('2026-11-20T00:00:00Z');
	});
	test('digits stay as they came', () => {
		const body = parseJson(
			'{"alert":{"amount":49.90,"id":12345678901234567890},"transaction":{},"merchant":{}}',
		) as JsonRecord;
		expect(alertEvent(body)).toMatchObject({ amount: '49.90', id: '12345678901234567890' });
		expect(alertEvent(withAlert({ amount: 0 })).amount).toBe('0');
	});
	test('what is missing is taken from the next best place, or null', () => {
		const bare = {
			alert: { provider: 'verifi' },
			transaction: { amount: '5', currency: 'EUR' },
			merchant: { name: 'N' },
		};
		expect(alertEvent(bare)).toMatchObject({
			event: 'other',
			amount: '5',
			currency: 'EUR',
			merchant: 'N',
			network: 'verifi',
			card: null,
			orderId: null,
		});
		for (const odd of [{}, { alert: null, transaction: [], merchant: 'x' }] as JsonRecord[]) {
			expect(Object.values(alertEvent(odd)).slice(2)).toEqual(Array<null>(14).fill(null));
			expect(alertParts(odd)).toEqual({ alert: {}, transaction: {}, merchant: {} });
		}
	});
	test("an order that the alert carries goes before the merchant's reference", () => {
		expect(alertEvent({ ...ALERT, order: { order_id: 'O-7' } }).orderId).toBe('O-7');
	});
	test('never shows a whole card number', () => {
		const card = '4111111111111111';
		const event = alertEvent({ ...ALERT, transaction: { bin: card, last_four: card, card_brand: 'visa' } });
		expect(JSON.stringify(event)).not.toContain(card);
	});
});

describe('disputeRecordEvent', () => {
	const dispute = {
		id: 'd1',
		provider: 'stripe',
		provider_dispute_id: 'dp_1',
		status: 'needs-response',
		reason: 'fraudulent',
		amount: '10.00',
		currency: 'USD',
		dispute_date: '2026-11-01T00:00:00Z',
		response_deadline: '2026-11-10T00:00:00Z',
	};
	test('a dispute as a whole', () => {
		expect(disputeRecordEvent(dispute)).toEqual({
			provider: 'chargebackhit',
			event: 'dispute',
			type: null,
			status: 'needs-response',
			id: 'd1',
			orderId: null,
			transactionId: 'dp_1',
			arn: null,
			amount: '10.00',
			currency: 'USD',
			reason: 'fraudulent',
			card: null,
			network: 'stripe',
			merchant: null,
			occurredAt: '2026-11-01T00:00:00Z',
			respondBy: '2026-11-10T00:00:00.000Z',
		});
	});
	test.each([
		['won', 'won'],
		['lost', 'lost'],
		['rdr', 'dispute'],
		['', 'dispute'],
		[null, 'dispute'],
	])('outcome %p is %s', (outcome, event) => {
		expect(disputeRecordEvent({ ...dispute, outcome }).event).toBe(event);
	});
	test('without a deadline there is none', () => {
		expect(disputeRecordEvent({ ...dispute, response_deadline: null }).respondBy).toBeNull();
	});
	test('a deadline with another offset is given in UTC', () => {
		expect(disputeRecordEvent({ ...dispute, response_deadline: '2026-11-10T12:00:00+02:00' }).respondBy).toBe(
			'2026-11-10T10:00:00.000Z',
		);
		expect(disputeRecordEvent({ ...dispute, response_deadline: '2026-11-10' }).respondBy).toBe(
			'2026-11-10T00:00:00.000Z',
		);
		expect(disputeRecordEvent({ ...dispute, response_deadline: 'in a week' }).respondBy).toBeNull();
	});
});

describe('flat records', () => {
	test('merchant', () => {
		expect(flatMerchant({ id: 'm', internal_id: 'i', name: 'n', descriptor: 'd', more: 1 })).toEqual({
			id: 'm',
			internalId: 'i',
			name: 'n',
			descriptor: 'd',
		});
		expect(flatMerchant({})).toEqual({ id: null, internalId: null, name: null, descriptor: null });
	});
	test('CAID', () => {
		const caid = flatCaid({
			id: 'c',
			merchant: { id: 'm' },
			info: {
				products: { cdrn: { status: 'active' }, rdr: { status: 'failed', failure_reason: 'mcc_mismatch' }, oi: null },
			},
		});
		expect(caid).toMatchObject({
			id: 'c',
			merchantId: 'm',
			products: 'cdrn: active, rdr: failed (mcc_mismatch), oi: unknown',
		});
		expect(flatCaid({}).products).toBe('');
	});
	test('enrolment', () => {
		expect(
			flatEnrollment({
				id: 'e',
				required_products: ['cdrn', 'rdr'],
				arns: 'x',
				status: 'error',
				import_message: 'why',
			}),
		).toMatchObject({
			id: 'e',
			requiredProducts: 'cdrn, rdr',
			arns: 'x',
			status: 'error',
			importMessage: 'why',
		});
		expect(flatEnrollment({})).toMatchObject({ requiredProducts: null, arns: null });
	});
});
