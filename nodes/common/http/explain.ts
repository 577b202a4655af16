import { clock } from '../clock';
import { ServiceError } from '../errors/errors';
import type { Problem } from '../errors/problem';
import { problems } from '../errors/problems';
import { type Redact, redactedStart } from '../errors/redact';
import type { Effect, RequestSettings, Service, ServiceResponse } from '../operation';
import {
	BLOCKED_BY_N8N,
	CERTIFICATE_INVALID,
	isKeyRefused,
	isPermanent,
	isProxyStuck,
	isTokenRefused,
	PROXY_REFUSED,
	TIMED_OUT,
	TLS_MISMATCH,
	type TransportFault,
	tokenFaultOfResponse,
	UNREACHABLE,
	UNTRUSTED,
} from './n8nRequest';
import type { WaitBudget, WaitTooLong } from './rateLimiter';
import { parseBody, type RawResponse } from './response';
import { askedDate, askedWait, MOST_TRIES } from './retryPolicy';

/** What an explanation needs from the request's run. */
interface Run {
	service: Service;
	baseUrl: string;
	/** Where the token is fetched, if that is another address. */
	tokenUrl?: string;
	environment: string;
	settings: RequestSettings;
	redact: Redact;
}

/** The error for a request that got no response. */
export function faultError(run: Run, effect: Effect, fault: TransportFault): ServiceError {
	const { service, settings, baseUrl } = run;
	if (fault.tokenStatus !== undefined) return tokenError(run, fault);
	const { status } = fault;
	const unclear = effect === 'write' && fault.maybeArrived;
	if (UNREACHABLE.has(fault.code)) {
		const problem = problems.unreachable(service.name, run.redact(baseUrl), fault.reason);
		return new ServiceError({ problem, unclear: false, notSent: true });
	}
	if (TIMED_OUT.has(fault.code)) {
		return new ServiceError({
			problem: problems.timeout(service.name, Math.round(settings.timeout / 100) / 10, unclear),
			status,
			unclear,
		});
	}
	if (!fault.maybeArrived)
		return new ServiceError({ problem: unsentProblem(run, fault), notSent: true, lasting: isLasting(fault) });
	const tries = effect === 'read' ? MOST_TRIES : 1;
	const problem = problems.connectionLost(service.name, fault.reason, unclear, tries);
	return new ServiceError({ problem, status, unclear });
}

/** True if the fault does not pass: see `ServiceFailure.lasting`. */
const isLasting = (fault: TransportFault): boolean =>
	(fault.tokenStatus === undefined ? isPermanent(fault.code) : isTokenRefused(fault)) && !isProxyStuck(fault);

/** The problem of a request that never left, each with the setting to change. */
function unsentProblem({ service, baseUrl, redact }: Run, { code, reason }: TransportFault): Problem {
	const { name } = service;
	const address = redact(baseUrl);
	if (code === BLOCKED_BY_N8N) return problems.blockedByN8n(name, address, reason);
	if (code === PROXY_REFUSED) return problems.proxyRefused(name, address, reason);
	if (code === TLS_MISMATCH) return problems.tlsMismatch(name, address, reason);
	if (CERTIFICATE_INVALID.test(code)) return problems.certificateInvalid(name, address, reason);
	return problems.notSent(name, reason, UNTRUSTED.test(code));
}

/**
 * The outcome of a call for a token that a node makes itself.
 * @param outcome of the response, as of any other request
 * @param hasToken whether a body contains a token
 * @returns the response if it does, otherwise the error that the request which needs the token was not sent
 */
export function tokenOutcome(
	run: Run,
	response: RawResponse,
	outcome: ServiceResponse | ServiceError,
	hasToken: (body: ServiceResponse['body']) => boolean,
): ServiceResponse | ServiceError {
	const failure = outcome instanceof ServiceError ? outcome.failure : undefined;
	if (!(outcome instanceof ServiceError) && hasToken(outcome.body)) return outcome;
	// a proxy's refusal
	if (failure?.notSent) return outcome;
	const { message = '' } = run.service.readError(parseBody(response.text).body, response.status);
	const fault = tokenFaultOfResponse(response, redactedStart(message, MOST_REASON, run.redact));
	return new ServiceError({ ...tokenError(run, fault).failure, code: failure?.code });
}

