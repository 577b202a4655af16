import { type Receiver, type Running, receiveWebhooks, run, signed } from '../harness';

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

const send = async (order: unknown) => (await running.control('POST', '/chargebackhit/alerts', order)).json;

describe('an alert sent', () => {
	it('is signed over its exact bytes with the account pair', async () => {
		await send({ type: 'init-refund', merchant: { name: 'Café & Söhne' } });
		const [{ headers, body, json }] = receiver.received;
		const { publicKey, secretKey } = running.sandbox.settings.chargebackhit;
		expect(headers.public_key).toBe(publicKey);
		expect(headers.signature).toBe(signed(body, publicKey, secretKey));
		expect(headers['content-type']).toBe('application/json');
		expect(Object.keys(json)).toEqual(['alert', 'transaction', 'merchant']);
		expect(json.merchant.name).toBe('Café & Söhne');
	});

	it('is recorded with its reply, and can be fetched and answered through the API', async () => {
		receiver.reply.body = { outcome: 'pending' };
		const record = await send({ type: 'init-refund', product: 'cdrn' });
		expect(record).toMatchObject({
			type: 'init-refund',
			verdict: 'right',
			reason: '',
			outcome: 'pending',
			reply: { status: 200, body: { outcome: 'pending' } },
		});
		expect(record.reply.milliseconds).toBeGreaterThan(0);
		expect((await running.call('GET', `/api/v2/alerts/${record.id}`)).json.data[0].alert).toMatchObject({
			product: 'cdrn',
			provider: 'verifi',
		});
		await running.call('POST', `/api/v2/alerts/${record.id}/update-outcome`, { outcome: 'reversed' });
		const { json } = await running.control('GET', `/chargebackhit/alerts/${record.id}`);
		expect(json.outcome).toBe('reversed');
		expect(json.outcomes.map(({ outcome, by }: { outcome: string; by: string }) => [outcome, by])).toEqual([
			['pending', 'reply'],
			['reversed', 'update'],
		]);
		expect((await running.control('GET', '/chargebackhit/alerts')).json.alerts).toHaveLength(1);
	});

	it.each([
		['inquiry', 'oi', 'verifi'],
		['prevented', 'oi', 'verifi'],
		['init-refund', 'ethoca', 'ethoca'],
		['resolved', 'rdr', 'verifi'],
		['fraud-notification', 'visa-fraud', 'verifi'],
		['dispute-notification', 'visa-dispute', 'verifi'],
	])('of type %s is about %s from %s', async (type, product, provider) => {
		const { sent } = await send({ type });
		expect(sent.alert).toMatchObject({ type, product, provider, outcome: '' });
		expect('pricing_tier' in sent.alert).toBe(type === 'resolved');
	});

	it('takes overrides, leaves members out for null and picks a product by provider', async () => {
		const { sent } = await send({
			type: 'inquiry',
			provider: 'ethoca',
			alert: { amount: '0.10', mcc: null },
			transaction: { arn: null },
		});
		expect(sent.alert).toMatchObject({ product: 'consumer-clarity', amount: '0.10' });
		expect(sent.alert).not.toHaveProperty('mcc');
		expect(sent.transaction).not.toHaveProperty('arn');
	});

	it('can be sent again under its id, and its first final answer stays', async () => {
		receiver.reply.body = { outcome: 'not-found' };
		const { id } = await send({ type: 'init-refund' });
		receiver.reply.body = { outcome: 'reversed' };
		expect(await send({ type: 'init-refund', alert: { id } })).toMatchObject({
			id,
			verdict: 'right',
			outcome: 'not-found',
		});
		expect(receiver.received.map(({ json }) => json.alert.id)).toEqual([id, id]);
		const other = await running.control('POST', '/chargebackhit/alerts', { type: 'inquiry', alert: { id } });
		expect(other.status).toBe(400);
	});

	it('can carry a wrong signature, and its reply then answers nothing', async () => {
		const record = await send({ type: 'init-refund', wrongSignature: true });
		const { publicKey, secretKey } = running.sandbox.settings.chargebackhit;
		const [{ headers, body }] = receiver.received;
		expect(headers.signature).toHaveLength(172);
		expect(headers.signature).not.toBe(signed(body, publicKey, secretKey));
		expect(record).toMatchObject({ wrongSignature: true, outcome: '' });
	});

	it('goes to another URL on request, and to none without one', async () => {
		await running.control('PATCH', '/settings', { chargebackhit: { webhookUrl: null } });
		const refused = await running.control('POST', '/chargebackhit/alerts', { type: 'inquiry' });
		expect([refused.status, refused.json.error]).toEqual([409, expect.stringContaining('webhookUrl')]);
		expect((await send({ type: 'resolved', url: `${receiver.url}/other` })).url).toBe(`${receiver.url}/other`);
	});
});

