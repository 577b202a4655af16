import { randomUUID } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import axios from 'axios';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import { errorOf } from '../../tools/n8n/execution';
import { AutoRefund, FINAL, outcomesOf } from '../long/autoRefund';
import type { Installation } from './installation';

const ALERTS = 6;
/** Milliseconds after which n8n has taken note of a lost run, at most: with the limits of this installation about a minute. */
const PATIENCE = 400_000;

/** The merchant's refunds, in front of the sandbox's: money moves at once, but the confirmations wait until they are let go. */
class SlowRefunds {
	/** The alerts whose refund was made and not yet confirmed. */
	readonly unconfirmed: string[] = [];

	private isSlow = true;

	private readonly waiting: ServerResponse[] = [];

	private constructor(private readonly server: Server) {}

	static async open(sandboxUrl: string): Promise<SlowRefunds> {
		const refunds = new SlowRefunds(
			createServer((request, response) => {
				const chunks: Buffer[] = [];
				request.on('data', (chunk: Buffer) => chunks.push(chunk));
				request.on('end', () => {
					const key = String(request.headers['idempotency-key']);
					const headers = { 'content-type': 'application/json', 'idempotency-key': key };
					void axios
						.post(`${sandboxUrl}/refunds`, Buffer.concat(chunks), { headers, validateStatus: () => true })
						.then(({ status, data }) => {
							response.writeHead(status, { 'content-type': 'application/json' });
							response.write(JSON.stringify(data));
							if (!refunds.isSlow) return response.end();
							refunds.unconfirmed.push(key);
							return refunds.waiting.push(response);
						});
				});
			}),
		);
		await new Promise<void>((resolve) => refunds.server.listen(0, '127.0.0.1', resolve));
		return refunds;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/refunds`;
	}

	letGo(): void {
		this.isSlow = false;
		for (const response of this.waiting) response.end();
	}

	close(): void {
		this.server.closeAllConnections();
		this.server.close();
	}
}

/** A worker that dies in the middle of runs: what n8n does with them, and what happens to the alerts. */
export function crashInQueueMode(installation: () => Installation): void {
	describe('a worker that is killed in mid-run', () => {
		let sandbox: Sandbox;
		let sandboxUrl = '';
		let refunds: SlowRefunds;
		beforeAll(async () => {
			sandbox = await createSandbox();
			sandboxUrl = await sandbox.listen(0);
			refunds = await SlowRefunds.open(sandboxUrl);
		});
		afterAll(async () => {
			refunds?.close();
			await sandbox?.close();
		});

		const outcomes = (alertId: string) => outcomesOf(sandbox, alertId);
		const isAnswered = (id: string) => outcomes(id).includes(FINAL);

		it('leaves its runs to end as failed, and no alert unanswered or refunded twice after the sweep', async () => {
			const { client, queueMode } = installation();
			const autoRefund = await AutoRefund.publish(client, sandbox, sandboxUrl, refunds.url);
			const { workflowId, url } = autoRefund;

			// every alert is in mid-run: refunded, and not yet answered
			const ids = Array.from({ length: ALERTS }, (): string => randomUUID());
			for (const alertId of ids)
				await axios.post(`${sandboxUrl}/_sandbox/chargebackhit/alerts`, {
					type: 'init-refund',
					url,
					alert: { id: alertId },
				});
			while (refunds.unconfirmed.length < ALERTS) await pause(50);
			const delivered = (await client.executions(workflowId)).filter(({ mode }) => mode === 'webhook');
			expect(delivered).toHaveLength(ALERTS);

			const victim = queueMode.workerOf(delivered[0].id);
			const lost = delivered.filter((execution) => queueMode.workerOf(execution.id) === victim);
			await victim?.kill();
			refunds.letGo();

			// the other worker's runs finish; n8n restarts none of the lost ones, but reports them as failed
			const ended = new Map<string, string>();
			for (const deadline = Date.now() + PATIENCE; ended.size < ALERTS && Date.now() < deadline; await pause(500)) {
				for (const { id: execution, status } of await client.executions(workflowId)) {
					if (delivered.some((one) => one.id === execution) && !['new', 'running'].includes(status))
						ended.set(execution, status);
				}
			}
			const isLost = (execution: string) => lost.some((one) => one.id === execution);
			const failed = [...ended].filter(([execution, status]) => status !== 'success' && !isLost(execution));
			// the reason, if one failed that should not
			expect(await Promise.all(failed.map(async ([execution]) => errorOf(await client.execution(execution))))).toEqual(
				[],
			);
			expect([...ended].map(([execution, status]) => [isLost(execution), status]).sort()).toEqual(
				delivered.map((execution) => [isLost(execution.id), isLost(execution.id) ? 'error' : 'success']).sort(),
			);
			expect(ids.filter(isAnswered)).toHaveLength(ALERTS - lost.length);
			const answeredTwice = ids.filter(
				(alertId) => outcomes(alertId).filter((outcome) => outcome === FINAL).length > 1,
			);
			expect(answeredTwice).toEqual([]);

			expect(await autoRefund.sweep(PATIENCE)).toBe('success');
			for (const alertId of ids) expect(outcomes(alertId).filter((outcome) => outcome !== 'pending')).toEqual([FINAL]);
			const made = sandbox.refunds.list().filter(({ key }) => ids.includes(key));
			// one refund for each alert under its own key, requested again if the first confirmation was lost
			expect(made.map(({ calls }) => calls).sort()).toEqual(
				delivered.map((execution) => (isLost(execution.id) ? 2 : 1)).sort(),
			);
			process.stderr.write(
				`Worker killed with ${lost.length} of ${ALERTS} runs: they ended as failed; the sweep answered their alerts.\n`,
			);
			await victim?.restart();

			// sub-workflows of the lost runs are not in the queue: main finds them when it starts, and later from time to time
			await queueMode.main.restart();
			const underWay = async () =>
				(await client.executions(workflowId)).filter(({ status }) => ['new', 'running'].includes(status));
			for (const deadline = Date.now() + PATIENCE; (await underWay()).length > 0 && Date.now() < deadline; )
				await pause(500);
			expect(await underWay()).toEqual([]);
			const crashed = (await client.executions(workflowId)).filter(({ status }) => status === 'crashed');
			expect(crashed.map(({ mode }) => mode)).toEqual(lost.map(() => 'integrated'));
		});
	});
}
