import type { Measured, Row } from '../row';
import type { NodeRun, Stage } from '../stage';

const ITEMS = 500;
const PER_SECOND = 50;
const LATENCY = 50;
/** 500 items at 50 per second. */
const IDEAL_SECONDS = ITEMS / PER_SECOND;

interface LimitedRun extends NodeRun {
	/** Requests for which the service returned 429. */
	refused: number;
}

/** Runs a node against a service that responds in 50 ms and accepts 50 requests per second. */
async function throughLimit(
	stage: Stage,
	kind: 'tokenBucket' | 'slidingWindow',
	run: (id: string) => Promise<NodeRun>,
): Promise<LimitedRun> {
	const { sandbox } = stage;
	sandbox.reset();
	sandbox.settings.chargebackhit.latency = LATENCY;
	sandbox.limits.add({ service: 'chargebackhit', kind, capacity: PER_SECOND, perSecond: PER_SECOND, retryAfter: 1 }, [
		'chargebackhit',
	]);
	const [id] = [...sandbox.state.chargebackhit.alerts.keys()];
	try {
		const result = await run(id);
		return { ...result, refused: sandbox.limits.list()[0].refused };
	} finally {
		sandbox.reset();
	}
}

function ours(stage: Stage) {
	return async (id: string) =>
		await stage.runNode(ITEMS, {
			type: 'n8n-nodes-chargeback.chargebackhit',
			onError: 'continueRegularOutput',
			credentials: { chargebackhitApi: stage.chargebackhit },
			parameters: { resource: 'alert', operation: 'get', alertId: { __rl: true, mode: 'id', value: id } },
		});
}

function httpRequest(stage: Stage, options: object) {
	return async (id: string) =>
		await stage.runNode(ITEMS, {
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			onError: 'continueRegularOutput',
			credentials: { chargebackhitApi: stage.chargebackhit },
			parameters: {
				url: `${stage.sandboxUrl}/chargebackhit/api/v2/alerts/${id}`,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: 'chargebackhitApi',
				options,
			},
		});
}

/** Number of items that did not fail. */
function delivered({ items }: NodeRun): number {
	return items.filter(({ json }) => json.error === undefined).length;
}

function measured(run: LimitedRun, most: number, raw: Measured['raw']): Measured {
	const ratio = run.seconds / IDEAL_SECONDS;
	return {
		ratio,
		met: delivered(run) === ITEMS && ratio <= most,
		raw: {
			'ours s': run.seconds,
			'ours delivered': delivered(run),
			'ours refused': run.refused,
			'ideal s': IDEAL_SECONDS,
			...raw,
		},
	};
}

/** 500 items through a token bucket, compared with the HTTP Request node with default settings and tuned by hand. */
export const pacing: Row = {
	name: 'pacing',
	title: `${ITEMS} items, ${PER_SECOND} per second allowed (token bucket), compared with the ideal`,
	target: '500 of 500 without tuning, <= 1.15 x ideal',
	measure: async (stage) => {
		const mine = await throughLimit(stage, 'tokenBucket', ours(stage));
		const untouched = await throughLimit(stage, 'tokenBucket', httpRequest(stage, {}));
		const tuned = await throughLimit(
			stage,
			'tokenBucket',
			httpRequest(stage, { batching: { batch: { batchSize: 5, batchInterval: 100 } } }),
		);
		return measured(mine, 1.15, {
			'HTTP Request default s': untouched.seconds,
			'HTTP Request default delivered': delivered(untouched),
			'HTTP Request tuned s': tuned.seconds,
			'HTTP Request tuned delivered': delivered(tuned),
		});
	},
};

/** The same through a sliding window of one second. */
export const slidingWindow: Row = {
	name: 'pacing-window',
	title: `${ITEMS} items, ${PER_SECOND} per second allowed (sliding window), compared with the ideal`,
	target: '500 of 500 without tuning, <= 1.5 x ideal',
	measure: async (stage) => measured(await throughLimit(stage, 'slidingWindow', ours(stage)), 1.5, {}),
};
