import { setTimeout as pause } from 'node:timers/promises';

import { AnsweringService } from '../answering';
import { MemoryWatch } from '../memory';
import type { Row } from '../row';
import type { NodeRun, Stage } from '../stage';
import { slope } from '../statistics';
import { enroll } from './enrollment';
import { kountCredential, upload } from './kount';

/** An operation that people run over many items. */
interface BulkOperation {
	/** In the name of the row. */
	name: string;
	title: string;
	/** Item counts, each twice the one before. */
	counts: number[];
	run: (stage: Stage, count: number) => Promise<NodeRun>;
	/** How many items were carried out; where left out, one for each output that is no error. */
	done?: (run: NodeRun) => number;
}

const succeeded = ({ items }: NodeRun): number => items.filter(({ json }) => json.error === undefined).length;

/** Milliseconds that n8n gets to come to rest after its start. */
const REST = 3000;
/** What was freed at the start and not given back hides what the items take: of several rounds the highest tells the truth. */
const ROUNDS = 2;

/** The most memory over idle while a node runs, in a freshly started n8n: what was freed is not given back to the system at once. */
async function peakOf(
	stage: Stage,
	operation: BulkOperation,
	count: number,
): Promise<{ megabytes: number; items: number }> {
	await stage.n8n.restart();
	stage.sandbox.reset();
	const watch = new MemoryWatch(stage.n8n.pid ?? 0);
	try {
		// what is loaded once, and the rows alone, are no memory of the items
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

/** The peak grows by as much from half of the items to all of them as it did up to that half. */
function growth(operation: BulkOperation): Row {
	const { counts } = operation;
	return {
		name: `memory-${operation.name}`,
		title: `${operation.title}, ${counts.join(', ')} items: peak memory of n8n over idle, an item at the most items against an item at half as many`,
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
			return { ratio, met: isWhole && ratio <= 1.25, raw: { ...raw, 'MB for each 1000 items': slope(points) } };
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
		title: 'Respond to Alerts of Kount, the id by an expression',
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
						parameters: { resource: 'alert', operation: 'respond', alertId: '={{ $json.id }}' },
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
