import { createHmac } from 'node:crypto';

import type { IWebhookFunctions } from 'n8n-workflow';

import { ChargebackhitTrigger } from '../../../../nodes/Chargebackhit/ChargebackhitTrigger.node';
import { VirtualClock } from '../virtualClock';

const KEYS = { publicKey: 'pk_demo_1', secretKey: 'sk_demo_1', previousSecretKey: '' };
const ALERT = {
	alert: { id: 'a1', type: 'init-refund', product: 'ethoca', date: '2026-11-21T09:00:00Z' },
	transaction: {},
	merchant: {},
};
const ALL = ['dispute-notification', 'fraud-notification', 'init-refund', 'inquiry', 'prevented', 'resolved'];

async function deliver({
	body = JSON.stringify(ALERT),
	headers = {},
	parameters = {},
	credential = async () => await Promise.resolve<unknown>(KEYS),
	signedWith = KEYS.secretKey,
}: {
	body?: string;
	headers?: Record<string, unknown>;
	parameters?: Record<string, unknown>;
	credential?: () => Promise<unknown>;
	signedWith?: string;
} = {}) {
	const signature = Buffer.from(
		createHmac('sha512', signedWith)
			.update(KEYS.publicKey + body + KEYS.publicKey)
			.digest('hex'),
	).toString('base64');
	const given: Record<string, unknown> = {
		events: ALL,
		respond: 'immediately',
		refundOutcome: 'pending',
		simplify: true,
		includeOriginal: false,
		...parameters,
	};
	const json = jest.fn();
	const status = jest.fn((_status: number) => ({ json }));
	const getCredentials = jest.fn(credential);
	const open = {
		status,
		headersSent: false,
		statusCode: 200,
		getHeaderNames: () => [],
		setHeader: jest.fn(),
		removeHeader: jest.fn(),
		once: jest.fn(),
		end: jest.fn(),
	};
	const end = open.end;
	const context = {
		getHeaderData: () => ({ signature, ...headers }),
		getRequestObject: () => ({ rawBody: Buffer.from(body) }),
		getResponseObject: () => open,
		getCredentials,
		getMode: () => 'webhook',
		getNode: () => ({ name: 'Alerts' }),
		getWorkflow: () => ({ id: 'w1', name: 'Test' }),
		logger: { warn: jest.fn(), error: jest.fn() },
		getNodeParameter: (name: string, fallback?: unknown) => given[name] ?? fallback,
		helpers: { returnJsonArray: (items: object[]) => items.map((item) => ({ json: item })) },
	};
	const result = await new ChargebackhitTrigger().webhook.call(context as unknown as IWebhookFunctions);
	return {
		result,
		end,
		isGuarded: open.end !== end,
		status: status.mock.calls[0]?.[0],
		getCredentials,
		item: result.workflowData?.[0][0].json,
		reply: result.webhookResponse as unknown,
	};
}
const alertOf = (type: string) => JSON.stringify({ ...ALERT, alert: { ...ALERT.alert, type } });

