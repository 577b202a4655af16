import axios from 'axios';

import type { Execution } from '../n8n/execution';
import { ORDERS } from './orders';
import type { Services } from './services';

/** One alert of each type; `order` is a row of the shop's orders, or none of them. */
const ALERTS = [
	{ type: 'dispute-notification', order: 'ORDER-1002' },
	{ type: 'fraud-notification', order: 'ORDER-1003' },
	{ type: 'resolved', order: 'ORDER-1002' },
	{ type: 'prevented', order: 'ORDER-1001' },
	{ type: 'init-refund', order: 'ORDER-1003' },
	{ type: 'inquiry', order: 'ORDER-1001' },
] as const;

/** How often an inquiry is sent at most, until the workflow answers before the fallback does. */
const INQUIRY_TRIES = 3;

/** What the sandbox reports about an alert it sent. */
interface SentAlert {
	id: string;
	type: string;
	reply: { status: number | null; body: { outcome?: string } | null; milliseconds: number; error?: string };
	verdict: string;
	reason: string;
	outcome: string;
}

/** A line of the table that the scenario ends with. */
export interface AlertResult {
	type: string;
	answeredWith: string;
	milliseconds: number;
	executionId: string;
	verdict: string;
	finalOutcome: string;
}

const EVENT_OF_TYPE: Record<string, string> = {
	inquiry: 'inquiry',
	'init-refund': 'alert',
	resolved: 'resolved',
	prevented: 'prevented',
	'fraud-notification': 'fraud_notice',
	'dispute-notification': 'dispute',
};

/**
 * Has the sandbox send one alert of each type to the workflow, waits for the answers and for the end of each execution.
 *
 * @returns a line for each alert, and the problems: none if all six were answered correctly and the init-refund alert
 * has its
 *   final outcome
 */
export async function runAlertScenario(services: Services): Promise<{ results: AlertResult[]; problems: string[] }> {
	const { sandboxUrl, client } = services;
	const { workflowId } = services.alerts;
	const control = axios.create({ baseURL: `${sandboxUrl}/_sandbox/chargebackhit` });
	const results: AlertResult[] = [];
	const problems: string[] = [];

	let alertsSent = 0;
	const send = async (type: string, order: string) => {
		const { data: sent } = await control.post<SentAlert>('/alerts', { type, ...factsOf(order) });
		const executions = await client.waitForExecutions(workflowId, ++alertsSent);
		return { sent, execution: executions[executions.length - 1] };
	};

	for (const { type, order } of ALERTS) {
		let { sent, execution } = await send(type, order);
		// a busy machine may be slower than the fallback, which then answers without the order
		for (let left = INQUIRY_TRIES - 1; type === 'inquiry' && sent.verdict === 'allowed' && left > 0; left--) {
			({ sent, execution } = await send(type, order));
		}
		const { data: now } = await control.get<SentAlert>(`/alerts/${sent.id}`);

		results.push({
			type,
			answeredWith: sent.reply.body?.outcome ?? sent.reply.error ?? `status ${sent.reply.status}`,
			milliseconds: Math.round(sent.reply.milliseconds),
			executionId: execution.id,
			verdict: sent.verdict,
			finalOutcome: now.outcome,
		});
		if (sent.verdict !== 'right') problems.push(`${type} got the verdict ${sent.verdict}: ${sent.reason}`);
		if (now.outcome === '' || now.outcome === 'pending') problems.push(`${type} has no final outcome.`);
		if (execution.status !== 'success')
			problems.push(`The execution of ${type} ended with ${execution.status}${reasonOf(execution)}.`);
	}
	problems.push(...(await logProblems(services)));
	return { results, problems };
}

/** What the network knows about the payment: the same as the shop knows about the order. */
function factsOf(orderId: string) {
	const order = ORDERS.find((one) => one.orderId === orderId);
	const { amount, currency, orderDate } = order ?? {};
	return {
		alert: { amount, currency },
		transaction: { transaction_merchant_id: orderId, amount, currency, date: orderDate },
	};
}

function reasonOf(execution: Execution): string {
	const message = execution.data.resultData.error?.message;
	return message ? `: ${message}` : '';
}

/** Each alert must have left its row in the log. */
async function logProblems({ client, logTable }: Services): Promise<string[]> {
	const logged = (await client.rows(logTable)).map(({ event }) => String(event));
	return ALERTS.filter(({ type }) => !logged.includes(EVENT_OF_TYPE[type])).map(
		({ type }) => `${type} is missing from the table alert_log.`,
	);
}