/** Characters of a token server's words. */
const MOST_REASON = 1000;

/** The error for a token that could not be fetched: the request was not sent. */
function tokenError(run: Run, fault: TransportFault): ServiceError {
	const { service, environment, tokenUrl, baseUrl } = run;
	const { tokenStatus = 0, code, reason } = fault;
	if (isKeyRefused(fault))
		return new ServiceError({
			problem: problems.credentialRejected(service.name, environment, reason, true),
			status: 401,
			notSent: true,
			lasting: true,
		});
	const address = run.redact(tokenUrl ?? baseUrl);
	if (tokenStatus === 0) {
		const told = code === 'EAUTH' ? '' : code;
		const problem = isPermanent(code)
			? unsentProblem({ ...run, baseUrl: address }, fault)
			: problems.noToken(service.name, told, address, reason);
		return new ServiceError({ problem, notSent: true, lasting: isLasting(fault) });
	}
	const isAddressWrong = isTokenRefused(fault) || fault.isTokenForeign;
	const problem = isAddressWrong
		? problems.tokenAddressWrong(service.name, tokenStatus, address, fault.tokenContent ?? '')
		: problems.noToken(service.name, tokenStatus, address, reason);
	return new ServiceError({ problem, status: tokenStatus, notSent: true, lasting: isLasting(fault) });
}

/** The error for a request that was not sent, because nobody waits for its response any more. */
export function noTimeLeftError({ service }: Pick<Run, 'service'>): ServiceError {
	return new ServiceError({ problem: problems.noTimeLeft(service.name), notSent: true });
}

/** The error for a pause, caused by another item's response, that is longer than this item may wait. */
export function waitTooLongError(
	{ service, settings, redact }: Run,
	{ milliseconds, paused }: WaitTooLong,
	budget: WaitBudget,
): ServiceError {
	const limit = settings.maxRetryWait / 1000;
	const { status } = paused;
	if (status !== undefined && milliseconds <= budget.limit && budget.endsWithin(milliseconds))
		return new ServiceError({ problem: problems.serverError(service.name, status, '', 1), status, notSent: true });
	const problem = paused.isAsked
		? problems.waitTooLong(service.name, waitInWords(paused.until, milliseconds, redact), limit, '')
		: problems.serviceFailing(service.name, status, limit);
	return new ServiceError({ problem, status, notSent: true });
}

/** The error for a service that stays busy for longer than the item may wait: its status, its wait and its words. */
export function stillBusyError(
	{ service, settings, redact }: Run,
	response: RawResponse,
	left: number,
	budget: WaitBudget,
): ServiceError {
	const limit = settings.maxRetryWait / 1000;
	const { message, code } = service.readError(parseBody(response.text).body, response.status);
	const words = message ? redact(message) : '';
	const asked = askedWait(response.headers, clock.now());
	const wait = waitInWords(askedDate(response), left, redact);
	const isInLimit = budget.waited + left <= budget.limit;
	const problem =
		isInLimit && budget.endsWithin(left)
			? problems.serverError(service.name, response.status, words, 1)
			: asked === undefined
				? problems.stillBusy(service.name, response.status, Math.round(budget.waited / 1000), limit, words)
				: problems.waitTooLong(service.name, wait, limit, words);
	return new ServiceError({
		problem,
		status: response.status,
		code: code === undefined ? undefined : redact(code),
		notSent: true,
	});
}

/** How long a service asked to wait: its own date, if it named one. */
function waitInWords(until: string | undefined, milliseconds: number, redact: Redact): string {
	return until === undefined ? `of ${Math.ceil(milliseconds / 1000)} s` : `until ${redact(until)}`;
}
