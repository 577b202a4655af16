import type { Measured, Row } from '../row';
import type { NodeRun, Stage } from '../stage';
import { inTurns, median } from '../statistics';

const ITEMS = 500;
const LATENCY = 50;
const ROUNDS = 3;
const COMPARED_WITH = 10;

const medianSeconds = (runs: NodeRun[]): number => median(runs.map(({ seconds }) => seconds));
/** Items that succeeded in each run. */
const delivered = (runs: NodeRun[]): number =>
	Math.min(...runs.map(({ items }) => items.filter(({ json }) => json.error === undefined).length));

/** Measures with a service that responds in 50 ms and accepts every request. */
async function withoutLimit<K extends string>(
	stage: Stage,
	runs: Record<K, (alertId: string) => Promise<NodeRun>>,
): Promise<Record<K, NodeRun[]>> {
	const { sandbox } = stage;
	sandbox.reset();
	sandbox.settings.chargebackhit.latency = LATENCY;
	const [id] = [...sandbox.state.chargebackhit.alerts.keys()];
	const measurements = Object.fromEntries(
		(Object.keys(runs) as K[]).map((name) => [name, async () => await runs[name](id)]),
	) as Record<K, () => Promise<NodeRun>>;
	try {
		return await inTurns(ROUNDS, measurements);
	} finally {
		sandbox.reset();
	}
}

function ours(stage: Stage, options: object) {
	return async (id: string) =>
		await stage.runNode(ITEMS, {
			type: 'n8n-nodes-chargeback.chargebackhit',
			onError: 'continueRegularOutput',
			credentials: { chargebackhitApi: stage.chargebackhit },
			parameters: { resource: 'alert', operation: 'get', alertId: { __rl: true, mode: 'id', value: id }, options },
		});
}

function httpRequest(stage: Stage) {
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
				options: {},
			},
		});
}

const verdict = (ratio: number, runs: NodeRun[], raw: Measured['raw'], most = 1.15): Measured => ({
	ratio,
	met: delivered(runs) === ITEMS && ratio <= most,
	raw: {
		'ours s': medianSeconds(runs),
		'ours delivered': delivered(runs),
		...raw,
		ceiling: 'n8n: one connection per request',
	},
});

/** 500 items with the node's maximum concurrency, compared with the HTTP Request node, which sends all at once. */
export const throughput: Row = {
	name: 'throughput',
	title: `${ITEMS} items, ${LATENCY} ms each, no limit, 100 at once, compared with the HTTP Request node`,
	target: '<= 1.15 x HTTP Request',
	measure: async (stage) => {
		const runs = await withoutLimit(stage, {
			ours: ours(stage, { maxConcurrentRequests: 100 }),
			theirs: httpRequest(stage),
		});
		return verdict(medianSeconds(runs.ours) / medianSeconds(runs.theirs), runs.ours, {
			'HTTP Request s': medianSeconds(runs.theirs),
			'HTTP Request delivered': delivered(runs.theirs),
		});
	},
};

/** The same with default settings, compared with 10 requests every 50 ms: the node begins with 10 at once and finds out that more are better. */
export const throughputDefault: Row = {
	name: 'throughput-default',
	title: `${ITEMS} items, ${LATENCY} ms each, no limit, default settings, compared with ${COMPARED_WITH} at once`,
	target: '<= 0.70 x 10 at once',
	measure: async (stage) => {
		const ideal = (ITEMS * LATENCY) / 1000 / COMPARED_WITH;
		const runs = await withoutLimit(stage, { ours: ours(stage, {}) });
		return verdict(medianSeconds(runs.ours) / ideal, runs.ours, { '10 at once s': ideal }, 0.7);
	},
};