describe('the verdict', () => {
	const full = { outcome: 'acknowledged', customer: { customer_id: 'c-1' }, products: [{ name: 'Tea' }] };
	it.each<[string, string, unknown, string, string]>([
		['a complete inquiry reply', 'inquiry', full, 'right', ''],
		['an inquiry reply without data', 'inquiry', { outcome: 'acknowledged' }, 'allowed', 'customer and products'],
		[
			'an inquiry reply with empty data',
			'inquiry',
			{ ...full, customer: {}, products: [] },
			'allowed',
			'customer and products',
		],
		['an inquiry reply without products', 'inquiry', { ...full, products: undefined }, 'allowed', 'in products'],
		['a final answer', 'init-refund', { outcome: 'shipped', order: { order_id: '1' } }, 'right', ''],
		['an acknowledgement', 'resolved', { outcome: 'acknowledged' }, 'right', ''],
		['an outcome not allowed', 'inquiry', { ...full, outcome: 'not-found' }, 'wrong', 'not allowed for inquiry'],
		['pending for a notice', 'fraud-notification', { outcome: 'pending' }, 'wrong', 'not allowed'],
		['an outcome that is only read', 'init-refund', { outcome: 'duplicate' }, 'wrong', 'must be one of'],
		['no outcome', 'init-refund', {}, 'wrong', 'no outcome'],
		['no body', 'init-refund', '', 'wrong', 'no body'],
		['a text', 'init-refund', 'Workflow was started', 'wrong', 'not a JSON object'],
		['an array', 'init-refund', [{ outcome: 'pending' }], 'wrong', 'not an object'],
		['a wrong amount', 'init-refund', { outcome: 'reversed', order: { amount: 5 } }, 'wrong', 'order.amount'],
	])('on %s', async (_name, type, body, verdict, reason) => {
		receiver.reply.body = body;
		const record = await send({ type });
		expect(record.verdict).toBe(verdict);
		expect(record.reason).toContain(reason);
		expect(record.reason === '').toBe(verdict === 'right');
		expect(record.outcome).toBe(verdict === 'wrong' ? '' : (body as { outcome: string }).outcome);
	});

	it.each([401, 404, 500, 302])('on status %d is wrong, and no redirect is followed', async (status) => {
		receiver.reply = { status, headers: { location: `${receiver.url}/again` } };
		expect(await send({ type: 'resolved' })).toMatchObject({ verdict: 'wrong', outcome: '', reply: { status } });
		expect(receiver.received).toHaveLength(1);
	});

	it('on a late inquiry reply is wrong; other alerts may take longer', async () => {
		receiver.reply = { body: full, delay: 2050 };
		const [inquiry, other] = await Promise.all([send({ type: 'inquiry' }), send({ type: 'prevented' })]);
		expect(inquiry).toMatchObject({ verdict: 'wrong', outcome: '' });
		expect(inquiry.reason).toMatch(/took [2-9]\d{3}(\.\d)? ms/);
		expect(other.verdict).toBe('right');
	});

	it('on no reply is wrong: broken off, refused, too late', async () => {
		receiver.reply = { drop: true };
		expect(await send({ type: 'resolved' })).toMatchObject({
			verdict: 'wrong',
			reply: { status: null, error: expect.stringMatching(/hang up|ECONNRESET/) },
		});
		expect((await send({ type: 'resolved', url: 'http://127.0.0.1:1/' })).reply.error).toContain('ECONNREFUSED');
		receiver.reply = { delay: 500 };
		running.sandbox.settings.chargebackhit.webhookTimeout = 50;
		expect((await send({ type: 'resolved' })).reason).toContain('within 50 ms');
	});
});

describe('orders the control API refuses', () => {
	it.each<[unknown, string]>([
		[{}, 'type is required'],
		[{ type: 'refund' }, 'type must be one of inquiry'],
		[{ type: 'inquiry', product: 'rdr' }, 'product must be one of oi, consumer-clarity'],
		[{ type: 'resolved', provider: 'ethoca' }, 'provider must be one of verifi'],
		[{ type: 'inquiry', product: 'oi', provider: 'ethoca' }, 'provider'],
		[{ type: 'inquiry', alert: [] }, 'alert must be a JSON object'],
		[{ type: 'inquiry', alert: { id: 5 } }, 'alert.id must be'],
		[{ type: 'inquiry', url: 'ftp://x' }, 'url must be'],
		[{ type: 'inquiry', wrongSignature: 'yes' }, 'wrongSignature must be true or false'],
		[{ type: 'inquiry', alerts: {} }, 'alerts is not a known field'],
	])('%j', async (order, sentence) => {
		const { status, json } = await running.control('POST', '/chargebackhit/alerts', order);
		expect([status, json.error]).toEqual([400, expect.stringContaining(sentence)]);
		expect(receiver.received).toHaveLength(0);
	});

	it('an id that was never sent', async () => {
		expect((await running.control('GET', '/chargebackhit/alerts/abc')).status).toBe(404);
	});
});

it('closes while a reply is awaited, without waiting for it', async () => {
	receiver.reply = { delay: 5000 };
	const [id] = running.sandbox.state.chargebackhit.alerts.keys();
	const { alert } = running.sandbox.state.chargebackhit.alerts.get(id)!;
	const pending = running
		.control('POST', '/chargebackhit/alerts', { type: alert.type, alert: { id } })
		.catch(() => 'broken off');
	while (receiver.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
	const startedAt = performance.now();
	await running.sandbox.close();
	expect(performance.now() - startedAt).toBeLessThan(4000);
	await pending;
});
