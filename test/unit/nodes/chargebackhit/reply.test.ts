import { checkReply, orderIdOf, readReply } from '../../../../nodes/Chargebackhit/actions/alert/reply';
import { respond } from '../../../../nodes/Chargebackhit/actions/alert/respond';
import { generateSandboxAlert } from '../../../../nodes/Chargebackhit/actions/integration/generateSandboxAlert';
import { validateOutcome } from '../../../../nodes/Chargebackhit/actions/integration/validateOutcome';
import { readInternalId } from '../../../../nodes/Chargebackhit/actions/internalId';
import { InputError } from '../../../../nodes/common/errors/errors';
import type { SingleRequest } from '../../../../nodes/common/operation';
import type { JsonRecord } from '../../../../nodes/common/values/json';
import { itemOf } from '../execution';
import { REPLY_PARAMETERS } from './replyParameters';

const CARD = '4111111111111111';
const reply = (parameters: Record<string, unknown>) => readReply(itemOf({ ...REPLY_PARAMETERS, ...parameters }));

describe('readReply', () => {
	test('leaves out what was not given', () => {
		expect(reply({})).toEqual({ outcome: 'acknowledged' });
		expect(reply({ order: { amount: ' ' }, products: { entries: [{}] } })).toEqual({ outcome: 'acknowledged' });
	});
	test('puts everything under the names of the API', () => {
		expect(
			reply({
				orderId: ' O-1 ',
				order: {
					amount: '49.90',
					currency: 'eur',
					date: '2026-11-21T10:00:00+02:00',
					city: 'Kyiv',
					street: 'A 1',
					postalCode: '01001',
					countryCode: 'UA',
					state: 'K',
					refundAmount: '9.90',
					refundCurrency: 'EUR',
				},
				customer: { customerId: 'C', firstName: 'Ada', lastName: 'L', email: 'a@b.c', phone: '1' },
				products: { entries: [{ name: 'Kettle', sku: 'K', description: 'd', url: 'u', quantity: 1 }, {}] },
				transactions: {
					entries: [
						{
							transactionId: 'T',
							date: '2026-01-01',
							amount: '1',
							currency: 'USD',
							type: 'sale',
							bin: '411111',
							lastFour: '1111',
						},
					],
				},
				merchant: '{"email": "m@b.c"}',
			}),
		).toEqual({
			outcome: 'acknowledged',
			order: {
				order_id: 'O-1',
				amount: '49.90',
				currency: 'EUR',
				date: '2026-11-21T08:00:00.000Z',
				address: { city: 'Kyiv', line1: 'A 1', postal_code: '01001', country_code: 'UA', state: 'K' },
				refund: { amount: '9.90', currency: 'EUR' },
			},
			customer: { customer_id: 'C', first_name: 'Ada', last_name: 'L', email: 'a@b.c', phone: '1' },
			products: [{ name: 'Kettle', sku: 'K', description: 'd', url: 'u', quantity: '1' }],
			transactions: [
				{
					transaction_merchant_id: 'T',
					date: '2026-01-01T00:00:00.000Z',
					amount: '1',
					currency: 'USD',
					type: 'sale',
					bin: '411111',
					last_four: '1111',
				},
			],
			merchant: { email: 'm@b.c' },
		});
	});
	test('additional JSON wins and is checked', () => {
		expect(
			reply({
				outcome: 'pending',
				orderId: 'A',
				additionalFields: '{"outcome": "reversed", "order": {"order_id": "B"}, "x": 1}',
			}),
		).toEqual({ outcome: 'reversed', order: { order_id: 'B' }, x: 1 });
		for (const extra of [
			'{"outcome": "partial"}',
			'{"outcome": null}',
			'{"order": []}',
			'{"customer": "x"}',
			'{"products": {}}',
			'{"transactions": "x"}',
			'{"order": {"order_id": 5}}',
			'[]',
			'{',
		]) {
			expect(() => reply({ additionalFields: extra })).toThrow(InputError);
		}
	});
	test.each([
		[{ order: { amount: '1,50' } }, 'Amount (Order)'],
		[{ order: { refundAmount: '-1' } }, 'Refund Amount (Order)'],
		[{ order: { currency: 'EURO' } }, 'Currency (Order)'],
		[{ order: { date: 'yesterday' } }, 'Date (Order)'],
		[{ transactions: { entries: [{ amount: '1' }, { bin: CARD }] } }, 'BIN (Transaction 2)'],
		[{ transactions: { entries: [{ lastFour: CARD }] } }, 'Last Four (Transaction 1)'],
		[{ outcome: '' }, 'Outcome'],
		[{ outcome: 'notfound' }, 'Outcome'],
	])('%j is refused by the name of its field', (parameters, field) => {
		const act = () => reply(parameters);
		expect(act).toThrow(InputError);
		expect(act).toThrow(field);
		expect(act).not.toThrow(CARD);
	});
	test('a whole card number in the additional JSON is refused', () => {
		for (const bin of [CARD, Number(CARD)]) {
			const act = () => reply({ additionalFields: JSON.stringify({ transactions: [{ bin }] }) });
			expect(act).toThrow(InputError);
			expect(act).toThrow('BIN (Transaction 1)');
			expect(act).not.toThrow(CARD);
		}
	});
	test('an amount in the additional JSON keeps the rule of its field', () => {
		expect(() => reply({ additionalFields: '{"order": {"amount": "-1,50 EUR"}}' })).toThrow(InputError);
		expect(reply({ additionalFields: '{"order": {"amount": 49.90, "currency": "eur"}}' }).order).toEqual({
			amount: '49.90',
			currency: 'EUR',
		});
	});
	test('an outcome is sent without the blanks around it', () => {
		expect(reply({ additionalFields: '{"outcome": " reversed "}' }).outcome).toBe('reversed');
	});
	test('entries are counted as the user sees them, empty ones too', () => {
		expect(() => reply({ transactions: { entries: [{}, { bin: CARD }] } })).toThrow('BIN (Transaction 2)');
	});
});

