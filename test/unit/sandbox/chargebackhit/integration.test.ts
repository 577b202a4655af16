import { type Receiver, type Running, receiveWebhooks, run, until } from '../harness';

let running: Running;
let receiver: Receiver;
beforeEach(async () => {
	receiver = await receiveWebhooks();
	running = await run({ chargebackhit: { webhookUrl: receiver.url } });
});
afterEach(async () => {
	await running.sandbox.close();
	await receiver.close();
});

describe('generate sandbox alert', () => {
	const generate = (body: unknown) => running.call('POST', '/api/v2/integration/alerts/generate', body);
	const example = () => ({
		alert: {
			type: 'init-refund',
			product: 'cdrn',
			provider: 'verifi',
			amount: '12.50',
			currency: 'EUR',
			descriptor: 'SHOP*ONE',
		},
		transaction: {
			transaction_merchant_id: 'tx-1',
			amount: '12.50',
			currency: 'EUR',
			card_brand: 'visa',
			bin: '411111',
			last_four: '1111',
		},
		merchant: { descriptor: 'SHOP*ONE' },
	});

	it('answers with an empty object, posts the alert as given and takes the reply as its answer', async () => {
		receiver.reply.body = { outcome: 'not-found' };
		const { status, text } = await generate(example());
		expect([status, text]).toEqual([200, '{}']);
		await until(() => running.sandbox.state.chargebackhit.deliveries[0]?.verdict === 'right');
		const [{ json }] = receiver.received;
		expect(json).toMatchObject(example());
		expect(json.alert.id).toMatch(/^[0-9a-f-]{36}$/);
		const stored = await running.call('GET', `/api/v2/alerts/${json.alert.id}`);
		expect(stored.json.data[0].alert.outcome).toBe('not-found');
	});

	it('stores the alert when there is nowhere to post it', async () => {
		running.sandbox.settings.chargebackhit.webhookUrl = null;
		expect((await generate({ ...example(), alert: { ...example().alert, descriptor: 'ONLY*HERE' } })).status).toBe(200);
		const { json } = await running.call('POST', '/api/v2/alerts/list', { filter: { descriptors: ['ONLY*HERE'] } });
		expect(json.data).toHaveLength(1);
		expect(receiver.received).toHaveLength(0);
	});

	it('answers with the alert in the alternative style', async () => {
		running.sandbox.settings.chargebackhit.responseStyle = 'alternative';
		expect((await generate(example())).json.alert.type).toBe('init-refund');
	});

	it('refuses what is missing or wrong, by field', async () => {
		const complaints = async (body: unknown) => {
			const { status, json } = await generate(body);
			expect(status).toBe(400);
			return Object.keys(json.error.constraints);
		};
		expect(await complaints({ alert: { type: 'inquiry' } })).toEqual(['transaction', 'merchant']);
		expect(await complaints({ ...example(), merchant: [] })).toEqual(['merchant']);
		expect(await complaints({ ...example(), alert: {} })).toEqual(['alert.type']);
		expect(await complaints({ ...example(), alert: { type: 'inquiry', product: 'rdr' } })).toEqual(['alert.product']);
		expect(
			await complaints({
				...example(),
				alert: { type: 'inquiry', amount: 12.5, currency: 'euro', date: 'today', id: '1' },
			}),
		).toEqual(['alert.id', 'alert.amount', 'alert.currency', 'alert.date']);
		const [used] = running.sandbox.state.chargebackhit.alerts.keys();
		expect(await complaints({ ...example(), alert: { type: 'inquiry', id: used } })).toEqual(['alert.id']);
		expect(receiver.received).toHaveLength(0);
	});
});

describe('validate outcome', () => {
	const validate = (body: unknown) => running.call('POST', '/api/v2/integration/alerts/validate', body);
	const reply = {
		outcome: 'acknowledged',
		order: {
			order_id: 'order-1',
			date: '2025-01-31T09:00:00Z',
			amount: '10.00',
			currency: 'USD',
			refund: { amount: '10.00', currency: 'USD' },
		},
		customer: { customer_id: 'c-1', email: 'a@example.com', device: { ip: '192.0.2.1' } },
		transactions: [{ transaction_merchant_id: 'tx-1', date: '2024-12-31T09:00:00.000+01:00', amount: '9' }],
		products: [{ name: 'Tea', quantity: '1' }],
		merchant: {},
	};

	it('answers a right reply with an empty object', async () => {
		const { status, text } = await validate(reply);
		expect([status, text]).toEqual([200, '{}']);
	});

	it.each([
		['order.amount', { order: { amount: 10 } }],
		['order.date', { order: { date: '2025-01-31' } }],
		['order.refund.currency', { order: { refund: { currency: 'usd' } } }],
		['order', { order: [] }],
		['customer.email', { customer: { email: 5 } }],
		['transactions[0].amount', { transactions: [{ amount: '1,00' }] }],
		['products', { products: {} }],
		['products[0].quantity', { products: [{ quantity: 1 }] }],
		['merchant', { merchant: 'x' }],
	])('answers 200 with an error for %s', async (field, change) => {
		const { status, json } = await validate({ ...reply, ...change });
		expect(status).toBe(200);
		expect(json.errors.map((error: { field: string }) => error.field)).toEqual([field]);
		expect(json.errors[0].message).toMatch(/^must be /);
	});

	it.each([{}, { outcome: 'partial' }, { outcome: 'error' }, { outcome: null }])(
		'answers 400 to the outcome of %j',
		async (body) => {
			const { status, json } = await validate(body);
			expect([status, Object.keys(json.error.constraints)]).toEqual([400, ['outcome']]);
		},
	);

	it('confirms in words in the alternative style', async () => {
		running.sandbox.settings.chargebackhit.responseStyle = 'alternative';
		expect((await validate(reply)).json).toEqual({ valid: true });
	});
});
