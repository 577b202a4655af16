import { clock } from '../clock';
import { ServiceError } from '../errors/errors';
import type { Effect, ServiceResponse } from '../operation';
import {
	type AttemptResult,
	isProxyStuck,
	isTokenPause,
	NEVER_ARRIVED,
	type TransportFault,
	UNREACHABLE,
} from './n8nRequest';
import { isPage, type RawResponse } from './response';

/** The most tries of a request after faults that say nothing about the pace. */
export const MOST_TRIES = 3;

const FIRST_BACK_OFF = 500;
const LONGEST_BACK_OFF = 30_000;
const LONGEST_PAUSE = 30 * 24 * 3600 * 1000;

/** What to do about a result: `retry` after a back-off, `pause` all requests and then retry, or `fail`. */
type Action = 'retry' | 'pause' | 'fail';

/**
 * The whole retry policy. A write is retried only if it cannot have been processed: the connection was never made, or the
 * service rejected it for too many requests.
 */
const POLICY = {
	/** Connection refused, name not found. */
	neverArrived: { read: 'retry', write: 'retry' },
	/** The token server is busy or failing: the request itself was not sent. */
	tokenUnavailable: { read: 'retry', write: 'retry' },
	/** No route to the host. */
	unreachable: { read: 'retry', write: 'fail' },
	/** Timeouts, resets: the request may have arrived. */
	maybeArrived: { read: 'retry', write: 'fail' },
	/** Never sent for a permanent reason, such as a certificate; or the key was rejected. */
	notSent: { read: 'fail', write: 'fail' },
	/** 429, or 503 with a Retry-After that says when to come back. */
	tooMany: { read: 'pause', write: 'pause' },
	/** After a 503 without Retry-After, or with one that says nothing, it is unknown whether a write was processed. */
	busy: { read: 'pause', write: 'fail' },
	/** 408 and other 5xx. */
	serverError: { read: 'retry', write: 'fail' },
	/** More than is read of a response: another one would be no shorter. */
	tooLarge: { read: 'fail', write: 'fail' },
	/** A 2xx that cannot be used. */
	unusable: { read: 'retry', write: 'fail' },
	/** Any other status. */
	rejected: { read: 'fail', write: 'fail' },
} as const satisfies Record<string, Record<'read' | 'write', Action>>;

/** The kind of a result, as far as it shows without the body. */
function classify(result: AttemptResult): keyof typeof POLICY {
	if ('fault' in result) return classifyFault(result.fault);
	const { status, headers } = result.response;
	if (status === 429 || (status === 503 && saysWhen(headers['retry-after'], clock.now()))) return 'tooMany';
	if (status === 503) return 'busy';
	if (status === 408 || status >= 500) return 'serverError';
	if (result.response.cutAt !== undefined) return 'tooLarge';
	return status < 300 ? 'unusable' : 'rejected';
}

function classifyFault(fault: TransportFault): keyof typeof POLICY {
	if (NEVER_ARRIVED.has(fault.code)) return 'neverArrived';
	if (isProxyStuck(fault)) return 'neverArrived';
	if (isTokenPause(fault)) return 'tokenUnavailable';
	if (UNREACHABLE.has(fault.code)) return 'unreachable';
	return fault.maybeArrived ? 'maybeArrived' : 'notSent';
}

/** What to do about the result of an attempt. */
export type Decision =
	| { kind: 'done'; response: ServiceResponse }
	| { kind: 'fail'; error: ServiceError }
	/** `wait`: milliseconds until the next try. */
	| { kind: 'retry'; wait: number }
	/** `asked`: milliseconds that the service asked to wait. */
	| { kind: 'pause'; response: RawResponse; asked: number | undefined };

/**
 * Decides what to do about the result of an attempt.
 * @param read returns a usable response, or the error that the response stands for
 * @param explain returns the error for a fault
 * @param faults how often this request has been retried
 * @param mayWait true if the request's wait budget allows this many milliseconds
 */
export function decideRetry(
	result: AttemptResult,
	effect: Effect,
	read: (response: RawResponse) => ServiceResponse | ServiceError,
	explain: (fault: TransportFault) => ServiceError,
	faults: number,
	mayWait: (milliseconds: number) => boolean,
): Decision {
	const action: Action = POLICY[classify(result)][effect === 'read' ? 'read' : 'write'];
	if (action === 'pause' && 'response' in result) {
		const { response } = result;
		return { kind: 'pause', response, asked: askedWait(response.headers, clock.now()) };
	}
	const outcome = 'response' in result ? read(result.response) : explain(result.fault);
	if (!(outcome instanceof ServiceError)) return { kind: 'done', response: outcome };
	const wait = backOff(faults);
	const mayRetry = action === 'retry' && faults + 1 < MOST_TRIES && mayWait(wait);
	return mayRetry ? { kind: 'retry', wait } : { kind: 'fail', error: outcome };
}

