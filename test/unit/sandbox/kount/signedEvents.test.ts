import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';

import { type ReceivedWebhook, type Receiver, receiveWebhooks } from '../harness';
import { type RunningKount, runKount } from './harness';

let running: RunningKount;
let receiver: Receiver;
beforeAll(async () => {
	receiver = await receiveWebhooks();
	running = await runKount({ signedWebhookUrl: receiver.url });
});
afterAll(async () => {
	await running.sandbox.close();
	await receiver.close();
});
beforeEach(async () => {
	receiver.received.length = 0;
	receiver.reply = {};
	await running.control('POST', '/reset', {});
});

const settings = (values: object) => running.control('PATCH', '/settings', { kount: values });
const send = (order: object = {}) => running.control('POST', '/kount/signed-events', order);
const publicKey = async (query = '') => (await running.control('GET', `/kount/public-key${query}`)).json;
const imported = (text: string): KeyObject =>
	createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });

/** The contract's rule, written again so that the sandbox's own code is not its own judge. */
function verifies(webhook: ReceivedWebhook, key: KeyObject, padding = constants.RSA_PKCS1_PSS_PADDING): boolean {
	const { headers, body } = webhook;
	const signed = Buffer.concat([Buffer.from(String(headers['x-event-timestamp'])), body]);
	const salt = padding === constants.RSA_PKCS1_PSS_PADDING ? { saltLength: 32 } : {};
	const signature = Buffer.from(String(headers['x-event-signature']), 'base64');
	return verify('sha256', signed, { key, padding, ...salt }, signature);
}

const age = ({ headers }: ReceivedWebhook): number =>
	(Date.now() - Date.parse(String(headers['x-event-timestamp']))) / 1000;

