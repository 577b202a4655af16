import { randomUUID } from 'node:crypto';

import axios, { type AxiosResponse } from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { problems } from '../../nodes/Kloutit/problems';
import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { SavedCredential } from '../../tools/n8n/client';
import { itemsOf } from '../../tools/n8n/execution';
import { chain } from '../../tools/n8n/workflow';
import { type Connection, connect } from './harness';
import { noteSecret } from './secrets';

const API_KEY = 'klt_e2e_51c0ffee77';

let n8n: Connection;
let sandbox: Sandbox;
let url: string;
const credentials: SavedCredential[] = [];
const workflows: string[] = [];

beforeAll(async () => {
	n8n = await connect();
	sandbox = await createSandbox({
		kloutit: { apiKey: API_KEY, defenseTime: 0, retryDelays: [300, 300, 300], webhookTimeout: 12_000 },
	});
	url = await sandbox.listen(0);
});
afterAll(async () => {
	for (const id of workflows) await n8n.client.deleteWorkflow(id);
	for (const { id } of credentials) await n8n.client.deleteCredential(id);
	await sandbox.close();
});
/** Not every address that is registered is used. */
afterEach(() => {
	for (const { targetUrl } of sandbox.state.kloutit.subscriptions.values())
		noteSecret(n8n.folder, 'the key of an address', new URL(targetUrl).searchParams.get('key') ?? '', 'database');
});
beforeEach(async () => {
	for (const id of workflows.splice(0)) await n8n.client.deleteWorkflow(id);
	sandbox.reset();
});

const credential = async (changes: IDataObject = {}): Promise<SavedCredential> => {
	const saved = await n8n.client.createCredential(`Kloutit ${randomUUID()}`, 'kloutitApi', {
		apiKey: API_KEY,
		baseUrl: `${url}/kloutit`,
		...changes,
	});
	credentials.push(saved);
	return saved;
};

const subscriptions = () =>
	[...sandbox.state.kloutit.subscriptions.values()].map(({ targetUrl, event }) => ({ targetUrl, event }));
const calls = (path: string, method = 'POST') =>
	sandbox.journal.requests.filter((request) => request.path === path && request.method === method);

/** A workflow that begins with the trigger; not active yet. */
async function workflow(parameters: IDataObject = {}) {
	const { id, name } = await credential();
	const webhookId = randomUUID();
	const saved = await n8n.client.createWorkflow({
		name: `Test ${randomUUID()}`,
		nodes: [
			{
				name: 'Events',
				type: 'n8n-nodes-chargeback.kloutitTrigger',
				webhookId,
				parameters,
				credentials: { kloutitApi: { id, name } },
			},
			{ name: 'End', type: 'n8n-nodes-base.noOp' },
		],
		connections: chain('Events', 'End'),
	});
	workflows.push(saved.id);
	return { id: saved.id, address: n8n.client.webhookUrl(webhookId, 'kloutit') };
}

async function listen(parameters: IDataObject = {}) {
	const made = await workflow(parameters);
	await n8n.client.activate(made.id);
	await n8n.client.webhookReady(made.address);
	return made;
}

interface Attempt {
	status: number | null;
}

interface SentEvent {
	/** Of all addresses together. */
	attempts: Attempt[];
	/** The text that was sent. */
	body: string;
}

/** Has the sandbox send an event to its subscriptions, or to an address; resolves when it is delivered. */
async function send(event: string, more: IDataObject = {}): Promise<SentEvent> {
	const { data } = await axios.post<{ body: string; deliveries: Array<{ attempts: Attempt[] }> }>(
		`${url}/_sandbox/kloutit/events`,
		{ event, wait: 'all', ...more },
	);
	return { attempts: data.deliveries.flatMap(({ attempts }) => attempts), body: data.body };
}

const deliver = async (address: string, body: string): Promise<AxiosResponse> =>
	await axios.post(address, body, {
		headers: { 'content-type': 'application/json' },
		transformRequest: [(data: unknown) => data],
		validateStatus: () => true,
	});
