import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { createSandbox, type Sandbox } from '../sandbox/server';
import { textTable } from '../tools/demo/textTable';
import { N8nClient, type SavedCredential } from '../tools/n8n/client';
import { installN8n } from '../tools/n8n/install';
import { QueueMode } from '../tools/n8n/queue';
import type { N8nServer } from '../tools/n8n/server';
import { packPackage } from '../tools/n8n/tarball';
import { chain, type NodeToCreate } from '../tools/n8n/workflow';
import { AnsweringService } from './answering';
import { assertStatus, load } from './load';
import { signedAlert } from './senders';

const PROJECT = path.resolve(__dirname, '..');
const OWNER = { email: 'bench@example.com', firstName: 'Bench', lastName: 'Owner', password: 'Chargeback1' };
const EXECUTIONS = 100;
const IN_FLIGHT = 8;
const ROUNDS = 3;
/** Milliseconds in which the service of the second workflow responds. */
const SERVICE_TIME = 500;
/** Milliseconds after which a measurement is aborted. */
const LIMIT = 300_000;

const report = (line: string): void => {
	process.stderr.write(`${line}\n`);
};

interface Rate {
	/** Deliveries accepted per second. Each is stored before the reply. */
	taken: number;
	/** Executions finished per second, from the first delivery to the end of the last execution. */
	ended: number;
	/** CPU milliseconds per execution, which other work on the machine hardly changes. NaN if the system does not report them. */
	processor: { main: number; webhook: number; workers: number };
}

