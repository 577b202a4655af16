import { constants, generateKeyPairSync, sign } from 'node:crypto';

import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { KountTrigger } from '../../../../nodes/Kount/KountTrigger.node';
import { problems } from '../../../../nodes/Kount/problems';

const SECRET = 'unit-webhook-secret-77c1';
const [first, second] = [
	generateKeyPairSync('rsa', { modulusLength: 2048 }),
	generateKeyPairSync('rsa', { modulusLength: 2048 }),
];
const textOf = ({ publicKey }: typeof first) => publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const trigger = new KountTrigger();

const defaults: IDataObject = {
	...Object.fromEntries(trigger.description.properties.map(({ name, default: value }) => [name, value])),
	publicKey: textOf(first),
};

interface Delivery {
	body?: string;
	headers?: IDataObject;
	parameters?: IDataObject;
	credential?: () => Promise<unknown>;
	/** False: n8n has consumed the body as a form. */
	isRaw?: boolean;
}

async function deliver({
	body = '',
	headers = {},
	parameters = {},
	credential = async () => await Promise.resolve({ headerName: 'X-Kount-Secret', secret: SECRET }),
	isRaw = true,
}: Delivery) {
	const given: IDataObject = { ...defaults, ...parameters };
	const json = jest.fn();
	const status = jest.fn((_status: number) => ({ json }));
	const getCredentials = jest.fn(credential);
	const readRawBody = jest.fn(async () => await Promise.resolve());
	const context = {
		getHeaderData: () => headers,
		getRequestObject: () =>
			isRaw
				? { rawBody: Buffer.from(body), readRawBody }
				: { readRawBody, contentType: 'application/x-www-form-urlencoded' },
		getMode: () => 'webhook',
		getNode: () => ({ name: 'Events' }),
		getWorkflow: () => ({ id: 'w1', name: 'Test' }),
		logger: { warn: jest.fn(), error: jest.fn() },
		getResponseObject: () => ({
			status,
			end: jest.fn(),
			once: jest.fn(),
			setHeader: jest.fn(),
			removeHeader: jest.fn(),
		}),
		getCredentials,
		getNodeParameter: (name: string, fallback?: unknown) => given[name] ?? fallback,
		helpers: { returnJsonArray: (items: object[]) => items.map((item) => ({ json: item })) },
	};
	const result = await trigger.webhook.call(context as unknown as IWebhookFunctions);
	return {
		result,
		status: status.mock.calls[0]?.[0],
		said: json.mock.calls[0]?.[0] as unknown,
		getCredentials,
		items: result.workflowData?.[0].map((item) => item.json),
	};
}

const REFUSED = { noWebhookResponse: true };
const alert = (more: IDataObject = {}): string => JSON.stringify({ eventType: 'DISPUTE', requestID: 'r1', ...more });
const header = { 'x-kount-secret': SECRET };

