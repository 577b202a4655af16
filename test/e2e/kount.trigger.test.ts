import { constants, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { problems } from '../../nodes/Kount/problems';
import type { SavedCredential } from '../../tools/n8n/client';
import { KountStage, keyPair, type Listener, signedHeaders, timestampOf } from './kount';

let stage: KountStage;
beforeAll(async () => {
	stage = await KountStage.open();
});
afterAll(async () => await stage.close());

const RECEIVED = { received: true };
const ISO = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/) as string;

describe('Source: Chargeback Alerts', () => {
	const SECRET = 'e2e-webhook-secret-77c1';
	const HEADER = { 'x-kount-secret': SECRET };
	const transaction = {
		arn: '74012345678901234567890',
		merchantOrderID: 'ORDER-1',
		transactionAmount: 9.95,
		transactionCurrency: 'USD',
		transactionID: 'T-1',
		accountNumber: '411111xxxxxx1111',
		descriptor: 'CAFÉ*SHOP Ω',
	};
	const eventOf = (eventType: string, requestID: string = randomUUID()): IDataObject => ({
		eventType,
		requestID,
		eventDateTime: '2026-07-01T10:00:00Z',
		disputeCode: '41',
	});

	let credential: SavedCredential;
	let listener: Listener;
	let started = 0;
	beforeAll(async () => {
		credential = await stage.save('kountWebhookApi', {
			headerName: 'X-Kount-Secret',
			secret: SECRET,
			previousSecret: 'e2e-previous-secret-1',
		});
		listener = await stage.listen({}, credential);
	});

	it('a flat body starts the workflow with one item, the common dispute event', async () => {
		const event = eventOf('DISPUTE');
		const { status, data } = await listener.deliver(
			JSON.stringify({ ...transaction, ...event }).replace('9.95', '9.90'),
			HEADER,
		);
		started++;
		expect([status, data]).toEqual([200, RECEIVED]);
		const [item, ...more] = await listener.items(started);
		expect(more).toEqual([]);
		expect(item).toEqual({
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
			merchant: 'CAFÉ*SHOP Ω',
			occurredAt: '2026-07-01T10:00:00.000Z',
			respondBy: '2026-07-02T10:00:00.000Z',
			deliveryId: `${String(event.requestID)}:DISPUTE`,
			receivedAt: ISO,
		});
	});

	it('a nested body gives one item an event, each with the transaction', async () => {
		const events = [eventOf('ETHOCA_FRAUD'), eventOf('CANCEL'), eventOf('BRAND_NEW')];
		expect((await listener.deliver(JSON.stringify({ ...transaction, events }), HEADER)).status).toBe(200);
		started++;
		const items = await listener.items(started);
		expect(items.map(({ event, network, orderId }) => [event, network, orderId])).toEqual([
			['alert', 'ethoca', 'ORDER-1'],
			['other', 'verifi', 'ORDER-1'],
			['other', null, 'ORDER-1'],
		]);
		expect(items.map(({ deliveryId }) => deliveryId)).toEqual(
			events.map(({ requestID, eventType }) => `${String(requestID)}:${String(eventType)}`),
		);
	});

	it('sent again, it has the same deliveryId', async () => {
		const body = JSON.stringify({ ...transaction, events: [eventOf('DISPUTE')] });
		const ids: unknown[] = [];
		for (let time = 0; time < 2; time++) {
			await listener.deliver(body, HEADER);
			started++;
			ids.push((await listener.items(started))[0].deliveryId);
		}
		expect(ids[0]).toBe(ids[1]);
	});

	it('the previous secret still opens; a compressed body does', async () => {
		const body = JSON.stringify({ ...transaction, ...eventOf('RDR') });
		expect((await listener.deliver(body, { 'x-kount-secret': 'e2e-previous-secret-1' })).status).toBe(200);
		expect((await listener.deliver(gzipSync(body), { ...HEADER, 'content-encoding': 'gzip' })).status).toBe(200);
		started += 2;
		expect(await listener.items(started)).toMatchObject([{ event: 'resolved', network: 'rdr' }]);
	});

	const good = JSON.stringify({ ...transaction, ...eventOf('DISPUTE') });
	it.each<[string, Record<string, string>]>([
		['without the header', {}],
		['with an empty header', { 'x-kount-secret': '' }],
		['with another value', { 'x-kount-secret': 'e2e-webhook-secret-77c2' }],
		['with a value that begins alike', { 'x-kount-secret': `${SECRET}0` }],
		['with the value under another name', { 'x-other-secret': SECRET }],
		['with the value as bearer token', { authorization: `Bearer ${SECRET}` }],
		['signed as a Kount 360 event', { 'x-event-signature': 'A'.repeat(342), 'x-event-timestamp': timestampOf() }],
	])('%s: 401, and nothing starts', async (_case, headers) => {
		const { status, data } = await listener.deliver(good, headers);
		expect([status, data]).toEqual([401, { error: problems.webhookHeaderMissing().message }]);
		expect(await listener.count()).toBe(started);
	});

	it.each([
		['a list', '[]'],
		['an object that is no event', '{"a":1}'],
		['events of something else', '{"events":[1]}'],
		['no events', '{"events":[]}'],
	])('%s with the right header: 400, and nothing starts', async (_case, body) => {
		expect((await listener.deliver(body, HEADER)).status).toBe(400);
		expect(await listener.count()).toBe(started);
	});

	it('broken JSON and a multipart body start nothing either', async () => {
		const statuses = [
			(await listener.deliver('{"eventType":', HEADER)).status,
			(await listener.deliver('--x\r\n', { ...HEADER, 'content-type': 'multipart/form-data; boundary=x' })).status,
		];
		for (const status of statuses) expect(status).toBeGreaterThanOrEqual(400);
		expect(await listener.count()).toBe(started);
	});

	it('an event that is not selected is confirmed, and starts nothing', async () => {
		const some = await stage.listen({ alertEvents: ['ETHOCA_FRAUD'] }, credential);
		for (const eventType of ['DISPUTE', 'BRAND_NEW', 'other']) {
			const { status, data } = await some.deliver(JSON.stringify({ ...transaction, ...eventOf(eventType) }), HEADER);
			expect([status, data]).toEqual([200, RECEIVED]);
		}
		expect(await some.count()).toBe(0);
		await some.deliver(
			JSON.stringify({ ...transaction, events: [eventOf('DISPUTE'), eventOf('ETHOCA_FRAUD')] }),
			HEADER,
		);
		expect(await some.items(1)).toMatchObject([{ status: 'ETHOCA_FRAUD' }]);
	});

	it('Other alone lets only new types through', async () => {
		const others = await stage.listen({ alertEvents: ['other'], simplify: false }, credential);
		expect((await others.deliver(JSON.stringify({ ...transaction, ...eventOf('DISPUTE') }), HEADER)).data).toEqual(
			RECEIVED,
		);
		const event = eventOf('BRAND_NEW');
		await others.deliver(JSON.stringify({ ...transaction, events: [event] }), HEADER);
		expect(await others.items(1)).toEqual([
			{ ...transaction, ...event, deliveryId: `${String(event.requestID)}:BRAND_NEW`, receivedAt: ISO },
		]);
		expect(await others.count()).toBe(1);
	});

	it('a credential with a short secret cannot be published', async () => {
		const weak = await stage.save('kountWebhookApi', {
			headerName: 'X-Kount-Secret',
			secret: 'short',
			previousSecret: '',
		});
		await expect(stage.listen({}, weak)).rejects.toThrow(/Secret/);
	});

	it('leaves no secret in executions or in what n8n writes', async () => {
		const written = JSON.stringify(await listener.items(started)) + (await stage.n8n.n8nOutput());
		expect(written).not.toContain(SECRET);
	});

	it('takes what the sandbox sends, in both forms, and is tried again after a 401', async () => {
		const { settings } = stage.sandbox;
		const ours = { headerName: 'X-Kount-Secret', headerValue: SECRET, url: listener.url };
		for (const shape of ['flat', 'nested']) {
			const sent = await stage.control<{ deliveries: Array<{ state: string }> }>('post', 'events', {
				event: 'ETHOCA_DISPUTE',
				shape,
				spaced: true,
				...ours,
			});
			expect(sent.deliveries[0].state).toBe('delivered');
			started++;
			expect(await listener.items(started)).toMatchObject([{ event: 'alert', network: 'ethoca' }]);
		}
		const refused = await stage.control<{ deliveries: Array<{ state: string; attempts: unknown[] }> }>(
			'post',
			'events',
			{ event: 'DISPUTE', ...ours, headerValue: 'wrong', wait: 'all' },
		);
		expect(refused.deliveries[0]).toMatchObject({ state: 'failed' });
		expect(refused.deliveries[0].attempts).toHaveLength(1 + settings.kount.alertRetryDelays.length);
		expect(await listener.count()).toBe(started);
	});
});

