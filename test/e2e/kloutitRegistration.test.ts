import { randomUUID } from 'node:crypto';

import axios from 'axios';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { problems } from '../../nodes/Kloutit/problems';
import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { SavedCredential } from '../../tools/n8n/client';
import { itemsOf } from '../../tools/n8n/execution';
import { chain } from '../../tools/n8n/workflow';
import { type Connection, connect } from './harness';
import { noteSecret } from './secrets';

const API_KEY = 'klt_e2e_registration_1';
const NEXT_API_KEY = 'klt_e2e_registration_2';

let n8n: Connection;
let sandbox: Sandbox;
let url: string;
const credentials: SavedCredential[] = [];
const workflows: string[] = [];
let hasOtherSettings = false;

beforeAll(async () => {
	n8n = await connect();
	sandbox = await createSandbox({ kloutit: { apiKey: API_KEY, retryDelays: [300, 300], webhookTimeout: 12_000 } });
	url = await sandbox.listen(0);
});
afterAll(async () => {
	for (const { id } of credentials) await n8n.client.deleteCredential(id);
	await sandbox.close();
});
afterEach(async () => {
	for (const { targetUrl } of sandbox.state.kloutit.subscriptions.values())
		noteSecret(n8n.folder, 'the key of an address', new URL(targetUrl).searchParams.get('key') ?? '', 'database');
	sandbox.faults.clear();
	for (const id of workflows.splice(0)) await n8n.client.deleteWorkflow(id);
	sandbox.reset();
	sandbox.settings.kloutit.apiKey = API_KEY;
	sandbox.settings.kloutit.apiVersion = '2.2';
	if (hasOtherSettings) await n8n.restart();
	hasOtherSettings = false;
});

/** Another address of the same n8n. */
const otherAddress = () => `${n8n.url.replace('127.0.0.1', 'localhost')}/`;

async function restartWith(settings: Record<string, string>): Promise<void> {
	hasOtherSettings = true;
	await n8n.restart(settings);
}

const credential = async (changes: IDataObject = {}): Promise<SavedCredential> => {
	const data = { apiKey: API_KEY, baseUrl: `${url}/kloutit`, ...changes };
	const saved = await n8n.client.createCredential(`Kloutit ${randomUUID()}`, 'kloutitApi', data);
	credentials.push(saved);
	return saved;
};

const webhooks = () => [...sandbox.state.kloutit.subscriptions.values()];
const addresses = () => [...new Set(webhooks().map(({ targetUrl }) => targetUrl.split('?')[0]))];
const events = () =>
	webhooks()
		.map(({ event }) => event)
		.sort();
const failing = (method: string, more: IDataObject = {}) =>
	sandbox.faults.add(
		{ service: 'kloutit', path: method === 'DELETE' ? '/webhooks/*' : '/webhooks', method, count: 999, ...more },
		['kloutit'],
	);

interface Made {
	id: string;
	credential: SavedCredential;
	/** Without the key. */
	address: string;
	path: string;
}

/** A workflow that begins with the trigger; not published yet. */
async function workflow(parameters: IDataObject = {}, changes: IDataObject = {}): Promise<Made> {
	const saved = await credential(changes);
	const webhookId = randomUUID();
	const { id } = await n8n.client.createWorkflow({
		name: `Test ${randomUUID()}`,
		nodes: [
			{
				name: 'Events',
				type: 'n8n-nodes-chargeback.kloutitTrigger',
				webhookId,
				parameters,
				credentials: { kloutitApi: { id: saved.id, name: saved.name } },
			},
			{ name: 'End', type: 'n8n-nodes-base.noOp' },
		],
		connections: chain('Events', 'End'),
	});
	workflows.push(id);
	return {
		id,
		credential: saved,
		address: n8n.client.webhookUrl(webhookId, 'kloutit'),
		path: `webhook/${webhookId}/kloutit`,
	};
}

async function publish(parameters: IDataObject = {}, changes: IDataObject = {}): Promise<Made> {
	const made = await workflow(parameters, changes);
	await n8n.client.activate(made.id);
	return made;
}

