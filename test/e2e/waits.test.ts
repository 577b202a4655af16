import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject } from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { SavedCredential } from '../../tools/n8n/client';
import { type Execution, errorOf, itemsOf, runsOf } from '../../tools/n8n/execution';
import { chain, type NodeToCreate } from '../../tools/n8n/workflow';
import { detailsOf } from '../anotherN8n';
import { PIX_PAYMENT } from '../pixPayment';
import { type Connection, connect } from './harness';

/** Operations that wait: failed looks do not end them, and nothing keeps them beyond their limit. */

const API = '/payment/customer/v1';
const KLOUTIT_KEY = 'klt_e2e_waits_90ab12';
const KLAVI_KEYS = { accessKey: 'kv_waits_1', secretKey: 'kv&waits#5f%1$2!' };
const START: NodeToCreate = { name: 'Start', type: 'n8n-nodes-base.manualTrigger' };
/** Seconds. */
const LIMIT = 4;

let n8n: Connection;
/** Answers with one byte a second, without end. */
let slow: Server;
const worlds: World[] = [];
const credentials: SavedCredential[] = [];
const workflows: string[] = [];

beforeAll(async () => {
	n8n = await connect();
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
	for (const { sandbox } of worlds) await sandbox.close();
});

const slowUrl = () => `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;

async function credential(type: string, data: IDataObject): Promise<SavedCredential> {
	const saved = await n8n.client.createCredential(`Waits ${randomUUID()}`, type, data);
	credentials.push(saved);
	return saved;
}

/** Seconds that the node took. */
const secondsOf = (execution: Execution) => runsOf(execution, 'Node')[0].executionTime / 1000;

/** The services of one case, so that cases can wait at the same time. */
class World {
	private constructor(
		readonly sandbox: Sandbox,
		private readonly url: string,
	) {}

	static async open(): Promise<World> {
		const sandbox = await createSandbox({
			kloutit: { apiKey: KLOUTIT_KEY, defenseTime: 0 },
			klavi: {
				...KLAVI_KEYS,
				stepTime: 50,
				stepTimes: { STARTED: 0, ENQUEUED: null, CONSENT_AWAITING_AUTHORIZATION: null },
				retryDelays: [],
			},
		});
		const world = new World(sandbox, await sandbox.listen(0));
		worlds.push(world);
		return world;
	}

	private async klavi(parameters: IDataObject, base = this.url): Promise<NodeToCreate> {
		const data = { ...KLAVI_KEYS, environment: 'custom', baseUrl: `${base}/klavi`, revision: 'customerV1' };
		const { id, name } = await credential('klaviApi', data);
		return {
			name: 'Node',
			type: 'n8n-nodes-chargeback.klavi',
			parameters: { resource: 'payment', ...parameters },
			credentials: { klaviApi: { id, name } },
		};
	}

	async wait(changes: IDataObject = {}, base?: string): Promise<NodeToCreate> {
		return await this.klavi({ operation: 'wait', paymentId: 'P-1', interval: 2, waitLimit: LIMIT, ...changes }, base);
	}

	async create(changes: IDataObject = {}): Promise<NodeToCreate> {
		return await this.klavi({
			...PIX_PAYMENT,
			externalId: 'REFUND-9',
			linkWaitLimit: LIMIT,
			...changes,
		});
	}

	async download(changes: IDataObject = {}, base = this.url): Promise<NodeToCreate> {
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
	}

	fault(service: string, path: string, order: IDataObject): void {
		this.sandbox.faults.add({ service, path, ...order }, [service]);
	}

	statusFault(order: IDataObject): void {
		this.fault('klavi', `${API}/payments/*/status`, order);
	}

	seen(status: string): void {
		this.statusFault({ status: 200, body: { id: 'P-1', status } });
	}

	createFault(order: IDataObject): void {
		this.fault('klavi', `${API}/payments`, { method: 'POST', afterProcessing: true, ...order });
	}

	defenseFault(order: IDataObject): void {
		this.fault('kloutit', '/case/download-defense/*', order);
	}

	get creates() {
		return this.sandbox.journal.requests.filter(({ method, path }) => method === 'POST' && path === `${API}/payments`);
	}

	get payments() {
		return [...this.sandbox.state.klavi.payments.values()];
	}
}

async function run(node: NodeToCreate, onError?: string): Promise<Execution> {
	const { id } = await n8n.client.createWorkflow({
		name: `Test ${randomUUID()}`,
		nodes: [START, { ...node, ...(onError ? { onError } : {}) } as NodeToCreate],
		connections: chain('Start', node.name),
	});
	workflows.push(id);
	return await n8n.client.runToEnd(id, 'Start', 90_000);
}

interface Ended {
	world: World;
	execution: Execution;
}

/** Has all cases wait at the same time, each at services of its own. Resolves with how the named one ended. */
function atOnce(
	cases: Array<[string, IDataObject]>,
	start: (world: World, order: IDataObject) => Promise<Execution>,
): (name: string) => Promise<Ended> {
	const ended = new Map<string, Promise<Ended>>();
	beforeAll(async () => {
		for (const [name, order] of cases) {
			const world = await World.open();
			ended.set(
				name,
				start(world, order).then((execution) => ({ world, execution })),
			);
		}
		await Promise.allSettled(ended.values());
	});
	return async (name) => await (ended.get(name) as Promise<Ended>);
}

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
	const goesOn = atOnce(FAILURES, async (world, order) => {
		world.seen('ENQUEUED');
		world.statusFault({ ...order, count: 4 });
		world.seen('PAYMENT_COMPLETED');
		return await run(await world.wait({ waitLimit: 60 }));
	});
	it.each(FAILURES)('goes on after looks that meet %s', async (name) => {
		const { execution } = await goesOn(name);
		expect(errorOf(execution)).toBeUndefined();
		expect(itemsOf(execution, 'Node')[0].json).toMatchObject({ id: 'P-1', status: 'PAYMENT_COMPLETED' });
	});

	const hindered = atOnce(HINDRANCES, async (world, order) => {
		world.seen('CONSENT_AWAITING_AUTHORIZATION');
		world.statusFault({ ...order, count: 999 });
		return await run(await world.wait(), 'continueRegularOutput');
	});
	it.each(HINDRANCES)('ends within a second of its limit when Klavi %s', async (name) => {
		const { execution } = await hindered(name);
		expect(secondsOf(execution)).toBeLessThan(LIMIT + 1);
		expect(secondsOf(execution)).toBeGreaterThan(LIMIT - 0.5);
		expect(detailsOf(itemsOf(execution, 'Node')[0].json)).toMatchObject({
			problem: 'paymentNotReached',
			id: 'P-1',
			status: 'CONSENT_AWAITING_AUTHORIZATION',
			finished: false,
		});
	});

	it.each<[string, (world: World) => Promise<NodeToCreate>]>([
		['the response never ends', async (world) => await world.wait({ otherwise: 'data' }, slowUrl())],
		[
			'no token comes',
			async (world) => {
				world.fault('klavi', `${API}/auth`, { delay: 30_000, count: 99 });
				return await world.wait({ otherwise: 'data' });
			},
		],
	])('ends within a second of its limit when %s', async (_name, node) => {
		const execution = await run(await node(await World.open()));
		expect(secondsOf(execution)).toBeLessThan(LIMIT + 1);
		expect(itemsOf(execution, 'Node')[0].json).toMatchObject({ id: 'P-1', status: null, finished: false });
	});
});

