import type { IDataObject } from 'n8n-workflow';

import { clock } from '../clock';
import { type CallerResponse, InterceptedResponse, type Review } from './interceptedResponse';

/** Milliseconds after which a trigger replies if n8n has not. A sender that gives up after 5 s has its reply by then. */
export const REPLY_AFTER = 3000;
/** Milliseconds that n8n has to finish storing an event after it has begun. It usually needs a few. */
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
	return Math.max(0, limit - passed);
}

/**
 * Makes sure that a sender gets its reply in time. n8n stores an execution first, then waits for a free slot if its limit of
 * concurrent executions is reached, and replies only after that: a sender that gives up in the meantime sends the event again,
 * and each copy starts one more execution. So if n8n has not replied after a delay, the trigger does. n8n's later reply is
 * dropped.
 *
 * Normally n8n replies first, which shows that the event is stored. If it cannot store the event, it says so with a 500, which is
 * passed on, so that the sender repeats the event. Before the trigger replies, n8n must have begun to store the event, and have had
 * time to finish. An n8n that does not get that far replies itself, or not at all: then the sender repeats the event, and nothing is
 * lost. An event that is acknowledged could be lost only if the database hangs in the middle of storing it, and n8n is then killed.
 * @param reply sent as JSON if n8n has not replied after the delay
 * @param delay milliseconds from now; undefined if only n8n replies
 * @param storing resolves when n8n stores the event, see `whenStoring`; undefined if the reply may not be later than the delay, even
 *   if the event is not stored
 * @param review checks what n8n sends
 */
export function answerInTime(
	response: CallerResponse,
	reply: IDataObject,
	delay: number | undefined,
	storing: Promise<void> | undefined,
	review?: Review,
): InterceptedResponse {
	const intercepted = new InterceptedResponse(response, review);
	if (delay !== undefined)
		void Promise.all([clock.wait(delay), storing?.then(timeToStore)]).then(() =>
			intercepted.answer(JSON.stringify(reply)),
		);
	return intercepted;
}

/** In steps, so that a machine that is too busy to do anything lets n8n go on before the time is up. */
const timeToStore = async (): Promise<void> => await clock.waitInSteps(TIME_TO_STORE);
