import { type RunningKount, runKount } from './harness';

let running: RunningKount;
beforeAll(async () => (running = await runKount()));
afterAll(() => running.sandbox.close());

const ORDERS = '/commerce/v2/orders';
const create = (body: unknown, query = '') => running.kount('POST', `${ORDERS}${query}`, body);
const read = (orderId: string) => running.kount('GET', `${ORDERS}/${orderId}`);
const update = (orderId: string, body: unknown) => running.kount('PATCH', `${ORDERS}/${orderId}`, body);
const refused = async (body: unknown): Promise<string> => {
	const { status, json } = await create(body);
	expect([status, json.code]).toEqual([400, 3]);
	return json.message;
};

const BODY = {
	merchantOrderId: 'M-1',
	channel: 'WEB',
	deviceSessionId: 'd1',
	creationDateTime: '2026-01-31T10:00:00Z',
	userIp: '127.0.0.1',
	account: { id: 'c1' },
	items: [{ id: '1', price: '4409', quantity: 1 }],
	fulfillment: [{ type: 'SHIPPED', shipping: { amount: '500' } }],
	transactions: [
		{
			merchantTransactionId: 'M-1-1',
			subtotal: '4409',
			orderTotal: '4909',
			currency: 'USD',
			tax: { taxAmount: '0', outOfStateTaxAmount: '0' },
			payment: { type: 'CREDIT_CARD', bin: '41111111', last4: '1111' },
			transactionStatus: 'AUTHORIZED',
		},
	],
};

describe('create', () => {
	it('records an order without a risk result unless asked', async () => {
		const { status, json } = await create(BODY);
		expect(status).toBe(200);
		expect(json).toEqual({
			version: expect.any(String),
			order: {
				orderId: expect.stringMatching(/^[A-Z0-9]{12}$/),
				merchantOrderId: 'M-1',
				channel: 'WEB',
				deviceSessionId: 'd1',
				creationDateTime: '2026-01-31T10:00:00Z',
				transactions: [{ ...BODY.transactions[0], transactionId: expect.any(String) }],
			},
		});
		expect((await read(json.order.orderId)).json).toEqual(json);
		expect((await create({ merchantOrderId: 'M-1' }, '?riskInquiry=false')).json.order.riskInquiry).toBeUndefined();
	});

	it('evaluates an order with the decision of the settings, with or without the device', async () => {
		const first = (await create(BODY, '?riskInquiry=true')).json.order.riskInquiry;
		expect(first).toMatchObject({ decision: 'APPROVE', device: { id: expect.any(String) }, persona: {} });
		expect(first.segmentExecuted.policiesExecuted).toEqual([]);
		await running.control('PATCH', '/settings', { kount: { decision: 'DECLINE' } });
		const second = (await create(BODY, '?riskInquiry=true&excludeDevice=true')).json.order.riskInquiry;
		expect(second.decision).toBe('DECLINE');
		expect(second.omniscore).toBeLessThan(first.omniscore);
		expect(second).not.toHaveProperty('device');
		expect((await create(BODY, '?riskInquiry=yes')).json.message).toContain('riskInquiry must be true or false');
	});

	it('needs a merchant order id', async () => {
		expect(await refused({ channel: 'WEB' })).toBe('merchantOrderId is required');
		expect(await refused({ merchantOrderId: '' })).toBe('merchantOrderId must not be empty');
		expect(await refused({ merchantOrderId: 5 })).toBe('merchantOrderId must be a string; it was a number');
		const [first, second] = [await create({ merchantOrderId: 'M-1' }), await create({ merchantOrderId: 'M-1' })];
		expect([first.status, second.status]).toEqual([200, 200]);
		expect(second.json.order.orderId).not.toBe(first.json.order.orderId);
	});

	it.each<[string, object]>([
		['items[0].price', { items: [{ price: 44.09 }] }],
		['items[1].price', { items: [{}, { price: '44.09' }] }],
		['fulfillment[0].shipping.amount', { fulfillment: [{ shipping: { amount: -5 } }] }],
		['transactions[0].subtotal', { transactions: [{ subtotal: true }] }],
		['transactions[0].orderTotal', { transactions: [{ orderTotal: '-5' }] }],
		['transactions[0].tax.taxAmount', { transactions: [{ tax: { taxAmount: '1,00' } }] }],
		['transactions[0].tax.outOfStateTaxAmount', { transactions: [{ tax: { outOfStateTaxAmount: '' } }] }],
	])('refuses an amount that is no string of minor units: %s', async (field, members) => {
		const message = await refused({ merchantOrderId: 'M-1', ...members });
		expect(message).toContain(`${field} must be a string of digits, the amount in the smallest currency unit`);
	});

	it.each<[string, object]>([
		['items[0].price', { items: [{ price: 4409 }] }],
		['fulfillment[0].shipping.amount', { fulfillment: [{ shipping: { amount: null } }] }],
		['transactions[0].subtotal', { transactions: [{ subtotal: 4409 }] }],
		['transactions[0].orderTotal', { transactions: [{ orderTotal: 0 }] }],
		['transactions[0].tax.taxAmount', { transactions: [{ tax: { taxAmount: 1 } }] }],
		['creationDateTime', { creationDateTime: null }],
		['userIp', { userIp: '' }],
	])('takes what the plug-ins send unless strict: %s', async (field, members) => {
		const body = { merchantOrderId: 'M-1', ...members };
		expect((await create(body)).status).toBe(200);
		running.sandbox.settings.kount.strict = true;
		const message = await refused(body);
		running.sandbox.settings.kount.strict = false;
		expect(message).toContain(`${field} must be`);
	});

	it.each<[string, object]>([
		['channel must be a string', { channel: 1 }],
		['account must be an object; it was an array', { account: [] }],
		['items must be an array; it was an object', { items: {} }],
		['transactions[1] must be an object; it was null', { transactions: [{}, null] }],
		['userIp must be an IPv4 address', { userIp: '::1' }],
		['creationDateTime must be an ISO 8601', { creationDateTime: '31.01.2026' }],
		['orderPatchBody is not known', { orderPatchBody: {} }],
		['riskyInquiry is not known', { riskyInquiry: {} }],
	])('refuses: %s', async (message, members) => {
		expect(await refused({ merchantOrderId: 'M-1', ...members })).toContain(message);
	});

	it('takes no card number and repeats none', async () => {
		for (const payment of [{ bin: '411111111' }, { last4: '11111' }, { bin: '4111111111111111' }]) {
			const { status, text } = await create({ merchantOrderId: 'M-1', transactions: [{ payment }] });
			expect([status, text]).toEqual([400, expect.stringContaining('digits of a card number at most')]);
			expect(text).not.toMatch(/1111/);
		}
	});
});

