import { createHmac, randomUUID } from 'node:crypto';

import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import { chain } from '../../tools/n8n/workflow';
import { alertBody, KEYS, signatureOf } from './chargebackhit';
import { type Connection, connect } from './harness';

/** What is refused, and why, is found in n8n's log. A credential that cannot be read is no fault of the sender. */

const SECRET = 'e2e-refusals-secret-1';
const API_KEY = 'klt_e2e_refusals_1';
const EVENT = JSON.stringify({ eventType: 'CASE_WON', expedientNumber: 'EXP-1' });

let n8n: Connection;
let sandbox: Sandbox;
let url: string;
const workflows: string[] = [];
const credentials: string[] = [];
beforeAll(async () => {
	n8n = await connect();
	sandbox = await createSandbox({ kloutit: { apiKey: API_KEY } });
	url = await sandbox.listen(0);
});
afterAll(async () => {
	for (const id of workflows) await n8n.client.deleteWorkflow(id);
	for (const id of credentials) await n8n.client.deleteCredential(id).catch(() => undefined);
	await sandbox.close();
});

interface Case {
	service: string;
	type: string;
	data: () => IDataObject;
	/** The field whose expression fails. */
	secret: string;
	body: string;
	headers: () => Record<string, string>;
	forged: Record<string, string>;
}

const alert = alertBody('resolved');
const CASES: Case[] = [
	{
		service: 'chargebackhit',
		type: 'chargebackhitApi',
		data: () => ({ ...KEYS, baseUrl: `${url}/chargebackhit` }),
		secret: 'secretKey',
		body: alert,
		headers: () => ({ signature: signatureOf(alert) }),
		forged: { signature: signatureOf(alert, 'another-secret') },
	},
	{
		service: 'kount',
		type: 'kountWebhookApi',
		data: () => ({ headerName: 'X-Kount-Secret', secret: SECRET, previousSecret: '' }),
		secret: 'secret',
		body: JSON.stringify({ eventType: 'DISPUTE', requestID: 'r1' }),
		headers: () => ({ 'x-kount-secret': SECRET }),
		forged: { 'x-kount-secret': 'another-secret-of-24-chars' },
	},
	{
		service: 'klavi',
		type: 'klaviApi',
		data: () => ({
			accessKey: 'kv_refusals_1',
			secretKey: SECRET,
			previousSecretKey: '',
			environment: 'custom',
			baseUrl: `${url}/klavi`,
			revision: 'instant',
		}),
		secret: 'secretKey',
		body: '{"payload":{"id":"p"}}',
		headers: () => ({
			'x-klavi-signature': createHmac('sha256', SECRET).update('{"payload":{"id":"p"}}').digest('hex'),
			'x-klavi-timestamp': String(Math.floor(Date.now() / 1000)),
		}),
		forged: { 'x-klavi-signature': 'a'.repeat(64), 'x-klavi-timestamp': String(Math.floor(Date.now() / 1000)) },
	},
];

async function listen(service: string, type: string, data: IDataObject) {
	const credential = await n8n.client.createCredential(`Refusals ${randomUUID()}`, type, data);
	credentials.push(credential.id);
	const webhookId = randomUUID();
	const name = `Refusals ${randomUUID()}`;
	const { id } = await n8n.client.createWorkflow({
		name,
		nodes: [
			{
				name: 'Events',
				type: `n8n-nodes-chargeback.${service}Trigger`,
				webhookId,
				credentials: { [type]: { id: credential.id, name: credential.name } },
			},
			{ name: 'End', type: 'n8n-nodes-base.noOp' },
		],
		connections: chain('Events', 'End'),
	});
	workflows.push(id);
	await n8n.client.activate(id);
	const address = n8n.client.webhookUrl(webhookId, service);
	await n8n.client.webhookReady(address);
	return { id, name, address, credentialId: credential.id };
}

const post = async (address: string, body: string, headers: Record<string, string> = {}) =>
	(
		await axios.post(address, body, {
			headers: { 'content-type': 'application/json', ...headers },
			transformRequest: [(data: unknown) => data],
			validateStatus: () => true,
		})
	).status;

