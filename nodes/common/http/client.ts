import type { IHttpRequestOptions } from 'n8n-workflow';

import { clock } from '../clock';
import { ServiceError } from '../errors/errors';
import { messages } from '../errors/problems';
import { redactor } from '../errors/redact';
import { Bytes, type Effect, type Send, type ServiceRequest, type ServiceResponse } from '../operation';
import { writeJson } from '../values/json';
import { sendAttempt } from './accessToken';
import { gaveUp, MOST_TRIES, pauseTooLong, transportFailure } from './explain';
import type { AttemptResult } from './n8nRequest';
import { Aborted, backOff, type PaceSignal, retryAfter, WaitBudget, WaitTooLong } from './rateLimiter';
import { type RawResponse, type ResponseContext, readResponse, serviceError } from './response';
import type { Context, Session } from './session';
import { isTokenPause, NEVER_ARRIVED, UNREACHABLE } from './transportFault';

/**
 * The function with which one item sends its requests.
 *
 * @param haltOnFailure true where a failed request ends the whole run: from then on nothing leaves. Not for steps, which may go on
 *   after a refusal.
 */
export function sender(context: Context, session: Session, effect: Effect, haltOnFailure = false): Send {
	const patience = new WaitBudget(session.settings.maxRetryWait);
	let answered = false;
	return async (plan) => {
		try {
			const manner = { effect: plan.effect ?? effect, haltOnFailure, patience };
			const answer = await send(context, sessionOf(session, plan), plan, manner);
			answered ||= manner.effect === effect;
			return answer;
		} catch (error) {
			// an item of which something was carried out must not count as one that was never sent
			const isHalfDone = error instanceof Aborted && answered && effect === 'write';
			return await Promise.reject(isHalfDone ? haltedHalfWay(session) : (error as Error));
		}
	};
}

/** The session with the request's own token among the secrets. */
function sessionOf(session: Session, { authorisation }: ServiceRequest): Session {
	if (authorisation === undefined || authorisation === 'none') return session;
	const hideToken = redactor([authorisation.bearer]);
	return { ...session, redact: (text) => hideToken(session.redact(text)) };
}

function haltedHalfWay({ service }: Session): ServiceError {
	return new ServiceError({
		message: messages.haltedHalfWay(service.name),
		advice: messages.haltedHalfWayAdvice,
		partly: true,
	});
}

/** How one item sends. */
interface Manner {
	effect: Effect;
	haltOnFailure: boolean;
	patience: WaitBudget;
}

/**
 * Sends a request until it is answered, refused for good, or may not be sent again (law of what may be sent twice: `RetryClass`).
 *
 * @throws ServiceError in the service's words
 * @throws Cancelled when the execution was cancelled; Halted when another item's failure stopped the run
 */
async function send(
	context: Context,
	session: Session,
	plan: ServiceRequest,
	{ effect, haltOnFailure, patience }: Manner,
): Promise<ServiceResponse> {
	const options = httpOptions(session, plan);
	let faults = 0;
	let afterBusy = false;
	for (let tries = 1; ; tries++) {
		let settled: Settled = { kind: 'paced' };
		let sent: { answer: AttemptResult; pause: number | undefined };
		try {
			sent = await session.rateLimiter.send(
				patience,
				async () => await sendAttempt(context, session, options, plan.authorisation),
				(attempt) => {
					const verdict = paceVerdict(attempt, effect);
					if (verdict.kind !== 'refused')
						settled = settle(attempt, { ...session, plan, effect, tries }, session, faults, patience);
					// before the place is free: otherwise the next request would leave after a failure that ends the run
					if (settled.kind === 'failed' && haltOnFailure) session.rateLimiter.halt();
					return verdict;
				},
			);
		} catch (error) {
			return await Promise.reject(
				error instanceof WaitTooLong ? pauseTooLong(session, error.milliseconds) : (error as Error),
			);
		}

		// the callback above has set it, which the compiler cannot see
		const result = settled as Settled;
		if (result.kind === 'done') {
			// the next page of a list may wait as long again
			patience.waited = 0;
			return result.answer;
		}
		if (result.kind === 'failed')
			throw afterBusy ? new ServiceError({ ...result.failure.failure, afterBusy }) : result.failure;
		afterBusy ||= 'answer' in sent.answer && sent.answer.answer.status === 503;
		if (result.kind === 'again') {
			faults++;
			patience.waited += result.wait;
			await session.rateLimiter.wait(result.wait);
		} else if (sent.pause !== undefined && 'answer' in sent.answer && !patience.allows(sent.pause)) {
			throw gaveUp(session, sent.answer.answer, sent.pause, patience);
		}
	}
}