describe('alerts', () => {
	test('the header opens; the reply confirms', async () => {
		const { items, result } = await deliver({ body: alert(), headers: header });
		expect(items).toMatchObject([{ provider: 'kount', event: 'alert', deliveryId: 'r1:DISPUTE' }]);
		expect(result.webhookResponse).toEqual({ received: true });
	});
	test('one without a type keeps the others of its delivery not back, and is other', async () => {
		const body = JSON.stringify({
			merchantID: 'M',
			events: [{ disputeCode: '41' }, { eventType: 'DISPUTE', requestID: 'r1' }],
		});
		const { items, result } = await deliver({ body, headers: header });
		expect(items).toMatchObject([
			{ event: 'other', status: null, deliveryId: expect.stringMatching(/^[0-9a-f]{16}:unknown$/) as unknown },
			{ event: 'alert', deliveryId: 'r1:DISPUTE' },
		]);
		expect(result.webhookResponse).toEqual({ received: true });
		expect((await deliver({ body, headers: header, parameters: { alertEvents: ['DISPUTE'] } })).items).toMatchObject([
			{ event: 'alert' },
		]);
	});
	test('without it, nothing of the body is looked at, and no credential is opened', async () => {
		const { status, result, getCredentials } = await deliver({ body: '{', headers: { 'user-agent': 'x'.repeat(50) } });
		expect([status, result]).toEqual([401, REFUSED]);
		expect(getCredentials).not.toHaveBeenCalled();
	});
	test('without a credential that can be read nobody is let in, and the sender may repeat', async () => {
		for (const credential of [
			async () => await Promise.reject(new Error('No credential')),
			async () => await Promise.resolve({}),
			async () => await Promise.resolve(undefined),
		]) {
			expect((await deliver({ body: alert(), headers: header, credential })).status).toBe(503);
		}
	});
	test('a refusal is answered, never thrown', async () => {
		for (const body of ['', '{', '[]', 'null', '{"events":{}}', '\u0000'])
			expect((await deliver({ body, headers: header })).status).toBe(400);
		expect((await deliver({ headers: header, isRaw: false })).status).toBe(400);
	});
	test('what is not chosen starts nothing and is confirmed', async () => {
		const { result } = await deliver({ body: alert(), headers: header, parameters: { alertEvents: ['RDR'] } });
		expect(result).toEqual({ webhookResponse: { received: true } });
	});
	test('without an id of its own the deliveryId comes of the body: the same for the same, another for another', async () => {
		const ids = await Promise.all(
			[{ a: 1 }, { a: 1 }, { a: 2 }].map(
				async (more) =>
					(await deliver({ body: alert({ requestID: null, ...more }), headers: header })).items![0].deliveryId,
			),
		);
		expect(ids[0]).toMatch(/^[0-9a-f]{16}:DISPUTE$/);
		expect([ids[0] === ids[1], ids[0] === ids[2]]).toEqual([true, false]);
	});
	test('whole, simplified, with the original: never a whole card number', async () => {
		const body = alert({ accountNumber: '4111111111111111' });
		for (const parameters of [{ simplify: false }, { simplify: true }, { includeOriginal: true }]) {
			const { items } = await deliver({ body, headers: header, parameters });
			expect(JSON.stringify(items)).toContain('411111******1111');
			expect(JSON.stringify(items)).not.toContain('4111111111111111');
		}
	});
	test('amounts keep their digits', async () => {
		const { items } = await deliver({
			body: '{"eventType":"DISPUTE","transactionAmount":9.90}',
			headers: header,
			parameters: { includeOriginal: true },
		});
		expect(items![0]).toMatchObject({ amount: '9.90', original: { transactionAmount: '9.90' } });
	});
});

