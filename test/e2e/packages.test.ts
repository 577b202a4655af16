import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import { N8nClient } from '../../tools/n8n/client';
import { itemsOf } from '../../tools/n8n/execution';
import { installN8n } from '../../tools/n8n/install';
import { anyFreePort } from '../../tools/n8n/ports';
import { type N8nServer, startN8n } from '../../tools/n8n/server';
import { installAsUsersDo, packPackage, uninstallAsUsersDo } from '../../tools/n8n/tarball';
import { chain } from '../../tools/n8n/workflow';
import { assemble } from '../../tools/packages/assemble';
import { packageName, services } from '../../tools/packages/services';
import { OWNER } from './harness';
import { searchRunning } from './harness/secretSearch';
import { noteCredential } from './secrets';

const PROJECT = path.resolve(__dirname, '../..');
const KEYS = {
	publicKey: 'cbh_pk_single',
	secretKey: 'single&secret#1',
	apiKey: 'klt_single_1',
	kount: Buffer.from('single-client:single-secret').toString('base64'),
};

/** One read per service that shows whether the package works with its credential. */
interface Trial {
	credentialType: string;
	credential: (url: string) => IDataObject;
	parameters: IDataObject;
	/** At least this many items come out. */
	items: number;
}

const TRIALS: Record<string, Trial> = {
	Chargebackhit: {
		credentialType: 'chargebackhitApi',
		credential: (url) => ({ publicKey: KEYS.publicKey, secretKey: KEYS.secretKey, baseUrl: `${url}/chargebackhit` }),
		parameters: { resource: 'merchant', operation: 'getAll', returnAll: true },
		items: 1,
	},
	Klavi: {
		credentialType: 'klaviApi',
		credential: (url) => ({
			accessKey: 'single-access',
			secretKey: KEYS.secretKey,
			environment: 'custom',
			baseUrl: `${url}/klavi`,
			revision: 'customerV1',
		}),
		parameters: { resource: 'participant', operation: 'getAll', returnAll: true },
		items: 1,
	},
	Kloutit: {
		credentialType: 'kloutitApi',
		credential: (url) => ({ apiKey: KEYS.apiKey, baseUrl: `${url}/kloutit` }),
		parameters: { resource: 'connection', operation: 'get' },
		items: 1,
	},
	Kount: {
		credentialType: 'kountOAuth2Api',
		credential: (url) => ({
			apiKey: KEYS.kount,
			environment: 'sandbox',
			loginServer: 'custom',
			tokenUrl: `${url}/kount/as/token`,
			baseUrl: `${url}/kount`,
		}),
		parameters: { resource: 'transaction', operation: 'upload', transactionSource: 'items' },
		items: 1,
	},
};

/** What the Kount node uploads; the other nodes ignore the item. */
const ROW = { orderNumber: 'SINGLE-1', orderDateTime: '2026-11-01T10:00:00Z', orderTotal: 4409 };

/** One n8n for all four: a package is installed, n8n started with it alone, and the package uninstalled again. */
let n8n: N8nServer | undefined;
let client: N8nClient;
let folder: string;
let sandbox: Sandbox;
let url: string;

const userFolder = () => path.join(folder, 'user');

beforeAll(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-chargeback-single-'));
	sandbox = await createSandbox({
		chargebackhit: { publicKey: KEYS.publicKey, secretKey: KEYS.secretKey },
		klavi: { accessKey: 'single-access', secretKey: KEYS.secretKey },
		kloutit: { apiKey: KEYS.apiKey },
		kount: { apiKey: KEYS.kount, keyBits: 2048 },
	});
	url = await sandbox.listen(0);
});
afterAll(async () => {
	await n8n?.stop();
	await sandbox.close();
	await rm(folder, { recursive: true, force: true });
});

/** Starts n8n with what is installed now. */
async function startAgain(): Promise<void> {
	if (n8n === undefined) {
		n8n = await startN8n({
			runtime: await installN8n(),
			userFolder: userFolder(),
			port: await anyFreePort(),
			log: (text) => appendFileSync(path.join(folder, 'n8n.log'), text),
		});
		client = new N8nClient(n8n.url);
		await client.setupOwner(OWNER);
		return;
	}
	await n8n.restart();
	client = new N8nClient(n8n.url);
	await client.login(OWNER);
}

/** The names of all nodes and credentials in n8n that come from these packages or from the bundle. */
async function loaded() {
	const types = (await client.nodeTypes())
		.map(({ name }) => name)
		.filter((name) => !/^(n8n-nodes-base|@n8n\/)/.test(name));
	const credentials = await client.rest.request<Array<{ name: string }>>('GET', '/types/credentials.json');
	const ours = credentials
		.map(({ name }) => name)
		.filter((name) => services(PROJECT).some((service) => name.startsWith(service.toLowerCase())));
	// n8n makes a variant of every node that an agent may use
	return { nodes: types.filter((name) => !name.endsWith('Tool')).sort(), credentials: ours.sort() };
}