/** What a request has come to: an answer, a failure for good, a fault to try again after, or a refusal as one too many. */
type Settled =
	| { kind: 'done'; answer: ServiceResponse }
	| { kind: 'failed'; failure: ServiceError }
	| { kind: 'again'; wait: number }
	| { kind: 'paced' };

function settle(
	attempt: AttemptResult,
	reading: ResponseContext,
	session: Session,
	faults: number,
	patience: WaitBudget,
): Settled {
	const { effect } = reading;
	let failure: ServiceError;
	let mayRepeat: boolean;
	if ('answer' in attempt) {
		const { answer } = attempt;
		const result = judge(answer, reading);
		if (!(result instanceof ServiceError)) return { kind: 'done', answer: result };
		failure = result;
		mayRepeat = effect === 'read' && (answer.status < 300 || answer.status === 408 || answer.status >= 500);
	} else {
		const { fault } = attempt;
		failure = transportFailure(session, effect, fault);
		mayRepeat =
			NEVER_ARRIVED.has(fault.code) ||
			isTokenPause(fault) ||
			(effect === 'read' && (fault.maybeArrived || UNREACHABLE.has(fault.code)));
	}
	const wait = backOff(faults);
	return mayRepeat && faults + 1 < MOST_TRIES && patience.allows(wait)
		? { kind: 'again', wait }
		: { kind: 'failed', failure };
}

/** A 429 is about the pace; so is a 503, unless it leaves open whether a write was acted on. */
function paceVerdict(attempt: AttemptResult, effect: Effect): PaceSignal {
	if (!('answer' in attempt)) return { kind: 'silence' };
	const { status, headers } = attempt.answer;
	const asked = retryAfter(headers['retry-after'], clock.now());
	const isPacing = status === 429 || (status === 503 && (headers['retry-after'] !== undefined || effect === 'read'));
	return isPacing ? { kind: 'refused', asked } : { kind: 'answered' };
}

/** What an answer comes to: usable, or a failure to report or to try again. */
function judge(answer: RawResponse, reading: ResponseContext): ServiceResponse | ServiceError {
	const isGood = (answer.status >= 200 && answer.status < 300) || reading.plan.accept?.includes(answer.status);
	if (!isGood) return serviceError(answer, reading);
	return readResponse(answer, reading);
}

/** The exact request: the body is serialised here, once, and these bytes are signed and sent. */
function httpOptions(session: Session, plan: ServiceRequest): IHttpRequestOptions {
	const query =
		plan.query && Object.keys(plan.query).length > 0 ? `?${new URLSearchParams(plan.query).toString()}` : '';
	const options: IHttpRequestOptions = {
		method: plan.method,
		url: `${session.baseUrl}${plan.path}${query}`,
		headers: { Accept: plan.expect === 'file' ? '*/*' : 'application/json' },
		timeout: session.settings.timeout,
		// the body as it came: parsing is ours, so that no digit is lost
		encoding: 'arraybuffer',
		returnFullResponse: true,
		// a redirect would carry keys to an address nobody checked
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
		// n8n renews a token and sends again on a 401, which it must see as an error
		ignoreHttpStatusErrors: { ignore: true, except: [401] },
	};
	if (plan.body !== undefined) {
		const body =
			plan.body instanceof Bytes ? plan.body : new Bytes(Buffer.from(writeJson(plan.body), 'utf8'), 'application/json');
		options.body = body.content;
		options.headers = { ...options.headers, 'Content-Type': body.contentType };
	}
	return options;
}
