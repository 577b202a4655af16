import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';

import { cacheFolder, installN8n } from '../n8n/install';
import { N8nClient, type Owner } from '../n8n/client';
import { freePortFrom } from '../n8n/ports';
import { startN8n, type N8nServer } from '../n8n/server';
import { installAsUsersDo, packPackage } from '../n8n/tarball';
import { createSandbox, type Sandbox } from '../server';
import { LOG_COLUMNS, ORDER_COLUMNS, ORDERS } from './orders';
import { demoWorkflow } from './workflow';

const PROJECT = path.resolve(__dirname, '../..');
const SANDBOX_PORT = 4010;

/** Who signs in to the demonstration's n8n. It listens on this machine only. */
export const OWNER: Owner = {
	email: 'demo@example.com',
	firstName: 'Demo',
	lastName: 'Owner',
	password: 'Chargeback1',
};

/** Everything that runs for the demonstration. */
export interface Services {
	sandbox: Sandbox;
	sandboxUrl: string;
	n8n: N8nServer;
	client: N8nClient;
	workflowId: string;
	logTable: string;
	stop(): Promise<void>;
}

/** @throws Error naming the variable, where it holds no port */
function portFrom(variable: string): number | undefined {
	const text = process.env[variable];
	if (!text) return undefined;
	const port = Number(text);
	if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
	throw new Error(`${variable} must be a port from 1 to 65535; it is "${text}".`);
}

/**
 * Builds and packs the package, starts the sandbox and an n8n of its own with the package installed as users have it, and sets up the
 * workflow.
 *
 * @param report receives what is being done, a line at a time
 */
export async function startServices(report: (line: string) => void): Promise<Services> {
	report('Building and packing the package');
	const tarball = await packPackage(PROJECT);
	const runtime = await installN8n(report);

	const port = portFrom('N8N_PORT') ?? (await freePortFrom(5678, [5679]));
	const userFolder = path.join(cacheFolder(), `demo-${port}`);
	await rm(userFolder, { recursive: true, force: true });
	await mkdir(userFolder, { recursive: true });
	await installAsUsersDo(tarball, userFolder);
	await rm(path.dirname(tarball), { recursive: true, force: true });

	const sandbox = await createSandbox({ environment: process.env });
	const sandboxUrl = await sandbox.listen(portFrom('SANDBOX_PORT') ?? (await freePortFrom(SANDBOX_PORT)));
	report(`The sandbox is listening on ${sandboxUrl}`);
	report(`Starting n8n ${runtime.version}`);
	const n8n = await startN8n({ runtime, userFolder, port });
	report(`n8n is ready on ${n8n.url}`);

	const client = new N8nClient(n8n.url);
	const { workflowId, logTable, webhookUrl } = await setUp(client, sandbox, sandboxUrl);
	sandbox.settings.chargebackhit.webhookUrl = webhookUrl;
	return {
		sandbox,
		sandboxUrl,
		n8n,
		client,
		workflowId,
		logTable,
		stop: async () => {
			await n8n.stop();
			await sandbox.close();
		},
	};
}

/** Owner, credential, Data Tables and the active workflow. */
async function setUp(client: N8nClient, sandbox: Sandbox, sandboxUrl: string) {
	await client.setupOwner(OWNER);
	const { publicKey, secretKey } = sandbox.settings.chargebackhit;
	const credential = await client.createCredential('Chargebackhit sandbox', 'chargebackhitApi', {
		publicKey,
		secretKey,
		previousSecretKey: '',
		baseUrl: `${sandboxUrl}/chargebackhit`,
	});
	const test = await client.testCredential(credential);
	if (test.status !== 'OK') throw new Error(`n8n's test of the credential says: ${test.message}`);

	const ordersTable = await client.createDataTable('orders', ORDER_COLUMNS);
	await client.insertRows(ordersTable, ORDERS);
	const logTable = await client.createDataTable('alert_log', LOG_COLUMNS);

	const webhookId = randomUUID();
	const workflow = demoWorkflow({ credential, ordersTable, logTable, webhookId });
	const { id: workflowId } = await client.createWorkflow(workflow);
	await client.activate(workflowId);
	const webhookUrl = client.webhookUrl(webhookId, 'chargebackhit');
	await client.webhookReady(webhookUrl);
	return { workflowId, logTable, webhookUrl };
}
