import { isDeepStrictEqual } from 'node:util';

import type { NodeToCreate } from '../../tools/n8n/workflow';
import { assertStatus, type Load, load } from '../load';
import type { Row } from '../row';
import { signedAlert } from '../senders';
import type { Stage } from '../stage';
import { percentile } from '../statistics';

/** The time limit for answering an inquiry. Contract: 4 */
const LIMIT_SECONDS = 2;

const REPLY: NodeToCreate = {
	name: 'Answer',
	type: 'n8n-nodes-chargeback.chargebackhit',
	parameters: {
		resource: 'alert',
		operation: 'replyInWebhook',
		outcome: 'acknowledged',
		orderId: '={{ $json.orderId }}',
	},
};
const SLOW: NodeToCreate = {
	name: 'Slow',
	type: 'n8n-nodes-base.wait',
	typeVersion: 1.1,
	parameters: { amount: 3, unit: 'seconds' },
};

/** Inquiries answered by a workflow, with a given number in flight. */
async function asked(
	stage: Stage,
	after: NodeToCreate[],
	rounds: Array<{ inFlight: number; count: number }>,
	parameters: object = {},
): Promise<Load[]> {
	const trigger = {
		type: 'n8n-nodes-chargeback.chargebackhitTrigger',
		credentials: { chargebackhitApi: stage.chargebackhit },
		parameters: { respond: 'replyInWebhook', ...parameters },
	};
	const { url, end } = await stage.listen(trigger, after, 'chargebackhit');
	const make = () => signedAlert(stage, url, 'inquiry');
	const results: Load[] = [];
	try {
		// the first deliveries also load code, so they are not measured
		await load(make, 8, 4);
		for (const { inFlight, count } of rounds) {
			const result = await load(make, count, inFlight);
			assertStatus(result, 200);
			results.push(result);
		}
	} finally {
		await end();
	}
	return results;
}

const secondsOf = ({ answers }: Load) => answers.map(({ seconds }) => seconds);
/** Counts replies from the workflow, which contain the order. The others are fallback replies. */
const withOrder = ({ answers }: Load) =>
	answers.filter(({ data }) => (data as { order?: unknown }).order !== undefined).length;
/** Counts fallback replies that are valid for an inquiry. Contract: 3.4 */
const neutral = ({ answers }: Load) =>
	answers.filter(({ data }) => isDeepStrictEqual(data, { outcome: 'acknowledged', customer: {}, products: [] })).length;

/** How long the caller of an inquiry waits if the workflow replies immediately. */
export const reply: Row = {
	name: 'reply',
	title: `Inquiries answered by Answer the Waiting Alert: p99 at 8 in flight, compared with ${LIMIT_SECONDS} s`,
	target: `< 1.00 x ${LIMIT_SECONDS} s`,
	measure: async (stage) => {
		const rounds = [
			{ inFlight: 1, count: 40 },
			{ inFlight: 8, count: 160 },
			{ inFlight: 16, count: 160 },
		];
		// the fallback is off, so only the workflow's own reply is measured
		const loads = await asked(stage, [REPLY], rounds, { fallbackReplyAfter: 0 });
		const raw: Record<string, number | string> = {};
		for (const [place, { inFlight, count }] of rounds.entries()) {
			const seconds = secondsOf(loads[place]);
			raw[`p50 s at ${inFlight}`] = percentile(seconds, 50);
			raw[`p99 s at ${inFlight}`] = percentile(seconds, 99);
			raw[`with order at ${inFlight}`] = `${withOrder(loads[place])} of ${count}`;
			raw[`per second at ${inFlight}`] = loads[place].rate;
		}
		const ratio = percentile(secondsOf(loads[1]), 99) / LIMIT_SECONDS;
		return {
			ratio,
			met: ratio < 1 && withOrder(loads[1]) === rounds[1].count,
			raw: { ...raw, ceiling: 'n8n: about the number of executions per second shown here' },
		};
	},
};

/** How long the caller of an inquiry waits if the workflow is too slow. */
export const slowReply: Row = {
	name: 'reply-slow',
	title: `Inquiries to a workflow that replies after 3 s, 8 in flight: the slowest reply, compared with ${LIMIT_SECONDS} s`,
	target: `< 1.00 x ${LIMIT_SECONDS} s`,
	measure: async (stage) => {
		const [result] = await asked(stage, [SLOW, REPLY], [{ inFlight: 8, count: 80 }]);
		const seconds = secondsOf(result);
		const ratio = Math.max(...seconds) / LIMIT_SECONDS;
		return {
			ratio,
			met: ratio < 1 && neutral(result) === seconds.length,
			raw: {
				'slowest s': Math.max(...seconds),
				'p50 s': percentile(seconds, 50),
				answers: seconds.length,
				'valid fallbacks': neutral(result),
			},
		};
	},
};