describe('an order', () => {
	it('is unknown under another id', async () => {
		for (const { status, json } of [await read('credential-test'), await update('credential-test', {})]) {
			expect([status, json]).toEqual([404, { code: 5, message: 'There is no order credential-test', details: [] }]);
		}
	});

	it('of the seed can be looked up', async () => {
		const { orders } = (await running.control('GET', '/kount/orders')).json;
		expect(orders.length).toBeGreaterThanOrEqual(3);
		const { json } = await read(orders[0].orderId);
		expect(json.order).toMatchObject({ merchantOrderId: 'KT-700001', riskInquiry: { decision: 'APPROVE' } });
	});

	it('is changed: members, its only transaction, one named by its id, further ones', async () => {
		const { orderId, transactions } = (await create(BODY)).json.order;
		const first = await update(orderId, { channel: 'APP', transactions: [{ transactionStatus: 'CAPTURED' }] });
		expect(first.status).toBe(200);
		expect(first.json.order).toMatchObject({ orderId, channel: 'APP', merchantOrderId: 'M-1' });
		expect(first.json.order.transactions).toEqual([{ ...transactions[0], transactionStatus: 'CAPTURED' }]);
		const { transactionId } = transactions[0];
		const second = await update(orderId, { transactions: [{ transactionId, transactionStatus: 'REFUSED' }] });
		expect(second.json.order.transactions[0].transactionStatus).toBe('REFUSED');
		expect((await read(orderId)).json).toEqual(second.json);
		const record = (await running.control('GET', `/kount/orders/${orderId}`)).json;
		expect(record).toMatchObject({ orderId, updates: 2, fields: { channel: 'APP', userIp: '127.0.0.1' } });

		const two = (await create({ ...BODY, transactions: [{}, {}] })).json.order;
		const third = await update(two.orderId, { transactions: [{ transactionStatus: 'CAPTURED' }] });
		expect(third.json.order.transactions).toHaveLength(3);
	});

	it('is not changed at all by a refused update', async () => {
		const { order } = (await create(BODY)).json;
		const wrong = [
			{ channel: 'APP', transactions: [{ transactionId: 'x' }] },
			{ channel: 'APP', transactions: [{ transactionStatus: 'CAPTURED', orderTotal: '5.00' }] },
			{ channel: 'APP', riskInquiry: 'x' },
			{ channel: 'APP', riskInquiry: { reasonCode: 5 } },
			{ orderId: order.orderId, orderPatchBody: { riskyInquiry: { reasonCode: 'R' } } },
		];
		for (const body of wrong) expect((await update(order.orderId, body)).status).toBe(400);
		expect((await read(order.orderId)).json.order).toEqual(order);
	});

	it('is given a reason code', async () => {
		const { order } = (await create(BODY, '?riskInquiry=true')).json;
		const { status, json } = await update(order.orderId, { riskInquiry: { reasonCode: 'FRIENDLY' } });
		expect([status, json.order.riskInquiry]).toEqual([200, { ...order.riskInquiry, reasonCode: 'FRIENDLY' }]);
		expect((await read(order.orderId)).json.order.riskInquiry.reasonCode).toBe('FRIENDLY');
	});

	it('is given up when 5,000 newer ones are kept', async () => {
		const { state } = running.sandbox;
		const [oldest] = state.kount.orders.keys();
		while (state.kount.orders.size < 5000) state.kount.addOrder({ merchantOrderId: 'x' });
		expect((await read(oldest)).status).toBe(200);
		await create(BODY);
		expect([(await read(oldest)).status, state.kount.orders.size]).toEqual([404, 5000]);
	});
});
