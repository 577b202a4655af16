import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';

import { problems } from '../../nodes/common/errors/problems';
import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { SavedCredential } from '../../tools/n8n/client';
import { type Execution, errorOf, itemsOf, runsOf } from '../../tools/n8n/execution';
import { chain } from '../../tools/n8n/workflow';
import { PIX_PAYMENT } from '../pixPayment';
import { type Connection, connect } from './harness';

/** One write of each service, for three items. */
interface Write {
	/** The node's and the sandbox's name of the service. */
	service: 'chargebackhit' | 'kloutit' | 'kount' | 'klavi';
	name: string;
	credentialType: string;
	credential: () => IDataObject;
	parameters: IDataObject;
	items: () => IDataObject[];
	/** The path of the write, for the sandbox. */
	path: string;
	/** How many of the three items are in one request. */
	together: number;
}

/** Milliseconds, longer than any of these tests waits. */
const HELD = 45_000;
const NOTHING = { completed: [], partly: [], failed: [], unknown: [], notSent: [] };
const UNKNOWN = { ...NOTHING, unknown: [0, 1, 2] };

let n8n: Connection;
let sandbox: Sandbox;
let url: string;
const credentials: SavedCredential[] = [];
const workflows: string[] = [];

beforeAll(async () => {
	n8n = await connect();
	sandbox = await createSandbox({ kount: { keyBits: 2048 } });
	url = await sandbox.listen(0);
});
afterAll(async () => {
	// ends what it still holds back
	await sandbox.close();
	for (const id of workflows) await n8n.client.deleteWorkflow(id);
	for (const { id } of credentials) await n8n.client.deleteCredential(id);
});
beforeEach(() => sandbox.reset());

const openAlerts = () =>
	[...sandbox.state.chargebackhit.alerts.values()]
		.filter(({ alert }) => alert.type === 'init-refund' && alert.outcome === '')
		.map(({ alert }) => alert.id);
const openKountAlerts = () =>
	[...sandbox.state.kount.alerts.values()].filter(({ answer }) => answer === null).map(({ id }) => id);
const three = (values: string[]): IDataObject[] => values.slice(0, 3).map((id) => ({ id }));
const newIds = () => three([randomUUID(), randomUUID(), randomUUID()]);

const WRITES: Write[] = [
	{
		service: 'chargebackhit',
		name: 'Chargebackhit',
		credentialType: 'chargebackhitApi',
		credential: () => {
			const { publicKey, secretKey } = sandbox.settings.chargebackhit;
			return { publicKey, secretKey, baseUrl: `${url}/chargebackhit` };
		},
		parameters: {
			resource: 'alert',
			operation: 'respond',
			alertId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			outcome: 'reversed',
			orderId: '',
		},
		items: () => three(openAlerts()),
		path: '/api/v2/alerts/*',
		together: 1,
	},
	{
		service: 'kloutit',
		name: 'Kloutit',
		credentialType: 'kloutitApi',
		credential: () => ({ apiKey: sandbox.settings.kloutit.apiKey, baseUrl: `${url}/kloutit` }),
		parameters: {
			resource: 'case',
			operation: 'create',
			caseSource: 'fields',
			expedientNumber: '={{ $json.id }}',
			sector: 'FASHION',
			details: {
				chargebackReason: 'FRAUD',
				disputeAmount: { amount: { value: '84.50', currency: 'EUR' } },
				notificationDate: '2026-11-01T10:00:00Z',
			},
		},
		items: newIds,
		path: '/case',
		together: 1,
	},
	{
		service: 'kount',
		name: 'Kount',
		credentialType: 'kountOAuth2Api',
		credential: () => ({
			apiKey: sandbox.settings.kount.apiKey,
			environment: 'sandbox',
			loginServer: 'custom',
			tokenUrl: `${url}/kount/as/token`,
			baseUrl: `${url}/kount`,
		}),
		parameters: {
			resource: 'alert',
			operation: 'respond',
			alertId: '={{ $json.id }}',
			statusCode: 'REFUNDED',
			additionalFields: '{}',
		},
		items: () => three(openKountAlerts()),
		path: '/kff/*',
		together: 3,
	},
	{
		service: 'klavi',
		name: 'Klavi',
		credentialType: 'klaviApi',
		credential: () => {
			const { accessKey, secretKey } = sandbox.settings.klavi;
			return { accessKey, secretKey, environment: 'custom', baseUrl: `${url}/klavi`, revision: 'customerV1' };
		},
		parameters: {
			resource: 'payment',
			...PIX_PAYMENT,
			externalId: '={{ $json.id }}',
			redirectUrl: 'https://shop.example.com/thanks',
			waitForBankLink: false,
		},
		items: newIds,
		path: '/payment/customer/v1/payments',
		together: 1,
	},
];

