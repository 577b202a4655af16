import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import { N8nClient, type Owner } from '../n8n/client';
import { cacheFolder, installN8n } from '../n8n/install';
import { assertFree, freePortFrom } from '../n8n/ports';
import { type N8nServer, startN8n } from '../n8n/server';
import { installAsUsersDo, packPackage } from '../n8n/tarball';
import { alertWorkflow } from './alertWorkflow';
import { caseWorkflow } from './caseWorkflow';
import { sandboxCredentials } from './credentials';
import { type KlaviSetup, setUpKlavi } from './klaviSetup';
import { type KountSetup, setUpKount } from './kountSetup';
import { DEFENSE_COLUMNS, LOG_COLUMNS, ORDER_COLUMNS, ORDERS } from './orders';
import { type ActiveWorkflow, activate, type DemoContext, testedCredential } from './setup';

const PROJECT = path.resolve(__dirname, '../..');
const SANDBOX_PORT = 4010;

/** Who signs in to the demonstration's n8n. It listens on this machine only. */
export const OWNER: Owner = {
	email: 'demo@example.com',
	firstName: 'Demo',
	lastName: 'Owner',
	password: 'Chargeback1',
};

/** @throws Error naming the variable, when its port is invalid or in use */
async function chosenFreePort(variable: string): Promise<number | undefined> {
	const port = portFrom(variable);
	if (port !== undefined) await assertFree(port, variable);
	return port;
}

/** Lets the sandbox listen on a port, or on the next one that is free. */
async function listenFrom(sandbox: Sandbox, port: number, mayMove: boolean): Promise<string> {
	for (let tries = 0; ; tries++) {
		try {
			return await sandbox.listen(mayMove ? await freePortFrom(port) : port);
		} catch (error) {
			// another program was faster
			if (!mayMove || tries > 5 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
		}
	}
}

/** Everything that runs for the demonstration. */
export interface Services {
	sandbox: Sandbox;
	sandboxUrl: string;
	n8n: N8nServer;
	client: N8nClient;
	/** What n8n's credentials for the sandbox contain. */
	credentials: ReturnType<typeof sandboxCredentials>;
	/** The workflow that answers alerts, and the one that defends disputes. */
	alerts: ActiveWorkflow;
	cases: ActiveWorkflow;
	kount: KountSetup;
	klavi: KlaviSetup;
	/** Ids of the Data Tables that they write to. */
	logTable: string;
	defenseTable: string;
	stop(): Promise<void>;
}

/** @throws Error naming the variable, when it is not a port */
function portFrom(variable: string): number | undefined {
	const text = process.env[variable];
	if (!text) return undefined;
	const port = Number(text);
	if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
	throw new Error(`${variable} must be a port from 1 to 65535; it was "${text}".`);
}

/**
 * Builds and packs the package, starts the sandbox and an n8n of its own with the package installed as users have it,
 * and sets up the
 * workflows.
 *
 * @param report receives what is being done, a line at a time
 */
export async function startServices(report: (line: string) => void): Promise<Services> {
	const chosenPort = await chosenFreePort('N8N_PORT');
	const chosenSandboxPort = await chosenFreePort('SANDBOX_PORT');
	report('Building and packing the package');
	const tarball = await packPackage(PROJECT);
	const runtime = await installN8n(report);

	// a folder for this start alone: another demonstration may be running
	await mkdir(cacheFolder(), { recursive: true });
	const userFolder = await mkdtemp(path.join(cacheFolder(), 'demo-'));
	await installAsUsersDo(tarball, userFolder);
	await rm(path.dirname(tarball), { recursive: true, force: true });

	const sandbox = await createSandbox({ environment: process.env });
	const sandboxUrl = await listenFrom(sandbox, chosenSandboxPort ?? SANDBOX_PORT, chosenSandboxPort === undefined);
	report(`The sandbox is listening on ${sandboxUrl}`);
	report(`Starting n8n ${runtime.version} (about 10 to 30 s)`);
	const n8n = await startN8n({ runtime, userFolder, ...(chosenPort === undefined ? {} : { port: chosenPort }) });
	report(`n8n is ready on ${n8n.url}`);

	const client = new N8nClient(n8n.url);
	const credentials = sandboxCredentials(sandbox, sandboxUrl);
	const workflows = await setUp({ client, sandbox, credentials });
	return {
		sandbox,
		sandboxUrl,
		n8n,
		client,
		credentials,
		...workflows,
		stop: async () => {
			await n8n.stop();
			await sandbox.close();
			await rm(userFolder, { recursive: true, force: true });
		},
	};
}

/** Owner, credentials, Data Tables and the active workflows. */
async function setUp({ client, sandbox, credentials }: DemoContext) {
	await client.setupOwner(OWNER);
	const ordersTable = await client.createDataTable('orders', ORDER_COLUMNS);
	await client.insertRows(ordersTable, ORDERS);
	const logTable = await client.createDataTable('alert_log', LOG_COLUMNS);
	const defenseTable = await client.createDataTable('defenses', DEFENSE_COLUMNS);

	const chargebackhit = await testedCredential(client, credentials.chargebackhit);
	const alertsId = randomUUID();
	const alertParts = { credential: chargebackhit, ordersTable, logTable, webhookId: alertsId };
	const alerts = await activate(client, alertWorkflow(alertParts), alertsId, 'chargebackhit');
	sandbox.settings.chargebackhit.webhookUrl = alerts.webhookUrl;

	const kloutit = await testedCredential(client, credentials.kloutit);
	const casesId = randomUUID();
	const caseParts = { credential: kloutit, ordersTable, defenseTable, webhookId: casesId };
	const cases = await activate(client, caseWorkflow(caseParts), casesId, 'kloutit');
	const kount = await setUpKount({ client, sandbox, credentials }, ordersTable);
	const klavi = await setUpKlavi({ client, credentials });
	return { alerts, cases, kount, klavi, logTable, defenseTable };
}
