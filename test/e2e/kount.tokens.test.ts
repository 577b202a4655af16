import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject } from 'n8n-workflow';

import { problems } from '../../nodes/common/errors/problems';
import type { SavedCredential } from '../../tools/n8n/client';
import { type Execution, errorOf, itemsOf } from '../../tools/n8n/execution';
import { API_KEY, CLIENT_SECRET, KountStage } from './kount';

let stage: KountStage;
beforeAll(async () => {
	stage = await KountStage.open();
});
afterAll(async () => await stage.close());
beforeEach(() => {
	stage.sandbox.reset();
	stage.sandbox.settings.kount.staleToken = 'unauthorized';
	stage.sandbox.settings.kount.tokenLifeSeconds = 1200;
});

const rows = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, number) => ({
		orderNumber: `A-${number}`,
		orderDateTime: '2026-01-31T10:00:00Z',
		orderTotal: 4409,
	}));
const UPLOAD = { resource: 'transaction', operation: 'upload', transactionSource: 'items', options: { batchSize: 1 } };
const get = () => ({ resource: 'order', operation: 'get', orderId: [...stage.sandbox.state.kount.orders.keys()][0] });
const uploaded = async () =>
	await stage.control<{ requests: number; transactions: number; repeated: number }>('get', 'uploads');

/** Fails where anything secret stands in what n8n has stored or written. */
async function nothingSecretIn(execution: Execution): Promise<void> {
	const written = JSON.stringify(execution) + (await stage.n8n.n8nOutput());
	const tokens = stage.requests.map(({ headers }) => String(headers.authorization).replace('Bearer ', ''));
	expect(tokens[0]).toMatch(/^eyJ/);
	for (const secret of new Set([API_KEY, CLIENT_SECRET, ...tokens])) expect(written).not.toContain(secret);
}

describe('the pasted key', () => {
	it.each([
		['as it is', API_KEY],
		['with blanks and a line break around', `  ${API_KEY}\n`],
		['with a leading "Basic "', `Basic ${API_KEY}`],
		['with both', `  basic   ${API_KEY} `],
	])('%s goes out verbatim, and its secret with ":" survives', async (_form, apiKey) => {
		const execution = await stage.run(await stage.credential({ apiKey }), get());
		expect([execution.status, errorOf(execution)]).toEqual(['success', undefined]);
		const calls = stage.sandbox.journal.requests.filter(({ path }) => path === '/as/token');
		expect(calls).toHaveLength(1);
		expect(calls[0].headers.authorization).toBe(`Basic ${API_KEY}`);
		expect(Object.fromEntries(new URLSearchParams(calls[0].body))).toMatchObject({
			grant_type: 'client_credentials',
			scope: 'k1_integration_api',
		});
		await nothingSecretIn(execution);
	});

	it('is exchanged at a custom Token URL with blanks around it', async () => {
		const tokenUrl = ` ${stage.url}/kount/oauth2/ausdppkujzCPQuIrY357/v1/token `;
		const execution = await stage.run(await stage.credential({ tokenUrl }), get());
		expect(execution.status).toBe('success');
		expect(stage.sandbox.journal.requests.map(({ path }) => path)).toContain('/oauth2/ausdppkujzCPQuIrY357/v1/token');
	});
});

describe("the credential's test", () => {
	it('is green with a good key, and costs one token', async () => {
		const credential = await stage.credential();
		expect(await stage.n8n.client.testCredential(credential)).toMatchObject({ status: 'OK' });
		expect(await stage.tokenCalls()).toMatchObject({ total: 1, issued: 1 });
		expect(stage.requests.map(({ method, path, status }) => [method, path, status])).toEqual([
			['GET', '/commerce/v2/orders/credential-test', 404],
		]);
	});
	it('is red with a wrong key', async () => {
		const wrong = Buffer.from('e2e-client:wrong-secret').toString('base64');
		const result = await stage.n8n.client.testCredential(await stage.credential({ apiKey: wrong }));
		expect(result.status).toBe('Error');
		expect(result.message).not.toContain(wrong);
	});
	it.each([401, 403, 500, 501, 502, 503, 504, 520])('is red for an API that answers %d', async (status) => {
		stage.sandbox.faults.add({ service: 'kount', path: '/commerce/*', status, count: 5 }, ['kount']);
		const result = await stage.n8n.client.testCredential(await stage.credential());
		stage.sandbox.faults.clear();
		expect([status, result.status]).toEqual([status, 'Error']);
	});
	it.each([200, 400, 404, 429])('is green for an API that answers %d in JSON', async (status) => {
		const body = { code: 'example', message: 'An example' };
		stage.sandbox.faults.add({ service: 'kount', path: '/commerce/*', status, body, count: 5 }, ['kount']);
		const result = await stage.n8n.client.testCredential(await stage.credential());
		stage.sandbox.faults.clear();
		expect([status, result.status]).toEqual([status, 'OK']);
	});
});

