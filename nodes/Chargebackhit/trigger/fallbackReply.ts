import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { clock } from '../../common/clock';
import { parseBody } from '../../common/http/response';
import { isRecord, type JsonRecord, parseJsonExactly, writeJson } from '../../common/values/json';
import { outcomeOptions, valuesOf } from '../actions/choices';

type CallerResponse = ReturnType<IWebhookFunctions['getResponseObject']>;

export const INQUIRY = 'inquiry';
export const REFUND = 'init-refund';

/** Seconds after which an inquiry is answered where the workflow has not: n8n itself may need half a second before and after. */
export const FALLBACK_SECONDS = 1.2;
/** Seconds that the other alerts wait for the workflow: their answer is not urgent, but no sender waits without end. Contract: 4 */
const FALLBACK_SECONDS_OTHERS = 25;
/** Milliseconds that a reply needs from its node to the caller, at most: one that starts later could be overtaken. */
const HAND_OVER = 100;

/** Milliseconds that n8n may need before it calls the trigger, without more ado: the default leaves room for them. */
const USUAL_LATENESS = 300;
/** Milliseconds by which a request may have come in earlier than that, at most. */
const MOST_LATENESS = 500;

/**
 * The moment from which the fallback is counted: when n8n called the trigger, or earlier where n8n is so busy that it must have been
 * late to call. n8n does not tell when a request came in; but before that call it has done about as much work as the check of the
 * sender is, so that one is the measure of the other.
 *
 * @param called when n8n called the trigger (milliseconds since 1970)
 * @param checked when the sender had been checked
 */
export function reckonedArrival(called: number, checked: number): number {
	return called - Math.min(Math.max(0, checked - called - USUAL_LATENESS), MOST_LATENESS);
}

/** A reply without an order. An inquiry needs customer and products, be they empty. Contract: 3.4 */
export function bareReply(type: string, outcome: string): IDataObject {
	return type === INQUIRY ? { outcome, customer: {}, products: [] } : { outcome };
}

/** The reply that decides nothing: a final answer is never given for an alert nobody handles. */
export function neutralReply(type: string): IDataObject {
	return bareReply(type, type === REFUND ? 'pending' : 'acknowledged');
}

/**
 * When the caller gets the neutral reply.
 *
 * @param seconds *Fallback Reply After* of the trigger; 0 is off
 * @returns milliseconds from the arrival; undefined where the caller waits for the workflow alone
 */
export function fallbackDelay(type: string, seconds: number): number | undefined {
	if (!(seconds > 0)) return undefined;
	return 1000 * (type === INQUIRY ? seconds : Math.max(seconds, FALLBACK_SECONDS_OTHERS));
}

/**
 * True where a reply that leaves its node now may reach the caller only after the fallback.
 *
 * @param receivedAt when the trigger took the alert in (ISO 8601); where it is no date, the reply counts as in time
 */
export function isTooLate(receivedAt: unknown, delay: number | undefined): boolean {
	const arrived = typeof receivedAt === 'string' ? Date.parse(receivedAt) : Number.NaN;
	return delay !== undefined && clock.now() - arrived >= delay - HAND_OVER;
}

/**
 * The answer as Chargebackhit takes it for this type; undefined where it does not. An inquiry needs customer and products, be they
 * empty. Contract: 3.4, 6.1
 */
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
 * What n8n says, with status 500, of an execution that it has stored: one that failed, one that was cancelled, one whose last node gave
 * nothing. It has the same words for one that it could not store and one that was cancelled while its last node was to answer.
 */
const WORDS_OF_STORED = ['Error in workflow', 'The execution was cancelled', 'No item to return was found'];

/** True where n8n may have failed before it had stored the alert: the sender must send again. Acknowledged means stored. */
function mayBeLost(type: string, status: number, body: unknown): boolean {
	if (type === INQUIRY || status < 500) return false;
	const { body: told } = parseBody(typeof body === 'string' || Buffer.isBuffer(body) ? body.toString() : '');
	const words = isRecord(told) ? String(told.message) : '';
	return !WORDS_OF_STORED.some((known) => words.startsWith(known));
}

/** What writes to a response. */
const WRITERS = ['setHeader', 'appendHeader', 'removeHeader', 'writeHead', 'flushHeaders', 'write', 'end'] as const;

/**
 * Sees to it that the caller gets exactly one answer, and a valid one, whatever the workflow does: what n8n says of a workflow that
 * failed, was cancelled or ended without a reply is replaced, at once, by the neutral reply; so is silence, after a delay. Whatever
 * comes later goes nowhere. Only where n8n may not have stored the alert does its own 500 pass, so that the sender sends again; an
 * inquiry, which has no time for that, is always answered.
 *
 * The delay does not look whether the alert was stored. n8n stores it as soon as the trigger has returned, before it queues or runs
 * anything, also where its limit of executions at once is reached. So the 25 seconds of the other alerts could only be over first where
 * its database, or a hook of its operator, hangs for as long.
 *
 * @param delay milliseconds from now
 */
export function answerInAnyCase(response: CallerResponse, type: string, delay: number): void {
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
