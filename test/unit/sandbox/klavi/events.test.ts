import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

import { klaviSettings } from '../../../../sandbox/klavi/settings';
import { type Receiver, receiveWebhooks, until } from '../harness';
import { instantPayment, payment, type RunningKlavi, runKlavi } from './harness';

let running: RunningKlavi;
let receiver: Receiver;
beforeAll(async () => {
	[running, receiver] = await Promise.all([runKlavi(), receiveWebhooks()]);
});
beforeEach(() => {
	running.sandbox.reset();
	receiver.received.length = 0;
	receiver.reply = {};
});
afterAll(() => Promise.all([running.sandbox.close(), receiver.close()]));

/** The contract's formula, written again. */
const signed = (body: Buffer | string, key = running.sandbox.settings.klavi.secretKey): string =>
	createHmac('sha256', key).update(body).digest('hex');
const send = async (body: object) => (await running.control('POST', '/klavi/events', body)).json;
const resend = async (number: number, body: object = {}) =>
	(await running.control('POST', `/klavi/events/${number}/resend`, body)).json;
const paymentId = async (changes: object = {}) => (await running.createInstant(instantPayment(changes))).json.id;

describe('an event', () => {
	it('is sent on every change of an instant payment, signed', async () => {
		running.set({ webhookUrl: receiver.url, payer: 'authorizes' });
		const body = instantPayment();
		const { json } = await running.createInstant(body);
		await running.advance(100);
		await until(() => receiver.received.length === 7);
		const order = (await running.payments())[0].history.map((one: any) => one.status);
		const seen = receiver.received.map(({ json: [event] }) => event.payload.status);
		expect(seen.toSorted()).toEqual(order.toSorted());
		const {
			headers,
			body: bytes,
			json: [event],
		} = receiver.received[0];
		expect(headers['x-klavi-signature']).toBe(signed(bytes));
		expect(headers['x-klavi-signature']).toMatch(/^[0-9a-f]{64}$/);
		expect(Math.abs(Number(headers['x-klavi-timestamp']) - Date.now() / 1000)).toBeLessThan(5);
		expect(headers['content-type']).toBe('application/json');
		expect(event).toEqual({
			partnerAppId: expect.any(String),
			eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
			eventType: 'api',
			eventName: 'payment_status_changed',
			eventTime: expect.stringMatching(/Z$/),
			payload: {
				id: json.id,
				clientRequestId: body.clientRequestId,
				amount: '1333.04',
				currency: 'BRL',
				status: 'STARTED',
				statusUpdateAt: expect.stringMatching(/Z$/),
			},
			externalInfo: null,
		});
	});

	it('is not sent about payments of Customer API v1', async () => {
		running.set({ webhookUrl: receiver.url, payer: 'authorizes' });
		const { json } = await running.create(payment());
		await running.advance(100);
		expect(running.sandbox.state.klavi.events).toEqual([]);
		expect((await send({ paymentId: json.id })).error).toContain('Only instant payments');
	});

	it('is kept where there is no address', async () => {
		await paymentId();
		const { json } = await running.control('GET', '/klavi/events');
		expect(json.events).toMatchObject([{ number: 1, deliveries: [], eventName: 'payment_status_changed' }]);
	});

	it('comes alone where set so', async () => {
		running.set({ webhookEnvelope: 'object' });
		await send({ paymentId: await paymentId(), url: receiver.url });
		expect(receiver.received[0].json.eventType).toBe('api');
	});

	it('is signed over the bytes, or over the JSON written again', async () => {
		running.set({ webhookFormat: 'spaced' });
		const id = await paymentId();
		await send({ paymentId: id, url: receiver.url, payload: { note: 'Lúcia' } });
		running.set({ webhookSigning: 'reserialized' });
		await send({ paymentId: id, url: receiver.url, payload: { note: 'Lúcia' } });
		const [raw, again] = receiver.received;
		const rewritten = (body: Buffer) => JSON.stringify(JSON.parse(body.toString()));
		expect(raw.body.toString()).toContain('L\\u00facia');
		expect(rewritten(raw.body)).not.toBe(raw.body.toString());
		expect(raw.headers['x-klavi-signature']).toBe(signed(raw.body));
		expect(again.headers['x-klavi-signature']).toBe(signed(rewritten(again.body)));
		expect(again.headers['x-klavi-signature']).not.toBe(signed(again.body));
	});
});

