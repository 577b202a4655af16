import axios from 'axios';

import { errorOf, itemsOf } from '../n8n/execution';
import { NODE, ORDERS_OF_A_DAY } from './kountWorkflows';
import type { Services } from './services';

/** An alert about the first order of the shop. */
const ORDER = 'ORDER-1001';

/** What the scenario ends with. */
export interface KountResult {
	steps: Array<{ step: string; result: string }>;
}

interface AlertFacts {
	id: string;
	answer: { statusCode: string } | null;
}

/**
 * Uploads a day of orders, then has the sandbox send an alert, and waits until it is answered.
 *
 * @returns the steps, and the problems: none if every order has arrived and the alert is answered
 */
export async function runKountScenario({
	sandboxUrl,
	client,
	kount,
}: Services): Promise<{ result: KountResult; problems: string[] }> {
	const control = axios.create({ baseURL: `${sandboxUrl}/_sandbox/kount` });
	const problems: string[] = [];

	const upload = await client.runToEnd(kount.uploadId, NODE.start, 60_000);
	if (upload.status !== 'success')
		problems.push(`The upload ended with ${upload.status}: ${errorOf(upload) ?? 'no message'}`);
	const batches = itemsOf(upload, NODE.upload);
	const { data: arrived } = await control.get<{ requests: number; orders: number }>('/uploads');
	if (arrived.orders !== ORDERS_OF_A_DAY)
		problems.push(`Kount has ${arrived.orders} orders instead of ${ORDERS_OF_A_DAY}.`);
	// the first order of the day: 10.00, at midnight one hour east of UTC
	const { data: first } = await control.get<{ orderTotal: number; orderDateTime: string }>('/uploads/DAY-0001');
	if (first.orderTotal !== 1000 || !first.orderDateTime.endsWith('T23:00:00Z'))
		problems.push('The first order arrived with a wrong total or date.');

	await control.post('/events', {
		event: 'ETHOCA_FRAUD',
		fields: { merchantOrderID: ORDER, transactionAmount: 49.9, transactionCurrency: 'USD' },
		wait: 'first',
	});
	const [execution] = await client.waitForExecutions(kount.answers.workflowId, 1);
	if (execution.status !== 'success')
		problems.push(`The execution of the alert ended with ${execution.status}: ${errorOf(execution) ?? 'no message'}`);
	const [alert] = itemsOf(execution, NODE.trigger);
	const { data: facts } = await control.get<AlertFacts>(`/alerts/${String(alert?.json.id)}`);
	if (facts.answer?.statusCode !== 'REFUNDED')
		problems.push(`The alert was answered with ${facts.answer?.statusCode ?? 'nothing'} instead of REFUNDED.`);

	const steps = [
		{ step: 'orders uploaded', result: `${arrived.orders} in ${batches.length} requests` },
		{ step: 'first order', result: `total ${first.orderTotal}, ${first.orderDateTime}` },
		{
			step: 'alert received',
			result: `${String(alert?.json.network)} ${String(alert?.json.event)} about ${String(alert?.json.orderId)}`,
		},
		{ step: 'alert answered', result: facts.answer?.statusCode ?? 'nothing' },
	];
	return { result: { steps }, problems };
}
