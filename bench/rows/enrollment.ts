import { asReceived, bareAxios, type PreparedRequest } from '../bareAxios';
import type { Row } from '../row';
import type { NodeRun, Stage } from '../stage';
import { inTurns, median } from '../statistics';

const MIDS = 10_000;
const LATENCY = 50;
const ROUNDS = 3;
const CONCURRENCY = 10;

/** The rows of a sheet with one MID each and the API's field names as columns. */
const midRows = (count: number): string =>
	`return Array.from({ length: ${count} }, (_, n) => ({ json: { descriptor: 'SHOP*' + n, psp_name: 'Stripe', required_products: ['cdrn'], merchant_internal_id: 'shop-' + n } }));`;

/** Enrolls the given number of MIDs from input items. */
export async function enroll(stage: Stage, count: number, options: object = {}): Promise<NodeRun> {
	return await stage.runNode(midRows(count), {
		type: 'n8n-nodes-chargeback.chargebackhit',
		onError: 'continueRegularOutput',
		credentials: { chargebackhitApi: stage.chargebackhit },
		parameters: { resource: 'enrollment', operation: 'enrollMids', midSource: 'items', options },
	});
}

/** 10,000 MIDs from input items: in batches, one by one, and the same batches with plain axios. */
export const enrollment: Row = {
	name: 'enroll-mids',
	title: `Enroll MIDs, ${MIDS} input items, compared with plain axios with the same bodies and the same ${CONCURRENCY} at once`,
	target: '<= 1.30 x axios',
	measure: async (stage) => {
		const { sandbox } = stage;
		let requests: PreparedRequest[] = [];
		const succeeded: number[] = [];
		const fresh = () => {
			sandbox.reset();
			sandbox.settings.chargebackhit.latency = LATENCY;
		};
		try {
			const seconds = await inTurns(ROUNDS, {
				ours: async () => {
					fresh();
					const run = await enroll(stage, MIDS);
					succeeded.push(run.items.filter(({ json }) => json.accepted === true).length);
					requests = asReceived(sandbox.journal.requests, stage.sandboxUrl);
					return run.seconds;
				},
				axios: async () => {
					fresh();
					return await bareAxios(requests, CONCURRENCY);
				},
			});
			fresh();
			const single = await enroll(stage, MIDS, { batchSize: 1 });
			const singleRequests = sandbox.journal.total;
			const [ours, axios] = [median(seconds.ours), median(seconds.axios)];
			const ratio = median(seconds.ours.map((own, round) => own / seconds.axios[round]));
			return {
				ratio,
				met: ratio <= 1.3 && succeeded.every((count) => count === MIDS),
				raw: {
					'ours s': ours,
					'axios s': axios,
					'ours requests': requests.length,
					'ours enrolled': Math.min(...succeeded),
					'one request per item s': single.seconds,
					'one request per item requests': singleRequests,
				},
			};
		} finally {
			sandbox.reset();
		}
	},
};