describe.each<[string, () => IDataObject]>([
	['reads (Order: Get)', get],
	['writes (Transaction: Upload, one a request)', () => UPLOAD],
])('50 items, %s', (_name, parameters) => {
	const isUpload = () => parameters() === UPLOAD;
	let credential: SavedCredential;
	let before = 0;

	async function runs(): Promise<number> {
		const execution = await stage.run(credential, parameters(), rows(50));
		expect([execution.status, errorOf(execution)]).toEqual(['success', undefined]);
		expect(itemsOf(execution, 'Node')).toHaveLength(50);
		await nothingSecretIn(execution);
		const { total, limited } = await stage.tokenCalls();
		expect(limited).toBe(0);
		const used = total - before;
		before = total;
		return used;
	}

	beforeEach(async () => {
		credential = await stage.credential();
		before = 0;
	});

	it('on a fresh credential: one token call', async () => {
		expect(await runs()).toBe(1);
		expect(stage.requests).toHaveLength(50);
		expect(await runs()).toBe(0);
	});

	it.each(['unauthorized', 'serverError'] as const)(
		'on an expired token that surfaces as %s: one token call, and nothing twice',
		async (staleToken) => {
			expect(await runs()).toBe(1);
			stage.sandbox.settings.kount.staleToken = staleToken;
			await stage.control('post', 'tokens/expire', {});
			const answered = stage.requests.length;
			expect(await runs()).toBe(1);
			const statuses = stage.requests.slice(answered).map(({ status }) => status ?? 0);
			// those that were on their way together
			const refused = statuses.filter((status) => status === (staleToken === 'serverError' ? 500 : 401)).length;
			expect([refused >= 1, refused <= 10]).toEqual([true, true]);
			expect(statuses.filter((status) => status < 300)).toHaveLength(50);
			if (isUpload()) expect(await uploaded()).toMatchObject({ requests: 100, transactions: 100 });
		},
	);
});

describe('a 500', () => {
	it('that says nothing of the token is no reason to upload again', async () => {
		const credential = await stage.credential();
		stage.sandbox.faults.add(
			{ service: 'kount', path: '/kff/*', status: 500, body: { code: 13, message: 'batch of 401 failed' }, count: 5 },
			['kount'],
		);
		const execution = await stage.run(credential, UPLOAD, rows(1));
		stage.sandbox.faults.clear();
		expect(errorOf(execution)).toContain('500: batch of 401 failed (13)');
		expect(stage.requests).toHaveLength(1);
		expect((await stage.tokenCalls()).total).toBe(1);
	});
	it('that goes on saying so is sent once more, and no third time', async () => {
		const credential = await stage.credential();
		stage.sandbox.faults.add(
			{ service: 'kount', path: '/kff/*', status: 500, body: { code: 13, message: '401.04 invalid token' }, count: 9 },
			['kount'],
		);
		const execution = await stage.run(credential, UPLOAD, rows(1));
		stage.sandbox.faults.clear();
		expect(execution.status).toBe('error');
		expect(stage.requests).toHaveLength(2);
		expect((await stage.tokenCalls()).total).toBeLessThanOrEqual(2);
	});
});

describe('a wrong key', () => {
	it('is told as one, once for all items, and is not shown', async () => {
		const wrong = Buffer.from('e2e-client:wrong-secret').toString('base64');
		const execution = await stage.run(await stage.credential({ apiKey: wrong }), get(), rows(5));
		const rejected = problems.credentialRejected('Kount', `${stage.url}/kount`, '').message;
		expect(errorOf(execution)).toContain(rejected);
		expect(stage.requests).toHaveLength(0);
		const written = JSON.stringify(execution) + (await stage.n8n.n8nOutput());
		for (const secret of [wrong, 'wrong-secret']) expect(written).not.toContain(secret);
		expect((await stage.tokenCalls()).issued).toBe(0);
	});
});

describe('a service that repeats the token in its refusal', () => {
	let echo: Server;
	let baseUrl = '';
	beforeAll(async () => {
		echo = createServer((request, response) => {
			response.writeHead(400, { 'content-type': 'application/json' });
			response.end(
				JSON.stringify({
					code: 3,
					message: `refused: ${request.headers.authorization}`,
					details: [{ field: 'token', description: String(request.headers.authorization).slice(7) }],
				}),
			);
		});
		await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
		baseUrl = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
	});
	afterAll(() => echo.close());

	it.each([false, true])('does not bring it into the execution; continuing: %p', async (goesOn) => {
		const execution = await stage.run(
			await stage.credential({ baseUrl }),
			get(),
			rows(2),
			goesOn ? { onError: 'continueRegularOutput' } : {},
		);
		expect(JSON.stringify(execution)).toContain('refused');
		expect(JSON.stringify(execution) + (await stage.n8n.n8nOutput())).not.toMatch(/eyJ[\w-]{10}/);
	});
});
