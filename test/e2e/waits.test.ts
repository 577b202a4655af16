import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject } from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { SavedCredential } from '../../tools/n8n/client';
import { type Execution, errorOf, itemsOf, runsOf } from '../../tools/n8n/execution';
import { chain, type NodeToCreate } from '../../tools/n8n/workflow';
import { detailsOf } from '../anotherN8n';
import { type Connection, connect } from './harness';

/** Operations that wait: failed looks do not end them, and nothing keeps them beyond their limit. */

const API = '/payment/customer/v1';
const MOCK_BANK = 'c8f0bf49-4744-4933-8960-7add6e590841';
const KLOUTIT_KEY = 'klt_e2e_waits_90ab12';
const KLAVI_KEYS = { accessKey: 'kv_waits_1', secretKey: 'kv&waits#5f%1$2!' };
const START: NodeToCreate = { name: 'Start', type: 'n8n-nodes-base.manualTrigger' };
/** Seconds. */
const LIMIT = 4;

let n8n: Connection;
let sandbox: Sandbox;
let url: string;
/** Answers with one byte a second, without end. */
let slow: Server;
const credentials: SavedCredential[] = [];
const workflows: string[] = [];

beforeAll(async () => {
	n8n = await connect();
	sandbox = await createSandbox({
		kloutit: { apiKey: KLOUTIT_KEY, defenseTime: 0 },
		klavi: {
			...KLAVI_KEYS,
			stepTime: 50,
			stepTimes: { STARTED: 0, ENQUEUED: null, CONSENT_AWAITING_AUTHORIZATION: null },
			retryDelays: [],
		},
	});
	url = await sandbox.listen(0);
	slow = createServer((request, response) => {
		request.resume();
		if (request.url?.endsWith('/auth')) return void response.end(JSON.stringify({ accessToken: 'waits-token-77' }));
		response.writeHead(200, { 'content-type': 'application/json' }).write('{');
		const timer = setInterval(() => response.write(' '), 1000);
		response.on('close', () => clearInterval(timer));
	});
	await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
	for (const id of workflows) await n8n.client.deleteWorkflow(id);
	for (const { id } of credentials) await n8n.client.deleteCredential(id);
	slow.closeAllConnections();
	await new Promise((resolve) => slow.close(resolve));
	await sandbox.close();
});
beforeEach(() => sandbox.reset());

const slowUrl = () => `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;

async function credential(type: string, data: IDataObject): Promise<SavedCredential> {
	const saved = await n8n.client.createCredential(`Waits ${randomUUID()}`, type, data);
	credentials.push(saved);
	return saved;
}

const klavi = async (parameters: IDataObject, base = url): Promise<NodeToCreate> => {
	const data = { ...KLAVI_KEYS, environment: 'custom', baseUrl: `${base}/klavi`, revision: 'customerV1' };
	const { id, name } = await credential('klaviApi', data);
	return {
		name: 'Node',
		type: 'n8n-nodes-chargeback.klavi',
		parameters: { resource: 'payment', ...parameters },
		credentials: { klaviApi: { id, name } },
	};
};

const wait = async (changes: IDataObject = {}, base?: string) =>
	await klavi({ operation: 'wait', paymentId: 'P-1', interval: 2, waitLimit: LIMIT, ...changes }, base);

const create = async (changes: IDataObject = {}) =>
	await klavi({
		operation: 'create',
		externalId: 'REFUND-9',
		participant: { __rl: true, mode: 'id', value: MOCK_BANK },
		method: 'PIX_DICT',
		pixKey: '+5511987654321',
		amount: '48.00',
		payerType: 'person',
		personTaxId: '123.456.789-01',
		personName: 'Ana Souza',
		linkWaitLimit: LIMIT,
		...changes,
	});

const download = async (changes: IDataObject = {}, base = url): Promise<NodeToCreate> => {
	const { id, name } = await credential('kloutitApi', { apiKey: KLOUTIT_KEY, baseUrl: `${base}/kloutit` });
	return {
		name: 'Node',
		type: 'n8n-nodes-chargeback.kloutit',
		parameters: {
			resource: 'defense',
			operation: 'download',
			expedientNumber: 'EXP-1',
			waitUntilReady: true,
			waitLimit: LIMIT,
			...changes,
		},
		credentials: { kloutitApi: { id, name } },
	};
};

async function run(node: NodeToCreate, onError?: string): Promise<Execution> {
	const { id } = await n8n.client.createWorkflow({
		name: `Test ${randomUUID()}`,
		nodes: [START, { ...node, ...(onError ? { onError } : {}) } as NodeToCreate],
		connections: chain('Start', node.name),
	});
	workflows.push(id);
	return await n8n.client.runToEnd(id, 'Start', 90_000);
}

/** Seconds that the node took. */
const secondsOf = (execution: Execution) => runsOf(execution, 'Node')[0].executionTime / 1000;

const fault = (service: string, path: string, order: IDataObject) =>
	sandbox.faults.add({ service, path, ...order }, [service]);
const statusFault = (order: IDataObject) => fault('klavi', `${API}/payments/*/status`, order);
const seen = (status: string) => statusFault({ status: 200, body: { id: 'P-1', status } });
const defenseFault = (order: IDataObject) => fault('kloutit', '/case/download-defense/*', order);

const FAILURES: Array<[string, IDataObject]> = [
	['404', { status: 404 }],
	['500', { status: 500 }],
	['503', { status: 503 }],
	['429 with a wait', { status: 429, retryAfter: 1 }],
	['broken connections', { reset: 'before' }],
	['an HTML page', { status: 502, malformed: 'html' }],
];

/** Whatever holds a look up. */
const HINDRANCES: Array<[string, IDataObject]> = [
	['never answers', { delay: 30_000 }],
	['asks to wait for an hour', { status: 429, retryAfter: 3600 }],
	['is busy', { status: 503 }],
	['breaks connections', { reset: 'before' }],
];