describe('checks of a merged body', () => {
	test('checkReply knows the eight outcomes of the contract and no more', () => {
		for (const outcome of [
			'reversed',
			'previously-reversed',
			'decline',
			'reverse-error',
			'not-found',
			'acknowledged',
			'pending',
			'shipped',
		]) {
			expect(checkReply({ outcome })).toEqual({ outcome });
			expect(checkReply({ outcome: ` ${outcome.toUpperCase()}` })).toEqual({ outcome });
		}
		for (const outcome of ['duplicate', 'error', 'partial', 'notfound', '', null, 5, {}, []]) {
			expect(() => checkReply({ outcome } as JsonRecord)).toThrow(InputError);
		}
	});
	test('checkReply gives the body as it will be sent, and leaves the one given alone', () => {
		const given = Object.freeze({
			outcome: ' shipped',
			order: Object.freeze({ order_id: 'a', date: '2026-11-21', more: 1 }),
			products: [{ quantity: 2 }],
			x: [1],
		});
		expect(checkReply(given as unknown as JsonRecord)).toEqual({
			outcome: 'shipped',
			order: { order_id: 'a', date: '2026-11-21T00:00:00.000Z', more: 1 },
			products: [{ quantity: '2' }],
			x: [1],
		});
	});
	test.each<[JsonRecord, string]>([
		[{ order: [] }, 'Order'],
		[{ order: { order_id: 5 } }, 'Order ID'],
		[{ order: { address: { city: ['x'] } } }, 'City (Order)'],
		[{ customer: 'x' }, 'Customer'],
		[{ customer: { email: {} } }, 'Email (Customer)'],
		[{ products: {} }, 'Products'],
		[{ products: [{ name: 'a' }, null] }, 'Product 2'],
		[{ transactions: 'x' }, 'Transactions'],
		[{ transactions: [{ date: 'soon' }] }, 'Date (Transaction 1)'],
		[{ merchant: [] }, 'Merchant'],
	])('checkReply refuses %j by the name of %s', (more, field) => {
		const act = () => checkReply({ outcome: 'acknowledged', ...more });
		expect(act).toThrow(InputError);
		expect(act).toThrow(field);
	});
	test('orderIdOf', () => {
		expect([
			orderIdOf({ order: { order_id: 'a' } }),
			orderIdOf({ order: {} }),
			orderIdOf({}),
			orderIdOf({ order: { order_id: 5 } }),
		]).toEqual([{ orderId: 'a' }, {}, {}, {}]);
	});
});

