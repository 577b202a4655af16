import type { IDataObject } from 'n8n-workflow';

import { clock } from '../../common/clock';
import { parseBody } from '../../common/http/response';
import { answerInTime, REPLY_AFTER, timeLeft } from '../../common/trigger/answerInTime';
import type { CallerResponse, InterceptedResponse, Review } from '../../common/trigger/interceptedResponse';
import { isRecord, type JsonRecord, parseJsonExactly, writeJson } from '../../common/values/json';
import { outcomeOptions, valuesOf } from '../actions/choices';

export const INQUIRY = 'inquiry';
export const REFUND = 'init-refund';

/** Seconds from the arrival of an alert until it gets the fallback reply. */
export interface FallbackSeconds {
	/** The trigger's *Fallback Reply After*. 0 is off, for all alerts. */
	inquiry: number;
	/** The trigger's *Fallback Reply to Other Alerts After*. */
	others: number;
}

/**
 * An inquiry must be answered within 2 seconds, of which n8n may need half a second before and after. The others are less than 5
 * seconds: a sender that gives up then, and sends the alert again, has its reply. How long Chargebackhit waits is not documented.
 * Contract: 4
 */
export const FALLBACK_SECONDS: FallbackSeconds = { inquiry: 1.2, others: 4 };
/** *Immediately*: there is no workflow to wait for. */
export const IMMEDIATE_SECONDS: FallbackSeconds = { ...FALLBACK_SECONDS, others: REPLY_AFTER / 1000 };
/** Seconds that a user may let other alerts wait: no sender waits forever. */
export const LONGEST_FALLBACK = 25;
/** The longest time in milliseconds that a reply needs from its node to the caller: one that starts later could be overtaken. */
const HAND_OVER = 100;
/** Milliseconds after which a request counts as closed if the trigger does not answer it: few proxies keep one open for longer. */
const LONGEST_REQUEST = 60_000;

/** A reply without an order. An inquiry requires customer and products, even if they are empty. Contract: 3.4 */
export function bareReply(type: string, outcome: string): IDataObject {
	return type === INQUIRY ? { outcome, customer: {}, products: [] } : { outcome };
}

/** The reply that decides nothing: an alert that nobody handles never gets a final outcome. */
export function neutralReply(type: string): IDataObject {
	return bareReply(type, type === REFUND ? 'pending' : 'acknowledged');
}

/**
 * When the trigger replies if n8n has not.
 * @param seconds the trigger's settings
 * @returns milliseconds from the arrival; undefined if the caller waits only for the workflow
 */
export function fallbackLimit(
	type: string,
	{ inquiry, others }: FallbackSeconds = FALLBACK_SECONDS,
): number | undefined {
	if (!(inquiry > 0)) return undefined;
	if (type === INQUIRY) return 1000 * inquiry;
	return 1000 * (others > 0 ? Math.min(others, LONGEST_FALLBACK) : FALLBACK_SECONDS.others);
}

/**
 * The same from now on. An inquiry has no time to spare: its limit counts even if n8n has had no time to store it.
 * @param arrived when the alert arrived (milliseconds since 1970)
 */
export function fallbackDelay(type: string, arrived: number, seconds?: FallbackSeconds): number | undefined {
	const limit = fallbackLimit(type, seconds);
	if (limit === undefined) return undefined;
	return type === INQUIRY ? Math.max(0, limit - Math.max(0, clock.now() - arrived)) : timeLeft(arrived, limit);
}

/**
 * True if a reply that leaves its node now may reach the caller only after the trigger's, or after the request was closed.
 * @param receivedAt when the trigger received the alert (ISO 8601); if it is not a date, the reply counts as in time
 * @param limit as `fallbackLimit` returns it
 */
export function isTooLate(receivedAt: unknown, limit: number | undefined): boolean {
	const arrived = typeof receivedAt === 'string' ? Date.parse(receivedAt) : Number.NaN;
	return clock.now() - arrived >= (limit ?? LONGEST_REQUEST) - HAND_OVER;
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

/**
 * Makes sure that the caller gets exactly one valid reply, whatever n8n's queue and the workflow do. If a workflow fails, is
 * canceled or ends without a reply, n8n's own response is replaced by the fallback at once. If nothing is sent, the fallback
 * follows after a delay: see `answerInTime`. n8n's own 500 is passed on only if n8n may not have stored the alert, so that the
 * sender sends it again. An inquiry has no time for that and is always answered.
 * @param delay milliseconds from now; undefined if only n8n replies, whatever it sends
 * @param storing resolves when n8n stores the alert; undefined for an inquiry, whose reply does not wait for that
 * @param fallback commits to nothing, unless the user chose otherwise
 */
export function guaranteeReply(
	response: CallerResponse,
	type: string,
	delay: number | undefined,
	storing: Promise<void> | undefined,
	fallback: IDataObject = neutralReply(type),
): InterceptedResponse {
	if (delay === undefined) return answerInTime(response, fallback, undefined, undefined);
	const review: Review = (status, body) => {
		const reply = validReply(type, status, body);
		if (reply !== undefined) return reply === body ? undefined : reply.toString();
		return mayBeLost(type, status, body) ? undefined : JSON.stringify(fallback);
	};
	return answerInTime(response, fallback, delay, storing, review);
}
