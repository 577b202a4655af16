import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { clock } from '../../common/clock';
import { parseBody } from '../../common/http/response';
import { isRecord, type JsonRecord, parseJsonExactly, writeJson } from '../../common/values/json';
import { outcomeOptions, valuesOf } from '../actions/choices';

type CallerResponse = ReturnType<IWebhookFunctions['getResponseObject']>;

export const INQUIRY = 'inquiry';
export const REFUND = 'init-refund';

/** Seconds until an inquiry is answered if the workflow has not done so. n8n may need half a second before and after. */
export const FALLBACK_SECONDS = 1.2;
/** Seconds that other alerts wait for the workflow: they are not urgent, but no sender waits forever. Contract: 4 */
const FALLBACK_SECONDS_OTHERS = 25;
/** The longest time in milliseconds that a reply needs from its node to the caller: one that starts later could be overtaken. */
const HAND_OVER = 100;

/** Milliseconds that n8n usually needs before it calls the trigger: the default leaves room for them. */
const USUAL_LATENESS = 300;
/** How many milliseconds earlier than that a request may have arrived at most. */
const MOST_LATENESS = 500;

/**
 * The moment from which the fallback is counted: when n8n called the trigger, or earlier if n8n is so busy that its call was
 * late. n8n does not say when a request arrived. But before that call it does about as much work as the sender's check takes,
 * so the duration of the check shows how late the call was.
 * @param called when n8n called the trigger (milliseconds since 1970)
 * @param checked when the sender had been checked
 */
export function estimatedArrival(called: number, checked: number): number {
	return called - Math.min(Math.max(0, checked - called - USUAL_LATENESS), MOST_LATENESS);
}

/** A reply without an order. An inquiry requires customer and products, even if they are empty. Contract: 3.4 */
export function bareReply(type: string, outcome: string): IDataObject {
	return type === INQUIRY ? { outcome, customer: {}, products: [] } : { outcome };
}

/** The reply that decides nothing: an alert that nobody handles never gets a final outcome. */
export function neutralReply(type: string): IDataObject {
	return bareReply(type, type === REFUND ? 'pending' : 'acknowledged');
}

/**
 * When the caller gets the neutral reply.
 * @param seconds *Fallback Reply After* of the trigger; 0 is off
 * @returns milliseconds from the arrival; undefined if the caller waits only for the workflow
 */
export function fallbackDelay(type: string, seconds: number): number | undefined {
	if (!(seconds > 0)) return undefined;
	return 1000 * (type === INQUIRY ? seconds : Math.max(seconds, FALLBACK_SECONDS_OTHERS));
}

/**
 * True if a reply that leaves its node now may reach the caller only after the fallback.
 * @param receivedAt when the trigger received the alert (ISO 8601); if it is not a date, the reply counts as in time
 */
export function isTooLate(receivedAt: unknown, delay: number | undefined): boolean {
	const arrived = typeof receivedAt === 'string' ? Date.parse(receivedAt) : Number.NaN;
	return delay !== undefined && clock.now() - arrived >= delay - HAND_OVER;
}

/** The reply as Chargebackhit accepts it for this type; undefined if it does not. Contract: 3.4, 6.1 */
function validReply(type: string, status: number, body: unknown): string | Buffer | undefined {
	if (status < 200 || status >= 300 || !(typeof body === 'string' || Buffer.isBuffer(body))) return undefined;
	const { body: reply } = parseBody(body.toString());
	if (!isRecord(reply)) return undefined;
	if (type === REFUND) return valuesOf(outcomeOptions).includes(String(reply.outcome)) ? body : undefined;
	if (reply.outcome !== 'acknowledged') return undefined;
	const isWhole = type !== INQUIRY || (reply.customer !== undefined && reply.products !== undefined);
	return isWhole
		? body
		: writeJson({ customer: {}, products: [], ...(parseJsonExactly(body.toString()) as JsonRecord) });
}

/**
 * How n8n's messages with status 500 begin for an execution that it has stored: one that failed, was canceled, or whose last node
 * returned nothing. Its other message means either one that it could not store, or one canceled while its last node was to reply.
 */
const STORED_MESSAGES = ['Error in workflow', 'The execution was cancelled', 'No item to return was found'];

/** True if n8n may have failed before it stored the alert: the sender must send it again. Acknowledged means stored. */
function mayBeLost(type: string, status: number, body: unknown): boolean {
	if (type === INQUIRY || status < 500) return false;
	const { body: error } = parseBody(typeof body === 'string' || Buffer.isBuffer(body) ? body.toString() : '');
	const message = isRecord(error) ? String(error.message) : '';
	return !STORED_MESSAGES.some((beginning) => message.startsWith(beginning));
}

/** The methods that write to a response. */
const WRITERS = ['setHeader', 'appendHeader', 'removeHeader', 'writeHead', 'flushHeaders', 'write', 'end'] as const;

/**
 * Makes sure that the caller gets exactly one valid reply, whatever the workflow does. If a workflow fails, is canceled or
 * ends without a reply, n8n's own response is replaced by the neutral reply at once. If nothing is sent, the neutral reply
 * follows after a delay. Whatever comes later is dropped. n8n's own 500 is passed on only if n8n may not have stored the
 * alert, so that the sender sends it again. An inquiry has no time for that and is always answered.
 *
 * The delay does not check whether the alert was stored. n8n stores it as soon as the trigger has returned, before it queues
 * or runs anything, even if its limit of concurrent executions is reached. So the 25 seconds of the other alerts could end
 * earlier only if n8n's database, or one of its operator's hooks, hangs that long.
 * @param delay milliseconds from now
 */
export function guaranteeReply(response: CallerResponse, type: string, delay: number): void {
	const end = response.end.bind(response) as (body?: unknown, ...more: unknown[]) => unknown;
	const neutral = JSON.stringify(neutralReply(type));
	const close = (): void => {
		// n8n would fail on headers that were sent already
		for (const name of WRITERS) Object.assign(response, { [name]: () => response });
	};
	const answer = (reply: string): void => {
		const body = Buffer.from(reply, 'utf8');
		response.statusCode = 200;
		response.removeHeader('etag');
		response.setHeader('content-type', 'application/json; charset=utf-8');
		response.setHeader('content-length', body.length);
		end(body);
		close();
	};
	Object.assign(response, {
		end: (body?: unknown, ...more: unknown[]) => {
			const reply = validReply(type, response.statusCode, body);
			const isAsItIs = reply === undefined ? mayBeLost(type, response.statusCode, body) : reply === body;
			if (response.headersSent || isAsItIs) {
				end(body, ...more);
				close();
			} else {
				answer(reply?.toString() ?? neutral);
			}
			return response;
		},
	});
	void clock.wait(delay).then(() => {
		if (!response.headersSent) answer(neutral);
	});
}