const count = async (id: string) => await n8n.client.countExecutions(id);
const last = async (id: string, executions = 1) => {
	const all = await n8n.client.waitForExecutions(id, executions);
	return itemsOf(all[all.length - 1], 'Events')[0].json;
};

describe('the life of a Kloutit Trigger', () => {
	it('registers one webhook per chosen event, under an address with a random key, and deletes them again', async () => {
		const { id, address } = await listen({ events: ['CASE_CREATED', 'CASE_WON'] });
		const made = subscriptions();
		expect(made.map(({ event }) => event).sort()).toEqual(['CASE_CREATED', 'CASE_WON']);
		const [{ targetUrl }] = made;
		expect(targetUrl).toMatch(new RegExp(`^${address.replace(/[/.]/g, '\\$&')}\\?key=[0-9a-f]{64}$`));
		expect(made[1].targetUrl).toBe(targetUrl);
		await n8n.client.deactivate(id);
		await expectSoon(() => subscriptions().length === 0);
	});

	it('is found again after a restart of n8n, without a second registration, and still accepts events', async () => {
		const { id, address } = await listen();
		const before = subscriptions();
		await n8n.restart();
		await n8n.client.webhookReady(address);
		expect(subscriptions()).toEqual(before);
		expect(calls('/webhooks')).toHaveLength(3);
		await send('CASE_WON');
		expect(await last(id)).toMatchObject({ event: 'won' });
	});

	it('is activated twice without strays, also after the chosen events have changed', async () => {
		const { id, address } = await listen();
		await axios.post(
			`${url}/kloutit/webhooks`,
			{ targetUrl: `${address}?key=old` },
			{ headers: { 'x-api-key': API_KEY } },
		);
		await n8n.client.deactivate(id);
		await expectSoon(() => subscriptions().length === 0);
		const saved = await n8n.client.workflow(id);
		saved.nodes[0].parameters = { events: ['CASE_CREATED'] };
		await n8n.client.updateWorkflow(id, { nodes: saved.nodes });
		await n8n.client.activate(id);
		expect(subscriptions().map(({ event }) => event)).toEqual(['CASE_CREATED']);
	});

	it('cannot be activated while Kloutit refuses, and leaves nothing behind', async () => {
		const { id } = await workflow();
		sandbox.faults.add({ service: 'kloutit', path: '/webhooks', method: 'POST', status: 500, skip: 1, count: 99 }, [
			'kloutit',
		]);
		await expect(n8n.client.activate(id)).rejects.toThrow();
		expect(subscriptions()).toEqual([]);
	});
});