describe('who may start a workflow', () => {
	test('a signed alert', async () => {
		const { item, reply } = await deliver();
		expect(item).toMatchObject({ event: 'alert', id: 'a1', deliveryId: 'init-refund:a1' });
		expect(reply).toEqual({ outcome: 'pending' });
	});
	test.each([
		['a wrong key', { signedWith: 'other' }],
		['no signature', { headers: { signature: undefined } }],
		['a short signature', { headers: { signature: 'abc' } }],
		['two signatures', { headers: { signature: ['a', 'b'] } }],
		["another account's public key", { headers: { public_key: 'pk_other' } }],
		[
			'no secret key in the credential',
			{ signedWith: '', credential: async () => await Promise.resolve({ ...KEYS, secretKey: '' }) },
		],
	])('%s: 401, and nothing starts', async (_name, given) => {
		const { status, result } = await deliver(given);
		expect(status).toBe(401);
		expect(result).toEqual({ noWebhookResponse: true });
	});
	test('what is obviously unsigned costs no credential', async () => {
		expect((await deliver({ headers: { signature: 'abc' } })).getCredentials).not.toHaveBeenCalled();
	});
	test('the previous secret key still opens', async () => {
		const credential = async () => await Promise.resolve({ ...KEYS, secretKey: 'new', previousSecretKey: 'old' });
		expect((await deliver({ credential, signedWith: 'old' })).item).toBeDefined();
	});
	test.each(['', 'x', '[]', '{}', '{"alert":{},"transaction":{}}', '{"alert":[],"transaction":{},"merchant":{}}'])(
		'signed, but no alert (%p): 400',
		async (body) => {
			expect((await deliver({ body })).status).toBe(400);
		},
	);
	test('without a credential that can be read: 503, and nothing starts', async () => {
		const credential = async () => await Promise.reject(new Error('Node does not have any credentials set'));
		for (const signedWith of [KEYS.secretKey, '']) {
			const { status, result } = await deliver({ credential, signedWith });
			expect(status).toBe(503);
			expect(result).toEqual({ noWebhookResponse: true });
		}
	});
});

describe('what is answered', () => {
	let tests = 0;
	test.each(ALL.filter((type) => type !== 'init-refund' && type !== 'inquiry'))(
		'%s gets acknowledged',
		async (type) => {
			expect((await deliver({ body: alertOf(type) })).reply).toEqual({ outcome: 'acknowledged' });
		},
	);
	test('an inquiry gets its two members, be they empty', async () => {
		expect((await deliver({ body: alertOf('inquiry') })).reply).toEqual({
			outcome: 'acknowledged',
			customer: {},
			products: [],
		});
	});
	test('a selection that is text counts as the list that it is', async () => {
		const events = 'prevented, inquiry';
		expect((await deliver({ body: alertOf('inquiry'), parameters: { events } })).item).toBeDefined();
		const { item, reply } = await deliver({ body: alertOf('resolved'), parameters: { events } });
		expect(item).toBeUndefined();
		expect(reply).toEqual({ outcome: 'acknowledged' });
	});
	test('a selection that is none has the alert sent again', async () => {
		const { item, status } = await deliver({ body: alertOf('inquiry'), parameters: { events: 'nonsense' } });
		expect([item, status]).toEqual([undefined, 503]);
	});
	test('an unknown type starts the workflow and commits to nothing', async () => {
		const { item, reply } = await deliver({ body: alertOf('new-type'), parameters: { events: [] } });
		expect(item).toMatchObject({ event: 'other' });
		expect(reply).toEqual({ outcome: 'acknowledged' });
	});
	test.each([
		['init-refund', 'pending'],
		['resolved', 'acknowledged'],
	])('%s that was not selected gets %s and starts nothing', async (type, outcome) => {
		const { item, reply } = await deliver({
			body: alertOf(type),
			parameters: { events: ['prevented'], refundOutcome: 'reversed' },
		});
		expect(item).toBeUndefined();
		expect(reply).toEqual({ outcome });
	});
	test('the chosen outcome', async () => {
		expect((await deliver({ parameters: { refundOutcome: 'not-found' } })).reply).toEqual({ outcome: 'not-found' });
	});
	describe.each(['replyInWebhook', 'lastNode'])('where the workflow replies (%s)', (respond) => {
		let time: VirtualClock;
		beforeEach(() => {
			time = new VirtualClock().install();
			// no two deliveries of one alert have the same moment
			time.time += 60_000 * ++tests;
		});
		afterEach(() => time.restore());

		test('nothing yet', async () => {
			const { result, end } = await deliver({ parameters: { respond } });
			expect(result).not.toHaveProperty('webhookResponse');
			expect(end).not.toHaveBeenCalled();
		});
		test.each([
			['inquiry', 1200],
			['init-refund', 4000],
		])('%s gets the neutral reply after %d ms, and earlier where n8n is busy', async (type, expected) => {
			const { item: quick } = await deliver({ body: alertOf(type), parameters: { respond } });
			expect(time.waits.pop()).toBe(expected);
			expect(quick!.receivedAt).toBe(new Date(time.time).toISOString());

			const credential = async () => {
				time.time += 500;
				return await Promise.resolve(KEYS);
			};
			const { item, end, result } = await deliver({ body: alertOf(type), parameters: { respond }, credential });
			expect(time.waits).toEqual([expected - 700]);
			expect(item!.receivedAt).toBe(new Date(time.time - 700).toISOString());
			await time.step();
			await time.step();
			// only an inquiry is answered before n8n stores it
			expect(end).toHaveBeenCalledTimes(type === 'inquiry' ? 1 : 0);
			JSON.stringify(result);
			await time.step();
			expect(end).toHaveBeenCalledTimes(1);
		});
		test('with 0 n8n alone answers', async () => {
			await deliver({ body: alertOf('inquiry'), parameters: { respond, fallbackReplyAfter: 0 } });
			expect(time.waits).toEqual([]);
		});
	});
	test.each([
		['inquiry', 1200, '{"outcome":"acknowledged","customer":{},"products":[]}'],
		['init-refund', 3000, '{"outcome":"reversed"}'],
		['resolved', 3000, '{"outcome":"acknowledged"}'],
	])('Immediately: %s gets it from the trigger after %d ms if n8n has no slot', async (type, delay, reply) => {
		const time = new VirtualClock().install();
		const { end, result } = await deliver({ body: alertOf(type), parameters: { refundOutcome: 'reversed' } });
		expect(time.waits).toEqual([delay]);
		JSON.stringify(result);
		await time.step();
		await time.step();
		expect(end.mock.calls).toEqual([[Buffer.from(reply)]]);
		time.restore();
	});
	test('a forged inquiry gets no outcome', async () => {
		const { isGuarded, status } = await deliver({
			body: alertOf('inquiry'),
			signedWith: 'other',
			parameters: { respond: 'replyInWebhook' },
		});
		expect([isGuarded, status]).toEqual([false, 401]);
	});
	test('an inquiry that was not selected gets its two members too', async () => {
		const { item, reply } = await deliver({ body: alertOf('inquiry'), parameters: { events: ['prevented'] } });
		expect(item).toBeUndefined();
		expect(reply).toEqual({ outcome: 'acknowledged', customer: {}, products: [] });
	});
	test('an outcome that only init-refund may have is not sent for an inquiry', async () => {
		const { reply } = await deliver({ body: alertOf('inquiry'), parameters: { refundOutcome: 'reversed' } });
		expect(reply).toEqual({ outcome: 'acknowledged', customer: {}, products: [] });
	});
});

