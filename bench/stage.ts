import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { INodeExecutionData } from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../sandbox/server';
import { N8nClient, type SavedCredential } from '../tools/n8n/client';
import { errorOf, itemsOf, runsOf } from '../tools/n8n/execution';
import { installN8n } from '../tools/n8n/install';
import { type N8nServer, startN8n } from '../tools/n8n/server';
import { installAsUsersDo, packPackage } from '../tools/n8n/tarball';
import { chain, type NodeToCreate } from '../tools/n8n/workflow';
import { type TestCertificate, testCertificate } from './distance';

const PROJECT = path.resolve(__dirname, '..');
/** Milliseconds between two checks whether a run has ended. n8n answers each check during the measured time. */
const ASKED_EVERY = 3_000;
const OWNER = { email: 'bench@example.com', firstName: 'Bench', lastName: 'Owner', password: 'Chargeback1' };

/** The result of a node run. */
export interface NodeRun {
	/** From the node's start to its end, as n8n records it. */
	seconds: number;
	/** Milliseconds since 1970. */
	startedAt: number;
	endedAt: number;
	items: INodeExecutionData[];
	status: string;
}

/** A real n8n with the packed package, and a sandbox in a separate process. */
export class Stage {
	private constructor(
		readonly n8n: N8nServer,
		readonly client: N8nClient,
		readonly sandbox: Sandbox,
		readonly sandboxUrl: string,
		readonly chargebackhit: SavedCredential,
		readonly kloutit: SavedCredential,
		readonly kountWebhook: SavedCredential,
		readonly klavi: SavedCredential,
		/** A folder that n8n is allowed to read files from. */
		readonly fileFolder: string,
		/** For services over HTTPS: n8n trusts its CA. Undefined if there is no openssl. */
		readonly certificate: TestCertificate | undefined,
		private readonly userFolder: string,
	) {}

	/** @param report receives progress messages, one line at a time */
	static async open(report: (line: string) => void): Promise<Stage> {
		report('Building and packing the package');
		const tarball = await packPackage(PROJECT);
		const runtime = await installN8n(report);
		const userFolder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-chargeback-bench-'));
		await installAsUsersDo(tarball, userFolder);
		const sandbox = await createSandbox();
		const sandboxUrl = await sandbox.listen(0);
		report(`Starting n8n ${runtime.version}`);
		const fileFolder = path.join(userFolder, 'files');
		await mkdir(fileFolder, { recursive: true });
		const certificate = await testCertificate(userFolder).catch(() => undefined);
		const n8n = await startN8n({
			runtime,
			userFolder,
			environment: {
				N8N_RESTRICT_FILE_ACCESS_TO: fileFolder,
				NODE_EXTRA_CA_CERTS: certificate?.caFile,
				// loads the reference trigger as the type CUSTOM.benchReference
				N8N_CUSTOM_EXTENSIONS: path.join(__dirname, 'reference'),
			},
		});
		const client = new N8nClient(n8n.url);
		await client.setupOwner(OWNER);
		const { publicKey, secretKey } = sandbox.settings.chargebackhit;
		const chargebackhit = await client.createCredential('Chargebackhit', 'chargebackhitApi', {
			publicKey,
			secretKey,
			previousSecretKey: '',
			baseUrl: `${sandboxUrl}/chargebackhit`,
		});
		const { apiKey } = sandbox.settings.kloutit;
		const kloutit = await client.createCredential('Kloutit', 'kloutitApi', {
			apiKey,
			baseUrl: `${sandboxUrl}/kloutit`,
		});
		const { kount, klavi } = sandbox.settings;
		const kountWebhook = await client.createCredential('Kount webhook', 'kountWebhookApi', {
			headerName: kount.webhookHeaderName,
			secret: kount.webhookHeaderValue,
			previousSecret: '',
		});
		const klaviKeys = await client.createCredential('Klavi', 'klaviApi', {
			accessKey: klavi.accessKey,
			secretKey: klavi.secretKey,
			previousSecretKey: '',
			environment: 'custom',
			baseUrl: `${sandboxUrl}/klavi`,
			revision: 'instant',
		});
		return new Stage(
			n8n,
			client,
			sandbox,
			sandboxUrl,
			chargebackhit,
			kloutit,
			kountWebhook,
			klaviKeys,
			fileFolder,
			certificate,
			userFolder,
		);
	}

