import { type Receiver, receiveWebhooks, until } from '../harness';
import { completeCase, type RunningKloutit, runKloutit } from './harness';

let running: RunningKloutit;
let receiver: Receiver;
beforeEach(async () => {
	receiver = await receiveWebhooks();
	running = await runKloutit();
});
afterEach(async () => {
	await running.sandbox.close();
	await receiver.close();
});

const subscribe = async (event?: string, targetUrl = receiver.url) =>
	await running.kloutit('POST', '/webhooks', { targetUrl, event });
const send = async (order: unknown) => (await running.control('POST', '/kloutit/events', order)).json;
const verify = (body: unknown) => running.kloutit('POST', '/case/verify-event', body);

describe('subscriptions', () => {
	it('are made, listed and removed', async () => {
		const { status, json } = await subscribe('CASE_WON');
		expect([status, json]).toEqual([
			201,
			{ id: expect.any(String), targetUrl: receiver.url, event: 'CASE_WON', createdAt: expect.stringMatching(/Z$/) },
		]);
		const all = await subscribe();
		expect(all.json).not.toHaveProperty('event');
		expect((await running.kloutit('GET', '/webhooks')).json).toEqual([json, all.json]);
		const removed = await running.kloutit('DELETE', `/webhooks/${json.id}`);
		expect([removed.status, removed.bytes.length]).toEqual([204, 0]);
		expect((await running.kloutit('GET', '/webhooks')).json).toEqual([all.json]);
		expect((await running.control('GET', '/kloutit/subscriptions')).json.subscriptions).toEqual([all.json]);
	});

	it('exist once for an address and an event, and may be removed twice', async () => {
		const first = await subscribe('CASE_WON');
		const again = await subscribe('CASE_WON');
		expect([again.status, again.json]).toEqual([201, first.json]);
		expect((await subscribe('CASE_CREATED')).json.id).not.toBe(first.json.id);
		for (let index = 0; index < 2; index += 1) {
			expect((await running.kloutit('DELETE', `/webhooks/${first.json.id}`)).status).toBe(204);
		}
		expect((await running.kloutit('GET', '/webhooks')).json).toHaveLength(1);
	});

	it('belong to the key they were made with', async () => {
		const { json } = await subscribe();
		running.sandbox.settings.kloutit.apiKey = 'klt_other';
		expect((await running.kloutit('GET', '/webhooks')).json).toEqual([]);
		expect((await running.kloutit('DELETE', `/webhooks/${json.id}`)).status).toBe(204);
		expect(running.sandbox.state.kloutit.subscriptions.size).toBe(1);
	});

	it.each([
		[{}, 'targetUrl must be a URL address'],
		[{ targetUrl: 'n8n' }, 'targetUrl must be a URL address'],
		[{ targetUrl: 'https://x.test', event: 'CASE_LOST' }, 'event must be one of the following values: CASE_CREATED'],
		[{ targetUrl: 'https://x.test', url: 'x' }, 'property url should not exist'],
	])('refuse %j', async (body, sentence) => {
		const { status, json } = await running.kloutit('POST', '/webhooks', body);
		expect([status, json.message]).toEqual([400, [expect.stringContaining(sentence)]]);
	});
});