describe('the credential of the header', () => {
	it('is tested by its form: green, and red with the reason', async () => {
		const form = { headerName: 'X-Kount-Secret', secret: 'a-secret-of-20-chars', previousSecret: '' };
		const good = await stage.save('kountWebhookApi', form);
		expect(await stage.n8n.client.testCredential(good)).toEqual({
			status: 'OK',
			message: problems.webhookHeaderValid().message,
		});
		for (const [changes, { message }] of [
			[{ secret: 'short' }, problems.secretTooShort(16)],
			[{ headerName: 'Content-Type' }, problems.headerNameReserved('Content-Type')],
			[{ headerName: 'no header!' }, problems.headerNameInvalid()],
		] as const) {
			const bad = await stage.save('kountWebhookApi', { ...form, ...changes });
			expect(await stage.n8n.client.testCredential(bad)).toEqual({ status: 'Error', message });
		}
	});
});

describe('Source: Kount 360 Events', () => {
	const [first, second, stranger] = [keyPair(), keyPair(), keyPair()];
	const bodyOf = (eventType: string, id: string = randomUUID()): string =>
		JSON.stringify({
			id,
			eventType,
			apiVersion: 'v1',
			clientId: '999666',
			kountOrderId: 'K0RDER1',
			merchantOrderId: 'Bestellung-Ä-Ω-💳',
			orderCreationDate: '2026-06-30T10:00:00Z',
			eventDate: '2026-07-01T00:58:20Z',
			fieldName: 'status',
			oldValue: 'REVIEW',
			newValue: 'DECLINE',
			channel: 'WEB',
		});
	const STALE = { error: problems.kountTimestampStale().message };
	const UNSIGNED = { error: problems.kountSignatureInvalid().message };

	let listener: Listener;
	let started = 0;
	beforeAll(async () => {
		listener = await stage.listen({ source: 'signed', publicKey: first.der, secondPublicKey: second.pem });
	});

	it.each([
		['the first key', first],
		['the second key, while keys change', second],
	])('signed with %s it starts the workflow', async (_name, { privateKey }) => {
		const id = randomUUID();
		const body = bodyOf('Order.StatusChange', id);
		const { status, data } = await listener.deliver(body, signedHeaders(body, privateKey));
		started++;
		expect([status, data]).toEqual([200, RECEIVED]);
		expect(await listener.items(started)).toEqual([
			{
				provider: 'kount',
				event: 'status_changed',
				type: 'Order.StatusChange',
				status: 'DECLINE',
				id: 'K0RDER1',
				orderId: 'Bestellung-Ä-Ω-💳',
				transactionId: null,
				arn: null,
				amount: null,
				currency: null,
				reason: null,
				card: null,
				network: null,
				merchant: 'WEB',
				occurredAt: '2026-07-01T00:58:20.000Z',
				respondBy: null,
				deliveryId: id,
				receivedAt: ISO,
			},
		]);
	});

	it('is checked on the bytes as sent: with blanks, compressed, sent again under the same deliveryId', async () => {
		const id = randomUUID();
		const body = JSON.stringify(JSON.parse(bodyOf('Order.NotesAdd', id)), null, 2);
		const headers = signedHeaders(body, first.privateKey);
		expect((await listener.deliver(body, headers)).status).toBe(200);
		expect((await listener.deliver(gzipSync(body), { ...headers, 'content-encoding': 'gzip' })).status).toBe(200);
		started += 2;
		expect(await listener.items(started)).toMatchObject([{ deliveryId: id, event: 'other' }]);
		expect((await listener.deliver(JSON.stringify(JSON.parse(body)), headers)).status).toBe(401);
		expect(await listener.count()).toBe(started);
	});

	it('of a type that is new it goes through as Other', async () => {
		const body = bodyOf('Chargeback.BulkAdded');
		await listener.deliver(body, signedHeaders(body, first.privateKey));
		started++;
		expect(await listener.items(started)).toMatchObject([{ event: 'other', status: 'DECLINE' }]);
	});

	const good = bodyOf('Order.StatusChange');
	it.each<[string, string, () => Record<string, string>]>([
		['signed by a stranger', good, () => signedHeaders(good, stranger.privateKey)],
		[
			'signed by PKCS#1 v1.5',
			good,
			() => signedHeaders(good, first.privateKey, timestampOf(), constants.RSA_PKCS1_PADDING),
		],
		['with a changed byte', good.replace('DECLINE', 'DECLINF'), () => signedHeaders(good, first.privateKey)],
		['with a byte more', `${good} `, () => signedHeaders(good, first.privateKey)],
		[
			'with a changed timestamp',
			good,
			() => ({ ...signedHeaders(good, first.privateKey, timestampOf(5)), 'x-event-timestamp': timestampOf(4) }),
		],
		[
			'without a timestamp',
			good,
			() => ({ 'x-event-signature': signedHeaders(good, first.privateKey)['x-event-signature'] }),
		],
		['without a signature', good, () => ({ 'x-event-timestamp': timestampOf() })],
		['without either', good, () => ({})],
		[
			'with half a signature',
			good,
			() => ({
				'x-event-signature': signedHeaders(good, first.privateKey)['x-event-signature'].slice(0, 342),
				'x-event-timestamp': timestampOf(7),
			}),
		],
		['with the header of the alerts', good, () => ({ 'x-kount-secret': 'e2e-webhook-secret-77c1' })],
	])('%s: 401, and nothing starts', async (_case, body, headers) => {
		const { status, data } = await listener.deliver(body, headers());
		expect([status, data]).toEqual([401, UNSIGNED]);
		expect(await listener.count()).toBe(started);
	});

	it.each([
		['an hour old', 3600],
		['400 s old', 400],
		['400 s ahead', -400],
	])('replayed, %s: 401, and nothing starts', async (_case, age) => {
		const { status, data } = await listener.deliver(good, signedHeaders(good, first.privateKey, timestampOf(age)));
		expect([status, data]).toEqual([401, STALE]);
		expect(await listener.count()).toBe(started);
	});

	it('within the tolerance it starts', async () => {
		for (const age of [240, -240]) {
			expect((await listener.deliver(good, signedHeaders(good, first.privateKey, timestampOf(age)))).status).toBe(200);
			started++;
		}
		expect(await listener.count()).toBe(started);
	});

	it('as a form it starts nothing', async () => {
		const form = new URLSearchParams({ a: good }).toString();
		const { status } = await listener.deliver(form, {
			...signedHeaders(form, first.privateKey),
			'content-type': 'application/x-www-form-urlencoded',
		});
		expect(status).toBeGreaterThanOrEqual(400);
		expect(await listener.count()).toBe(started);
	});

	it.each(['[]', '{}', '{"eventType":7.5}', 'null'])(
		'signed, but %s: no event, and nothing starts unless it names a type',
		async (body) => {
			const { status } = await listener.deliver(body, signedHeaders(body, first.privateKey));
			if (status === 200) started++;
			expect([200, 400]).toContain(status);
			expect(status === 200).toBe(body.includes('eventType'));
			expect(await listener.count()).toBe(started);
		},
	);

	it('tolerance 0 takes any age, but still no forgery', async () => {
		const timeless = await stage.listen({ source: 'signed', publicKey: first.pem, tolerance: 0, simplify: false });
		const old = signedHeaders(good, first.privateKey, timestampOf(30 * 86_400));
		expect((await timeless.deliver(good, old)).status).toBe(200);
		expect(await timeless.items(1)).toEqual([
			{ ...(JSON.parse(good) as IDataObject), deliveryId: (JSON.parse(good) as IDataObject).id, receivedAt: ISO },
		]);
		expect((await timeless.deliver(good, { ...old, 'x-event-timestamp': timestampOf(1) })).status).toBe(401);
		expect(await timeless.count()).toBe(1);
	});

	it('an event that is not selected is confirmed, and starts nothing', async () => {
		const some = await stage.listen({ source: 'signed', publicKey: first.der, signedEvents: ['Order.StatusChange'] });
		for (const type of ['Order.NotesAdd', 'Chargeback.BulkAdded']) {
			const body = bodyOf(type);
			const { status, data } = await some.deliver(body, signedHeaders(body, first.privateKey));
			expect([status, data]).toEqual([200, RECEIVED]);
		}
		expect(await some.count()).toBe(0);
	});

	it.each([
		['no key', 'no key', '', 'Public Key'],
		['an empty one', '', '', 'Public Key'],
		['half of the second', first.der, second.der.slice(0, 100), 'Second Public Key'],
	])(
		'a key that cannot be read (%s) is told when the trigger is set going',
		async (_case, publicKey, secondPublicKey, field) => {
			const { workflowId } = await stage.waiting({ source: 'signed', publicKey, secondPublicKey });
			const { message } = problems.publicKeyInvalid(field);
			await expect(stage.n8n.client.listenForTestEvent(workflowId, 'Events')).rejects.toThrow(`: ${message}`);
		},
	);

	it('a key that cannot be read is told when the workflow is published', async () => {
		const { workflowId } = await stage.waiting({ source: 'signed', publicKey: 'no key' });
		await expect(stage.n8n.client.activate(workflowId, 100_000)).rejects.toThrow(
			problems.publicKeyInvalid('Public Key').message,
		);
	});

	it('takes what the sandbox signs, and none of its forgeries', async () => {
		const { publicKey } = await stage.control<{ publicKey: string }>('get', 'public-key');
		const theirs = await stage.listen({ source: 'signed', publicKey });
		const send = async (order: IDataObject) =>
			(
				await stage.control<{ deliveries: Array<{ attempts: Array<{ status?: number }> }> }>('post', 'signed-events', {
					url: theirs.url,
					...order,
				})
			).deliveries[0].attempts[0].status;
		expect(await send({ spaced: true })).toBe(200);
		expect(await theirs.items(1)).toMatchObject([{ event: 'status_changed' }]);
		for (const forge of ['pkcs1', 'changedByte', 'missingSignature', 'missingTimestamp'])
			expect([forge, await send({ forge })]).toEqual([forge, 401]);
		expect(await send({ ageSeconds: 3600 })).toBe(401);
		expect(await send({ key: 'second' })).toBe(401);
		expect(await theirs.count()).toBe(1);
	});

	it('is reached by POST alone', async () => {
		expect((await axios.get(listener.url, { validateStatus: () => true })).status).toBe(404);
	});
});