describe('Klavi, Payment: Create', () => {
	const goesOn = atOnce(FAILURES, async (world, order) => {
		world.statusFault({ ...order, count: 4 });
		world.sandbox.settings.klavi.stepTimes = { STARTED: 0, ENQUEUED: 0, CONSENT_AWAITING_AUTHORIZATION: null };
		world.createFault({ status: 201, body: { status: 'ENQUEUED' } });
		return await run(await world.create({ linkWaitLimit: 60 }));
	});
	it.each(FAILURES)('goes on looking for the bank link after looks that meet %s', async (name) => {
		const { world, execution } = await goesOn(name);
		expect(errorOf(execution)).toBeUndefined();
		expect(itemsOf(execution, 'Node')[0].json).toMatchObject({
			id: world.payments[0].id,
			redirectConsentURL: expect.stringContaining('/bank/') as string,
		});
		expect(world.creates).toHaveLength(1);
	});

	const hindered = atOnce(HINDRANCES, async (world, order) => {
		world.statusFault({ ...order, count: 999 });
		return await run(await world.create());
	});
	it.each(HINDRANCES)('ends within a second of its limit when Klavi %s, with the payment', async (name) => {
		const { world, execution } = await hindered(name);
		expect(errorOf(execution)).toBeUndefined();
		// the token and the create take a moment before the wait begins
		expect(secondsOf(execution)).toBeLessThan(LIMIT + 1.5);
		expect(itemsOf(execution, 'Node')[0].json).toMatchObject({
			id: world.payments[0].id,
			redirectConsentURL: null,
		});
		expect(world.creates).toHaveLength(1);
	});

	it.each<[string, IDataObject]>([
		['an empty body', { malformed: 'empty' }],
		['an HTML page', { malformed: 'html' }],
		['a list', { malformed: 'array' }],
		['half of the JSON', { malformed: 'truncated' }],
		['text', { body: 'ok', contentType: 'text/plain' }],
	])('sends nothing again after a 2xx with %s', async (_name, order) => {
		const world = await World.open();
		world.createFault({ status: 201, ...order });
		const execution = await run(await world.create({ waitForBankLink: false }));
		expect(errorOf(execution)).toBeUndefined();
		expect([world.creates.length, world.payments.length]).toEqual([1, 1]);
		expect(itemsOf(execution, 'Node')[0].json).toMatchObject({ id: world.payments[0].id, externalId: 'REFUND-9' });
	});

	it('sends nothing again after a 2xx whose payment cannot be found, and says that it was created', async () => {
		const world = await World.open();
		world.createFault({ status: 200, malformed: 'html' });
		world.statusFault({ status: 404, count: 99 });
		const execution = await run(await world.create(), 'continueRegularOutput');
		expect([world.creates.length, world.payments.length]).toEqual([1, 1]);
		expect(detailsOf(itemsOf(execution, 'Node')[0].json)).toMatchObject({
			problem: 'createdWithoutResponse',
			externalId: 'REFUND-9',
			created: true,
			id: null,
		});
	});
});