describe('signed events', () => {
	const now = () => `${new Date().toISOString().slice(0, 19)}Z`;
	const signed = (body: string, { privateKey }: typeof first, timestamp = now()): IDataObject => ({
		'x-event-timestamp': timestamp,
		'x-event-signature': sign('sha256', Buffer.from(timestamp + body), {
			key: privateKey,
			padding: constants.RSA_PKCS1_PSS_PADDING,
			saltLength: 32,
		}).toString('base64'),
	});
	const body = JSON.stringify({ id: 'e1', eventType: 'Order.StatusChange', newValue: 'DECLINE' });
	const from = async (more: Delivery & { pair?: typeof first; timestamp?: string } = {}) =>
		await deliver({
			body,
			headers: signed(more.body ?? body, more.pair ?? first, more.timestamp),
			...more,
			parameters: { source: 'signed', ...more.parameters },
		});

	test('signed with the key; the id is the delivery', async () => {
		const { items, getCredentials } = await from();
		expect(items).toMatchObject([{ event: 'status_changed', deliveryId: 'e1' }]);
		expect(getCredentials).not.toHaveBeenCalled();
	});
	test('the second key opens only where it is given', async () => {
		expect((await from({ pair: second })).status).toBe(401);
		expect((await from({ pair: second, parameters: { secondPublicKey: textOf(second) } })).items).toHaveLength(1);
	});
	test('a key that cannot be read accepts nobody, and keeps the other one from nothing', async () => {
		for (const publicKey of ['', 'x', null]) expect((await from({ parameters: { publicKey } })).status).toBe(401);
		expect((await from({ parameters: { publicKey: 'x', secondPublicKey: textOf(first) } })).items).toHaveLength(1);
	});
	test('the signature counts before the timestamp, and both before the body', async () => {
		const old = '2020-01-01T00:00:00Z';
		expect((await from({ pair: second, timestamp: old })).said).toEqual({
			error: problems.kountSignatureInvalid().message,
		});
		expect((await from({ timestamp: old, body: '{' })).said).toEqual({
			error: problems.kountTimestampStale().message,
		});
		expect((await from({ body: '{' })).status).toBe(400);
	});
	test.each<[unknown, boolean]>([
		[300, false],
		[0, true],
		['0', true],
		[-5, false],
		['x', false],
		[null, false],
		[10_000_000_000, true],
	])('a tolerance of %p lets an old event in: %p', async (tolerance, isIn) => {
		expect(
			(await from({ timestamp: '2020-01-01T00:00:00Z', parameters: { tolerance: tolerance as number } })).items !==
				undefined,
		).toBe(isIn);
	});
	test('without an id the deliveryId comes of the body', async () => {
		const { items } = await from({ body: '{"eventType":"New.Type"}' });
		expect(items![0]).toMatchObject({ event: 'other', deliveryId: expect.stringMatching(/^[0-9a-f]{16}$/) });
	});
	test('two headers of a kind are no signature', async () => {
		const headers = signed(body, first);
		expect(
			(await from({ headers: { ...headers, 'x-event-signature': [headers['x-event-signature']] as never } })).status,
		).toBe(401);
	});
	test('as a form it cannot be checked', async () => {
		expect((await from({ isRaw: false })).status).toBe(401);
	});
});

describe('when the trigger is set going', () => {
	const check = async (
		parameters: IDataObject,
		credential: IDataObject = { headerName: 'X-Secret', secret: SECRET },
	) => {
		const context = {
			getCredentials: async () => await Promise.resolve(credential),
			getNodeParameter: (name: string, fallback?: unknown) => ({ ...defaults, ...parameters })[name] ?? fallback,
			getNode: () => ({ name: 'x', type: 'x', parameters: {} }),
		};
		return await trigger.webhookMethods.default.checkExists.call(context as unknown as IHookFunctions);
	};
	test('keys that can be read, or none where none is needed', async () => {
		expect(await check({ source: 'signed' })).toBe(true);
		expect(await check({ source: 'signed', secondPublicKey: ' ' })).toBe(true);
		expect(await check({ source: 'alerts', publicKey: 'x' })).toBe(true);
	});
	test.each([
		[{ publicKey: '' }, 'Public Key'],
		[{ publicKey: 'x' }, 'Public Key'],
		[{ secondPublicKey: 'x' }, 'Second Public Key'],
	])('%j is told', async (parameters, field) => {
		// n8n shows nothing but the message when it publishes
		const { message, advice } = problems.publicKeyInvalid(field);
		const told = check({ source: 'signed', ...parameters });
		await expect(told).rejects.toMatchObject({ message: expect.stringContaining(message) as string });
		await expect(told).rejects.toMatchObject({ message: expect.stringContaining(advice) as string });
	});
	test('a secret that is too short is told', async () => {
		const told = check({ source: 'alerts' }, { headerName: 'X-Secret', secret: 'short' });
		await expect(told).rejects.toThrow(problems.secretTooShort(16).message);
	});
	test.each(['alerts', 'signed'])('a selection of %s may be text, but must name events', async (source) => {
		const name = source === 'alerts' ? 'alertEvents' : 'signedEvents';
		expect(await check({ source, [name]: 'other' })).toBe(true);
		await expect(check({ source, [name]: 'NOPE' })).rejects.toThrow('Trigger On');
		await expect(check({ source, [name]: [] })).rejects.toThrow('Trigger On');
	});
});
