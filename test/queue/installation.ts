import { appendFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { N8nClient } from '../../tools/n8n/client';
import { installN8n } from '../../tools/n8n/install';
import { QueueMode } from '../../tools/n8n/queue';
import { packPackage } from '../../tools/n8n/tarball';
import { CONNECTION_VARIABLE, type ConnectionInfo, OWNER } from '../e2e/harness';
import { searchRunning } from '../e2e/harness/secretSearch';

const PROJECT_FOLDER = path.resolve(__dirname, '../..');

/** When n8n considers the run of a killed worker lost. Its defaults are 60 and 30 seconds. */
const LOST_RUNS = {
	QUEUE_WORKER_LOCK_DURATION: '20000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '4000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

/** An n8n in queue mode with the packed package and its owner; the stages of the end-to-end tests connect to it. */
export interface Installation {
	queueMode: QueueMode;
	/** Signed in as the owner. */
	client: N8nClient;
	/** Looks for what the tests have used in the executions, the database, and the consoles and event logs of all processes. @returns what is wrong, a line each */
	searchForSecrets(): Promise<string[]>;
	close(): Promise<void>;
}

const report = (line: string): void => {
	process.stderr.write(`${line}\n`);
};

/** Starts main, a webhook process and two workers. @throws Error that says what is missing */
export async function openInstallation(): Promise<Installation> {
	const runtime = await installN8n(report);
	const folder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-chargeback-queue-tests-'));
	const tarball = await packPackage(PROJECT_FOLDER, { build: false, targetFolder: path.join(folder, 'packed') });
	const log = (text: string) => appendFileSync(path.join(folder, 'n8n.log'), text);
	const queueMode = await QueueMode.start({ runtime, tarball, workers: 2, environment: LOST_RUNS, report, log });
	const { main, webhook } = queueMode;
	const client = new N8nClient(main.url, webhook.url);
	await client.setupOwner(OWNER);
	const info: ConnectionInfo = {
		url: main.url,
		webhooksUrl: webhook.url,
		keeperUrl: '',
		userFolder: queueMode.folder,
		tarball,
		folder,
	};
	process.env[CONNECTION_VARIABLE] = JSON.stringify(info);
	const search = async () => {
		const userFolders = (await readdir(queueMode.folder)).map((name) => path.join(queueMode.folder, name));
		await queueMode.dumpDatabase(path.join(folder, 'database.log'));
		return await searchRunning(client, folder, userFolders);
	};
	const close = async (): Promise<void> => {
		delete process.env[CONNECTION_VARIABLE];
		await queueMode.stop();
		await rm(folder, { recursive: true, force: true });
	};
	return { queueMode, client, searchForSecrets: search, close };
}
