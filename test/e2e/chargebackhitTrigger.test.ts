import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import type { IDataObject } from 'n8n-workflow';

import { problems } from '../../nodes/Chargebackhit/problems';
import { problems as common } from '../../nodes/common/errors/problems';
import type { NodeToCreate } from '../../tools/n8n/workflow';
import vectors from '../fixtures/chargebackhit-signature-vectors.json';
import { alertBody, ChargebackhitStage, KEYS, type Listener, signatureOf } from './chargebackhit';

const TYPES = ['inquiry', 'prevented', 'init-refund', 'resolved', 'fraud-notification', 'dispute-notification'];

let stage: ChargebackhitStage;
beforeAll(async () => {
	stage = await ChargebackhitStage.open();
});
afterAll(async () => await stage.close());

describe('a delivery', () => {
	let listener: Listener;
	let started = 0;
	beforeAll(async () => {
		listener = await stage.listen({});
	});

	it.each(TYPES)('of type %s starts the workflow once, and is answered', async (type) => {
		const id = randomUUID();
		const { status, data, headers } = await listener.deliver(alertBody(type, id));
		started++;
		expect(status).toBe(200);
		expect(headers['content-type']).toContain('application/json');
		expect(data).toEqual(
			type === 'inquiry'
				? { outcome: 'acknowledged', customer: {}, products: [] }
				: { outcome: type === 'init-refund' ? 'pending' : 'acknowledged' },
		);
		expect(await listener.lastItem(started)).toMatchObject({ id, deliveryId: `${type}:${id}`, merchant: 'CAFÉ*SHOP' });
	});

	it('comes out as the common dispute event with deliveryId and receivedAt', async () => {
		const id = randomUUID();
		await listener.deliver(alertBody('init-refund', id));
		started++;
		const item = await listener.lastItem(started);
		expect(item).toEqual({
			provider: 'chargebackhit',
			event: 'alert',
			type: 'init-refund',
			status: null,
			id,
			orderId: 'ORDER-1001',
			transactionId: 'T-1',
			arn: '74012345678901234567890',
			amount: '49.90',
			currency: 'USD',
			reason: '10.4',
			card: '411111******1111',
			network: 'cdrn',
			merchant: 'CAFÉ*SHOP',
			occurredAt: '2026-11-20T10:00:00Z',
			respondBy: '2026-11-23T10:00:00.000Z',
			deliveryId: `init-refund:${id}`,
			receivedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
		});
		expect(Object.keys(item)).toHaveLength(18);
	});

	it('in another spelling of the same JSON is checked on the bytes as sent', async () => {
		const spread = JSON.stringify(JSON.parse(alertBody('resolved')), null, 2);
		expect((await listener.deliver(spread)).status).toBe(200);
		started++;
		const compact = JSON.stringify(JSON.parse(spread));
		expect((await listener.deliver(spread, { signature: signatureOf(compact) })).status).toBe(401);
		expect(await listener.count()).toBe(started);
	});

	it('of a type that is new is passed on, and acknowledged', async () => {
		const { data } = await listener.deliver(alertBody('early-warning'));
		started++;
		expect(data).toEqual({ outcome: 'acknowledged' });
		expect(await listener.lastItem(started)).toMatchObject({ event: 'other' });
	});

	it('needs no public_key header, which proxies drop', async () => {
		expect((await listener.deliver(alertBody('resolved'), { public_key: undefined })).status).toBe(200);
		started++;
	});

	it('in compressed form is checked on what it holds', async () => {
		const body = alertBody('resolved');
		const { status } = await listener.deliver(gzipSync(body), {
			'content-encoding': 'gzip',
			signature: signatureOf(body),
		});
		expect(status).toBe(200);
		started++;
	});

	it('signed with the previous secret key is still accepted', async () => {
		const body = alertBody('resolved');
		expect((await listener.deliver(body, { signature: signatureOf(body, KEYS.previousSecretKey) })).status).toBe(200);
		started++;
	});

	const good = alertBody('resolved');
	const goodSignature = signatureOf(good);
	it.each<[string, string | Buffer, Record<string, string | undefined>]>([
		['signed with another key', good, { signature: signatureOf(good, 'another-secret') }],
		['signed with the public key', good, { signature: signatureOf(good, KEYS.publicKey) }],
		['with a changed byte', good.replace('49.90', '49.91'), { signature: goodSignature }],
		['with a byte more', `${good} `, { signature: goodSignature }],
		['without a signature', good, { signature: undefined }],
		['with an empty signature', good, { signature: '' }],
		['with a shortened signature', good, { signature: goodSignature.slice(0, -4) }],
		['with the hexadecimal digest', good, { signature: Buffer.from(goodSignature, 'base64').toString() }],
		[
			'with the raw digest',
			good,
			{ signature: Buffer.from(Buffer.from(goodSignature, 'base64').toString(), 'hex').toString('base64') },
		],
		['with another public key', good, { public_key: 'cbh_pk_other' }],
		[
			'as a form',
			`alert=${encodeURIComponent(good)}`,
			{ 'content-type': 'application/x-www-form-urlencoded', signature: goodSignature },
		],
		[
			'as multipart',
			'--x\r\ncontent-disposition: form-data; name="alert"\r\n\r\n1\r\n--x--\r\n',
			{ 'content-type': 'multipart/form-data; boundary=x' },
		],
		['without a body', '', { signature: goodSignature }],
	])('%s is refused with 401 and starts nothing', async (_case, body, headers) => {
		const { status, data } = await listener.deliver(body, headers);
		expect(status).toBe(401);
		expect(data).toEqual({ error: problems.alertNotSigned().message });
		expect(await listener.count()).toBe(started);
	});

	it.each([
		['a list', '[]', 'application/json'],
		['null', 'null', 'application/json'],
		['an alert without its parts', '{"alert": {"id": "1"}}', 'application/json'],
		['an alert whose parts are no objects', '{"alert": [], "transaction": {}, "merchant": {}}', 'application/json'],
		['no JSON', 'alert!', 'text/plain'],
	])('that is signed, but is %s, is refused with 400 and starts nothing', async (_case, body, contentType) => {
		const { status, data } = await listener.deliver(body, { 'content-type': contentType });
		expect(status).toBe(400);
		expect(data).toEqual({ error: 'The body is not an alert: alert, transaction and merchant are required' });
		expect(await listener.count()).toBe(started);
	});

	it('still arrives after n8n was restarted, and leaves no secret behind', async () => {
		await stage.n8n.restart();
		await stage.n8n.client.webhookReady(listener.url);
		const { status } = await listener.deliver(alertBody('inquiry'));
		started++;
		expect(status).toBe(200);
		const executions = await listener.executions(started);
		const written = JSON.stringify(executions) + (await stage.n8n.n8nOutput());
		for (const secret of [KEYS.secretKey, KEYS.previousSecretKey, goodSignature]) expect(written).not.toContain(secret);
	});
});

