import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { INodeExecutionData } from 'n8n-workflow';

import { N8nClient, type SavedCredential } from '../sandbox/n8n/client';
import { itemsOf, runsOf } from '../sandbox/n8n/execution';
import { installN8n } from '../sandbox/n8n/install';
import { startN8n, type N8nServer } from '../sandbox/n8n/server';
import { installAsUsersDo, packPackage } from '../sandbox/n8n/tarball';
import { chain, type NodeToCreate } from '../sandbox/n8n/workflow';
import { createSandbox, type Sandbox } from '../sandbox/server';

const PROJECT = path.resolve(__dirname, '..');
const OWNER = { email: 'bench@example.com', firstName: 'Bench', lastName: 'Owner', password: 'Chargeback1' };

/** What a node run came to. */
export interface NodeRun {
	/** From the node's start to its end, as n8n notes it. */
	seconds: number;
	items: INodeExecutionData[];
	status: string;
}

/** A real n8n with the packed package, and a sandbox in another process than n8n's. */
export class Stage {
	private constructor(
		readonly n8n: N8nServer,
		readonly client: N8nClient,
		readonly sandbox: Sandbox,
		readonly sandboxUrl: string,
		readonly chargebackhit: SavedCredential,
		readonly kloutit: SavedCredential,
		/** A folder from which n8n may read files. */
		readonly fileFolder: string,
		private readonly userFolder: string,
	) {}

	/** @param report receives what is being done, a line at a time */
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
		const n8n = await startN8n({ runtime, userFolder, environment: { N8N_RESTRICT_FILE_ACCESS_TO: fileFolder } });
		const client = new N8nClient(n8n.url);
		await client.setupOwner(OWNER);
		const { publicKey, secretKey } = sandbox.settings.chargebackhit;
		const chargebackhit = await client.createCredential('Chargebackhit', 'chargebackhitApi', {
			publicKey, secretKey, previousSecretKey: '', baseUrl: `${sandboxUrl}/chargebackhit`,
		});
		const { apiKey } = sandbox.settings.kloutit;
		const kloutit = await client.createCredential('Kloutit', 'kloutitApi', { apiKey, baseUrl: `${sandboxUrl}/kloutit` });
		return new Stage(n8n, client, sandbox, sandboxUrl, chargebackhit, kloutit, fileFolder, userFolder);
	}

	async close(): Promise<void> {
		await this.n8n.stop();
		await this.sandbox.close();
		await rm(this.userFolder, { recursive: true, force: true });
	}

	/** Runs one node by hand behind `count` items `{ n: 0 … count - 1 }`, and measures it alone. */
	async runNode(count: number, node: Omit<NodeToCreate, 'name'>): Promise<NodeRun> {
		const rows: NodeToCreate = {
			name: 'Rows', type: 'n8n-nodes-base.code', typeVersion: 2,
			parameters: { jsCode: `return Array.from({ length: ${count} }, (_, n) => ({ json: { n } }));` },
		};
		const measured = { name: 'Measured', ...node } as NodeToCreate;
		const { id } = await this.client.createWorkflow({
			name: `Bench ${randomUUID()}`,
			nodes: [{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' }, rows, measured],
			connections: chain('Start', 'Rows', 'Measured'),
		});
		const execution = await this.client.runToEnd(id, 'Start', 300_000);
		const [run] = runsOf(execution, 'Measured');
		await this.client.deleteWorkflow(id);
		return { seconds: (run?.executionTime ?? 0) / 1000, items: itemsOf(execution, 'Measured'), status: execution.status };
	}
}