async function change(id: string, parameters: INodeParameters): Promise<void> {
	const { nodes } = await n8n.client.workflow(id);
	nodes[0].parameters = parameters;
	await n8n.client.updateWorkflow(id, { nodes });
}

interface Sent {
	body: string;
	statuses: Array<number | null>;
}

/** Has the sandbox send an event to all its addresses, or to one; resolves when it is delivered. */
async function send(event: string, more: IDataObject = {}): Promise<Sent> {
	const { data } = await axios.post<{
		body: string;
		deliveries: Array<{ attempts: Array<{ status: number | null }> }>;
	}>(`${url}/_sandbox/kloutit/events`, { event, wait: 'all', ...more });
	return {
		body: data.body,
		statuses: data.deliveries.flatMap(({ attempts }) => attempts.map(({ status }) => status)),
	};
}

const count = async (id: string) => await n8n.client.countExecutions(id);

async function soon(condition: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
	for (const until = Date.now() + seconds * 1000; !(await condition()) && Date.now() < until; )
		await new Promise((resolve) => setTimeout(resolve, 100));
	expect(await condition()).toBe(true);
}

/** What n8n shows of a workflow that could not be published. It tries five times. */
async function refusal(id: string): Promise<string> {
	const failure = await n8n.client.activate(id, 120_000).then(
		() => undefined,
		(error: Error) => error,
	);
	expect(failure).toBeInstanceOf(Error);
	return (failure as Error).message;
}

describe('publishing', () => {
	it('is refused for an address that Kloutit cannot reach, with the variable to set, before anything is sent', async () => {
		const { id, address } = await workflow({}, { baseUrl: 'https://kloutit.invalid.example.com' });
		const message = await refusal(id);
		expect(message).toContain(address);
		expect(message).toContain('N8N_WEBHOOK_URL');
		expect(message).not.toContain('could not be reached at');
	});

	it.each([
		['a key that Kloutit rejects', { apiKey: 'wrong' }, undefined, ['401', 'Check the keys']],
		['a complaint about the address', {}, { status: 400, body: { message: ['targetUrl is blocked'] } }, ['is blocked']],
	])('tells the reason and what to do in its message: %s', async (_case, changes, fault, expected) => {
		if (fault) failing('POST', fault);
		const { id } = await workflow({ events: ['CASE_WON'] }, changes);
		const message = await refusal(id);
		for (const words of expected) expect(message).toContain(words);
		expect(webhooks()).toEqual([]);
	});

	it('with an API older than 2.2 tells the address to paste, and works once it is registered by hand', async () => {
		sandbox.settings.kloutit.apiVersion = '2.0';
		const { id, address } = await workflow();
		const message = await refusal(id);
		expect(message).toContain(address);
		expect(message).toContain('By Hand');
		await change(id, { registration: 'manual' });
		await n8n.client.activate(id);
		expect((await send('CASE_CREATED', { url: address })).statuses).toEqual([200]);
		const [execution] = await n8n.client.waitForExecutions(id, 1);
		expect(itemsOf(execution, 'Events')[0].json).toMatchObject({ event: 'case_created' });
		const forged = await axios.post(
			address,
			{ eventType: 'CASE_WON', expedientNumber: 'EXP-1' },
			{ validateStatus: () => true },
		);
		expect(forged.status).toBe(401);
	});

	it.each([
		['"CASE_CREATED, CASE_WON"', ['CASE_CREATED', 'CASE_WON']],
		['"[\\"CASE_WON\\"]"', ['CASE_WON']],
		['["CASE_WON", "CASE_WON"]', ['CASE_WON']],
	])('reads Trigger On from an expression: %s', async (expression, expected) => {
		const { id } = await publish({ events: `={{ ${expression} }}` });
		expect(events()).toEqual(expected);
		await send('CASE_WON');
		await n8n.client.waitForExecutions(id, 1);
	});

	it('is refused when Trigger On has no events of Kloutit', async () => {
		const { id } = await workflow({ events: '={{ "CASE_LOST" }}' });
		expect(await refusal(id)).toContain('Trigger On');
		expect(webhooks()).toEqual([]);
	});

	it('leaves what is registered while a changed one is registered, and nothing that is not selected', async () => {
		const { id } = await publish({ events: ['CASE_CREATED', 'CASE_WON'] });
		const targetUrls = webhooks().map(({ targetUrl }) => targetUrl);
		await change(id, { events: ['CASE_WON', 'CASE_DEFENSE_GENERATED'] });
		await n8n.client.activate(id);
		expect(events()).toEqual(['CASE_DEFENSE_GENERATED', 'CASE_WON']);
		// an event that could not be delivered in between is still accepted
		expect(new Set(webhooks().map(({ targetUrl }) => targetUrl))).toEqual(new Set(targetUrls));
	});

	it('deletes what an earlier unpublishing could not delete', async () => {
		const { id } = await publish();
		failing('DELETE', { status: 500 });
		await n8n.client.deactivate(id);
		await soon(async () => (await n8n.n8nOutput()).includes('kept failing'));
		sandbox.faults.clear();
		await change(id, { events: ['CASE_WON'] });
		await n8n.client.activate(id);
		expect(events()).toEqual(['CASE_WON']);
	});
});

