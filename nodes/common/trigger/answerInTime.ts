import type { IDataObject } from 'n8n-workflow';

import { clock } from '../clock';
import { type CallerResponse, InterceptedResponse, type Review } from './interceptedResponse';

/** Milliseconds after which a trigger replies if n8n has not. A sender that gives up after 5 s has its reply by then. */
export const REPLY_AFTER = 3000;
/** Milliseconds that n8n has at least to store an event, also if verifying its sender took long. */
const TIME_TO_STORE = 1500;

/** Milliseconds that n8n usually needs before it calls a trigger: the limits leave room for them. */
const USUAL_LATENESS = 300;
/** How many milliseconds earlier than that a request may have arrived at most. */
const MOST_LATENESS = 500;

/**
 * The moment from which a time limit is counted: when n8n called the trigger, or earlier if n8n is so busy that its call was
 * late. n8n does not say when a request arrived. But before that call it does about as much work as the sender's check takes,
 * so the duration of the check shows how late the call was.
 * @param called when n8n called the trigger (milliseconds since 1970)
 * @param checked when the sender had been checked
 */
export function estimatedArrival(called: number, checked: number): number {
	return called - Math.min(Math.max(0, checked - called - USUAL_LATENESS), MOST_LATENESS);
}

/**
 * How long n8n may still take to reply.
 * @param arrived when the event arrived (milliseconds since 1970)
 * @param limit milliseconds from the arrival
 * @returns milliseconds from now
 */
export function timeLeft(arrived: number, limit = REPLY_AFTER): number {
	const passed = Math.max(0, clock.now() - arrived);
	return Math.max(limit - passed, TIME_TO_STORE);
}

/**
 * Makes sure that a sender gets its reply in time. n8n stores an execution first, then waits for a free slot if its limit of
 * concurrent executions is reached, and replies only after that: a sender that gives up in the meantime sends the event again,
 * and each copy starts one more execution. So if n8n has not replied after a delay, the trigger does. n8n's later reply is
 * dropped.
 *
 * Normally n8n replies first, which shows that the event is stored. If it cannot store the event, it says so with a 500, which is
 * passed on, so that the sender repeats the event. Only the delayed reply relies on time: nothing tells a trigger when the
 * execution was stored. But n8n stores it as soon as the trigger has returned, before it queues or runs anything, and the same
 * database has just been read for the workflow and its credential. An event that is acknowledged after the delay could be lost
 * only if the database, or one of the operator's hooks, hangs for that long, and n8n is then killed or fails to store it. A
 * machine that is too busy to do anything does not count: the delay is as long as n8n's process runs.
 * @param reply sent as JSON if n8n has not replied after the delay
 * @param delay milliseconds from now; undefined if only n8n replies
 * @param isExact true if the reply may not be later than the delay, even if n8n had no chance to store the event
 * @param review checks what n8n sends
 */
export function answerInTime(
	response: CallerResponse,
	reply: IDataObject,
	delay: number | undefined,
	review?: Review,
	isExact = false,
): InterceptedResponse {
	const intercepted = new InterceptedResponse(response, review);
	if (delay !== undefined)
		void (isExact ? clock.wait(delay) : clock.waitInSteps(delay)).then(() => intercepted.answer(JSON.stringify(reply)));
	return intercepted;
}
