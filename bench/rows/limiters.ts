import type { SavedCredential } from '../../tools/n8n/client';
import { LimitedService } from '../limitedService';
import { type LimiterCase, limiterCases } from '../limiterModels';
import type { Row } from '../row';
import type { NodeRun, Stage } from '../stage';

const ITEMS = 500;
const LATENCY = 50;
const MOST = 64;
const ALERT = '11111111-1111-4111-8111-111111111111';

/** Our node with default settings: one request per item. */
export async function alertGet(stage: Stage, credential: SavedCredential, items: number): Promise<NodeRun> {
	return await stage.runNode(items, {
		type: 'n8n-nodes-chargeback.chargebackhit',
		onError: 'continueRegularOutput',
		credentials: { chargebackhitApi: credential },
		parameters: { resource: 'alert', operation: 'get', alertId: { __rl: true, mode: 'id', value: ALERT } },
	});
}

/** The same with the HTTP Request node with default settings. */
export async function httpRequest(
	stage: Stage,
	credential: SavedCredential,
	url: string,
	items: number,
): Promise<NodeRun> {
	return await stage.runNode(items, {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		onError: 'continueRegularOutput',
		credentials: { chargebackhitApi: credential },
		parameters: {
			url: `${url}/api/v2/alerts/${ALERT}`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'chargebackhitApi',
			options: {},
		},
	});
}

/** Number of items that did not fail. */
export function delivered({ items }: NodeRun): number {
	return items.filter(({ json }) => json.error === undefined).length;
}

function rowOf({ name, title, open, idealSeconds, most }: LimiterCase, header?: string): Row {
	return {
		name: `limit-${name}`,
		title: `${ITEMS} items, ${LATENCY} ms each, default settings, a service that accepts ${title}, compared with the ideal`,
		target: `${ITEMS} of ${ITEMS}, <= ${most.toFixed(2)} x ideal, never more than ${MOST} in flight`,
		measure: async (stage) => {
			const service = await LimitedService.open(open(), LATENCY, { header });
			try {
				const run = await alertGet(stage, await stage.chargebackhitAt(service.url()), ITEMS);
				const ratio = run.seconds / idealSeconds;
				return {
					ratio,
					met: delivered(run) === ITEMS && ratio <= most && service.most <= MOST,
					raw: {
						'ours s': run.seconds,
						'ours delivered': delivered(run),
						'ours refused': service.refused,
						'most in flight': service.most,
						'ideal s': idealSeconds,
					},
				};
			} finally {
				await service.close();
			}
		},
	};
}

/** 500 items through each limiter, and through one that says in `RateLimit-Reset` when it accepts requests again. */
export const limiterRows: Row[] = [
	...limiterCases.map((limiter) => rowOf(limiter)),
	...limiterCases
		.filter(({ name }) => name === 'fixed-window')
		.map((limiter) =>
			rowOf(
				{ ...limiter, name: 'ratelimit-reset', title: `${limiter.title}, with RateLimit-Reset` },
				'ratelimit-reset',
			),
		),
];
