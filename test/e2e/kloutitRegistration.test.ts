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

jest.setTimeout(600_000);

let n8n: Connection;
const credentials: SavedCredential[] = [];
const workflows: string[] = [];

/** One Kloutit account, and what it has registered. */
class Account {
	private constructor(
		readonly sandbox: Sandbox,
		readonly url: string,
	) {}

	static async open(): Promise<Account> {
		const sandbox = await createSandbox({
			kloutit: { apiKey: API_KEY, retryDelays: [300, 300], webhookTimeout: 12_000 },
		});
		return new Account(sandbox, `${await sandbox.listen(0)}`);
	}

	get webhooks() {
		return [...this.sandbox.state.kloutit.subscriptions.values()];
	}

	get addresses() {
		return [...new Set(this.webhooks.map(({ targetUrl }) => targetUrl.split('?')[0]))];
	}

	get events() {
		return this.webhooks.map(({ event }) => event).sort();
	}

	fails(method: string, more: IDataObject = {}): void {
		const path = method === 'DELETE' ? '/webhooks/*' : '/webhooks';
		this.sandbox.faults.add({ service: 'kloutit', path, method, count: 999, ...more }, ['kloutit']);
	}

	/** Has the sandbox send an event to all its addresses, or to one; resolves when it is delivered. */
	async send(event: string, more: IDataObject = {}): Promise<Sent> {
		const { data } = await axios.post<{
			body: string;
			deliveries: Array<{ attempts: Array<{ status: number | null }> }>;
		}>(`${this.url}/_sandbox/kloutit/events`, { event, wait: 'all', ...more });
		return {
			body: data.body,
			statuses: data.deliveries.flatMap(({ attempts }) => attempts.map(({ status }) => status)),
		};
	}

	noteKeys(): void {
		for (const { targetUrl } of this.webhooks)
			noteSecret(n8n.folder, 'the key of an address', new URL(targetUrl).searchParams.get('key') ?? '', 'database');
	}

	reset(): void {
		this.noteKeys();
		this.sandbox.faults.clear();
		this.sandbox.reset();
		this.sandbox.settings.kloutit.apiKey = API_KEY;
		this.sandbox.settings.kloutit.apiVersion = '2.2';
	}
}

let account: Account;
beforeAll(async () => {
	n8n = await connect();
	account = await Account.open();
});
afterAll(async () => {
	for (const { id } of credentials) await n8n.client.deleteCredential(id);
	await account.sandbox.close();
});
const cleanUp = async () => {
	account.sandbox.faults.clear();
	for (const id of workflows.splice(0)) await n8n.client.deleteWorkflow(id);
	account.reset();
};

/** Another address of the same n8n. */
const otherAddress = () => `${n8n.url.replace('127.0.0.1', 'localhost')}/`;

const credential = async (changes: IDataObject = {}, at = account): Promise<SavedCredential> => {
	const data = { apiKey: API_KEY, baseUrl: `${at.url}/kloutit`, ...changes };
	const saved = await n8n.client.createCredential(`Kloutit ${randomUUID()}`, 'kloutitApi', data);
	credentials.push(saved);
	return saved;
};

interface Made {
	id: string;
	credential: SavedCredential;
	/** Without the key. */
	address: string;
	path: string;
}