	/** A Chargebackhit credential for a service at another address. */
	async chargebackhitAt(baseUrl: string): Promise<SavedCredential> {
		const { publicKey, secretKey } = this.sandbox.settings.chargebackhit;
		const keys = { publicKey, secretKey, previousSecretKey: '', baseUrl };
		return await this.client.createCredential('Chargebackhit elsewhere', 'chargebackhitApi', keys);
	}

	async close(): Promise<void> {
		await this.n8n.stop();
		await this.sandbox.close();
		await rm(this.userFolder, { recursive: true, force: true });
	}

	/**
	 * Runs one node manually after a node that creates items, and measures only this node.
	 *
	 * @param items how many items `{ n }`, or the JavaScript that returns them
	 * @param settle seconds to wait before the node, so that the garbage of creating the items is collected
	 */
	async runNode(items: number | string, node: Omit<NodeToCreate, 'name'>, settle = 0): Promise<NodeRun> {
		const jsCode =
			typeof items === 'string' ? items : `return Array.from({ length: ${items} }, (_, n) => ({ json: { n } }));`;
		const rows: NodeToCreate = { name: 'Rows', type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } };
		const measured = { name: 'Measured', ...node } as NodeToCreate;
		const rest: NodeToCreate[] =
			settle > 0
				? [
						{
							name: 'Settle',
							type: 'n8n-nodes-base.wait',
							typeVersion: 1.1,
							parameters: { amount: settle, unit: 'seconds' },
						},
					]
				: [];
		const nodes: NodeToCreate[] = [{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' }, rows, ...rest, measured];
		const { id } = await this.client.createWorkflow({
			name: `Bench ${randomUUID()}`,
			nodes,
			connections: chain(...nodes.map(({ name }) => name)),
		});
		try {
			const execution = await this.client.runToEnd(id, 'Start', 300_000, ASKED_EVERY);
			const [run] = runsOf(execution, 'Measured');
			// n8n runs no node in which a required field is empty
			if (run === undefined) throw new Error(`The node did not run: ${errorOf(execution) ?? execution.status}`);
			const { startTime: startedAt, executionTime } = run;
			return {
				seconds: executionTime / 1000,
				startedAt,
				endedAt: startedAt + executionTime,
				items: itemsOf(execution, 'Measured'),
				status: execution.status,
			};
		} finally {
			await this.client.deleteWorkflow(id);
		}
	}

	/**
	 * Publishes a workflow that starts with a trigger.
	 *
	 * @param path of the trigger's webhook; if `undefined`, the trigger's own parameter `path` is the complete path
	 * @returns its URL, and a function that unpublishes it
	 */
	async listen(
		trigger: Omit<NodeToCreate, 'name'>,
		after: NodeToCreate[],
		path?: string,
	): Promise<{ url: string; end: () => Promise<void> }> {
		const webhookId = randomUUID();
		const nodes = [{ name: 'Trigger', webhookId, ...trigger } as NodeToCreate, ...after];
		const { id } = await this.client.createWorkflow({
			name: `Bench ${randomUUID()}`,
			nodes,
			connections: chain(...nodes.map(({ name }) => name)),
		});
		await this.client.activate(id);
		const url =
			path === undefined
				? `${this.n8n.url}/webhook/${String(trigger.parameters?.path)}`
				: this.client.webhookUrl(webhookId, path);
		await this.client.webhookReady(url);
		return { url, end: async () => await this.client.deleteWorkflow(id) };
	}
}
