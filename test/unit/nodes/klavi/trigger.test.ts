import { createHmac } from 'node:crypto';

import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { KlaviTrigger } from '../../../../nodes/Klavi/KlaviTrigger.node';
import { isRecent, looksLikeSignature, signedBytes } from '../../../../nodes/Klavi/trigger/signature';

const SECRET = 'kv&secret#1';
const OLD = 'kv-old-2';
const sign = (body: string | Buffer, key = SECRET) => createHmac('sha256', key).update(body).digest('hex');
const now = () => String(Math.floor(Date.now() / 1000));

describe('a signature', () => {
	const compact = '{"a":"é","amount":49.9}';
	const spread = '{ "a" : "\\u00e9",\n "amount": 49.90 }';

	test.each<[string, string, string, string | undefined]>([
		['over the raw body', compact, sign(compact), compact],
		['over another spelling, raw', spread, sign(spread), spread],
		['over the rewritten body', spread, sign(compact), compact],
		['in capitals', compact, sign(compact).toUpperCase(), compact],
		['with the previous key', compact, sign(compact, OLD), compact],
		['rewritten, with the previous key', spread, sign(compact, OLD), compact],
		['with another key', compact, sign(compact, 'other'), undefined],
		['with an empty key', compact, sign(compact, ''), undefined],
		['of another body', compact, sign('{}'), undefined],
		['over a body that is no JSON', 'x', sign('y'), undefined],
	])('%s', (_case, body, signature, bytes) => {
		expect(signedBytes(Buffer.from(body), signature, [SECRET, OLD, ''])?.toString('utf8')).toBe(bytes);
	});
	test('over the rewritten body covers what the rewriting keeps, and not one digit more', () => {
		const signed = JSON.stringify({ amount: 12345678901234567000 });
		const forged = '{"amount": 12345678901234567890}';
		expect(JSON.stringify(JSON.parse(forged))).not.toBe(forged);
		const bytes = signedBytes(Buffer.from(forged), sign(JSON.stringify(JSON.parse(forged))), [SECRET]);
		expect(bytes?.toString()).not.toContain('67890}');
		expect(signed).toContain('12345678901234567000');
	});
	test('no key, no signature', () => {
		expect(signedBytes(Buffer.from('{}'), sign('{}', ''), ['', ''])).toBeUndefined();
	});
	test.each([
		['a'.repeat(64), true],
		['A0'.repeat(32), true],
		['a'.repeat(63), false],
		['g'.repeat(64), false],
		['', false],
		[undefined, false],
	])('%s looks like one: %s', (text, expected) => {
		expect(looksLikeSignature(text)).toBe(expected);
	});
});

describe('a timestamp', () => {
	const at = 1_800_000_000;
	test.each<[string | undefined, number, boolean]>([
		[String(at), 300, true],
		[String(at - 300), 300, true],
		[String(at - 301), 300, false],
		[String(at + 300), 300, true],
		[String(at + 301), 300, false],
		[`${at - 10}000`, 300, true],
		[undefined, 300, false],
		['', 300, false],
		['soon', 300, false],
		['-1', 300, false],
		[undefined, 0, true],
		['1', 0, true],
	])('%s with a tolerance of %i s: %s', (timestamp, tolerance, expected) => {
		expect(isRecent(timestamp, at * 1000, tolerance)).toBe(expected);
	});
});

/** Sends a body to the trigger, with as much of n8n's `this` as it uses. */
async function deliver(
	body: string,
	headers: IDataObject = {},
	parameters: IDataObject = {},
	credential: IDataObject | undefined = { secretKey: SECRET, previousSecretKey: OLD },
) {
	let asked = 0;
	const answer: { status?: number; body?: IDataObject } = {};
	const context = {
		getHeaderData: () => ({ 'x-klavi-signature': sign(body), 'x-klavi-timestamp': now(), ...headers }),
		getRequestObject: () => ({
			rawBody: Buffer.from(body),
			contentType: 'application/json',
			readRawBody: async () => await Promise.resolve(),
		}),
		getMode: () => 'webhook',
		getNode: () => ({ name: 'Events' }),
		getWorkflow: () => ({ id: 'w1', name: 'Test' }),
		logger: { warn: jest.fn(), error: jest.fn() },
		getResponseObject: () => ({
			end: jest.fn(),
			once: jest.fn(),
			setHeader: jest.fn(),
			removeHeader: jest.fn(),
			status: (status: number) => {
				answer.status = status;
				return { json: (json: IDataObject) => (answer.body = json) };
			},
		}),
		getNodeParameter: (name: string, fallback?: unknown) =>
			({ tolerance: 300, simplify: true, includeOriginal: false, ...parameters })[name] ?? fallback,
		getCredentials: async () => {
			asked++;
			return await (credential ? Promise.resolve(credential) : Promise.reject(new Error('none')));
		},
		helpers: { returnJsonArray: (items: IDataObject[]) => items.map((json) => ({ json })) },
	};
	const result = await new KlaviTrigger().webhook.call(context as unknown as IWebhookFunctions);
	const items = (result.workflowData?.[0] ?? []).map(({ json }) => json);
	return { items, answer, asked, response: result.webhookResponse as IDataObject | undefined };
}

