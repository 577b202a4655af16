import { clock, pause } from '../clock';
import { rethrow, ServiceError, type ServiceFailure } from '../errors/errors';
import type { Send } from '../operation';

/** Milliseconds after the limit until which the last look may be answered. */
const LAST_ANSWER = 300;
/** Milliseconds after the limit at which the wait ends whatever holds a look up. */
const END = 500;
/** Milliseconds between two checks whether the execution was stopped. */
const STEP = 1000;

/** Refusals that may pass: the record is not there yet, something else changes it, or the service is busy. */
const PASSING = [404, 408, 409, 425, 429];

export interface Polling<Value> {
	send: Send;
	/** One look. The requests that it sends with the given function end when the time is up. */
	look: (send: Send) => Promise<Value>;
	isEnough: (value: Value) => boolean;
	/** Milliseconds until the next look. @param looks how many there have been */
	interval: (looks: number) => number;
	/** Milliseconds from the first look to the last one. */
	limit: number;
	/** Further statuses with which this service says "not yet". */
	notYet?: number[];
	signal?: AbortSignal;
}

export interface Polled<Value> {
	/** `enough`: the last look saw it. `limit`: the time was up. `refused`: another look would fail in the same way. */
	ended: 'enough' | 'limit' | 'refused';
	/** What the last look saw that did not fail; undefined if all failed. */
	value?: Value;
	/** Why the latest look failed; undefined if it did not. */
	failure?: ServiceError;
	looks: number;
}

/**
 * Looks again and again until the value is enough or the limit is reached; there is a last look at the limit. A look that fails
 * does not end the wait, unless every other look would fail in the same way: see `isFinal`.
 * The wait ends within a second of its limit, whatever the service does.
 * @throws Cancelled if the execution is stopped; whatever a look throws that is no ServiceError
 */
export async function poll<Value>(polling: Polling<Value>): Promise<Polled<Value>> {
	const { send, look, isEnough, interval, limit, notYet = [], signal } = polling;
	const until = clock.steady() + limit;
	const deadline = until + LAST_ANSWER;
	const inTime: Send = async (request) => await send({ ...request, deadline });
	const seen: Omit<Polled<Value>, 'ended'> = { looks: 0 };
	for (;;) {
		seen.looks++;
		const result = await within(look(inTime), until + END - clock.steady()).catch((error: unknown) =>
			error instanceof ServiceError ? error : rethrow(error),
		);
		if (result instanceof ServiceError) {
			// a look that was not sent says nothing new
			if (!result.failure.notSent || result.failure.lasting || seen.failure === undefined) seen.failure = result;
			if (isFinal(result.failure, notYet)) return { ...seen, ended: 'refused' };
		} else if (result !== TIME_IS_UP) {
			seen.failure = undefined;
			seen.value = result;
			if (isEnough(result)) return { ...seen, ended: 'enough' };
		}
		const left = until - clock.steady();
		if (left <= 0) return { ...seen, ended: 'limit' };
		await pauseInSteps(Math.min(interval(seen.looks), left), signal);
	}
}

/**
 * True for a failure that another look would meet too: the keys are refused, an address is wrong, or n8n, a proxy or a certificate does
 * not allow the connection. Whatever status a token server gives that, it does not mean "not yet". A failure of the service, of the
 * token server or of the connection may pass, and so may a status with which services say so.
 */
function isFinal({ status, lasting }: ServiceFailure, notYet: number[]): boolean {
	if (lasting) return true;
	if (status === undefined || status < 300 || status >= 500) return false;
	return !PASSING.includes(status) && !notYet.includes(status);
}

const TIME_IS_UP = Symbol('time is up');

/**
 * A look's value, or TIME_IS_UP. The timer is not the clock's: it is for what has no deadline of its own, such as a token that n8n
 * fetches, and it does not keep the process alive.
 */
async function within<Value>(look: Promise<Value>, milliseconds: number): Promise<Value | typeof TIME_IS_UP> {
	const timer = AbortSignal.timeout(Math.max(0, Math.ceil(milliseconds)));
	let ignore = () => {};
	const timeIsUp = new Promise<typeof TIME_IS_UP>((resolve) => {
		const end = () => resolve(TIME_IS_UP);
		timer.addEventListener('abort', end, { once: true });
		ignore = () => timer.removeEventListener('abort', end);
	});
	try {
		return await Promise.race([look, timeIsUp]);
	} finally {
		ignore();
	}
}

/** Waits, and checks every second whether the execution was stopped. @throws Cancelled if it was */
export async function pauseInSteps(milliseconds: number, signal?: AbortSignal): Promise<void> {
	const until = clock.steady() + milliseconds;
	for (let left = milliseconds; left > 0; left = until - clock.steady()) await pause(Math.min(STEP, left), signal);
}