describe('a test event', () => {
	it('is received at an address of its own, which is registered for that time only', async () => {
		const { id, address } = await workflow({ events: ['CASE_WON'] });
		await n8n.client.listenForTestEvent(id, 'Events');
		expect(addresses()).toEqual([address.replace('/webhook/', '/webhook-test/')]);
		expect((await send('CASE_WON')).statuses).toEqual([200]);
		const [execution] = await n8n.client.waitForExecutions(id, 1);
		expect(itemsOf(execution, 'End')[0].json).toMatchObject({ event: 'won', provider: 'kloutit' });
		await soon(() => webhooks().length === 0);
	});
});

describe('a start of n8n', () => {
	it('moves the webhooks to a changed address, and one event starts one execution, whichever address it arrives at', async () => {
		const { id, path } = await publish();
		const before = webhooks().map(({ targetUrl }) => targetUrl);
		await restartWith({ N8N_WEBHOOK_URL: otherAddress() });
		await soon(() => addresses().join() === `${otherAddress()}${path}` && webhooks().length === 3);
		const { body, statuses } = await send('CASE_WON');
		expect(statuses).toEqual([200]);
		await n8n.client.waitForExecutions(id, 1);
		// an event for the former address is not lost, and the same event is not processed twice
		const late = await axios.post(before[0], body, { headers: { 'content-type': 'application/json' } });
		expect(late.status).toBe(200);
		expect(await count(id)).toBe(1);
		expect((await send('CASE_CREATED', { url: before[0] })).statuses).toEqual([200]);
		await n8n.client.waitForExecutions(id, 2);
		await n8n.client.deactivate(id);
		await soon(() => webhooks().length === 0);
	});

	it('processes each event once while the former webhooks cannot be deleted, and deletes them later', async () => {
		const { id } = await publish({ events: ['CASE_WON'] });
		failing('DELETE', { status: 400 });
		await restartWith({ N8N_WEBHOOK_URL: otherAddress() });
		await soon(() => webhooks().length === 2);
		for (let sent = 1; sent <= 3; sent++) {
			expect((await send('CASE_WON')).statuses).toEqual([200, 200]);
			await n8n.client.waitForExecutions(id, sent);
			expect(await count(id)).toBe(sent);
		}
		sandbox.faults.clear();
		await n8n.client.deactivate(id);
		await soon(() => webhooks().length === 0);
	});

	it('leaves the former webhooks when the new ones can be registered only in part, and says so', async () => {
		const { id, path } = await publish();
		const before = webhooks();
		failing('POST', { status: 400, body: { message: 'no more webhooks' }, skip: 1 });
		await restartWith({ N8N_WEBHOOK_URL: otherAddress() });
		await soon(async () => (await n8n.client.publication(id)).status === 'failed', 90);
		const { triggers } = await n8n.client.publication(id);
		expect(triggers[0].errorMessage).toContain('no more webhooks');
		expect(webhooks()).toEqual(before);
		sandbox.faults.clear();
		await n8n.client.activate(id);
		expect([addresses(), webhooks().length]).toEqual([[`${otherAddress()}${path}`], 3]);
		await n8n.client.deactivate(id);
		await soon(() => webhooks().length === 0);
	});

	it('keeps what is registered while Kloutit does not respond', async () => {
		const { id, address } = await publish();
		const before = webhooks();
		failing('GET', { status: 503 });
		await n8n.restart();
		await n8n.client.webhookReady(address);
		await soon(async () => (await n8n.n8nOutput()).includes('could not be checked'));
		expect(webhooks()).toEqual(before);
		expect((await send('CASE_WON')).statuses).toEqual([200]);
		await n8n.client.waitForExecutions(id, 1);
	});

	it('registers with a changed API key; what the earlier key registered starts nothing twice, and is reported', async () => {
		const { id, credential: saved } = await publish({ events: ['CASE_WON'] });
		const [{ targetUrl }] = webhooks();
		sandbox.settings.kloutit.apiKey = NEXT_API_KEY;
		await n8n.client.changeCredential(saved, { apiKey: NEXT_API_KEY, baseUrl: `${url}/kloutit` });
		// until then events go on arriving through the former webhook
		expect((await send('CASE_WON')).statuses).toEqual([200]);
		await n8n.client.waitForExecutions(id, 1);
		await n8n.restart();
		await soon(() => webhooks().length === 2);
		expect(new Set(webhooks().map((one) => one.targetUrl.split('?')[0])).size).toBe(1);
		await soon(async () => (await n8n.n8nOutput()).includes(problems.webhooksOfEarlierKey(1).message));
		expect((await send('CASE_WON')).statuses).toEqual([200, 200]);
		await n8n.client.waitForExecutions(id, 2);
		expect(await count(id)).toBe(2);
		await n8n.client.deactivate(id);
		await soon(() => webhooks().length === 1);
		expect(webhooks()[0].targetUrl).toBe(targetUrl);
		// with the earlier key, they can be deleted
		sandbox.settings.kloutit.apiKey = API_KEY;
		await n8n.client.changeCredential(saved, { apiKey: API_KEY, baseUrl: `${url}/kloutit` });
		await n8n.client.activate(id);
		await n8n.client.deactivate(id);
		await soon(() => webhooks().length === 0);
	});
});