describe('Kloutit, Defense: Download, Wait Until Ready', () => {
	const failures: typeof FAILURES = [...FAILURES, ['409', { status: 409 }]];
	const goesOn = atOnce(failures, async (world, order) => {
		const [generated] = [...world.sandbox.state.kloutit.cases.values()].filter(
			({ status, defense }) => status === 'GENERATED' && defense !== undefined,
		);
		world.defenseFault({ ...order, count: 4 });
		const { expedientNumber } = generated.fields;
		return await run(await world.download({ expedientNumber, waitLimit: 60 }));
	});
	it.each(failures)('goes on after looks that meet %s', async (name) => {
		const { execution } = await goesOn(name);
		expect(errorOf(execution)).toBeUndefined();
		expect(itemsOf(execution, 'Node')[0].binary?.data).toBeDefined();
	});

	const hindered = atOnce(HINDRANCES, async (world, order) => {
		world.defenseFault({ ...order, count: 999 });
		return await run(await world.download(), 'continueRegularOutput');
	});
	it.each(HINDRANCES)('ends within a second of its limit when Kloutit %s', async (name) => {
		const { execution } = await hindered(name);
		expect(secondsOf(execution)).toBeLessThan(LIMIT + 1);
		expect(secondsOf(execution)).toBeGreaterThan(LIMIT - 0.5);
		expect(detailsOf(itemsOf(execution, 'Node')[0].json)).toMatchObject({
			problem: 'defenseWaitOver',
			expedientNumber: 'EXP-1',
		});
	});

	it('ends within a second of its limit when the response never ends', async () => {
		const world = await World.open();
		const execution = await run(await world.download({}, slowUrl()), 'continueRegularOutput');
		expect(secondsOf(execution)).toBeLessThan(LIMIT + 1);
		expect(detailsOf(itemsOf(execution, 'Node')[0].json).problem).toBe('defenseWaitOver');
	});
});
