import { constants, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';

import axios, { type AxiosResponse } from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { SavedCredential } from '../../tools/n8n/client';
import { type Execution, itemsOf } from '../../tools/n8n/execution';
import { chain, type NodeToCreate } from '../../tools/n8n/workflow';
import { type Connection, connect } from './harness';

export const CLIENT_SECRET = 'e2e:secret:with:colons';
/** As Kount hands it out: base64 already. */
export const API_KEY = Buffer.from(`e2e-client:${CLIENT_SECRET}`).toString('base64');

export interface TokenCalls {
	total: number;
	issued: number;
	refused: number;
	limited: number;
}

/** The shared n8n with a sandbox of this file's own, and credentials for it. */
export class KountStage {
	private readonly workflows: string[] = [];
	private readonly credentials: SavedCredential[] = [];

	private constructor(
		readonly n8n: Connection,
		readonly sandbox: Sandbox,
		readonly url: string,
	) {}

	static async open(): Promise<KountStage> {
		const sandbox = await createSandbox({
			kount: { apiKey: API_KEY, keyBits: 2048, alertRetryDelays: [200, 200], signedRetryDelays: [200, 200] },
		});
		return new KountStage(await connect(), sandbox, await sandbox.listen(0));
	}

	async close(): Promise<void> {
		await this.sandbox.close();
		for (const id of this.workflows) await this.n8n.client.deleteWorkflow(id);
		for (const { id } of this.credentials) await this.n8n.client.deleteCredential(id);
	}

	/** A credential that has no token yet. */
	async credential(changes: IDataObject = {}): Promise<SavedCredential> {
		return await this.save('kountOAuth2Api', {
			apiKey: API_KEY,
			environment: 'sandbox',
			loginServer: 'custom',
			tokenUrl: `${this.url}/kount/as/token`,
			baseUrl: `${this.url}/kount`,
			...changes,
		});
	}

	/** Stores a credential that is deleted when the file ends. */
	async save(type: string, data: IDataObject): Promise<SavedCredential> {
		const saved = await this.n8n.client.createCredential(`Kount ${randomUUID()}`, type, data);
		this.credentials.push(saved);
		return saved;
	}

	async workflow(nodes: NodeToCreate[]): Promise<string> {
		const connections = chain(...nodes.map(({ name }) => name));
		const { id } = await this.n8n.client.createWorkflow({ name: `Test ${randomUUID()}`, nodes, connections });
		this.workflows.push(id);
		return id;
	}

	/** Runs the Kount node behind rows of data. */
	async run(
		{ id, name }: SavedCredential,
		parameters: IDataObject,
		rows: IDataObject[] = [{}],
		more: Partial<NodeToCreate> = {},
	): Promise<Execution> {
		const workflowId = await this.workflow([
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			{
				name: 'Rows',
				type: 'n8n-nodes-base.code',
				typeVersion: 2,
				parameters: { jsCode: `return ${JSON.stringify(rows.map((json) => ({ json })))};` },
			},
			{
				name: 'Node',
				type: 'n8n-nodes-chargeback.kount',
				parameters,
				credentials: { kountOAuth2Api: { id, name } },
				...more,
			},
		]);
		return await this.n8n.client.runToEnd(workflowId, 'Start', 60_000);
	}

	/** A workflow that begins with the trigger; not active yet. */
	async waiting(parameters: IDataObject, credential?: SavedCredential): Promise<{ workflowId: string; url: string }> {
		const webhookId = randomUUID();
		const workflowId = await this.workflow([
			{
				name: 'Events',
				type: 'n8n-nodes-chargeback.kountTrigger',
				webhookId,
				parameters,
				...(credential ? { credentials: { kountWebhookApi: { id: credential.id, name: credential.name } } } : {}),
			},
			{ name: 'End', type: 'n8n-nodes-base.noOp' },
		]);
		return { workflowId, url: this.n8n.client.webhookUrl(webhookId, 'kount') };
	}

	/** An active workflow that begins with the trigger. */
	async listen(parameters: IDataObject, credential?: SavedCredential): Promise<Listener> {
		const { workflowId, url } = await this.waiting(parameters, credential);
		await this.n8n.client.activate(workflowId);
		await this.n8n.client.webhookReady(url);
		return new Listener(this.n8n, workflowId, url);
	}

	/** Calls the control API of the sandbox. */
	async control<T>(method: 'get' | 'post', path: string, body?: IDataObject): Promise<T> {
		const { data } = await axios.request<T>({ method, url: `${this.url}/_sandbox/kount/${path}`, data: body });
		return data;
	}

	/** Token calls as the sandbox has counted them. */
	async tokenCalls(): Promise<TokenCalls> {
		return (await this.control<{ calls: TokenCalls }>('get', 'tokens')).calls;
	}

	/** The requests that were no token calls. */
	get requests() {
		return this.sandbox.journal.requests.filter(({ path }) => !/\/token$/.test(path));
	}
}

/** An active trigger and what it has started. */
export class Listener {
	constructor(
		private readonly n8n: Connection,
		private readonly workflowId: string,
		readonly url: string,
	) {}

	/** Delivers bytes as they are. */
	async deliver(body: string | Buffer, headers: Record<string, string> = {}): Promise<AxiosResponse> {
		return await axios.post(this.url, body, {
			headers: { 'content-type': 'application/json', ...headers },
			transformRequest: [(data: unknown) => data],
			validateStatus: () => true,
			timeout: 20_000,
		});
	}

	/** How many executions there are, finished or not. */
	async count(): Promise<number> {
		return await this.n8n.client.countExecutions(this.workflowId);
	}

	/** What the trigger gave in the last of so many executions. */
	async items(count: number): Promise<IDataObject[]> {
		const executions = await this.n8n.client.waitForExecutions(this.workflowId, count);
		return itemsOf(executions[executions.length - 1], 'Events').map(({ json }) => json);
	}
}

/** A key pair made for the tests alone. */
export function keyPair(): { privateKey: KeyObject; der: string; pem: string } {
	const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	return {
		privateKey,
		der: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
		pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
	};
}

/** Now, or so many seconds ago, as the header has it. */
export const timestampOf = (secondsAgo = 0): string =>
	`${new Date(Date.now() - secondsAgo * 1000).toISOString().slice(0, 19)}Z`;

/** Contract 3.2, written for the tests alone: neither the node's code nor the sandbox's. */
export function signedHeaders(
	body: string | Buffer,
	privateKey: KeyObject,
	timestamp = timestampOf(),
	padding = constants.RSA_PKCS1_PSS_PADDING,
): Record<string, string> {
	const salt = padding === constants.RSA_PKCS1_PSS_PADDING ? { saltLength: 32 } : {};
	const signature = sign('sha256', Buffer.concat([Buffer.from(timestamp), Buffer.from(body as string)]), {
		key: privateKey,
		padding,
		...salt,
	});
	return { 'x-event-signature': signature.toString('base64'), 'x-event-timestamp': timestamp };
}