describe('signed events', () => {
	it('verify with the public key, over timestamp and raw body', async () => {
		const { json } = await send();
		const [webhook] = receiver.received;
		const key = imported((await publicKey()).publicKey);
		expect(verifies(webhook, key)).toBe(true);
		expect(webhook.headers['x-event-timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
		expect(Math.abs(age(webhook))).toBeLessThan(3);
		expect(webhook.headers).not.toHaveProperty('x-kount-webhook-secret');
		expect(webhook.json).toEqual({
			id: json.ids[0],
			eventType: 'Order.StatusChange',
			apiVersion: 'v1',
			clientId: '999666',
			kountOrderId: expect.stringMatching(/^[A-Z0-9]{12}$/),
			merchantOrderId: 'KT-700001',
			orderCreationDate: expect.stringMatching(/Z$/),
			eventDate: expect.stringMatching(/Z$/),
			fieldName: 'status',
			oldValue: 'REVIEW',
			newValue: 'APPROVE',
			channel: 'WEB',
		});
		expect(json).toMatchObject({ kind: 'signed', deliveries: [{ state: 'delivered' }] });
	});

	it('have the key as base64 of DER and as PEM, with its end', async () => {
		const { key, publicKey: der, pem, validUntil } = await publicKey();
		expect(key).toBe('first');
		expect(createPublicKey(pem).equals(imported(der))).toBe(true);
		expect(validUntil).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
		expect(Date.parse(validUntil)).toBeGreaterThan(Date.now());
		expect((await publicKey('?key=third')).error).toContain('key must be one of first, second');
	});

	it('have 4096 bits unless told otherwise', async () => {
		await settings({ keyBits: 4096 });
		await send();
		const { publicKey: der } = await publicKey();
		expect([der.length, der.slice(0, 20)]).toEqual([736, 'MIICIjANBgkqhkiG9w0B']);
		const signature = Buffer.from(String(receiver.received[0].headers['x-event-signature']), 'base64');
		expect(signature).toHaveLength(512);
		expect(verifies(receiver.received[0], imported(der))).toBe(true);
	}, 30_000);

	it('are signed with a second key on rotation, for one event or all', async () => {
		const [first, second] = [await publicKey('?key=first'), await publicKey('?key=second')];
		expect(first.publicKey).not.toBe(second.publicKey);
		await send({ key: 'second' });
		await send();
		await settings({ signingKey: 'second' });
		await send();
		await send({ key: 'first' });
		const byFirst = receiver.received.map((webhook) => verifies(webhook, imported(first.publicKey)));
		const bySecond = receiver.received.map((webhook) => verifies(webhook, imported(second.publicKey)));
		expect([byFirst, bySecond]).toEqual([
			[false, true, false, true],
			[true, false, true, false],
		]);
		expect(await publicKey()).toEqual(second);
	});

	it('keep their keys over a reset', async () => {
		const before = await publicKey();
		await running.control('POST', '/reset', {});
		expect(await publicKey()).toEqual(before);
	});

	it('can be signed by the wrong scheme', async () => {
		await send({ forge: 'pkcs1' });
		const key = imported((await publicKey()).publicKey);
		expect(verifies(receiver.received[0], key)).toBe(false);
		expect(verifies(receiver.received[0], key, constants.RSA_PKCS1_PADDING)).toBe(true);
	});

	it('can be changed by one byte after signing', async () => {
		const { json } = await send({ forge: 'changedByte' });
		const [{ body }] = receiver.received;
		expect(verifies(receiver.received[0], imported((await publicKey()).publicKey))).toBe(false);
		expect(receiver.received[0].json.id).toBe(json.ids[0]);
		const original = Buffer.from(json.body);
		expect(body).toHaveLength(original.length);
		expect([...body].filter((byte, index) => byte !== original[index])).toHaveLength(1);
	});

	it('can be old or from the future, and still signed rightly', async () => {
		await send({ ageSeconds: 600 });
		await send({ ageSeconds: -600 });
		const key = imported((await publicKey()).publicKey);
		expect(receiver.received.map((webhook) => verifies(webhook, key))).toEqual([true, true]);
		expect(receiver.received.map((webhook) => Math.round(age(webhook) / 10))).toEqual([60, -60]);
	});

	it.each([
		['missingSignature', 'x-event-signature', 'x-event-timestamp'],
		['missingTimestamp', 'x-event-timestamp', 'x-event-signature'],
	])('can lack a header: %s', async (forge, lacking, present) => {
		await send({ forge });
		expect(receiver.received[0].headers).not.toHaveProperty(lacking);
		expect(receiver.received[0].headers).toHaveProperty(present);
	});

	it('can be of any type, with any member, spaced, or any text', async () => {
		await send({ event: 'Order.NotesAdd' });
		await send({ event: 'New.Kind', fields: { channel: null, newValue: 'HOLD', id: 'given' }, spaced: true });
		await send({ body: '{"id":"raw","n":1.0}' });
		const [notes, own, raw] = receiver.received;
		expect(notes.json).toMatchObject({ eventType: 'Order.NotesAdd', newValue: { note: expect.any(String) } });
		expect(own.json).toMatchObject({ eventType: 'New.Kind', newValue: 'HOLD', id: 'given' });
		expect(own.json).not.toHaveProperty('channel');
		expect(own.body.toString()).toMatch(/^\{"id": "given", "eventType": /);
		expect(raw.body.toString()).toBe('{"id":"raw","n":1.0}');
		const key = imported((await publicKey()).publicKey);
		expect(receiver.received.map((webhook) => verifies(webhook, key))).toEqual([true, true, true]);
	});

	it('are about the order that is named', async () => {
		const order = [...running.sandbox.state.kount.orders.values()][2];
		await send({ fields: { kountOrderId: order.orderId } });
		expect(receiver.received[0].json).toMatchObject({ kountOrderId: order.orderId, merchantOrderId: 'KT-700003' });
	});

	it('are sent again four times with the same timestamp and signature', async () => {
		receiver.reply = { status: 503 };
		const { deliveries } = (await send({ wait: 'all' })).json;
		expect(deliveries[0]).toMatchObject({ state: 'failed', attempts: Array(5).fill({ status: 503 }) });
		expect(receiver.received).toHaveLength(5);
		const proofs = receiver.received.map(({ headers }) => headers['x-event-signature']);
		expect(new Set(proofs).size).toBe(1);
	});

	it('are signed afresh on every re-send when told so', async () => {
		await settings({ signRetriesAfresh: true });
		receiver.reply = { status: 503 };
		await send({ wait: 'all' });
		const key = imported((await publicKey()).publicKey);
		expect(new Set(receiver.received.map(({ headers }) => headers['x-event-signature'])).size).toBe(5);
		expect(receiver.received.map((webhook) => verifies(webhook, key))).toEqual(Array(5).fill(true));
		expect(new Set(receiver.received.map(({ body }) => body.toString())).size).toBe(1);
	});

	it('need an address of their own', async () => {
		await settings({ signedWebhookUrl: null, webhookUrl: receiver.url });
		const { status, json } = await send();
		expect([status, json.error]).toEqual([409, expect.stringContaining('kount.signedWebhookUrl')]);
	});
});