describe('operations that send a body', () => {
	const id = '3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b';
	const planOf = (parameters: Record<string, unknown>) =>
		respond.prepare(
			itemOf({ alertId: id, outcome: 'reversed', orderId: '', additionalFields: '{}', ...parameters }),
		) as SingleRequest;

	test('Respond: the id alone decides the address', () => {
		const { request, output } = planOf({
			orderId: 'O',
			additionalFields: '{"path": "/x", "method": "GET", "id": "other"}',
		});
		expect(request).toMatchObject({
			method: 'POST',
			path: `/api/v2/alerts/${id}/update-outcome`,
			subject: `alert ${id}`,
		});
		expect(request.body).toEqual({
			outcome: 'reversed',
			order: { order_id: 'O' },
			path: '/x',
			method: 'GET',
			id: 'other',
		});
		expect(output({ status: 200, headers: {}, body: undefined })).toEqual({
			success: true,
			id,
			outcome: 'reversed',
			orderId: 'O',
		});
		expect(output({ status: 200, headers: {}, body: { data: { alert: { id } } } })).toMatchObject({
			success: true,
			alert: { alert: { id } },
		});
	});
	test('Respond: what is told is what was sent', () => {
		expect(
			planOf({ additionalFields: '{"outcome": "not-found"}' }).output({ status: 200, headers: {}, body: undefined }),
		).toMatchObject({ outcome: 'not-found' });
		expect(() => planOf({ alertId: 'x' })).toThrow(InputError);
	});

	const verdictOf = (body: unknown) =>
		(
			(
				validateOutcome.prepare(
					itemOf({ outcome: 'acknowledged', merchant: '{}', additionalFields: '{}' }),
				) as SingleRequest
			).output({ status: 200, headers: {}, body: body as never }) as { valid: boolean }
		).valid;
	test.each([
		[undefined],
		[{}],
		[{ data: {} }],
		[{ errors: [] }],
		[{ error: null, constraints: {} }],
		[{ valid: true }],
		[{ error: false }],
		[{ error: '' }],
	])('Validate Outcome: %j is valid', (body) => {
		expect(verdictOf(body)).toBe(true);
	});
	test.each([
		[{ error: 'x' }],
		[{ errors: ['x'] }],
		[{ constraints: { a: 'b' } }],
		[{ data: { errors: [1] } }],
		[{ valid: false }],
		[{ data: { valid: false } }],
	])('Validate Outcome: %j is not', (body) => {
		expect(verdictOf(body)).toBe(false);
	});
	test('Validate Outcome: a list of complaints is not valid', () => {
		expect(verdictOf([{ error: 'customer is required' }])).toBe(false);
		expect(verdictOf([])).toBe(true);
	});

	const alertOf = (parameters: Record<string, unknown>) =>
		(
			generateSandboxAlert.prepare(
				itemOf({
					alertType: 'init-refund',
					product: 'ethoca',
					amount: '49.99',
					currency: 'usd',
					descriptor: 'S',
					transactionMerchantId: '',
					details: {},
					additionalFields: '{}',
					...parameters,
				}),
			) as SingleRequest
		).request.body as Record<string, Record<string, unknown>>;
	test('Generate Sandbox Alert: the three parts', () => {
		expect(alertOf({})).toEqual({
			alert: {
				type: 'init-refund',
				provider: 'ethoca',
				product: 'ethoca',
				amount: '49.99',
				currency: 'USD',
				descriptor: 'S',
			},
			transaction: { amount: '49.99', currency: 'USD' },
			merchant: { descriptor: 'S', name: 'S' },
		});
		expect(alertOf({ product: 'paypal' }).alert.provider).toBeUndefined();
		expect(() => alertOf({ additionalFields: '{"merchant": null}' })).toThrow(InputError);
		expect(() => alertOf({ details: { bin: CARD } })).toThrow(InputError);
	});
	test('Generate Sandbox Alert: a product named as what every object inherits has no provider', () => {
		expect(alertOf({ product: 'toString' }).alert.provider).toBeUndefined();
	});
	test('Generate Sandbox Alert: additional JSON keeps the rules of the fields', () => {
		expect(
			alertOf({ additionalFields: '{"alert": {"amount": 5.10}, "transaction": {"currency": "eur"}}' }),
		).toMatchObject({
			alert: { amount: '5.10' },
			transaction: { amount: '49.99', currency: 'EUR' },
		});
		for (const extra of [
			{ alert: { amount: '1,50' } },
			{ transaction: { bin: CARD } },
			{ transaction: { currency: 'EURO' } },
			{ alert: { type: {} } },
		]) {
			expect(() => alertOf({ additionalFields: JSON.stringify(extra) })).toThrow(InputError);
		}
	});
	test.each([[{ amount: '' }], [{ amount: null }], [{ type: ' ' }], [{ currency: null }]])(
		'Generate Sandbox Alert: what is required stays required where the additional JSON empties it (%j)',
		(alert) => {
			expect(() => alertOf({ additionalFields: JSON.stringify({ alert }) })).toThrow(InputError);
		},
	);

	test('Your Own ID (Internal ID)', () => {
		const read = (internalId: string, additionalFields = '{}') =>
			readInternalId(itemOf({ internalId, additionalFields }));
		expect(read(' a ')).toEqual({ internal_id: 'a' });
		expect(read('', '{"internal_id": "b"}')).toEqual({ internal_id: 'b' });
		expect(read('x'.repeat(500))).toEqual({ internal_id: 'x'.repeat(500) });
		for (const [given, extra] of [
			['', '{}'],
			['x'.repeat(501), '{}'],
			['a', '{"internal_id": null}'],
			['a', '{"internal_id": {}}'],
		] as const) {
			expect(() => read(given, extra)).toThrow(InputError);
		}
	});
	test('Internal ID: a number is sent as text', () => {
		expect(readInternalId(itemOf({ internalId: '', additionalFields: '{"internal_id": 42}' }))).toEqual({
			internal_id: '42',
		});
	});
});