/** The lines of n8n's log about a workflow, with the reason behind the status. */
async function lines(workflow: { id: string; name: string }, status: number): Promise<string[]> {
	const start = `"Events" in workflow "${workflow.name}" (${workflow.id}) refused a request with ${status}: `;
	return (await n8n.n8nOutput()).split('\n').filter((line) => line.includes(start));
}

describe.each(CASES)('$service Trigger', ({ service, type, data, secret, body, headers, forged }) => {
	it('a sender that is not verified gets 401, and the log says so once a minute, without a secret', async () => {
		const workflow = await listen(service, type, data());
		for (let count = 0; count < 5; count++) expect(await post(workflow.address, body, forged)).toBe(401);
		const written = await lines(workflow, 401);
		expect(written).toHaveLength(1);
		for (const value of [...Object.values(data()), ...Object.values(forged)].map(String))
			if (value.length > 15) expect(written[0]).not.toContain(value);
		expect(await post(workflow.address, body, headers())).toBe(200);
	});

	it('a deleted credential: 503, and a line in the log', async () => {
		const workflow = await listen(service, type, data());
		await n8n.client.deleteCredential(workflow.credentialId);
		expect(await post(workflow.address, body, headers())).toBe(503);
		expect(await lines(workflow, 503)).toHaveLength(1);
		expect(await n8n.client.countExecutions(workflow.id)).toBe(0);
	});

	it.each(['={{ $json.none.at.all }}', '={{ nothing.here }}', '={{ 1 + }}'])(
		'a secret whose expression fails (%s): 503, and a line in the log',
		async (expression) => {
			const workflow = await listen(service, type, { ...data(), [secret]: expression });
			expect(await post(workflow.address, body, headers())).toBe(503);
			expect(await lines(workflow, 503)).toHaveLength(1);
			expect(await n8n.client.countExecutions(workflow.id)).toBe(0);
		},
	);

	it('an empty secret cannot be published', async () => {
		await expect(listen(service, type, { ...data(), [secret]: ' ' })).rejects.toThrow();
	});
});

it('a body that is no event is logged, although its sender is verified', async () => {
	const { service, type, data, headers } = CASES[1];
	const workflow = await listen(service, type, data());
	expect(await post(workflow.address, '[]', headers())).toBe(400);
	expect(await lines(workflow, 400)).toHaveLength(1);
});

describe('kloutit Trigger', () => {
	const data = () => ({ apiKey: API_KEY, baseUrl: `${url}/kloutit` });
	const subscribed = async () => {
		const workflow = await listen('kloutit', 'kloutitApi', data());
		const [{ targetUrl }] = [...sandbox.state.kloutit.subscriptions.values()].filter(({ targetUrl: target }) =>
			target.startsWith(workflow.address),
		);
		return { ...workflow, address: targetUrl };
	};

	it('an event that Kloutit did not send gets 401, and a line in the log', async () => {
		const workflow = await subscribed();
		expect(await post(workflow.address, EVENT)).toBe(401);
		expect(await lines(workflow, 401)).toHaveLength(1);
	});

	it.each([401, 403])('Kloutit rejects our key with %i: 503, and a line in the log', async (status) => {
		const workflow = await subscribed();
		sandbox.faults.add({ service: 'kloutit', path: '/case/verify-event', status, count: 9 }, ['kloutit']);
		expect(await post(workflow.address, EVENT)).toBe(503);
		sandbox.faults.clear();
		const written = await lines(workflow, 503);
		expect(written).toHaveLength(1);
		expect(written[0]).toContain(String(status));
		expect(written[0]).not.toContain(API_KEY);
		expect(await n8n.client.countExecutions(workflow.id)).toBe(0);
	});

	it('a deleted credential: 503, and a line in the log', async () => {
		const workflow = await subscribed();
		await n8n.client.deleteCredential(workflow.credentialId);
		expect(await post(workflow.address, EVENT)).toBe(503);
		expect(await lines(workflow, 503)).toHaveLength(1);
	});
});
