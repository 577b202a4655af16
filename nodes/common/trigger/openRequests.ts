import type { WorkflowExecuteMode } from 'n8n-workflow';

import { clock } from '../clock';
import type { Delivery } from './delivery';
import type { ReplyState } from './interceptedResponse';

/** Settled requests that are remembered, so that a node can say why its reply was not sent. */
const REMEMBERED = 1000;

/**
 * The deliveries of this process whose reply comes from a node of the workflow. The node asks here whether its request is still
 * open, and afterwards whether its reply was sent. n8n reports neither.
 */
const requests = new Map<string, ReplyState>();
/** True once a delivery has arrived in this process. */
let hasReceived = false;

/** The mode tells a delivery to the production URL from one to the test URL: a step in the editor answers only the latter. */
const keyOf = (mode: WorkflowExecuteMode, { deliveryId, receivedAt }: Delivery): string =>
	`${mode} ${receivedAt} ${deliveryId}`;

/**
 * A delivery that differs from all others of this process: two of one event in the same millisecond get two moments.
 * @param arrived milliseconds since 1970
 */
export function newDelivery(mode: WorkflowExecuteMode, deliveryId: string, arrived: number): Delivery {
	const delivery = { deliveryId, receivedAt: new Date(arrived).toISOString() };
	return requests.has(keyOf(mode, delivery)) ? newDelivery(mode, deliveryId, arrived + 1) : delivery;
}

/** Notes a request that waits for a node's reply. @param mode in which its execution runs */
export function noteRequest(mode: WorkflowExecuteMode, delivery: Delivery, reply: ReplyState): void {
	hasReceived = true;
	requests.set(keyOf(mode, delivery), reply);
	for (const [key, { state }] of requests) {
		if (requests.size <= REMEMBERED) return;
		if (state !== 'open') requests.delete(key);
	}
}

/** The request that started an execution, if this process received it. @param mode of the execution */
export function requestOf(mode: WorkflowExecuteMode, delivery: Delivery): ReplyState | undefined {
	return requests.get(keyOf(mode, delivery));
}

/**
 * True if another process may hold the request: in queue mode, workers run the executions of what main or a webhook process has
 * received. A process that receives deliveries itself is no such worker. One that started after the delivery is not either: n8n
 * was restarted, and the request ended with the old process.
 * @param received ISO 8601; if it is not a date, it counts as later than the start
 */
export function mayBeElsewhere(received: string): boolean {
	return !hasReceived && !(Date.parse(received) < clock.startedAt());
}