describe('an event', () => {
	const verification = (fault: IDataObject) =>
		sandbox.faults.add({ service: 'kloutit', path: '/case/verify-event', count: 2, ...fault }, ['kloutit']);

	it.each<[string, IDataObject, number]>([
		['{"verified": false}', { status: 200, body: { verified: false } }, 401],
		['another page', { status: 200, body: 'Welcome', contentType: 'text/plain' }, 503],
		['errors', { status: 200, body: { errors: ['unknown event'] } }, 503],
		['a page of HTML', { status: 200, body: '<html>Welcome</html>', contentType: 'text/html' }, 503],
	])('is not genuine because Kloutit answers with 200 and %s', async (_case, fault, status) => {
		const { id } = await publish({ events: ['CASE_WON'] });
		verification({ ...fault, count: 1 });
		const { statuses } = await send('CASE_WON');
		// the sandbox sends it again
		expect(statuses.slice(0, 2)).toEqual([status, 200]);
		await n8n.client.waitForExecutions(id, 1);
		expect(await count(id)).toBe(1);
	});

	it.each([401, 403])('gets 503 when Kloutit rejects our own key with %i, and n8n logs it', async (status) => {
		const { id } = await publish({ events: ['CASE_WON'] });
		// n8n sends a request again after a 401
		verification({ status, body: { message: 'no' }, count: status === 401 ? 2 : 1 });
		const { statuses } = await send('CASE_WON');
		expect(statuses.slice(0, 2)).toEqual([503, 200]);
		expect(await n8n.n8nOutput()).toContain('Events from Kloutit cannot be verified');
		await n8n.client.waitForExecutions(id, 1);
	});
});
