import { randomUUID } from 'node:crypto';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { SavedCredential } from '../../tools/n8n/client';
import { errorOf } from '../../tools/n8n/execution';
import { chain, type NodeToCreate } from '../../tools/n8n/workflow';
import { type Connection, connect } from './harness';

let n8n: Connection;
let sandbox: Sandbox;
let credential: SavedCredential;
const workflows: string[] = [];

beforeAll(async () => {
	n8n = await connect();
	sandbox = await createSandbox({ kloutit: { retryDelays: [] } });
	const url = await sandbox.listen(0);
	const data = { apiKey: sandbox.settings.kloutit.apiKey, baseUrl: `${url}/kloutit` };
	credential = await n8n.client.createCredential(`Kloutit ${randomUUID()}`, 'kloutitApi', data);
});
afterAll(async () => {
	for (const id of workflows) await n8n.client.deleteWorkflow(id);
	await n8n.client.deleteCredential(credential.id);
	await sandbox.close();
});

it("reads what n8n's picker, its expressions and a table's cells give, in the workflow's time zone", async () => {
	const nodes: NodeToCreate[] = [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
		{
			name: 'Row',
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			parameters: {
				jsCode:
					"return [{ json: { number: '\\u200bEXP-1 ', secure: 'TRUE', reason: 'Processing Error', amount: '', currency: 'EUR', placed: new Date('2026-10-02T10:00:00Z') } }];",
			},
		},
		{
			name: 'Create',
			type: 'n8n-nodes-chargeback.kloutit',
			credentials: { kloutitApi: { id: credential.id, name: credential.name } },
			parameters: {
				resource: 'case',
				operation: 'create',
				caseSource: 'fields',
				expedientNumber: '={{ $json.number }}',
				sector: 'FASHION',
				details: {
					deadline: '2026-10-02T18:00:00',
					notificationDate: "={{ DateTime.fromISO('2026-10-02T18:00:00') }}",
					contactDate: "={{ new Date('2026-10-02T10:00:00Z') }}",
					purchaseDate: '={{ $json.placed }}',
					transactionDate: '2026-10-02 09:00:00 UTC',
					is3DSPurchase: '={{ $json.secure }}',
					chargebackReason: '={{ $json.reason }}',
					purchaseAmount: { amount: { value: '={{ $json.amount }}', currency: '={{ $json.currency }}' } },
				},
			},
		},
	];
	const { id } = await n8n.client.createWorkflow({
		name: `Field language ${randomUUID()}`,
		nodes,
		connections: chain(...nodes.map(({ name }) => name)),
		settings: { timezone: 'Asia/Tokyo' },
	});
	workflows.push(id);
	const execution = await n8n.client.runToEnd(id, 'Start', 120_000);
	expect(errorOf(execution)).toBeUndefined();
	const fields = sandbox.state.kloutit.cases.get('EXP-1')?.fields;
	expect(fields).toMatchObject({
		expedientNumber: 'EXP-1',
		deadline: '2026-10-02T09:00:00.000Z',
		notificationDate: '2026-10-02T09:00:00.000Z',
		contactDate: '2026-10-02T10:00:00.000Z',
		purchaseDate: '2026-10-02T10:00:00.000Z',
		transactionDate: '2026-10-02T09:00:00.000Z',
		is3DSPurchase: true,
		chargebackReason: 'PROCESSING_ERROR',
	});
	expect(fields).not.toHaveProperty('purchaseAmount');
});
