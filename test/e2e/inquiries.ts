import type { IDataObject } from 'n8n-workflow';

import type { NodeToCreate } from '../../tools/n8n/workflow';
import { alertBody, type Listener } from './chargebackhit';

/** What the fallback answers an inquiry with, and what a reply with the order of the alert. */
export const NEUTRAL = { outcome: 'acknowledged', customer: {}, products: [] };
export const ORDER = { outcome: 'acknowledged', order: { order_id: 'ORDER-1001' }, customer: {}, products: [] };
export const JSON_TYPE = 'application/json; charset=utf-8';

/** Nodes behind the trigger: one that replies, one that takes its time, one with a result, one that fails, one that does nothing. */
export const reply = (parameters: IDataObject = {}): NodeToCreate => ({
	name: 'Answer',
	type: 'n8n-nodes-chargeback.chargebackhit',
	parameters: {
		resource: 'alert',
		operation: 'replyInWebhook',
		outcome: 'acknowledged',
		orderId: '={{ $json.orderId }}',
		...parameters,
	},
});
export const wait = (seconds: number): NodeToCreate => ({
	name: 'Slow',
	type: 'n8n-nodes-base.wait',
	typeVersion: 1.1,
	parameters: { amount: seconds, unit: 'seconds' },
});
export const set = (json: IDataObject): NodeToCreate => ({
	name: 'Result',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: { mode: 'raw', jsonOutput: JSON.stringify(json), options: {} },
});
export const fail: NodeToCreate = {
	name: 'Fail',
	type: 'n8n-nodes-base.stopAndError',
	parameters: { errorMessage: 'No order found' },
};
export const end: NodeToCreate = { name: 'End', type: 'n8n-nodes-base.noOp' };

/** Sends an alert: what its caller got, and after how many seconds. */
export async function ask(listener: Listener, type = 'inquiry') {
	const begun = performance.now();
	const { status, data, headers } = await listener.deliver(alertBody(type));
	return {
		status,
		data: data as unknown,
		contentType: String(headers['content-type']),
		seconds: (performance.now() - begun) / 1000,
	};
}

/**
 * Asks 8 times at once, twice over, of a workflow that takes 3 seconds: every caller must get the neutral reply before the limit.
 *
 * @param idle a listener for `resolved` whose workflow does nothing: what this machine needs for 8 answers that wait for nothing is 0.4 s
 *   at most, else the limit of 2 s is moved with it
 */
export async function expectEightInTime(listener: Listener, idle: Listener): Promise<void> {
	const eight = async (asked: Listener) => await Promise.all(Array.from({ length: 8 }, async () => await ask(asked)));
	const slowest = (answers: Array<{ seconds: number }>) => Math.max(...answers.map(({ seconds }) => seconds));
	const limit = Math.max(2, 1.2 + 2 * slowest(await eight(idle)));
	for (let round = 0; round < 2; round++) {
		const answers = await eight(listener);
		expect(answers.map(({ status, data }) => [status, data])).toEqual(answers.map(() => [200, NEUTRAL]));
		expect(slowest(answers)).toBeLessThan(limit);
	}
}