describe('an event on demand', () => {
	it('has the name, payload and text asked for', async () => {
		const id = await paymentId();
		const { deliveries } = await send({
			paymentId: id,
			url: receiver.url,
			eventName: 'payment_other',
			payload: { status: 'SOMETHING_NEW' },
		});
		expect(deliveries).toMatchObject([{ state: 'delivered', attempts: [{ number: 1, status: 200 }] }]);
		expect(receiver.received[0].json[0]).toMatchObject({
			eventName: 'payment_other',
			payload: { id, status: 'SOMETHING_NEW' },
		});
		await send({ paymentId: id, url: receiver.url, body: '{ "a": 1.0 }' });
		expect(receiver.received[1].body.toString()).toBe('{ "a": 1.0 }');
		expect(receiver.received[1].headers['x-klavi-signature']).toBe(signed('{ "a": 1.0 }'));
	});

	it('carries an old, a given or no timestamp', async () => {
		const id = await paymentId();
		const url = receiver.url;
		await send({ paymentId: id, url, ageSeconds: 3600 });
		await send({ paymentId: id, url, timestamp: 'yesterday' });
		await send({ paymentId: id, url, timestamp: null });
		const [old, given, none] = receiver.received.map(({ headers }) => headers['x-klavi-timestamp']);
		expect(Math.abs(Date.now() / 1000 - 3600 - Number(old))).toBeLessThan(5);
		expect([given, none]).toEqual(['yesterday', undefined]);
	});

	it('carries a wrong, a given or no signature', async () => {
		const id = await paymentId();
		const url = receiver.url;
		await send({ paymentId: id, url, wrongSignature: true });
		await send({ paymentId: id, url, signature: 'abc' });
		await send({ paymentId: id, url, signature: null });
		const [wrong, given, none] = receiver.received;
		expect(wrong.headers['x-klavi-signature']).toMatch(/^[0-9a-f]{64}$/);
		expect(wrong.headers['x-klavi-signature']).not.toBe(signed(wrong.body));
		expect([given.headers['x-klavi-signature'], none.headers['x-klavi-signature']]).toEqual(['abc', undefined]);
	});

	it('is sent again with the same bytes and eventId', async () => {
		const { number, eventId } = await send({ paymentId: await paymentId(), url: receiver.url });
		const again = await resend(number, { url: receiver.url, ageSeconds: 60 });
		expect([again.eventId, again.deliveries.length]).toEqual([eventId, 2]);
		const [first, second] = receiver.received;
		expect(second.body.equals(first.body)).toBe(true);
		expect(second.headers['x-klavi-signature']).toBe(first.headers['x-klavi-signature']);
		expect(second.headers['x-klavi-timestamp']).not.toBe(first.headers['x-klavi-timestamp']);
		expect((await running.control('GET', `/klavi/events/${number}`)).json).toEqual(again);
	});

	it('is refused in sentences', async () => {
		const id = await paymentId();
		expect((await send({ paymentId: id })).error).toContain('no URL to send');
		expect((await resend(1)).error).toContain('no URL to send');
		expect((await send({ url: receiver.url })).error).toBe('paymentId is required.');
		expect((await send({ paymentId: 'x', url: receiver.url })).error).toBe('There is no payment x.');
		expect((await resend(99, { url: receiver.url })).error).toBe('There is no event 99.');
		expect((await send({ paymentId: id, url: receiver.url, timestamp: 5 })).error).toContain('timestamp must be');
		expect((await send({ paymentId: id, url: receiver.url, timestamp: '5', ageSeconds: 1 })).error).toContain(
			'cannot be combined',
		);
		expect((await send({ paymentId: id, url: 'ftp://x' })).error).toContain('url must be');
		expect(receiver.received).toEqual([]);
	});
});

describe('a failed delivery', () => {
	it('is repeated until a 2xx comes, with the same bytes', async () => {
		running.set({ retryDelays: [100, 100] });
		receiver.reply.status = 500;
		const { number, deliveries } = await send({ paymentId: await paymentId(), url: receiver.url });
		expect(deliveries[0].attempts).toMatchObject([{ status: 500 }]);
		receiver.reply.status = 204;
		await until(() => running.sandbox.state.klavi.events[1].deliveries[0].state === 'delivered');
		const { json } = await running.control('GET', `/klavi/events/${number}`);
		expect(json.deliveries[0].attempts.map(({ status }: any) => status)).toEqual([500, 204]);
		expect(receiver.received[1].body.equals(receiver.received[0].body)).toBe(true);
	});

	it('is given up after five repetitions, a quarter of a second and then twice as long each', async () => {
		expect(klaviSettings.retryDelays.start).toEqual([250, 500, 1000, 2000, 4000]);
		running.set({ retryDelays: [5, 10, 20, 40, 80] });
		receiver.reply.status = 401;
		const startedAt = performance.now();
		const { deliveries } = await send({ paymentId: await paymentId(), url: receiver.url, wait: 'all' });
		expect(performance.now() - startedAt).toBeGreaterThanOrEqual(155);
		expect(deliveries[0]).toMatchObject({ state: 'failed', attempts: Array(6).fill({ status: 401 }) });
	});

	it('is one without a reply in time', async () => {
		running.set({ webhookTimeout: 30, retryDelays: [] });
		receiver.reply.delay = 300;
		const { deliveries } = await send({ paymentId: await paymentId(), url: receiver.url, wait: 'all' });
		expect(deliveries[0]).toMatchObject({
			state: 'failed',
			attempts: [{ status: null, error: 'No reply within 30 ms' }],
		});
	});

	it('ends with a reset', async () => {
		running.set({ retryDelays: [100] });
		receiver.reply.status = 500;
		await send({ paymentId: await paymentId(), url: receiver.url });
		running.sandbox.reset();
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(receiver.received).toHaveLength(1);
	});

	it('follows three redirects, and no fourth', async () => {
		const reached: string[] = [];
		const server = http.createServer((request, response) => {
			reached.push(`${request.method} ${request.url}`);
			const left = Number(request.url?.slice(1));
			response.writeHead(left === 0 ? 200 : 307, left === 0 ? {} : { location: `/${left - 1}` }).end();
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		try {
			const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
			running.set({ retryDelays: [] });
			const id = await paymentId();
			const three = await send({ paymentId: id, url: `${origin}/3`, wait: 'all' });
			expect(reached).toEqual(['POST /3', 'POST /2', 'POST /1', 'POST /0']);
			expect(three.deliveries[0]).toMatchObject({
				state: 'delivered',
				attempts: [{ status: 200, url: `${origin}/0` }],
			});
			const four = await send({ paymentId: id, url: `${origin}/4`, wait: 'all' });
			expect(four.deliveries[0]).toMatchObject({ state: 'failed', attempts: [{ status: 307 }] });
		} finally {
			await new Promise((resolve) => server.close(resolve));
		}
	});
});