/** A workflow that begins with the trigger; not published yet. */
async function workflow(parameters: IDataObject = {}, changes: IDataObject = {}, at = account): Promise<Made> {
	const saved = await credential(changes, at);
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

async function publish(parameters: IDataObject = {}, at = account): Promise<Made> {
	const made = await workflow(parameters, {}, at);
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

/** Whether n8n gave up starting a workflow and says why: in the editor, or in its log if it shows no state of publishing. */
async function saysWhyNotStarted(id: string, why: string): Promise<boolean> {
	const { status, triggers } = await n8n.client.publication(id);
	if (status === 'failed') return triggers.some(({ errorMessage }) => errorMessage?.includes(why));
	const lines = (await n8n.n8nOutput()).split('\n');
	return status === 'published' && lines.some((line) => line.includes(why) && line.includes(id));
}

/** n8n tries for a while, so all cases try at the same time, each at an account of its own. */
describe('publishing is refused', () => {
	interface Case {
		parameters?: IDataObject;
		credential?: IDataObject;
		arrange?: (at: Account) => void;
	}
	const cases = {
		unreachable: { credential: { baseUrl: 'https://kloutit.example.com' } },
		wrongKey: { parameters: { events: ['CASE_WON'] }, credential: { apiKey: 'wrong' } },
		blocked: {
			parameters: { events: ['CASE_WON'] },
			arrange: (at) => at.fails('POST', { status: 400, body: { message: ['targetUrl is blocked'] } }),
		},
		oldApi: {
			arrange: (at) => {
				at.sandbox.settings.kloutit.apiVersion = '2.0';
			},
		},
		noEvents: { parameters: { events: '={{ "CASE_LOST" }}' } },
	} satisfies Record<string, Case>;
	const refused = {} as Record<keyof typeof cases, Made & { at: Account; message: string }>;

	beforeAll(async () => {
		const refuse = async (name: keyof typeof cases, one: Case) => {
			const at = await Account.open();
			one.arrange?.(at);
			const made = await workflow(one.parameters, one.credential, at);
			refused[name] = { ...made, at, message: await refusal(made.id) };
		};
		await Promise.all(Object.entries(cases).map(([name, one]) => refuse(name as keyof typeof cases, one)));
	});
	afterAll(async () => {
		for (const { at } of Object.values(refused)) at.noteKeys();
		await cleanUp();
		for (const { at } of Object.values(refused)) await at.sandbox.close();
	});

	it('for an address that Kloutit cannot reach, with the variable to set, before anything is sent', () => {
		const { message, address } = refused.unreachable;
		expect(message).toContain(address);
		expect(message).toContain('N8N_WEBHOOK_URL');
		expect(message).not.toContain('could not be reached at');
	});

	it.each([
		['a key that Kloutit rejects', 'wrongKey', ['401', 'Check the keys']],
		['a complaint about the address', 'blocked', ['is blocked']],
		['no events of Kloutit', 'noEvents', ['Trigger On']],
	] as const)('with the reason and what to do in its message: %s', (_case, name, expected) => {
		const { message, at } = refused[name];
		for (const words of expected) expect(message).toContain(words);
		expect(at.webhooks).toEqual([]);
	});

	it('with an API older than 2.2, with the address to paste, which works once it is registered by hand', async () => {
		const { id, address, at, message } = refused.oldApi;
		expect(message).toContain(address);
		expect(message).toContain('Register By Hand');
		await change(id, { registerByHand: true });
		await n8n.client.activate(id);
		expect((await at.send('CASE_CREATED', { url: address })).statuses).toEqual([200]);
		const [execution] = await n8n.client.waitForExecutions(id, 1);
		expect(itemsOf(execution, 'Events')[0].json).toMatchObject({ event: 'case_created' });
		const forged = await axios.post(
			address,
			{ eventType: 'CASE_WON', expedientNumber: 'EXP-1' },
			{ validateStatus: () => true },
		);
		expect(forged.status).toBe(401);
	});
});

describe('publishing', () => {
	afterEach(cleanUp);

	it.each([
		['"CASE_CREATED, CASE_WON"', ['CASE_CREATED', 'CASE_WON']],
		['"[\\"CASE_WON\\"]"', ['CASE_WON']],
		['["CASE_WON", "CASE_WON"]', ['CASE_WON']],
	])('reads Trigger On from an expression: %s', async (expression, expected) => {
		const { id } = await publish({ events: `={{ ${expression} }}` });
		expect(account.events).toEqual(expected);
		await account.send('CASE_WON');
		await n8n.client.waitForExecutions(id, 1);
	});

	it('leaves what is registered while a changed one is registered, and nothing that is not selected', async () => {
		const { id } = await publish({ events: ['CASE_CREATED', 'CASE_WON'] });
		const targetUrls = account.webhooks.map(({ targetUrl }) => targetUrl);
		await change(id, { events: ['CASE_WON', 'CASE_DEFENSE_GENERATED'] });
		await n8n.client.activate(id);
		expect(account.events).toEqual(['CASE_DEFENSE_GENERATED', 'CASE_WON']);
		// an event that could not be delivered in between is still accepted
		expect(new Set(account.webhooks.map(({ targetUrl }) => targetUrl))).toEqual(new Set(targetUrls));
	});

	it('deletes what an earlier unpublishing could not delete', async () => {
		const { id } = await publish();
		account.fails('DELETE', { status: 500 });
		await n8n.client.deactivate(id);
		// the words of n8n 2.41, and those of earlier versions
		await soon(async () => /kept failing|Could not remove webhooks/.test(await n8n.n8nOutput()));
		account.sandbox.faults.clear();
		await change(id, { events: ['CASE_WON'] });
		await n8n.client.activate(id);
		expect(account.events).toEqual(['CASE_WON']);
	});
});

describe('a test event', () => {
	afterEach(cleanUp);

	it('is received at an address of its own, which is registered for that time only', async () => {
		const { id, address } = await workflow({ events: ['CASE_WON'] });
		await n8n.client.listenForTestEvent(id, 'Events');
		expect(account.addresses).toEqual([address.replace('/webhook/', '/webhook-test/')]);
		expect((await account.send('CASE_WON')).statuses).toEqual([200]);
		const [execution] = await n8n.client.waitForExecutions(id, 1);
		expect(itemsOf(execution, 'End')[0].json).toMatchObject({ event: 'won', provider: 'kloutit' });
		await soon(() => account.webhooks.length === 0);
	});
});

/** A start takes long, so several accounts share each one. */
describe('a start of n8n', () => {
	const names = ['moved', 'undeletable', 'half', 'rekeyed', 'silent'] as const;
	const accounts = {} as Record<(typeof names)[number], Account>;
	const made = {} as Record<(typeof names)[number], Made>;
	const before = {} as Record<(typeof names)[number], Account['webhooks']>;

	beforeAll(async () => {
		for (const name of names) {
			accounts[name] = await Account.open();
			const isWhole = name === 'moved' || name === 'half';
			made[name] = await publish(isWhole ? {} : { events: ['CASE_WON'] }, accounts[name]);
			before[name] = accounts[name].webhooks;
		}
		accounts.undeletable.fails('DELETE', { status: 400 });
		accounts.half.fails('POST', { status: 400, body: { message: 'no more webhooks' }, skip: 1 });
		const { rekeyed } = accounts;
		rekeyed.sandbox.settings.kloutit.apiKey = NEXT_API_KEY;
		await n8n.client.changeCredential(made.rekeyed.credential, {
			apiKey: NEXT_API_KEY,
			baseUrl: `${rekeyed.url}/kloutit`,
		});
		// until n8n starts again, events go on arriving through the former webhook
		expect((await rekeyed.send('CASE_WON')).statuses).toEqual([200]);
		await n8n.client.waitForExecutions(made.rekeyed.id, 1);
		await n8n.restart({ N8N_WEBHOOK_URL: otherAddress() });
	});
	afterAll(async () => {
		for (const one of Object.values(accounts)) {
			one.noteKeys();
			one.sandbox.faults.clear();
		}
		for (const id of workflows.splice(0)) await n8n.client.deleteWorkflow(id);
		for (const one of Object.values(accounts)) await one.sandbox.close();
		await n8n.restart();
	});

	it('moves the webhooks to a changed address, and one event starts one execution, whichever address it arrives at', async () => {
		const { moved } = accounts;
		const { id, path } = made.moved;
		await soon(() => moved.addresses.join() === `${otherAddress()}${path}` && moved.webhooks.length === 3);
		const { body, statuses } = await moved.send('CASE_WON');
		expect(statuses).toEqual([200]);
		await n8n.client.waitForExecutions(id, 1);
		// an event for the former address is not lost, and the same event is not processed twice
		const [{ targetUrl }] = before.moved;
		const late = await axios.post(targetUrl, body, { headers: { 'content-type': 'application/json' } });
		expect(late.status).toBe(200);
		expect(await count(id)).toBe(1);
		expect((await moved.send('CASE_CREATED', { url: targetUrl })).statuses).toEqual([200]);
		await n8n.client.waitForExecutions(id, 2);
		await n8n.client.deactivate(id);
		await soon(() => moved.webhooks.length === 0);
	});

	it('processes each event once while the former webhooks cannot be deleted, and deletes them later', async () => {
		const { undeletable } = accounts;
		const { id } = made.undeletable;
		await soon(() => undeletable.webhooks.length === 2);
		for (let sent = 1; sent <= 3; sent++) {
			expect((await undeletable.send('CASE_WON')).statuses).toEqual([200, 200]);
			await n8n.client.waitForExecutions(id, sent);
			expect(await count(id)).toBe(sent);
		}
		undeletable.sandbox.faults.clear();
		await n8n.client.deactivate(id);
		await soon(() => undeletable.webhooks.length === 0);
	});

	it('leaves the former webhooks when the new ones can be registered only in part, and says so', async () => {
		const { half } = accounts;
		const { id, path } = made.half;
		await soon(async () => await saysWhyNotStarted(id, 'no more webhooks'), 240);
		expect(half.webhooks).toEqual(before.half);
		half.sandbox.faults.clear();
		await n8n.client.activate(id, 120_000);
		expect([half.addresses, half.webhooks.length]).toEqual([[`${otherAddress()}${path}`], 3]);
		await n8n.client.deactivate(id);
		await soon(() => half.webhooks.length === 0);
	});

	it('registers with a changed API key; what the earlier key registered starts nothing twice, and is reported', async () => {
		const { rekeyed } = accounts;
		const { id, credential: saved } = made.rekeyed;
		const [{ targetUrl }] = before.rekeyed;
		await soon(() => rekeyed.webhooks.length === 2);
		await soon(async () => (await n8n.n8nOutput()).includes(problems.webhooksOfEarlierKey(1).message));
		expect((await rekeyed.send('CASE_WON')).statuses).toEqual([200, 200]);
		await n8n.client.waitForExecutions(id, 2);
		expect(await count(id)).toBe(2);
		await n8n.client.deactivate(id);
		await soon(() => rekeyed.webhooks.length === 1);
		expect(rekeyed.webhooks[0].targetUrl).toBe(targetUrl);
		// with the earlier key, they can be deleted
		rekeyed.sandbox.settings.kloutit.apiKey = API_KEY;
		await n8n.client.changeCredential(saved, { apiKey: API_KEY, baseUrl: `${rekeyed.url}/kloutit` });
		await n8n.client.activate(id, 120_000);
		await n8n.client.deactivate(id);
		await soon(() => rekeyed.webhooks.length === 0);
	});

	it('keeps what is registered while Kloutit does not respond', async () => {
		const { silent } = accounts;
		const { id, path } = made.silent;
		await soon(() => silent.addresses.join() === `${otherAddress()}${path}`);
		const registered = silent.webhooks;
		silent.fails('GET', { status: 503 });
		await n8n.restart({ N8N_WEBHOOK_URL: otherAddress() });
		await n8n.client.webhookReady(`${n8n.url}/${path}`);
		await soon(async () => (await n8n.n8nOutput()).includes('could not be checked'), 120);
		expect(silent.webhooks).toEqual(registered);
		expect((await silent.send('CASE_WON')).statuses).toEqual([200]);
		await n8n.client.waitForExecutions(id, 1);
	});
});

describe('an event', () => {
	afterEach(cleanUp);

	const verification = (fault: IDataObject) =>
		account.sandbox.faults.add({ service: 'kloutit', path: '/case/verify-event', count: 2, ...fault }, ['kloutit']);

	it.each<[string, IDataObject, number]>([
		['{"verified": false}', { status: 200, body: { verified: false } }, 401],
		['another page', { status: 200, body: 'Welcome', contentType: 'text/plain' }, 503],
		['errors', { status: 200, body: { errors: ['unknown event'] } }, 503],
		['a page of HTML', { status: 200, body: '<html>Welcome</html>', contentType: 'text/html' }, 503],
	])('is not genuine because Kloutit answers with 200 and %s', async (_case, fault, status) => {
		const { id } = await publish({ events: ['CASE_WON'] });
		verification({ ...fault, count: 1 });
		const { statuses } = await account.send('CASE_WON');
		// the sandbox sends it again
		expect(statuses.slice(0, 2)).toEqual([status, 200]);
		await n8n.client.waitForExecutions(id, 1);
		expect(await count(id)).toBe(1);
	});

	it.each([401, 403])('gets 503 when Kloutit rejects our own key with %i, and n8n logs it', async (status) => {
		const { id } = await publish({ events: ['CASE_WON'] });
		// n8n sends a request again after a 401
		verification({ status, body: { message: 'no' }, count: status === 401 ? 2 : 1 });
		const { statuses } = await account.send('CASE_WON');
		expect(statuses.slice(0, 2)).toEqual([503, 200]);
		expect(await n8n.n8nOutput()).toContain('Events from Kloutit cannot be verified');
		await n8n.client.waitForExecutions(id, 1);
	});
});