/** The date until which a response asks to wait, in the service's words; undefined if it names none. */
export function askedDate({ headers }: RawResponse): string | undefined {
	const header = headers['retry-after'];
	return header !== undefined && /[a-z]/i.test(header) && retryAfter(header, clock.now()) !== undefined
		? header
		: undefined;
}

/**
 * What a result says about the pace: a response, a rejection for too many requests, a failure of the service, or nothing.
 * `asked`: milliseconds that the service asked to wait; `until`: the same as a date.
 */
export type PaceSignal =
	| { kind: 'answered' }
	| { kind: 'refused'; asked: number | undefined; until?: string; status?: number }
	| { kind: 'failed'; status?: number }
	| { kind: 'silence' };

/** Results that say that the service, or the way to it, is failing: what is sent next would fail too. */
const FAILING: ReadonlyArray<keyof typeof POLICY> = [
	'neverArrived',
	'tokenUnavailable',
	'unreachable',
	'maybeArrived',
	'busy',
	'serverError',
];

/** What a result says about the pace. */
export function paceOf(result: AttemptResult, decision: Decision): PaceSignal {
	const status = 'response' in result ? result.response.status : undefined;
	if (decision.kind === 'pause') {
		const { asked, response } = decision;
		return { kind: 'refused', asked, until: askedDate(response), status };
	}
	const kind = classify(result);
	// a maintenance page may come with any status
	const isPageInstead =
		decision.kind !== 'done' && kind === 'unusable' && 'response' in result && isPage(result.response);
	if (isPageInstead || FAILING.includes(kind)) return { kind: 'failed', status };
	return { kind: 'response' in result ? 'answered' : 'silence' };
}

/**
 * Reads a `Retry-After` header (RFC 9110, 10.2.3): seconds or an HTTP date.
 * @returns milliseconds from now, at most 30 days; undefined if the header is absent or invalid, or asks for no pause
 */
export function retryAfter(header: string | undefined, now: number): number | undefined {
	const text = header?.trim() ?? '';
	const isSeconds = /^\d+(\.\d+)?$/.test(text);
	// the parser of dates reads a year into almost any words, such as "in 2099"
	if (!isSeconds && !/^[a-z\d].*\d:\d\d/i.test(text)) return undefined;
	const asked = isSeconds ? Math.ceil(Number(text) * 1000) : Date.parse(text) - now;
	return asked > 0 ? Math.min(LONGEST_PAUSE, asked) : undefined;
}

/**
 * True if a `Retry-After` header names a wait, or that there is none: only then has the service clearly not processed the request. A date
 * that has passed, a negative number or a word come from a server, or a proxy, that did not compute when to come back.
 */
function saysWhen(header: string | undefined, now: number): boolean {
	return retryAfter(header, now) !== undefined || /^0+(\.0+)?$/.test(header?.trim() ?? '');
}

/** A number from here on is no wait in seconds, but a moment since 1970: in seconds, or in milliseconds. */
const MOMENT_IN_SECONDS = 1e9;
const MOMENT_IN_MILLISECONDS = 1e12;

/**
 * How long a service that rejects a request for too many requests asks to wait: by `Retry-After`, else by when its limit is reset. That is
 * `RateLimit: "name";r=0;t=5`, or `RateLimit-Reset` or `X-RateLimit-Reset` in seconds or as a moment.
 * @returns milliseconds as {@link retryAfter}
 */
export function askedWait(headers: RawResponse['headers'], now: number): number | undefined {
	const asked = retryAfter(headers['retry-after'], now);
	// if more requests are allowed until the reset, another limit is the reason
	const isOther = REMAINING.some((name) => Number(headers[name]) > 0);
	if (asked !== undefined || isOther) return asked;
	const reset = [/;\s*r=0\s*;\s*t=(\d+)/.exec(headers.ratelimit ?? '')?.[1], ...RESETS.map((name) => headers[name])];
	for (const header of reset) {
		const moment = /^\s*\d+(\.\d+)?\s*$/.test(header ?? '') ? Number(header) : 0;
		const unit = moment < MOMENT_IN_MILLISECONDS ? 1000 : 1;
		const wait = moment < MOMENT_IN_SECONDS ? retryAfter(header, now) : moment * unit - now;
		if (wait !== undefined && wait > 0) return Math.min(LONGEST_PAUSE, wait);
	}
	return undefined;
}

const REMAINING = ['ratelimit-remaining', 'x-ratelimit-remaining', 'x-rate-limit-remaining'];
const RESETS = ['ratelimit-reset', 'x-ratelimit-reset', 'x-rate-limit-reset'];

/** The n-th back-off (from 0) in milliseconds: doubled each time, the upper half of it random. */
export function backOff(count: number): number {
	const whole = Math.min(LONGEST_BACK_OFF, FIRST_BACK_OFF * 2 ** count);
	return Math.round(whole / 2 + (whole / 2) * clock.random());
}