describe('Klavi, Payment: Wait', () => {
	it.each(FAILURES)('goes on after looks that meet %s', async (_name, order) => {
		seen('ENQUEUED');
		statusFault({ ...order, count: 4 });
		seen('PAYMENT_COMPLETED');
		const execution = await run(await wait({ waitLimit: 60 }));
		expect(errorOf(execution)).toBeUndefined();
		expect(itemsOf(execution, 'Node')[0].json).toMatchObject({ id: 'P-1', status: 'PAYMENT_COMPLETED' });
	});

	it.each(HINDRANCES)('ends within a second of its limit when Klavi %s', async (_name, order) => {
		seen('CONSENT_AWAITING_AUTHORIZATION');
		statusFault({ ...order, count: 999 });
		const execution = await run(await wait(), 'continueRegularOutput');
		expect(secondsOf(execution)).toBeLessThan(LIMIT + 1);
		expect(secondsOf(execution)).toBeGreaterThan(LIMIT - 0.5);
		expect(detailsOf(itemsOf(execution, 'Node')[0].json)).toMatchObject({
			problem: 'paymentNotReached',
			id: 'P-1',
			status: 'CONSENT_AWAITING_AUTHORIZATION',
			finished: false,
		});
	});

	it('ends within a second of its limit when the response never ends', async () => {
		const execution = await run(await wait({ otherwise: 'data' }, slowUrl()));
		expect(secondsOf(execution)).toBeLessThan(LIMIT + 1);
		expect(itemsOf(execution, 'Node')[0].json).toMatchObject({ id: 'P-1', status: null, finished: false });
	});

	it('ends within a second of its limit when no token comes', async () => {
		fault('klavi', `${API}/auth`, { delay: 30_000, count: 99 });
		const execution = await run(await wait({ otherwise: 'data' }));
		expect(secondsOf(execution)).toBeLessThan(LIMIT + 1);
		expect(itemsOf(execution, 'Node')[0].json).toMatchObject({ id: 'P-1', status: null, finished: false });
	});
});

