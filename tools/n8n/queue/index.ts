import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { N8nRuntime, Report } from '../install';
import { anyFreePort } from '../ports';
import { type N8nRole, type N8nServer, startN8n } from '../server';
import { installAsUsersDo } from '../tarball';
import { queuePrograms } from './programs';
import { type LocalDatabase, type LocalService, startPostgres, startRedis } from './services';

/** How to start an n8n in queue mode. */
export interface QueueModeOptions {
	/** From `installN8n()`. */
	runtime: N8nRuntime;
	/** The packed package. It is installed for each process, in a separate user folder. */
	tarball: string;
	workers: number;
	/** Additional n8n settings for all processes. */
	environment?: Record<string, string>;
	report?: Report;
	/** Receives the output of the processes. */
	log?: (text: string) => void;
}

/**
 * An n8n in queue mode on this machine: main, a webhook process and workers, with their own Redis and PostgreSQL. Main does not serve
 * production webhooks. The processes share no folders. As on separate machines, they communicate only through the database and the queue.
 */
export class QueueMode {
	/** Serves the editor and the REST API. */
	main!: N8nServer;

	/** Serves the production webhooks. */
	webhook!: N8nServer;

	readonly workers: N8nServer[] = [];

	private readonly services: LocalService[] = [];

	private database?: LocalDatabase;

	private shared: Record<string, string> = {};

	private constructor(
		private readonly options: QueueModeOptions,
		/** Contains the user folders. */
		readonly folder: string,
	) {}

	/** @throws Error that says what is missing, or with the output of the process that did not start */
	static async start(options: QueueModeOptions): Promise<QueueMode> {
		const report = options.report ?? (() => undefined);
		const programs = await queuePrograms(report);
		const queueMode = new QueueMode(options, await mkdtemp(path.join(tmpdir(), 'n8n-nodes-chargeback-queue-')));
		try {
			report('Starting Redis and PostgreSQL');
			queueMode.services.push(await startRedis(programs));
			queueMode.database = await startPostgres(programs);
			queueMode.services.push(queueMode.database);
			report('Starting n8n: main, webhook process, workers');
			await queueMode.startProcesses();
		} catch (error) {
			await queueMode.stop();
			throw error;
		}
		return queueMode;
	}

	/** Starts one more worker. */
	async addWorker(): Promise<N8nServer> {
		const port = await anyFreePort();
		const worker = await this.startProcess('worker', `worker-${this.workers.length + 1}`, port, {
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(port),
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		});
		this.workers.push(worker);
		return worker;
	}

	/** The worker that started an execution. Undefined until one has. */
	workerOf(executionId: string): N8nServer | undefined {
		return this.workers.find((worker) => worker.output().includes(`Worker started execution ${executionId} `));
	}

	/** The recent output of all processes. */
	output(): string {
		return [this.main, this.webhook, ...this.workers].map((process) => process.output()).join('\n');
	}

	/** Writes the complete content of the database as text. */
	async dumpDatabase(file: string): Promise<void> {
		await this.database?.dumpTo(file);
	}

	/** Stops everything and removes the folders. */
	async stop(): Promise<void> {
		for (const process of [this.webhook, ...this.workers, this.main]) await process?.stop();
		for (const service of this.services) await service.stop();
		await rm(this.folder, { recursive: true, force: true });
	}

	private async startProcesses(): Promise<void> {
		const [mainPort, webhookPort] = [await anyFreePort(), await anyFreePort()];
		this.shared = {
			...Object.assign({}, ...this.services.map(({ environment }) => environment)),
			EXECUTIONS_MODE: 'queue',
			// all processes share one key, because each of them reads the credentials
			N8N_ENCRYPTION_KEY: randomBytes(16).toString('hex'),
			// the URL that services call
			N8N_WEBHOOK_URL: `http://127.0.0.1:${webhookPort}/`,
			N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			...this.options.environment,
		};
		// main creates the tables, so the others start after it
		this.main = await this.startProcess('main', 'main', mainPort);
		this.webhook = await this.startProcess('webhook', 'webhook', webhookPort);
		for (let count = 0; count < this.options.workers; count++) await this.addWorker();
	}

	private async startProcess(
		role: N8nRole,
		name: string,
		port: number,
		more: Record<string, string> = {},
	): Promise<N8nServer> {
		const { runtime, tarball, log } = this.options;
		const userFolder = path.join(this.folder, name);
		await installAsUsersDo(tarball, userFolder);
		return await startN8n({ runtime, role, userFolder, port, environment: { ...this.shared, ...more }, log });
	}
}
