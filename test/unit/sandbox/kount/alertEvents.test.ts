import { EVENT_TYPES } from '../../../../sandbox/kount/catalogue';
import { type Receiver, receiveWebhooks, until } from '../harness';
import { type RunningKount, runKount } from './harness';

let running: RunningKount;
let receiver: Receiver;
beforeEach(async () => {
	receiver = await receiveWebhooks();
	running = await runKount({ webhookUrl: receiver.url });
});
afterEach(async () => {
	await running.sandbox.close();
	await receiver.close();
});

const send = (order: object) => running.control('POST', '/kount/events', order);
const TRANSACTION = [
	'arn',
	'merchantOrderID',
	'transactionAmount',
	'transactionCurrency',
	'transactionDateTime',
	'transactionID',
	'accountNumber',
	'authorizationCode',
	'descriptor',
];
const EVENT = ['disputeCode', 'eventDateTime', 'requestID', 'eventType'];

describe('alert events', () => {
	it.each(EVENT_TYPES)('are sent nested, with the static header: %s', async (event) => {
		const { status, json } = await send({ event });
		expect(status).toBe(200);
		expect(json).toMatchObject({ kind: 'alert', eventTypes: [event], deliveries: [{ state: 'delivered' }] });
		const [{ headers, json: body }] = receiver.received;
		expect(headers).toMatchObject({
			'content-type': 'application/json',
			'x-kount-webhook-secret': 'kount-sandbox-webhook-4f1c',
		});
		expect(headers).not.toHaveProperty('x-event-signature');
		expect(Object.keys(body)).toEqual([...TRANSACTION, 'events']);
		expect(Object.keys(body.events[0])).toEqual(EVENT);
		expect(body.events).toHaveLength(1);
		expect(body.events[0]).toMatchObject({ eventType: event, requestID: json.ids[0] });
		expect(body.transactionAmount).toEqual(expect.any(Number));
		expect(body.accountNumber).toMatch(/^\d{6}x{6}\d{4}$/);
		expect(json.body).toBe(receiver.received[0].body.toString());
	});

	it('are sent flat', async () => {
		await send({ event: 'CANCEL', shape: 'flat' });
		expect(Object.keys(receiver.received[0].json)).toEqual([...TRANSACTION, ...EVENT]);
		expect(receiver.received[0].json.eventType).toBe('CANCEL');
	});

	it('may be several in one body, but only nested', async () => {
		await send({ events: ['DISPUTE', 'CANCEL'] });
		const { events } = receiver.received[0].json;
		expect(events.map(({ eventType }: any) => eventType)).toEqual(['DISPUTE', 'CANCEL']);
		expect((await send({ events: ['DISPUTE', 'CANCEL'], shape: 'flat' })).json.error).toContain('one event');
		expect((await send({ events: ['DISPUTE'], event: 'CANCEL' })).json.error).toContain('cannot be combined');
		for (const events of [[], 'DISPUTE', [1]]) {
			expect((await send({ events })).json.error).toContain('events must be');
		}
		expect((await send({})).json.error).toBe('event is required.');
	});

	it('leave out what is empty and take other members', async () => {
		const fields = { arn: null, descriptor: '', transactionAmount: 12.5, disputeCode: '13.1', extra: { a: 1 } };
		await send({ event: 'SOMETHING_NEW', fields });
		const body = receiver.received[0].json;
		expect(body).not.toHaveProperty('arn');
		expect(body).not.toHaveProperty('descriptor');
		expect(body).toMatchObject({ transactionAmount: 12.5, extra: { a: 1 } });
		expect(body.events[0]).toMatchObject({ disputeCode: '13.1', eventType: 'SOMETHING_NEW' });
	});

	it('make an alert that can be answered, or repeat a known one', async () => {
		const [requestID] = (await send({ event: 'DISPUTE' })).json.ids;
		await send({ event: 'DISPUTE', fields: { requestID } });
		expect(receiver.received[1].json).toEqual(receiver.received[0].json);
		const actions = [{ id: requestID, statusCode: 'REFUNDED' }];
		expect((await running.kount('POST', '/kff/alerts/actions', { actions })).status).toBe(200);
		await send({ event: 'RDR', fields: { requestID: 'given' } });
		expect((await running.control('GET', '/kount/alerts/given')).json.eventType).toBe('RDR');
	});

	it('carry another header, or none, and any text', async () => {
		await send({ event: 'RDR', headerName: 'X-Other', headerValue: 'wrong', body: '{"a":1.50}' });
		await send({ event: 'RDR', withoutHeader: true, spaced: true });
		await running.control('PATCH', '/settings', {
			kount: { webhookHeaderName: 'x-set', webhookHeaderValue: 'secret' },
		});
		await send({ event: 'RDR' });
		const [first, second, third] = receiver.received;
		expect(first.headers).toMatchObject({ 'x-other': 'wrong' });
		expect(first.headers).not.toHaveProperty('x-kount-webhook-secret');
		expect(first.body.toString()).toBe('{"a":1.50}');
		expect(second.headers).not.toHaveProperty('x-kount-webhook-secret');
		expect(second.body.toString()).toMatch(/^\{"arn": "\d+", .*"events": \[\{"disputeCode": .*\}\]\}$/);
		expect(third.headers['x-set']).toBe('secret');
	});

	it('are tried five times, until a 2xx comes', async () => {
		receiver.reply = { status: 500 };
		const failed = (await send({ event: 'DISPUTE', wait: 'all' })).json.deliveries[0];
		expect(failed.state).toBe('failed');
		expect(failed.attempts.map(({ status }: any) => status)).toEqual([500, 500, 500, 500, 500]);
		expect(new Set(receiver.received.map(({ body }) => body.toString())).size).toBe(1);
		const first = (await send({ event: 'DISPUTE' })).json;
		expect(first.deliveries[0].attempts).toHaveLength(1);
		receiver.reply = { status: 204, body: '' };
		await until(() => receiver.received.length > 6);
		await until(() => running.sandbox.state.kount.events[1].deliveries[0].state === 'delivered');
	});

	it('are not tried again for data that a reset has forgotten', async () => {
		await running.control('PATCH', '/settings', { kount: { alertRetryDelays: [50] } });
		receiver.reply = { status: 500 };
		await send({ event: 'DISPUTE' });
		running.sandbox.state.kount.reset();
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(receiver.received).toHaveLength(1);
	});

	it('give up on a silent receiver, and are noted with the reason', async () => {
		await running.control('PATCH', '/settings', { kount: { webhookTimeout: 30, alertRetryDelays: [] } });
		receiver.reply = { delay: 200 };
		const { deliveries } = (await send({ event: 'DISPUTE', wait: 'all' })).json;
		const attempts = [{ status: null, error: 'No reply within 30 ms' }];
		expect(deliveries[0]).toMatchObject({ state: 'failed', attempts });
	});

	it('are listed, read and sent again with the same bytes', async () => {
		const { number } = (await send({ event: 'DISPUTE', shape: 'flat' })).json;
		const again = await running.control('POST', `/kount/events/${number}/resend`, {});
		expect(again.json.deliveries).toHaveLength(2);
		expect(receiver.received[1].body.equals(receiver.received[0].body)).toBe(true);
		expect((await running.control('GET', '/kount/events')).json.events).toHaveLength(1);
		expect((await running.control('GET', `/kount/events/${number}`)).json).toEqual(again.json);
		expect((await running.control('GET', '/kount/events/9')).status).toBe(404);
	});

	it('need an address', async () => {
		await running.control('PATCH', '/settings', { kount: { webhookUrl: null } });
		const { status, json } = await send({ event: 'DISPUTE' });
		expect([status, json.error]).toEqual([409, expect.stringContaining('kount.webhookUrl')]);
		expect((await send({ event: 'DISPUTE', url: receiver.url })).status).toBe(200);
	});
});
