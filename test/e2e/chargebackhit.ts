import { createHmac, randomUUID } from 'node:crypto';

import axios, { type AxiosResponse } from 'axios';
import type { IConnections, IDataObject } from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { SavedCredential } from '../../tools/n8n/client';
import { type Execution, itemsOf } from '../../tools/n8n/execution';
import { chain, type NodeToCreate } from '../../tools/n8n/workflow';
import { type Connection, connect } from './harness';

export const KEYS = {
	publicKey: 'cbh_pk_e2e_41f7',
	secretKey: 'cbh_sk_e2e_90ac5d21',
	previousSecretKey: 'cbh_sk_e2e_old_77b1',
};

/** Contract 1.3, written for the tests alone: neither the node's code nor the sandbox's. */
export function signatureOf(body: string | Buffer, secretKey = KEYS.secretKey, publicKey = KEYS.publicKey): string {
	const bytes = Buffer.concat([Buffer.from(publicKey), Buffer.from(body as string), Buffer.from(publicKey)]);
	return Buffer.from(createHmac('sha512', secretKey).update(bytes).digest('hex')).toString('base64');
}

/** An alert as Chargebackhit sends it. */
export function alertBody(type: string, id: string = randomUUID()): string {
	return JSON.stringify({
		alert: {
			id,
			type,
			date: '2026-11-20T10:00:00Z',
			product: type === 'init-refund' ? 'cdrn' : 'oi',
			provider: 'verifi',
			amount: '49.90',
			currency: 'USD',
			descriptor: 'CAFÉ*SHOP',
			reason_code: '10.4',
		},
		transaction: {
			transaction_merchant_id: 'ORDER-1001',
			transaction_id: 'T-1',
			arn: '74012345678901234567890',
			bin: '411111',
			last_four: '1111',
		},
		merchant: { id: randomUUID(), internal_id: 'shop-1', descriptor: 'CAFÉ*SHOP', name: '[Café][Purchase]' },
	});
}

/** The shared n8n with a sandbox of this file's own, and a credential for it. */
export class ChargebackhitStage {
	readonly workflows: string[] = [];
	readonly credentials: SavedCredential[] = [];

	private constructor(
		readonly n8n: Connection,
		readonly sandbox: Sandbox,
		readonly sandboxUrl: string,
	) {}

	/** @param n8n the shared one, unless set */
	static async open(n8n?: Connection): Promise<ChargebackhitStage> {
		const sandbox = await createSandbox({ chargebackhit: { publicKey: KEYS.publicKey, secretKey: KEYS.secretKey } });
		return new ChargebackhitStage(n8n ?? (await connect()), sandbox, await sandbox.listen(0));
	}

	async close(): Promise<void> {
		await this.sandbox.close();
		for (const id of this.workflows) await this.n8n.client.deleteWorkflow(id);
		for (const { id } of this.credentials) await this.n8n.client.deleteCredential(id);
	}

	get baseUrl(): string {
		return `${this.sandboxUrl}/chargebackhit`;
	}

	async credential(changes: IDataObject = {}): Promise<SavedCredential> {
		const data = { ...KEYS, baseUrl: this.baseUrl, ...changes };
		const saved = await this.n8n.client.createCredential(`Chargebackhit ${randomUUID()}`, 'chargebackhitApi', data);
		this.credentials.push(saved);
		return saved;
	}

	/** Saves a workflow that is deleted when the file ends. */
	async workflow(
		nodes: NodeToCreate[],
		connections: IConnections = chain(...nodes.map(({ name }) => name)),
	): Promise<string> {
		const { id } = await this.n8n.client.createWorkflow({ name: `Test ${randomUUID()}`, nodes, connections });
		this.workflows.push(id);
		return id;
	}

	/** An active workflow that begins with the trigger. */
	async listen(
		parameters: IDataObject,
		after: NodeToCreate[] = [{ name: 'End', type: 'n8n-nodes-base.noOp' }],
		credential?: SavedCredential,
	) {
		const { id, name } = credential ?? (await this.credential());
		const webhookId = randomUUID();
		const trigger: NodeToCreate = {
			name: 'Alerts',
			type: 'n8n-nodes-chargeback.chargebackhitTrigger',
			webhookId,
			parameters,
			credentials: { chargebackhitApi: { id, name } },
		};
		const workflowId = await this.workflow([trigger, ...after]);
		await this.n8n.client.activate(workflowId);
		const url = this.n8n.client.webhookUrl(webhookId, 'chargebackhit');
		await this.n8n.client.webhookReady(url);
		return new Listener(this.n8n, workflowId, url, webhookId);
	}
}

/** An active trigger and what it has started. */
export class Listener {
	constructor(
		private readonly n8n: Connection,
		readonly workflowId: string,
		readonly url: string,
		readonly webhookId: string,
	) {}

	/** Delivers a body as Chargebackhit does; `headers` replace its own, `undefined` leaves one out. */
	async deliver(
		body: string | Buffer,
		headers: Record<string, string | undefined> = {},
		url = this.url,
		options: { timeout?: number; signal?: AbortSignal } = {},
	): Promise<AxiosResponse> {
		const sent = Object.entries({
			'content-type': 'application/json',
			public_key: KEYS.publicKey,
			signature: signatureOf(body),
			...headers,
		}).filter((header): header is [string, string] => header[1] !== undefined);
		return await axios.post(url, body, {
			headers: Object.fromEntries(sent),
			// the bytes as they are
			transformRequest: [(data: unknown) => data],
			validateStatus: () => true,
			timeout: 20_000,
			...options,
		});
	}

	/** Has the sandbox send an alert of a type; the answer is its record, with the verdict. */
	async deliverBySandbox(
		sandboxUrl: string,
		type: string,
	): Promise<AxiosResponse<{ verdict: string; reason: string }>> {
		return await axios.post(`${sandboxUrl}/_sandbox/chargebackhit/alerts`, { type, url: this.url });
	}

	/** The finished executions, oldest first, once there are so many. */
	async executions(count: number): Promise<Execution[]> {
		return await this.n8n.client.waitForExecutions(this.workflowId, count);
	}

	/** How many executions there are, finished or not. */
	async count(): Promise<number> {
		return await this.n8n.client.countExecutions(this.workflowId);
	}

	/** What the trigger gave in the last of so many executions. */
	async lastItem(count = 1): Promise<IDataObject> {
		const executions = await this.executions(count);
		return itemsOf(executions[executions.length - 1], 'Alerts')[0].json;
	}
}