describe('an event', () => {
	it('starts the workflow once it is verified, and comes out as the common dispute event', async () => {
		const { id } = await listen();
		const { attempts } = await send('CASE_CREATED', {
			fields: {
				disputeAmount: { value: 84.5, currency: 'EUR' },
				last4Digits: '4242',
				cardBrand: 'VISA',
				deadline: '2026-12-04T23:59:59.000Z',
			},
		});
		expect(attempts.map(({ status }) => status)).toEqual([200]);
		const item = await last(id);
		expect(item).toMatchObject({
			provider: 'kloutit',
			event: 'case_created',
			amount: '84.5',
			currency: 'EUR',
			card: 'visa ****4242',
			respondBy: '2026-12-04T23:59:59.000Z',
			deliveryId: expect.stringMatching(/^CASE_CREATED:.+:[0-9a-f]{16}$/) as string,
		});
		expect(Object.keys(item)).toHaveLength(18);
		expect(calls('/case/verify-event')).toHaveLength(1);
	});

	it('that Kloutit did not send is rejected with 401 and starts nothing', async () => {
		const { id } = await listen();
		const [{ targetUrl }] = subscriptions();
		const { status, data } = await deliver(targetUrl, '{"eventType":"CASE_WON","expedientNumber":"EXP-1"}');
		expect([status, data]).toEqual([401, { error: problems.kloutitEventNotVerified().message }]);
		expect(await count(id)).toBe(0);
	});

	it('with a changed byte is rejected', async () => {
		const { id } = await listen();
		const [{ targetUrl }] = subscriptions();
		const { body } = await send('CASE_WON', { url: 'http://127.0.0.1:9/' });
		expect((await deliver(targetUrl, body.replace('CASE_WON', 'CASE_CREATED'))).status).toBe(401);
		expect(await count(id)).toBe(0);
	});

	it.each(['', '?key=', '?key=0', `?key=${'0'.repeat(64)}`])(
		'without the right key (%s) costs no call to Kloutit',
		async (query) => {
			const { id, address } = await listen();
			const verified = calls('/case/verify-event').length;
			expect((await deliver(`${address}${query}`, '{"eventType":"CASE_WON","expedientNumber":"EXP-1"}')).status).toBe(
				401,
			);
			expect(calls('/case/verify-event')).toHaveLength(verified);
			expect(await count(id)).toBe(0);
		},
	);

	it.each([
		['is down', { status: 503 }],
		['answers 500', { status: 500 }],
		['breaks off', { reset: 'before' }],
		['is slower than 7 s', { delay: 9000 }],
	])('gets 503 while Kloutit %s, and starts the workflow when it is sent again', async (_case, fault) => {
		const { id } = await listen();
		sandbox.faults.add({ service: 'kloutit', path: '/case/verify-event', ...fault }, ['kloutit']);
		const { attempts } = await send('CASE_WON');
		expect(attempts.map(({ status }) => status)).toEqual([503, 200]);
		expect(await last(id)).toMatchObject({ event: 'won' });
		expect(await count(id)).toBe(1);
	});

	it('that was not chosen is acknowledged and starts nothing', async () => {
		const { id, address } = await listen({ events: ['CASE_CREATED'] });
		const { attempts } = await send('CASE_WON', {
			url: `${address}?key=${subscriptions()[0].targetUrl.split('key=')[1]}`,
		});
		expect(attempts.map(({ status }) => status)).toEqual([200]);
		expect(await count(id)).toBe(0);
	});

	it('leaves the key of the account nowhere', async () => {
		const { id } = await listen({ includeOriginal: true });
		await send('CASE_DEFENSE_GENERATED');
		const executions = await n8n.client.waitForExecutions(id, 1);
		expect(itemsOf(executions[0], 'Events')[0].json).toMatchObject({
			event: 'defense_ready',
			original: { eventType: 'CASE_DEFENSE_GENERATED' },
		});
		expect(JSON.stringify(executions) + (await n8n.n8nOutput())).not.toContain(API_KEY);
	});
});

describe('the credential', () => {
	it('is tested with the connection call', async () => {
		expect(await n8n.client.testCredential(await credential())).toMatchObject({ status: 'OK' });
		const wrong = await n8n.client.testCredential(await credential({ apiKey: 'wrong' }));
		expect(wrong).toMatchObject({ status: 'Error', message: expect.stringContaining('this key') as string });
		sandbox.settings.kloutit.apiVersion = '2.0';
		const old = await n8n.client.testCredential(await credential());
		expect(old).toMatchObject({ status: 'Error', message: expect.stringContaining('2.2') as string });
	});

	it("fills the dropdown of sectors with the account's own", async () => {
		sandbox.settings.kloutit.sectors = ['FASHION', 'HEALTH_BEAUTY'];
		const { id, name } = await credential();
		const query = {
			nodeType: 'n8n-nodes-chargeback.kloutit',
			method: 'getSectors',
			path: 'parameters.sector',
			parameters: { resource: 'case', operation: 'create' },
		};
		const options = await n8n.client.loadOptions({ ...query, credentials: { kloutitApi: { id, name } } });
		expect(options).toEqual([
			{ name: 'Fashion', value: 'FASHION' },
			{ name: 'Health and Beauty', value: 'HEALTH_BEAUTY' },
		]);
	});
});

async function expectSoon(condition: () => boolean): Promise<void> {
	for (const until = Date.now() + 10_000; !condition() && Date.now() < until; )
		await new Promise((resolve) => setTimeout(resolve, 100));
	expect(condition()).toBe(true);
}