async function until(condition: () => boolean): Promise<void> {
	for (const deadline = Date.now() + 60_000; !condition() && Date.now() < deadline; ) await pause(100);
	expect(condition()).toBe(true);
}

describe.each(services(PROJECT))('the package of %s, alone in n8n', (service) => {
	const name = packageName(service);
	const lower = service.toLowerCase();
	const trial = TRIALS[service];
	let credential: { id: string; name: string };

	beforeAll(async () => {
		const assembled = assemble(PROJECT, service, path.join(folder, 'assembled', name));
		const tarball = await packPackage(assembled, { build: false, targetFolder: path.join(folder, 'packed', name) });
		await installAsUsersDo(tarball, userFolder());
		await startAgain();
		credential = await client.createCredential(
			`${service} ${randomUUID()}`,
			trial.credentialType,
			trial.credential(url),
		);
		noteCredential(folder, trial.credentialType, trial.credential(url));
	}, 300_000);
	afterAll(async () => await uninstallAsUsersDo(name, userFolder()));

	it('registers its node, its trigger and its credentials, and nothing else', async () => {
		const { nodes, credentials } = await loaded();
		const kinds = service === 'Chargebackhit' ? ['', 'PollingTrigger', 'Trigger'] : ['', 'Trigger'];
		expect(nodes).toEqual(kinds.map((kind) => `${name}.${lower}${kind}`));
		expect(credentials).toContain(trial.credentialType);
		expect(credentials.filter((one) => !one.startsWith(lower))).toEqual([]);
	});

	it('has its icons, its codex and its output schemas', async () => {
		const node = (await client.nodeTypes()).find((type) => type.name === `${name}.${lower}`);
		expect(node?.codex?.categories).toContain('Finance & Accounting');
		const { light } = node?.iconUrl as { light: string; dark: string };
		expect((await fetch(`${client.url}/${light}`)).status).toBe(200);
	});

	it('completes an operation with its credential', async () => {
		const saved = await client.createWorkflow({
			name: `Trial of ${name}`,
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
				{
					name: 'Row',
					type: 'n8n-nodes-base.code',
					typeVersion: 2,
					parameters: { jsCode: `return [{ json: ${JSON.stringify(ROW)} }];` },
				},
				{
					name: 'Node',
					type: `${name}.${lower}`,
					parameters: trial.parameters,
					credentials: { [trial.credentialType]: { id: credential.id, name: credential.name } },
				},
			],
			connections: chain('Start', 'Row', 'Node'),
		});
		const execution = await client.runToEnd(saved.id, 'Start', 120_000);
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Node').length).toBeGreaterThanOrEqual(trial.items);
		expect(
			sandbox.journal.requests.filter(
				({ service: called, status }) => called === lower && status !== null && status < 300,
			).length,
		).toBeGreaterThan(0);
		expect(await searchRunning(client, folder, [userFolder()])).toEqual([]);
		await client.deleteWorkflow(saved.id);
	}, 180_000);

	it('publishes its trigger, and leaves nothing at the service when the workflow is deleted', async () => {
		const credentials =
			service === 'Kount' ? {} : { [trial.credentialType]: { id: credential.id, name: credential.name } };
		const secret =
			service === 'Kount'
				? await client.createCredential('Header', 'kountWebhookApi', {
						headerName: 'X-Kount-Secret',
						secret: randomUUID(),
					})
				: undefined;
		const webhookId = randomUUID();
		const saved = await client.createWorkflow({
			name: `Trigger of ${name}`,
			nodes: [
				{
					name: 'Events',
					type: `${name}.${lower}Trigger`,
					webhookId,
					credentials: secret === undefined ? credentials : { kountWebhookApi: { id: secret.id, name: secret.name } },
				},
				{ name: 'End', type: 'n8n-nodes-base.noOp' },
			],
			connections: chain('Events', 'End'),
		});
		await client.activate(saved.id, 60_000);
		const address = client.webhookUrl(webhookId, lower);
		await client.webhookReady(address, 60_000);
		expect(
			(await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status,
		).toBe(401);
		// the only service at which a trigger registers itself
		if (service === 'Kloutit') expect(sandbox.state.kloutit.subscriptions.size).toBe(3);
		await client.deleteWorkflow(saved.id);
		await until(() => sandbox.state.kloutit.subscriptions.size === 0);
	}, 180_000);
});

it('an uninstalled package leaves no node and no credential in n8n', async () => {
	await startAgain();
	expect(await loaded()).toEqual({ nodes: [], credentials: [] });
	expect(sandbox.state.kloutit.subscriptions.size).toBe(0);
}, 180_000);