describe('an event', () => {
	it('opens a case as a processor does, in the shape of the contract', async () => {
		await subscribe();
		const record = await send({ event: 'CASE_CREATED', sector: 'PARKING', fields: { bankName: null } });
		const [{ json, headers }] = receiver.received;
		expect(Object.keys(json)).toEqual(['eventType', 'expedientNumber', 'paymentProcessor', 'details']);
		expect(json).toMatchObject({ eventType: 'CASE_CREATED', details: { sector: 'PARKING' } });
		expect(json.details.disputeAmount).toEqual({ value: expect.any(Number), currency: expect.any(String) });
		expect(json.details).not.toHaveProperty('bankName');
		expect(headers['content-type']).toBe('application/json');
		expect(headers).not.toHaveProperty('x-api-key');
		const { json: opened } = await running.control('GET', `/kloutit/cases/${record.expedientNumber}`);
		expect(opened).toMatchObject({ status: 'PENDING', connected: true, sector: 'PARKING' });
		expect((await running.kloutit('POST', `/case/${json.expedientNumber}/check-case`)).status).toBe(406);
	});

	it('goes to the subscriptions that want it, and to the address of the dashboard', async () => {
		const dashboard = await receiveWebhooks();
		running.sandbox.settings.kloutit.webhookUrl = dashboard.url;
		await subscribe('CASE_WON');
		const all = await subscribe();
		const { deliveries } = await send({ event: 'CASE_CREATED' });
		expect(deliveries.map(({ url, subscriptionId }: never) => [url, subscriptionId])).toEqual([
			[receiver.url, all.json.id],
			[dashboard.url, null],
		]);
		expect([receiver.received.length, dashboard.received.length]).toEqual([1, 1]);
		await dashboard.close();
	});

	it('goes to one address when told to, and reports the reply', async () => {
		await subscribe(undefined, 'http://127.0.0.1:9/unused');
		receiver.reply = { status: 202, body: 'taken', delay: 15 };
		const { deliveries } = await send({ event: 'CASE_CREATED', url: receiver.url });
		expect(deliveries).toEqual([
			{
				url: receiver.url,
				subscriptionId: null,
				state: 'delivered',
				attempts: [{ number: 1, at: expect.any(String), status: 202, body: 'taken', milliseconds: expect.any(Number) }],
			},
		]);
		expect(deliveries[0].attempts[0].milliseconds).toBeGreaterThanOrEqual(14);
	});

	it.each([
		['CASE_DEFENSE_GENERATED', 'GENERATED', 200],
		['CASE_WON', 'WON', 200],
		['CASE_CREATED', 'PENDING', 404],
		['CASE_LOST', 'PENDING', 404],
	])('%s leaves the case %s, its defence answered with %i', async (event, status, download) => {
		const { expedientNumber } = await send({ event });
		const { json } = await running.control('GET', `/kloutit/cases/${expedientNumber}`);
		expect(json.status).toBe(status);
		const answer = await running.kloutit('POST', `/case/download-defense/PDF/${expedientNumber}`);
		expect(answer.status).toBe(download);
	});

	it('is sent when a submitted case has its defence', async () => {
		await subscribe('CASE_DEFENSE_GENERATED');
		await running.kloutit('POST', '/case', completeCase('EXP-1', 'GAMING'));
		await running.kloutit('POST', '/case/EXP-1/submit-completed-case');
		await until(() => receiver.received.length === 1);
		expect(receiver.received[0].json).toMatchObject({
			eventType: 'CASE_DEFENSE_GENERATED',
			expedientNumber: 'EXP-1',
			details: { sector: 'GAMING' },
		});
	});

	it('is not sent for what the client does itself', async () => {
		await subscribe();
		await running.kloutit('POST', '/case', completeCase('EXP-1', 'GAMING'));
		await running.control('PATCH', '/kloutit/cases/EXP-1', { status: 'ALLEGED' });
		await running.kloutit('POST', '/case/EXP-1/update-status', { status: 'WON' });
		expect(running.sandbox.state.kloutit.events).toEqual([]);
	});

	it('can be sent again with the same bytes, and listed', async () => {
		const { number } = await send({ event: 'CASE_CREATED', url: receiver.url });
		await running.control('POST', `/kloutit/events/${number}/resend`, { url: receiver.url });
		const [first, second] = receiver.received;
		expect(second.body.equals(first.body)).toBe(true);
		const { json } = await running.control('GET', `/kloutit/events/${number}`);
		expect(json.deliveries).toHaveLength(2);
		expect(json.body).toBe(first.body.toString());
		expect((await running.control('GET', '/kloutit/events')).json.events).toEqual([json]);
		expect((await running.control('GET', '/kloutit/events/99')).status).toBe(404);
	});

	it.each([
		[{}, 'event is required'],
		[{ event: 'CASE_WON', url: 'here' }, 'url must be an http or https URL'],
		[{ event: 'CASE_WON', sector: 'CASINO' }, 'sector must be one of'],
		[{ event: 'CASE_WON', sector: 'FOOD', expedientNumber: 'EXP-100001' }, 'sector is only for a new case'],
		[{ event: 'CASE_WON', fields: { colour: 'red' } }, 'fields.colour is not a field of a case'],
		[{ event: 'CASE_WON', wait: 'long' }, 'wait must be one of first, all, none'],
	])('is refused for %j', async (order, sentence) => {
		const { status, json } = await running.control('POST', '/kloutit/events', order);
		expect([status, json.error]).toEqual([400, expect.stringContaining(sentence)]);
		expect(running.sandbox.state.kloutit.events).toEqual([]);
	});
});

