import { clock } from '../clock';
import { ServiceError } from '../errors/errors';
import { messages } from '../errors/problems';
import type { Effect } from '../operation';
import { retryAfter, type WaitBudget } from './rateLimiter';
import { parseBody, type RawResponse } from './response';
import type { Session } from './session';
import { isKeyRefused, TIMED_OUT, type TransportFault, UNREACHABLE } from './transportFault';

/** How often a request is sent at most because of faults that say nothing about pace. */
export const MOST_TRIES = 3;

/** What a user is told of a request that was not answered. */
export function transportFailure(session: Session, effect: Effect, fault: TransportFault): ServiceError {
	const { service, settings, baseUrl, environment } = session;
	if (fault.tokenStatus !== undefined) return tokenFailure(session, fault, environment);
	const unclear = effect === 'write' && fault.maybeArrived;
	const doubt = unclear ? `${messages.unclearAdvice} ${messages.notSentTwice}` : '';
	const explain = (message: string, ...advice: string[]) =>
		new ServiceError({ message, advice: [doubt, ...advice].filter(Boolean).join(' '), unclear });

	if (UNREACHABLE.has(fault.code)) {
		return explain(
			messages.unreachable(service.name, session.redact(baseUrl)),
			messages.unreachableAdvice(fault.reason),
		);
	}
	if (TIMED_OUT.has(fault.code)) {
		return explain(messages.timeout(service.name, settings.timeout / 1000), messages.timeoutAdvice);
	}
	const again = effect === 'read' ? messages.tried(MOST_TRIES) : '';
	if (fault.maybeArrived) return explain(messages.brokenOff(service.name), messages.reason(fault.reason), again);
	return explain(messages.requestRefused(service.name, fault.reason), messages.requestRefusedAdvice);
}

/** The token could not be had, so nothing was done at the service. */
function tokenFailure({ service }: Session, fault: TransportFault, environment: string): ServiceError {
	const { tokenStatus = 0, code, reason } = fault;
	const status = tokenStatus === 0 ? undefined : tokenStatus;
	if (isKeyRefused(fault)) {
		return new ServiceError({
			message: messages.credentialRefused(service.name, environment),
			advice: [messages.reason(reason), messages.credentialAdvice(service.name)].join(' '),
			status: 401,
		});
	}
	return new ServiceError({
		message: messages.noToken(service.name, status ?? code),
		advice: messages.noTokenAdvice(reason),
		status,
	});
}

/** A pause that another item's answer caused is longer than this item may wait. */
export function pauseTooLong({ service, settings }: Session, milliseconds: number): ServiceError {
	return new ServiceError({
		message: messages.waitTooLong(service.name, inSeconds(milliseconds), settings.maxRetryWait / 1000),
		advice: messages.waitTooLongAdvice(service.name),
		status: 429,
	});
}

/** The service refuses for longer than the item may wait: its status, its time and its words. */
export function gaveUp(
	{ service, settings, redact }: Session,
	answer: RawResponse,
	left: number,
	patience: WaitBudget,
): ServiceError {
	const header = answer.headers['retry-after'];
	const asked = retryAfter(header, clock.now());
	const limit = settings.maxRetryWait / 1000;
	const date = header !== undefined && /[a-z]/i.test(header) ? `until ${redact(header)}` : undefined;
	const { message, code } = service.readError(parseBody(answer.text).body, answer.status);
	return new ServiceError({
		message:
			asked === undefined
				? messages.stillRefusing(service.name, answer.status, Math.round(patience.waited / 1000), limit)
				: messages.waitTooLong(service.name, date ?? inSeconds(left), limit),
		advice: [message ? `${redact(message)}.` : '', messages.waitTooLongAdvice(service.name)].filter(Boolean).join(' '),
		status: answer.status,
		code: code === undefined ? undefined : redact(code),
	});
}

function inSeconds(milliseconds: number): string {
	return `${Math.ceil(milliseconds / 1000)} s`;
}