describe('the item', () => {
	test('simplified: the 16 fields, then the delivery', async () => {
		const { item } = await deliver();
		expect(Object.keys(item!)).toEqual([
			'provider',
			'event',
			'type',
			'status',
			'id',
			'orderId',
			'transactionId',
			'arn',
			'amount',
			'currency',
			'reason',
			'card',
			'network',
			'merchant',
			'occurredAt',
			'respondBy',
			'deliveryId',
			'receivedAt',
		]);
	});
	test('with the original', async () => {
		expect((await deliver({ parameters: { includeOriginal: true } })).item!.original).toEqual(ALERT);
	});
	test('whole', async () => {
		expect((await deliver({ parameters: { simplify: false } })).item).toEqual({
			...ALERT,
			deliveryId: 'init-refund:a1',
			receivedAt: expect.any(String),
		});
	});
	test('the delivery id is the same for each delivery of one alert, and tells alerts without an id apart', async () => {
		const bare = (more: object) => JSON.stringify({ alert: { type: 'inquiry' }, transaction: more, merchant: {} });
		const ids = await Promise.all(
			[bare({ a: 1 }), bare({ a: 1 }), bare({ a: 2 })].map(async (body) => (await deliver({ body })).item!.deliveryId),
		);
		expect(ids[0]).toMatch(/^inquiry:[0-9a-f]{16}$/);
		expect(ids[0]).toBe(ids[1]);
		expect(ids[0]).not.toBe(ids[2]);
	});
});