describe('the official vectors', () => {
	it('verify: a webhook body with non-ASCII text', async () => {
		const credential = await stage.credential({ publicKey: vectors.public_key, secretKey: vectors.secret_key });
		const listener = await stage.listen({ simplify: false }, undefined, credential);
		const vector = vectors.vectors.C_webhook_raw;
		const headers = { public_key: vectors.public_key, signature: vector.signature_hex_then_base64_CORRECT };
		expect((await listener.deliver(vector.body, headers)).status).toBe(200);
		expect(await listener.lastItem()).toMatchObject(JSON.parse(vector.body) as IDataObject);
		expect((await listener.deliver(vector.body, { ...headers, signature: vector.raw_then_base64_WRONG })).status).toBe(
			401,
		);
	});
});

describe('a credential without a secret key', () => {
	it('cannot be published: it would accept nobody', async () => {
		const credential = await stage.credential({ secretKey: '', previousSecretKey: '' });
		await expect(stage.listen({}, undefined, credential)).rejects.toThrow(
			common.secretEmpty('Secret Key', 'Chargebackhit API').message,
		);
	});
});

describe('the parameters', () => {
	it('a type that was not selected is answered without a final outcome, and starts nothing', async () => {
		const listener = await stage.listen({ events: ['inquiry'] });
		expect((await listener.deliver(alertBody('init-refund'))).data).toEqual({ outcome: 'pending' });
		expect((await listener.deliver(alertBody('resolved'))).data).toEqual({ outcome: 'acknowledged' });
		expect(await listener.count()).toBe(0);
		const others = await stage.listen({ events: ['resolved'] });
		expect((await others.deliver(alertBody('inquiry'))).data).toEqual({
			outcome: 'acknowledged',
			customer: {},
			products: [],
		});
	});

	it('the outcome for init-refund is what is answered to it, and to no other', async () => {
		const listener = await stage.listen({ refundOutcome: 'acknowledged' });
		expect((await listener.deliver(alertBody('init-refund'))).data).toEqual({ outcome: 'acknowledged' });
		expect((await listener.deliver(alertBody('prevented'))).data).toEqual({ outcome: 'acknowledged' });
	});

	it('Include Original adds the alert as it came; Simplify off gives it alone', async () => {
		const body = alertBody('resolved');
		const both = await stage.listen({ includeOriginal: true });
		await both.deliver(body);
		expect(await both.lastItem()).toMatchObject({ event: 'resolved', original: JSON.parse(body) as IDataObject });
		const whole = await stage.listen({ simplify: false });
		await whole.deliver(body);
		const item = await whole.lastItem();
		expect(Object.keys(item).sort()).toEqual(['alert', 'deliveryId', 'merchant', 'receivedAt', 'transaction']);
		expect(item).toMatchObject(JSON.parse(body) as IDataObject);
	});
});