describe('a failed delivery', () => {
	it('is tried again with the same bytes until it succeeds', async () => {
		running.sandbox.settings.kloutit.retryDelays = [500, 500];
		await subscribe();
		receiver.reply.status = 503;
		const { number, deliveries } = await send({ event: 'CASE_CREATED' });
		expect(deliveries[0].attempts).toMatchObject([{ status: 503 }]);
		receiver.reply.status = 200;
		await until(() => running.sandbox.state.kloutit.events[0].deliveries[0].state === 'delivered');
		const { json } = await running.control('GET', `/kloutit/events/${number}`);
		expect(json.deliveries[0]).toMatchObject({
			state: 'delivered',
			attempts: [
				{ number: 1, status: 503 },
				{ number: 2, status: 200 },
			],
		});
		const [first, second] = receiver.received;
		expect(second.body.equals(first.body)).toBe(true);
	});

	it('is given up after the last delay, which are kept to', async () => {
		await subscribe();
		receiver.reply.status = 302;
		const startedAt = performance.now();
		const { deliveries } = await send({ event: 'CASE_CREATED', wait: 'all' });
		expect(performance.now() - startedAt).toBeGreaterThanOrEqual(60);
		expect(deliveries).toMatchObject([
			{ state: 'failed', attempts: [{ status: 302 }, { status: 302 }, { status: 302 }] },
		]);
	});

	it('is one without a reply in time', async () => {
		running.sandbox.settings.kloutit.webhookTimeout = 20;
		running.sandbox.settings.kloutit.retryDelays = [];
		receiver.reply.delay = 200;
		const { deliveries } = await send({ event: 'CASE_CREATED', url: receiver.url });
		expect(deliveries[0].attempts).toMatchObject([{ status: null, error: 'No reply within 20 ms' }]);
		await until(() => running.sandbox.state.kloutit.events[0].deliveries[0].state === 'failed');
	});

	it('is not tried again once the subscription is gone', async () => {
		running.sandbox.settings.kloutit.retryDelays = [600];
		const { json } = await subscribe();
		receiver.reply.status = 500;
		await send({ event: 'CASE_CREATED' });
		await running.kloutit('DELETE', `/webhooks/${json.id}`);
		await until(() => running.sandbox.state.kloutit.events[0].deliveries[0].state === 'failed');
		expect(receiver.received).toHaveLength(1);
	});

	it('is not tried again after a reset', async () => {
		running.sandbox.settings.kloutit.retryDelays = [600];
		receiver.reply.status = 500;
		await send({ event: 'CASE_CREATED', url: receiver.url });
		await running.control('POST', '/reset');
		await new Promise((resolve) => setTimeout(resolve, 700));
		expect(receiver.received).toHaveLength(1);
	});
});

describe('verify event', () => {
	const verifications = async () => (await running.control('GET', '/kloutit/verifications')).json.verifications;

	it('knows what was sent', async () => {
		await send({ event: 'CASE_CREATED', url: receiver.url, fields: { customerName: 'Núñez' } });
		const { status, bytes } = await verify(receiver.received[0].body);
		expect([status, bytes.length]).toEqual([204, 0]);
		expect(await verifications()).toEqual([{ at: expect.any(String), verified: true, event: 1, sameBytes: true }]);
	});

	it('knows the same content in other bytes, unless it looks at bytes', async () => {
		await send({ event: 'CASE_CREATED', url: receiver.url });
		const { json } = receiver.received[0];
		const rewritten = JSON.stringify(Object.fromEntries(Object.entries(json).reverse()), null, 1);
		expect((await verify(rewritten)).status).toBe(204);
		running.sandbox.settings.kloutit.verification = 'bytes';
		expect((await verify(rewritten)).status).toBe(400);
		expect((await verify(receiver.received[0].body)).status).toBe(204);
		expect(await verifications()).toMatchObject([
			{ verified: true, event: 1, sameBytes: false },
			{ verified: false, event: 1, sameBytes: false },
			{ verified: true, event: 1, sameBytes: true },
		]);
	});

	it.each<[string, (event: any) => void]>([
		['an amount', (event) => (event.details.disputeAmount.value += 1)],
		['an amount made text', (event) => (event.details.disputeAmount.value = String(event.details.disputeAmount.value))],
		['a missing member', (event) => delete event.details.deadline],
		['a new member', (event) => (event.note = 'x')],
	])('refuses %s', async (_title, alter) => {
		await send({ event: 'CASE_CREATED', url: receiver.url });
		const event = receiver.received[0].json;
		alter(event);
		const { status, json } = await verify(event);
		expect([status, json.message]).toEqual([400, 'The event was altered']);
	});

	it('refuses forged events and those never sent', async () => {
		await send({ event: 'CASE_WON', url: receiver.url, forged: true });
		const { status, json } = await verify(receiver.received[0].body);
		expect([status, json.statusCode]).toEqual([404, 404]);
		expect((await verify({ eventType: 'CASE_WON', expedientNumber: 'EXP-100001', details: {} })).status).toBe(404);
		expect((await verify({ eventType: 'CASE_WON' })).status).toBe(400);
		expect((await verify('{')).status).toBe(400);
	});

	it('knows an event given as text, byte by byte', async () => {
		running.sandbox.settings.kloutit.verification = 'bytes';
		const body =
			'{ "eventType": "CASE_WON", "expedientNumber": "EXP-100001", "details": {"disputeAmount": {"value": 84.50}} }';
		await send({ event: 'CASE_WON', expedientNumber: 'EXP-100001', body, url: receiver.url });
		expect(receiver.received[0].body.toString()).toBe(body);
		expect((await verify(body)).status).toBe(204);
		expect((await verify(JSON.parse(body))).status).toBe(400);
	});
});