const EVENT = {
	eventId: 'ev-1',
	eventName: 'PAYMENT_COMPLETED',
	eventTime: '2026-11-21T09:00:00Z',
	payload: { id: 'p-1', clientRequestId: 'R-1', status: 'PAYMENT_COMPLETED', amount: '1333.04' },
};

describe('a delivery', () => {
	test('starts the workflow with the common dispute event', async () => {
		const { items, response } = await deliver(JSON.stringify(EVENT));
		expect(response).toEqual({ received: true });
		expect(items).toHaveLength(1);
		expect(items[0]).toMatchObject({
			provider: 'klavi',
			event: 'payment_status',
			status: 'PAYMENT_COMPLETED',
			id: 'p-1',
			orderId: 'R-1',
			amount: '1333.04',
			deliveryId: 'ev-1',
		});
		expect(Object.keys(items[0])).toHaveLength(18);
	});
	test('a list becomes one item per event, each with its own ID', async () => {
		const body = JSON.stringify([EVENT, { payload: { id: 'p-2' } }, { payload: { id: 'p-3' } }]);
		const { items } = await deliver(body);
		expect(items.map(({ id }) => id)).toEqual(['p-1', 'p-2', 'p-3']);
		const ids = items.map(({ deliveryId }) => deliveryId);
		expect([ids[0], new Set(ids).size]).toEqual(['ev-1', 3]);
		expect((await deliver(body)).items.map(({ deliveryId }) => deliveryId)).toEqual(ids);
	});
	test('an event without an ID is identified by its bytes, whatever its spelling if the rewritten body was signed', async () => {
		const body = '{"payload":{"id":"p"}}';
		const first = (await deliver(body)).items[0].deliveryId;
		expect(first).toMatch(/^[0-9a-f]{32}$/);
		const again = await deliver('{ "payload": {"id": "p"} }', { 'x-klavi-signature': sign(body) });
		expect(again.items[0].deliveryId).toBe(first);
	});
	test('Simplify off and Include Original return the body', async () => {
		const whole = await deliver(JSON.stringify(EVENT), {}, { simplify: false });
		expect(whole.items[0]).toEqual({ ...EVENT, deliveryId: 'ev-1', receivedAt: expect.any(String) as string });
		const both = await deliver(JSON.stringify(EVENT), {}, { includeOriginal: true });
		expect(both.items[0].original).toEqual(EVENT);
	});
	test.each<[string, IDataObject, IDataObject | undefined, number]>([
		['without a signature', { 'x-klavi-signature': undefined }, undefined, 0],
		['with half a signature', { 'x-klavi-signature': 'ab12' }, undefined, 0],
		['with an old timestamp', { 'x-klavi-timestamp': '1700000000' }, undefined, 0],
		['without a timestamp', { 'x-klavi-timestamp': undefined }, undefined, 0],
		['forged', { 'x-klavi-signature': 'a'.repeat(64) }, undefined, 1],
		[
			'if no secret key is configured',
			{ 'x-klavi-signature': sign(JSON.stringify(EVENT), '') },
			{ secretKey: '', previousSecretKey: '' },
			1,
		],
	])('%s is refused with 401 and starts nothing', async (_case, headers, credential, asked) => {
		const result = await deliver(JSON.stringify(EVENT), headers, {}, credential ?? { secretKey: SECRET });
		expect([result.answer.status, result.items, result.asked]).toEqual([401, [], asked]);
	});
	test('any timestamp passes if the tolerance is 0', async () => {
		expect(
			(await deliver(JSON.stringify(EVENT), { 'x-klavi-timestamp': undefined }, { tolerance: 0 })).items,
		).toHaveLength(1);
	});
	test.each(['[]', 'null', '"x"', '[1]', '7', 'x'])('that is signed but %s is refused with 400', async (body) => {
		const { answer, items } = await deliver(body);
		expect([answer.status, items]).toEqual([400, []]);
	});
});