describe('Respond', () => {
	const reply = (parameters: IDataObject = {}): NodeToCreate => ({
		name: 'Answer',
		type: 'n8n-nodes-chargeback.chargebackhit',
		parameters: { resource: 'alert', operation: 'replyInWebhook', outcome: 'acknowledged', ...parameters },
	});

	it('Using "Answer the Waiting Alert": the answer is what a later node sends', async () => {
		const listener = await stage.listen({ respond: 'replyInWebhook', fallbackReplyAfter: 20 }, [
			reply({
				orderId: '={{ $json.orderId }}',
				customer: { customerId: 'C-1' },
				products: { entries: [{ name: 'Käsemesser' }] },
			}),
			{ name: 'End', type: 'n8n-nodes-base.noOp' },
		]);
		const { status, data, headers } = await listener.deliver(alertBody('inquiry'));
		expect(status).toBe(200);
		expect(headers['content-type']).toBe('application/json; charset=utf-8');
		expect(data).toEqual({
			customer: { customer_id: 'C-1' },
			products: [{ name: 'Käsemesser' }],
			outcome: 'acknowledged',
			order: { order_id: 'ORDER-1001' },
		});
		const [execution] = await listener.executions(1);
		expect(execution.status).toBe('success');
	});

	it('Using "Answer the Waiting Alert": an unselected type is still answered', async () => {
		const listener = await stage.listen({ respond: 'replyInWebhook', events: ['inquiry'] }, [reply()]);
		expect((await listener.deliver(alertBody('init-refund'))).data).toEqual({ outcome: 'pending' });
		expect(await listener.count()).toBe(0);
	});

	it('When Last Node Finishes: the answer is its first item', async () => {
		const listener = await stage.listen({ respond: 'lastNode' }, [
			{
				name: 'Make the Reply',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: {
					mode: 'raw',
					jsonOutput: '={{ { outcome: "acknowledged", order: { order_id: $json.orderId } } }}',
				},
			},
		]);
		const { status, data } = await listener.deliver(alertBody('dispute-notification'));
		expect(status).toBe(200);
		expect(data).toEqual({ outcome: 'acknowledged', order: { order_id: 'ORDER-1001' } });
	});

	it('Immediately: the answer comes only after the execution exists', async () => {
		const listener = await stage.listen({}, [
			{ name: 'Slow', type: 'n8n-nodes-base.wait', typeVersion: 1.1, parameters: { amount: 3, unit: 'seconds' } },
		]);
		const begun = Date.now();
		await listener.deliver(alertBody('resolved'));
		expect(Date.now() - begun).toBeLessThan(2900);
		expect(await listener.count()).toBe(1);
		await listener.executions(1);
	});
});

describe('the test URL', () => {
	it('takes one alert while the editor listens', async () => {
		const { id, name } = await stage.credential();
		const webhookId = randomUUID();
		const workflowId = await stage.workflow([
			{
				name: 'Alerts',
				type: 'n8n-nodes-chargeback.chargebackhitTrigger',
				webhookId,
				parameters: {},
				credentials: { chargebackhitApi: { id, name } },
			},
			{ name: 'End', type: 'n8n-nodes-base.noOp' },
		]);
		await stage.n8n.client.listenForTestEvent(workflowId, 'Alerts');
		const url = stage.n8n.client.webhookUrl(webhookId, 'chargebackhit', 'test');
		const listener = await stage.listen({});
		const { status, data } = await listener.deliver(alertBody('fraud-notification'), {}, url);
		expect(status).toBe(200);
		expect(data).toEqual({ outcome: 'acknowledged' });
		expect(await stage.n8n.client.waitForExecutions(workflowId, 1)).toHaveLength(1);
	});
});

describe('the sandbox as sender', () => {
	it('judges what the trigger answers by itself: right for all types but the inquiry, which is allowed', async () => {
		const listener = await stage.listen({});
		for (const type of TYPES) {
			const { data } = await listener.deliverBySandbox(stage.sandboxUrl, type);
			expect([type, data.verdict]).toEqual([type, type === 'inquiry' ? 'allowed' : 'right']);
		}
	});
});