/** Starts three writes, which the service completes but does not answer. Resolves when all have arrived. */
async function held(write: Write, settings: IDataObject = {}, hold = HELD) {
	const { service, path } = write;
	const { id, name } = await n8n.client.createCredential(
		`${write.name} ${randomUUID()}`,
		write.credentialType,
		write.credential(),
	);
	credentials.push({ id, name, type: write.credentialType });
	const items = write.items();
	const { id: workflowId } = await n8n.client.createWorkflow({
		name: `Stopped ${write.name}`,
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			{
				name: 'Items',
				type: 'n8n-nodes-base.code',
				typeVersion: 2,
				parameters: { jsCode: `return ${JSON.stringify(items.map((json) => ({ json })))};` },
			},
			{
				name: 'Write',
				type: `n8n-nodes-chargeback.${service}`,
				parameters: write.parameters,
				credentials: { [write.credentialType]: { id, name } },
			},
		],
		connections: chain('Start', 'Items', 'Write'),
		settings,
	});
	workflows.push(workflowId);
	sandbox.faults.add({ service, path, method: 'POST', delay: hold, count: 99 }, [service]);
	const executionId = await n8n.client.runManually(workflowId, 'Start');
	const writes = () => sandbox.journal.requests.filter(({ fault }) => fault !== undefined);
	for (const deadline = Date.now() + 30_000; writes().length < 3 / write.together; await pause(20))
		if (Date.now() > deadline) throw new Error(`Only ${writes().length} requests have arrived`);
	return { executionId, items };
}

const lineFor = async (executionId: string): Promise<string> => {
	const words = problems.runCancelled('', NOTHING, []).message;
	for (const deadline = Date.now() + 10_000; Date.now() < deadline; await pause(50)) {
		const lines = (await n8n.n8nOutput()).split('\n');
		const line = lines.find((text) => text.includes(`(execution ${executionId}): ${words}`));
		if (line) return line;
	}
	throw new Error('There is no such line');
};

const descriptionIn = (execution: Execution): unknown =>
	(runsOf(execution, 'Write')[0]?.error as { description?: string } | undefined)?.description;

describe.each(WRITES)('three writes to $name', (write) => {
	it('whose execution is stopped by hand are unknown, which the log of n8n says', async () => {
		const { executionId, items } = await held(write);
		await n8n.client.rest.request('POST', `/rest/executions/${executionId}/stop`);
		expect((await n8n.client.waitForExecution(executionId)).status).toBe('canceled');
		const line = await lineFor(executionId);
		expect(line).toContain(problems.runCancelled(write.name, UNKNOWN, []).advice);
		for (const { id } of items) expect(line).toContain(String(id));
	});

	it("whose workflow's time-out ends are unknown, which the node's error says", async () => {
		const { executionId } = await held(write, { executionTimeout: 4 });
		const execution = await n8n.client.waitForExecution(executionId);
		expect(execution.status).toBe('canceled');
		expect(errorOf(execution)).toBe(problems.runCancelled('', NOTHING, []).message);
		expect(descriptionIn(execution)).toContain(problems.runCancelled(write.name, UNKNOWN, []).advice);
		expect(descriptionIn(execution)).not.toContain(problems.runStopped(NOTHING).advice);
		await lineFor(executionId);
	});

	it('are completed if n8n is shut down, since it waits for them', async () => {
		const { executionId } = await held(write, {}, 2000);
		await n8n.restart();
		const execution = await n8n.client.waitForExecution(executionId);
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Write')).toHaveLength(3);
	}, 300_000);
});

it('a write of an n8n that is killed leaves no output: nothing is claimed', async () => {
	const { executionId } = await held(WRITES[0]);
	await n8n.killAndStart();
	const execution = await n8n.client.waitForExecution(executionId);
	expect(execution.status).toBe('crashed');
	expect(itemsOf(execution, 'Write')).toEqual([]);
}, 300_000);