/** CPU milliseconds that a process has used so far. Linux counts them in hundredths of a second. */
function processorTime({ pid }: N8nServer): number {
	try {
		const [, fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
		const [user, system] = fields.split(' ').slice(11, 13).map(Number);
		return 10 * (user + system);
	} catch {
		return Number.NaN;
	}
}

function processorTimes({ main, webhook, workers }: QueueMode): Rate['processor'] {
	const ofWorkers = workers.filter(({ isRunning }) => isRunning).map(processorTime);
	return {
		main: processorTime(main),
		webhook: processorTime(webhook),
		workers: ofWorkers.reduce((sum, time) => sum + time, 0),
	};
}

/** The workflows to measure, each with the node after the trigger. */
const WORKFLOWS: Array<{ title: string; after: (service: SavedCredential) => NodeToCreate }> = [
	{ title: 'trigger + no-op', after: () => ({ name: 'End', type: 'n8n-nodes-base.noOp' }) },
	{
		title: `trigger + Alert: Get, response in ${SERVICE_TIME} ms`,
		after: ({ id, name }) => ({
			name: 'Alert',
			type: 'n8n-nodes-chargeback.chargebackhit',
			credentials: { chargebackhitApi: { id, name } },
			parameters: {
				resource: 'alert',
				operation: 'get',
				alertId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				simplify: false,
			},
		}),
	},
];

/** The successful executions of a workflow. @throws Error if an execution failed */
async function endedIn(client: N8nClient, workflowId: string): Promise<number> {
	const count = async (...status: string[]) => {
		const filter = JSON.stringify({ workflowId, status });
		return (await client.rest.request<{ count: number }>('GET', '/rest/executions', undefined, { limit: 1, filter }))
			.count;
	};
	if ((await count('error', 'crashed', 'canceled')) > 0)
		throw new Error(`An execution of workflow ${workflowId} failed.`);
	return await count('success');
}

/** Delivers alerts to a new workflow and waits until all are processed. */
async function measure(
	queueMode: QueueMode,
	client: N8nClient,
	sandbox: Sandbox,
	trigger: SavedCredential,
	last: NodeToCreate,
): Promise<Rate> {
	const webhookId = randomUUID();
	const { id, name } = trigger;
	const { id: workflowId } = await client.createWorkflow({
		name: `Bench ${webhookId}`,
		nodes: [
			{
				name: 'Alerts',
				type: 'n8n-nodes-chargeback.chargebackhitTrigger',
				webhookId,
				credentials: { chargebackhitApi: { id, name } },
			},
			last,
		],
		connections: chain('Alerts', last.name),
	});
	await client.activate(workflowId);
	const url = client.webhookUrl(webhookId, 'chargebackhit');
	await client.webhookReady(url);
	const make = () => signedAlert({ sandbox }, url, 'resolved');
	const warmUp = IN_FLIGHT * 2;
	assertStatus(await load(make, warmUp, IN_FLIGHT), 200);
	while ((await endedIn(client, workflowId)) < warmUp) await pause(100);

	const before = processorTimes(queueMode);
	const begun = performance.now();
	const sent = await load(make, EXECUTIONS, IN_FLIGHT);
	assertStatus(sent, 200);
	while ((await endedIn(client, workflowId)) < warmUp + EXECUTIONS) {
		if (performance.now() - begun > LIMIT)
			throw new Error(`Not all ${EXECUTIONS} executions finished within ${LIMIT / 1000} s.`);
		await pause(100);
	}
	const seconds = (performance.now() - begun) / 1000;
	const after = processorTimes(queueMode);
	await client.deleteWorkflow(workflowId);
	const each = (who: keyof Rate['processor']) => (after[who] - before[who]) / EXECUTIONS;
	return {
		taken: sent.rate,
		ended: EXECUTIONS / seconds,
		processor: { main: each('main'), webhook: each('webhook'), workers: each('workers') },
	};
}

async function main(): Promise<void> {
	const rounds = Number(process.argv[2] ?? ROUNDS);
	if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error('node bench/queue.mjs [rounds]');
	report('Building and packing the package');
	const tarball = await packPackage(PROJECT);
	const runtime = await installN8n(report);
	const queueMode = await QueueMode.start({ runtime, tarball, workers: 2, report });
	const sandbox = await createSandbox();
	const service = await AnsweringService.open(SERVICE_TIME);
	try {
		const client = new N8nClient(queueMode.main.url, queueMode.webhook.url);
		await client.setupOwner(OWNER);
		const { publicKey, secretKey } = sandbox.settings.chargebackhit;
		const credential = await client.createCredential('Chargebackhit', 'chargebackhitApi', {
			publicKey,
			secretKey,
			previousSecretKey: '',
			baseUrl: service.url,
		});
		const rows = WORKFLOWS.flatMap(({ title, after }) =>
			[1, 2].map((workers) => ({ title, workers, after: after(credential), rates: [] as Rate[] })),
		);
		const [, second] = queueMode.workers;
		for (let round = 1; round <= rounds; round++) {
			for (const workers of [1, 2]) {
				if (workers === 1) await second.stop();
				else await second.restart();
				for (const row of rows.filter((one) => one.workers === workers)) {
					report(`Round ${round} of ${rounds}: ${row.title}, workers: ${workers}`);
					const measured = await measure(queueMode, client, sandbox, credential, row.after);
					row.rates.push(measured);
					report(
						`  ${measured.ended.toFixed(1)} executions per second, CPU ms per execution: ${JSON.stringify(measured.processor)}`,
					);
				}
			}
		}
		// other work on the machine disturbed the best round least
		const rate = (rates: Rate[], which: 'taken' | 'ended') => Math.max(...rates.map((one) => one[which])).toFixed(1);
		const processor = (rates: Rate[], who: keyof Rate['processor']) =>
			Math.min(...rates.map((one) => one.processor[who])).toFixed(0);
		const table = textTable(rows, [
			{ heading: 'workflow', of: ({ title }) => title },
			{ heading: 'workers', of: ({ workers }) => String(workers) },
			{ heading: 'deliveries accepted per second', of: ({ rates }) => rate(rates, 'taken') },
			{ heading: 'executions finished per second', of: ({ rates }) => rate(rates, 'ended') },
			{ heading: 'CPU ms per execution: webhook', of: ({ rates }) => processor(rates, 'webhook') },
			{ heading: 'workers', of: ({ rates }) => processor(rates, 'workers') },
			{ heading: 'main', of: ({ rates }) => processor(rates, 'main') },
		]);
		const machine = `${availableParallelism()} cores (${cpus()[0].model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB`;
		const deliveries = `${EXECUTIONS} deliveries, ${IN_FLIGHT} in flight, best of ${rounds} rounds`;
		process.stdout.write(`n8n ${runtime.version}, ${machine}; ${deliveries}\n\n${table}\n`);
	} finally {
		await queueMode.stop();
		await sandbox.close();
		await service.close();
		await rm(path.dirname(tarball), { recursive: true, force: true });
	}
}

main().then(
	() => process.exit(),
	(error: Error) => {
		process.stderr.write(`${error.message}\n`);
		process.exit(1);
	},
);