describe('Klavi, Payment: Create', () => {
	const creates = () =>
		sandbox.journal.requests.filter(({ method, path }) => method === 'POST' && path === `${API}/payments`);
	const payments = () => [...sandbox.state.klavi.payments.values()];

	it.each(FAILURES)('goes on looking for the bank link after looks that meet %s', async (_name, order) => {
		statusFault({ ...order, count: 4 });
		sandbox.settings.klavi.stepTimes = { STARTED: 0, ENQUEUED: 0, CONSENT_AWAITING_AUTHORIZATION: null };
		fault('klavi', `${API}/payments`, {
			method: 'POST',
			status: 201,
			afterProcessing: true,
			body: { status: 'ENQUEUED' },
		});
		const execution = await run(await create({ linkWaitLimit: 60 }));
		expect(errorOf(execution)).toBeUndefined();
		expect(itemsOf(execution, 'Node')[0].json).toMatchObject({
			id: payments()[0].id,
			redirectConsentURL: expect.stringContaining('/bank/') as string,
		});
		expect(creates()).toHaveLength(1);
	});

	it.each(HINDRANCES)('ends within a second of its limit when Klavi %s, with the payment', async (_name, order) => {
		statusFault({ ...order, count: 999 });
		const execution = await run(await create());
		expect(errorOf(execution)).toBeUndefined();
		// the token and the create take a moment before the wait begins
		expect(secondsOf(execution)).toBeLessThan(LIMIT + 1.5);
		expect(itemsOf(execution, 'Node')[0].json).toMatchObject({ id: payments()[0].id, redirectConsentURL: null });
		expect(creates()).toHaveLength(1);
	});

	it.each<[string, IDataObject]>([
		['an empty body', { malformed: 'empty' }],
		['an HTML page', { malformed: 'html' }],
		['a list', { malformed: 'array' }],
		['half of the JSON', { malformed: 'truncated' }],
		['text', { body: 'ok', contentType: 'text/plain' }],
	])('sends nothing again after a 2xx with %s', async (_name, order) => {
		fault('klavi', `${API}/payments`, { method: 'POST', status: 201, afterProcessing: true, ...order });
		const execution = await run(await create({ waitForBankLink: false }));
		expect(errorOf(execution)).toBeUndefined();
		expect([creates().length, payments().length]).toEqual([1, 1]);
		expect(itemsOf(execution, 'Node')[0].json).toMatchObject({ id: payments()[0].id, externalId: 'REFUND-9' });
	});

	it('sends nothing again after a 2xx whose payment cannot be found, and says that it was created', async () => {
		fault('klavi', `${API}/payments`, { method: 'POST', status: 200, afterProcessing: true, malformed: 'html' });
		statusFault({ status: 404, count: 99 });
		const execution = await run(await create(), 'continueRegularOutput');
		expect([creates().length, payments().length]).toEqual([1, 1]);
		expect(detailsOf(itemsOf(execution, 'Node')[0].json)).toMatchObject({
			problem: 'createdWithoutResponse',
			externalId: 'REFUND-9',
			created: true,
			id: null,
		});
	});
});

describe('Kloutit, Defense: Download, Wait Until Ready', () => {
	it.each([...FAILURES, ['409', { status: 409 }] as [string, IDataObject]])(
		'goes on after looks that meet %s',
		async (_name, order) => {
			const [generated] = [...sandbox.state.kloutit.cases.values()].filter(
				({ status, defense }) => status === 'GENERATED' && defense !== undefined,
			);
			defenseFault({ ...order, count: 4 });
			const { expedientNumber } = generated.fields;
			const execution = await run(await download({ expedientNumber, waitLimit: 60 }));
			expect(errorOf(execution)).toBeUndefined();
			expect(itemsOf(execution, 'Node')[0].binary?.data).toBeDefined();
		},
	);

	it.each(HINDRANCES)('ends within a second of its limit when Kloutit %s', async (_name, order) => {
		defenseFault({ ...order, count: 999 });
		const execution = await run(await download(), 'continueRegularOutput');
		expect(secondsOf(execution)).toBeLessThan(LIMIT + 1);
		expect(secondsOf(execution)).toBeGreaterThan(LIMIT - 0.5);
		expect(detailsOf(itemsOf(execution, 'Node')[0].json)).toMatchObject({
			problem: 'defenseWaitOver',
			expedientNumber: 'EXP-1',
		});
	});

	it('ends within a second of its limit when the response never ends', async () => {
		const execution = await run(await download({}, slowUrl()), 'continueRegularOutput');
		expect(secondsOf(execution)).toBeLessThan(LIMIT + 1);
		expect(detailsOf(itemsOf(execution, 'Node')[0].json).problem).toBe('defenseWaitOver');
	});
});
