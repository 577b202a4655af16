import { setTimeout as pause } from 'node:timers/promises';

import { AnsweringService } from '../answering';
import { MemoryWatch } from '../memory';
import type { Row } from '../row';
import type { NodeRun, Stage } from '../stage';
import { slope } from '../statistics';
import { enroll } from './enrollment';
import { kountCredential, upload } from './kount';

/** An operation that users run for many items. */
interface BulkOperation {
	/** The last part of the row's name. */
	name: string;
	title: string;
	/** Item counts, each twice the one before. */
	counts: number[];
	run: (stage: Stage, count: number) => Promise<NodeRun>;
	/** The number of completed items. By default, one for each output that is not an error. */
	done?: (run: NodeRun) => number;
}

const succeeded = ({ items }: NodeRun): number => items.filter(({ json }) => json.error === undefined).length;

/** Milliseconds that n8n gets to settle after its start. */
const REST = 3000;
/** Memory that n8n freed at its start but did not return to the system hides what the items use. So the highest of several rounds counts. */
const ROUNDS = 2;

/** Peak memory above idle while a node runs. n8n is restarted first, because freed memory is not returned to the system immediately. */
async function peakOf(
	stage: Stage,
	operation: BulkOperation,
	count: number,
): Promise<{ megabytes: number; items: number }> {
	await stage.n8n.restart();
	stage.sandbox.reset();
	const watch = new MemoryWatch(stage.n8n.pid ?? 0);
	try {
		// code that is loaded once, and the rows themselves, must not count as memory of the items
		await operation.run(stage, 10);
		await pause(REST);
		const idle = watch.now();
		const run = await operation.run(stage, count);
		return {
			megabytes: watch.peak(run.startedAt, run.endedAt + 100) - idle,
			items: (operation.done ?? succeeded)(run),
		};
	} finally {
		watch.stop();
	}
}

/** Checks that peak memory grows linearly: the second half of the items adds as much as the first half. */
function growth(operation: BulkOperation): Row {
	const { counts } = operation;
	return {
		name: `memory-${operation.name}`,
		title: `${operation.title}, ${counts.join(', ')} items: n8n's peak memory above idle, per item at the highest count compared with half that count`,
		target: 'linear: <= 1.25',
		measure: async (stage) => {
			const raw: Record<string, number | string> = {};
			const points: Array<{ x: number; y: number }> = [];
			let isWhole = true;
			for (const count of counts) {
				let megabytes = Number.NEGATIVE_INFINITY;
				for (let round = 0; round < ROUNDS; round++) {
					const peak = await peakOf(stage, operation, count);
					isWhole &&= peak.items === count;
					megabytes = Math.max(megabytes, peak.megabytes);
				}
				points.push({ x: count / 1000, y: megabytes });
				raw[`MB at ${count}`] = megabytes;
			}
			const [half, whole] = points.slice(-2).map(({ x, y }) => y / x);
			const ratio = whole / half;
			return { ratio, met: isWhole && ratio <= 1.25, raw: { ...raw, 'MB per 1000 items': slope(points) } };
		},
	};
}

const OPERATIONS: BulkOperation[] = [
	{ name: 'enroll-mids', title: 'Enroll MIDs from Input Items', counts: [5000, 10_000, 20_000, 40_000], run: enroll },
	{
		name: 'kount-upload',
		title: 'Upload Transactions from Input Items',
		counts: [12_500, 25_000, 50_000, 100_000],
		done: ({ items }) => items.reduce((sum, { json }) => sum + Number(json.count ?? 0), 0),
		run: async (stage, count) => {
			const service = await AnsweringService.open(50);
			try {
				return await upload(stage, await kountCredential(stage, service), count, { transactionSource: 'items' });
			} finally {
				await service.close();
			}
		},
	},
	{
		name: 'kount-respond',
		title: 'Respond to Kount alerts, ID by an expression',
		counts: [2500, 5000, 10_000, 20_000],
		run: async (stage, count) => {
			const service = await AnsweringService.open(50);
			try {
				return await stage.runNode(
					`return Array.from({ length: ${count} }, (_, n) => ({ json: { id: 'alert-' + n } }));`,
					{
						type: 'n8n-nodes-chargeback.kount',
						onError: 'continueRegularOutput',
						credentials: { kountOAuth2Api: await kountCredential(stage, service) },
						parameters: {
							resource: 'alert',
							operation: 'respond',
							statusCode: 'REFUNDED',
							alertId: '={{ $json.id }}',
						},
					},
				);
			} finally {
				await service.close();
			}
		},
	},
	{
		name: 'single-requests',
		title: 'Alert: Get, one request per item',
		counts: [500, 1000, 2000, 4000],
		run: async (stage, count) => {
			const [id] = [...stage.sandbox.state.chargebackhit.alerts.keys()];
			return await stage.runNode(count, {
				type: 'n8n-nodes-chargeback.chargebackhit',
				onError: 'continueRegularOutput',
				credentials: { chargebackhitApi: stage.chargebackhit },
				parameters: { resource: 'alert', operation: 'get', alertId: { __rl: true, mode: 'id', value: id } },
			});
		},
	},
];

export const memoryRows: Row[] = OPERATIONS.map(growth);
