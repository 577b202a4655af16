import type {
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	IWebhookFunctions,
} from 'n8n-workflow';

import { parseBody, refusalOf, usableAnswer, type RawAnswer, type Reading } from './answers';
import { Cancelled, clock } from './clock';
import { ServiceError } from './failure';
import { messages } from './messages';
import { writeJson } from './json';
import { Bytes, type Answer, type RequestPlan, type RetryClass, type Send, type Service } from './operation';
import { backOff, Halted, Pace, Patience, PauseTooLong, retryAfter, type PaceVerdict } from './pacing';
import { redactor, type Redact } from './secrets';

/** How often a request is sent at most because of faults that say nothing about pace. */
const MOST_TRIES = 3;

export interface RequestSettings {
	/** Milliseconds until an unanswered request is given up (option Timeout). */
	timeout: number;
	/** Milliseconds that one item may spend in pauses (option Max Retry Wait). */
	maxRetryWait: number;
	/** Requests in flight at once (option Max Concurrent Requests). */
	concurrency: number;
}

/** What the requests of one node run share. */
export interface Session {
	service: Service;
	baseUrl: string;
	environment: string;
	redact: Redact;
	settings: RequestSettings;
	pace: Pace;
	signal?: AbortSignal;
	/** Where n8n fetches the token of an OAuth2 credential. */
	tokenUrl?: string;
	/** The renewal of a stale token under way, or done: all requests of a run share one. */
	renewal?: Promise<void>;
	/** What differs by credential (`Service.variant`). */
	variant?: unknown;
	/**
	 * The token that n8n has fetched for this run: n8n resolves the credential anew for each request that it authorises itself, which
	 * takes longer than the request.
	 */
	token?: string;
}

type Context = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IWebhookFunctions;

/** Reads the credential once and makes what the requests of this run share. */
export async function openSession(context: Context, service: Service, settings: RequestSettings): Promise<Session> {
	const credential = await context.getCredentials(service.credential);
	const signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	return {
		service,
		baseUrl: service.baseUrl(credential),
		environment: service.environment(credential),
		redact: redactor(service.secrets(credential)),
		settings,
		pace: new Pace(settings.concurrency, signal),
		signal,
		tokenUrl: service.tokenUrl?.(credential),
		variant: service.variant?.(credential),
	};
}

/**
 * The function with which one item sends its requests.
 *
 * @param haltOnFailure true where a failed request ends the whole run: from then on nothing leaves. Not for steps, which may go on
 *   after a refusal.
 */
export function sender(context: Context, session: Session, retryClass: RetryClass, haltOnFailure = false): Send {
	const patience = new Patience(session.settings.maxRetryWait);
	let answered = false;
	return async (plan) => {
		try {
			const manner = { retryClass: plan.retryClass ?? retryClass, haltOnFailure, patience };
			const answer = await send(context, sessionOf(session, plan), plan, manner);
			answered ||= manner.retryClass === retryClass;
			return answer;
		} catch (error) {
			// an item of which something was carried out must not count as one that was never sent
			const isHalfDone = error instanceof Halted && answered && retryClass === 'write';
			return await Promise.reject(isHalfDone ? haltedHalfWay(session) : (error as Error));
		}
	};
}

/** The session with the request's own token among the secrets. */
function sessionOf(session: Session, { authorisation }: RequestPlan): Session {
	if (authorisation === undefined || authorisation === 'none') return session;
	const hideToken = redactor([authorisation.bearer]);
	return { ...session, redact: (text) => hideToken(session.redact(text)) };
}

function haltedHalfWay({ service }: Session): ServiceError {
	return new ServiceError({ message: messages.haltedHalfWay(service.name), advice: messages.haltedHalfWayAdvice, partly: true });
}

/** How one item sends. */
interface Manner {
	retryClass: RetryClass;
	haltOnFailure: boolean;
	patience: Patience;
}

/** What went wrong on the way, where there was no answer. */
interface TransportFault {
	code: string;
	/** In words, without secrets. */
	reason: string;
	/** False where the request cannot have reached the service. */
	maybeArrived: boolean;
	/** Where the token of the credential could not be fetched: the status of that call, 0 where there was no answer. */
	tokenStatus?: number;
}

type Attempt = { answer: RawAnswer } | { fault: TransportFault };

/** Faults after which the request cannot have been acted on, and which may be gone the next time. */
const NEVER_ARRIVED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);
const UNREACHABLE = new Set([...NEVER_ARRIVED, 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN']);
const TIMED_OUT = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);
/** No connection was made: a certificate nobody can check, an address that makes no sense. */
const NO_CONNECTION = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_INVALID_URL|ERR_UNSUPPORTED|ERR_BAD_OPTION/;

/**
 * Sends a request until it is answered, refused for good, or may not be sent again (law of what may be sent twice: `RetryClass`).
 *
 * @throws ServiceError in the service's words
 * @throws Cancelled when the execution was cancelled; Halted when another item's failure stopped the run
 */
async function send(
	context: Context,
	session: Session,
	plan: RequestPlan,
	{ retryClass, haltOnFailure, patience }: Manner,
): Promise<Answer> {
	const options = httpOptions(session, plan);
	let faults = 0;
	let afterBusy = false;
	for (let tries = 1; ; tries++) {
		let settled: Settled = { kind: 'paced' };
		let sent: { answer: Attempt; pause: number | undefined };
		try {
			sent = await session.pace.send(
				patience,
				async () => await (plan.authorisation === undefined ? sendWithFreshToken(context, session, options) : sendBare(context, session, options)),
				(attempt) => {
					const verdict = paceVerdict(attempt, retryClass);
					if (verdict.kind !== 'refused') settled = settle(attempt, { ...session, plan, retryClass, tries }, session, faults, patience);
					// before the place is free: otherwise the next request would leave after a failure that ends the run
					if (settled.kind === 'failed' && haltOnFailure) session.pace.halt();
					return verdict;
				},
			);
		} catch (error) {
			return await Promise.reject(error instanceof PauseTooLong ? pauseTooLong(session, error.milliseconds) : (error as Error));
		}

		// the callback above has set it, which the compiler cannot see
		const result = settled as Settled;
		if (result.kind === 'done') {
			// the next page of a list may wait as long again
			patience.waited = 0;
			return result.answer;
		}
		if (result.kind === 'failed') throw afterBusy ? new ServiceError({ ...result.failure.failure, afterBusy }) : result.failure;
		afterBusy ||= 'answer' in sent.answer && sent.answer.answer.status === 503;
		if (result.kind === 'again') {
			faults++;
			patience.waited += result.wait;
			await session.pace.wait(result.wait);
		} else if (sent.pause !== undefined && 'answer' in sent.answer && !patience.allows(sent.pause)) {
			throw gaveUp(session, sent.answer.answer, sent.pause, patience);
		}
	}
}

/** What a request has come to: an answer, a failure for good, a fault to try again after, or a refusal as one too many. */
type Settled =
	| { kind: 'done'; answer: Answer }
	| { kind: 'failed'; failure: ServiceError }
	| { kind: 'again'; wait: number }
	| { kind: 'paced' };

function settle(attempt: Attempt, reading: Reading, session: Session, faults: number, patience: Patience): Settled {
	const { retryClass } = reading;
	let failure: ServiceError;
	let mayRepeat: boolean;
	if ('answer' in attempt) {
		const { answer } = attempt;
		const result = judge(answer, reading);
		if (!(result instanceof ServiceError)) return { kind: 'done', answer: result };
		failure = result;
		mayRepeat = retryClass === 'read' && (answer.status < 300 || answer.status === 408 || answer.status >= 500);
	} else {
		const { fault } = attempt;
		failure = transportFailure(session, retryClass, fault);
		mayRepeat = NEVER_ARRIVED.has(fault.code) || isTokenPause(fault) || (retryClass === 'read' && (fault.maybeArrived || UNREACHABLE.has(fault.code)));
	}
	const wait = backOff(faults);
	return mayRepeat && faults + 1 < MOST_TRIES && patience.allows(wait) ? { kind: 'again', wait } : { kind: 'failed', failure };
}

/** A 429 is about the pace; so is a 503, unless it leaves open whether a write was acted on. */
function paceVerdict(attempt: Attempt, retryClass: RetryClass): PaceVerdict {
	if (!('answer' in attempt)) return { kind: 'silence' };
	const { status, headers } = attempt.answer;
	const asked = retryAfter(headers['retry-after'], clock.now());
	const isPacing = status === 429 || (status === 503 && (headers['retry-after'] !== undefined || retryClass === 'read'));
	return isPacing ? { kind: 'refused', asked } : { kind: 'answered' };
}

/** What an answer comes to: usable, or a failure to report or to try again. */
function judge(answer: RawAnswer, reading: Reading): Answer | ServiceError {
	const isGood = (answer.status >= 200 && answer.status < 300) || reading.plan.accept?.includes(answer.status);
	if (!isGood) return refusalOf(answer, reading);
	return usableAnswer(answer, reading);
}

/** The exact request: the body is serialised here, once, and these bytes are signed and sent. */
function httpOptions(session: Session, plan: RequestPlan): IHttpRequestOptions {
	const query = plan.query && Object.keys(plan.query).length > 0 ? `?${new URLSearchParams(plan.query).toString()}` : '';
	const options: IHttpRequestOptions = {
		method: plan.method,
		url: `${session.baseUrl}${plan.path}${query}`,
		headers: { Accept: 'application/json' },
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
		const body = plan.body instanceof Bytes ? plan.body : new Bytes(Buffer.from(writeJson(plan.body), 'utf8'), 'application/json');
		options.body = body.content;
		options.headers = { ...options.headers, 'Content-Type': body.contentType };
	}
	if (plan.authorisation !== undefined && plan.authorisation !== 'none') {
		return withBearer(options, plan.authorisation.bearer);
	}
	return options;
}

/**
 * One request. Where the service says in another way than by 401 that the token is stale, n8n renews it, once a run, and the request
 * is sent once more: a stale token means that the first one was not acted on.
 */
async function sendWithFreshToken(context: Context, session: Session, options: IHttpRequestOptions): Promise<Attempt> {
	const { service } = session;
	const before = session.renewal;
	const attempt = await sendByToken(context, session, options);
	if (!service.staleToken || !('answer' in attempt) || !service.staleToken(attempt.answer.status, attempt.answer.text)) return attempt;
	session.token = undefined;
	// a request that left before the renewal finds it done
	if (session.renewal === before) session.renewal = context.helpers.refreshOAuth2Token.call(context, service.credential).then(() => {});
	return await (session.renewal as Promise<void>).then(
		async () => await sendOnce(context, session, options),
		(error: unknown) => ({ fault: faultOf(error, session) }),
	);
}

/** One request with the token of this run, where there is one and the service takes it; otherwise n8n authorises it, and renews the token. */
async function sendByToken(context: Context, session: Session, options: IHttpRequestOptions): Promise<Attempt> {
	const { tokenOf } = session.service;
	if (!tokenOf) return await sendOnce(context, session, options);
	const { token } = session;
	if (token !== undefined) {
		const attempt = await sendBare(context, session, withBearer(options, token));
		if (!('answer' in attempt) || attempt.answer.status !== 401) return attempt;
		// another request may have brought a new one meanwhile
		if (session.token === token) session.token = undefined;
	}
	const attempt = await sendOnce(context, session, options);
	const isAccepted = 'answer' in attempt && attempt.answer.status < 400;
	if (isAccepted && session.token === undefined) await keepToken(context, session, tokenOf);
	return attempt;
}

async function keepToken(context: Context, session: Session, tokenOf: NonNullable<Service['tokenOf']>): Promise<void> {
	const token = tokenOf(await context.getCredentials(session.service.credential));
	if (token === undefined) return;
	const [hideToken, redact] = [redactor([token]), session.redact];
	session.redact = (text) => hideToken(redact(text));
	session.token = token;
}

function withBearer(options: IHttpRequestOptions, token: string): IHttpRequestOptions {
	return { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } };
}

/** One request over n8n's helper. Every answer and every fault comes back as a value; only a cancelled execution throws. */
async function sendOnce(context: Context, session: Session, options: IHttpRequestOptions): Promise<Attempt> {
	try {
		const response = (await context.helpers.httpRequestWithAuthentication.call(context, session.service.credential, {
			...options,
		})) as IN8nHttpFullResponse;
		return { answer: rawAnswer(response.statusCode, response.headers, response.body) };
	} catch (error) {
		if (session.signal?.aborted) return await Promise.reject(new Cancelled());
		const { response } = causeOf(error);
		if (response && !isOfToken(error, session)) return { answer: rawAnswer(response.status, response.headers, response.data) };
		return { fault: faultOf(error, session) };
	}
}

/** One request that the credential has no part in: it carries its own token, or keys in its body. */
async function sendBare(context: Context, session: Session, options: IHttpRequestOptions): Promise<Attempt> {
	try {
		const response = (await context.helpers.httpRequest({ ...options, abortSignal: session.signal })) as IN8nHttpFullResponse;
		return { answer: rawAnswer(response.statusCode, response.headers, response.body) };
	} catch (error) {
		if (session.signal?.aborted) return await Promise.reject(new Cancelled());
		const { response } = causeOf(error);
		return response ? { answer: rawAnswer(response.status, response.headers, response.data) } : { fault: faultOf(error, session) };
	}
}

function faultOf(error: unknown, session: Session): TransportFault {
	const { code, message, status } = causeOf(error);
	const fault = { code, reason: session.redact(message) };
	if (isOfToken(error, session)) return { ...fault, maybeArrived: false, tokenStatus: status };
	// unless it is certain that the request never left, it may have been acted on
	return { ...fault, maybeArrived: !UNREACHABLE.has(code) && !NO_CONNECTION.test(code) };
}

/** True where n8n failed in fetching or renewing the token: the request itself was not sent, or had been refused for its token. */
function isOfToken(error: unknown, { tokenUrl }: Session): boolean {
	if (tokenUrl === undefined) return false;
	return layersOf(error).some(
		({ message, code, config }) =>
			message?.startsWith('Failed to acquire OAuth2 access token') ||
			code === 'ESTATUS' ||
			code === 'EAUTH' ||
			config?.url?.split('?')[0] === tokenUrl,
	);
}

/** True where the token may be had a little later. */
function isTokenPause({ tokenStatus }: TransportFault): boolean {
	return tokenStatus === 408 || tokenStatus === 429 || (tokenStatus !== undefined && tokenStatus >= 500);
}

interface Cause {
	code?: string;
	message?: string;
	status?: number;
	config?: { url?: string };
	body?: { error?: unknown };
	response?: { status: number; headers: unknown; data: unknown };
	cause?: Cause;
}

/** n8n wraps what the HTTP client threw, which wraps what the socket threw. */
function layersOf(error: unknown): Cause[] {
	const layers: Cause[] = [];
	for (let layer = error as Cause | undefined; layer && typeof layer === 'object' && layers.length < 6; layer = layer.cause) {
		layers.push(layer);
	}
	return layers;
}

/** The refusals of RFC 6749, 5.2: the key is wrong, or may not do this. */
const KEY_REFUSALS = ['invalid_client', 'unauthorized_client', 'invalid_grant', 'invalid_scope', 'unsupported_grant_type', 'access_denied', 'invalid_request'];

/** n8n keeps the words of an OAuth2 refusal but not its status: any other than those of the key is one of the moment. */
function statusOfOAuthError(told: Cause | undefined): number {
	if (told?.code !== 'EAUTH') return 0;
	return KEY_REFUSALS.includes(String(told.body?.error)) ? 401 : 503;
}

/** The answer or the code stands in one of the layers. `status`: 0 where there was no answer. */
function causeOf(error: unknown): { response: Cause['response']; code: string; message: string; status: number } {
	const layers = layersOf(error);
	const told = layers.find(({ response, code }) => response !== undefined || typeof code === 'string') ?? layers[layers.length - 1];
	const response = layers.find((layer) => layer.response !== undefined)?.response;
	return {
		response,
		code: typeof told?.code === 'string' ? told.code : '',
		message: told?.message ?? String(error),
		status: response?.status ?? (typeof told?.status === 'number' ? told.status : statusOfOAuthError(told)),
	};
}

function rawAnswer(status: number, headers: unknown, body: unknown): RawAnswer {
	const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : body ? JSON.stringify(body) : '', 'utf8');
	const entries = Object.entries((headers ?? {}) as Record<string, unknown>);
	return {
		status,
		headers: Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)])),
		bytes,
		get text() {
			return bytes.toString('utf8');
		},
	};
}

function transportFailure(session: Session, retryClass: RetryClass, fault: TransportFault): ServiceError {
	const { service, settings, baseUrl, environment } = session;
	if (fault.tokenStatus !== undefined) return tokenFailure(session, fault, environment);
	const unclear = retryClass === 'write' && fault.maybeArrived;
	const doubt = unclear ? `${messages.unclearAdvice} ${messages.notSentTwice}` : '';
	const explain = (message: string, ...advice: string[]) =>
		new ServiceError({ message, advice: [doubt, ...advice].filter(Boolean).join(' '), unclear });

	if (UNREACHABLE.has(fault.code)) {
		return explain(messages.unreachable(service.name, session.redact(baseUrl)), messages.unreachableAdvice(fault.reason));
	}
	if (TIMED_OUT.has(fault.code)) {
		return explain(messages.timeout(service.name, settings.timeout / 1000), messages.timeoutAdvice);
	}
	const again = retryClass === 'read' ? messages.tried(MOST_TRIES) : '';
	if (fault.maybeArrived) return explain(messages.brokenOff(service.name), messages.reason(fault.reason), again);
	return explain(messages.requestRefused(service.name, fault.reason), messages.requestRefusedAdvice);
}

/** The token could not be had, so nothing was done at the service. */
function tokenFailure({ service }: Session, { tokenStatus = 0, code, reason }: TransportFault, environment: string): ServiceError {
	const status = tokenStatus === 0 ? undefined : tokenStatus;
	const isKeyRefused = status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
	if (isKeyRefused) {
		return new ServiceError({
			message: messages.credentialRefused(service.name, environment),
			advice: [messages.reason(reason), messages.credentialAdvice(service.name)].join(' '),
			status: 401,
		});
	}
	return new ServiceError({ message: messages.noToken(service.name, status ?? code), advice: messages.noTokenAdvice(reason), status });
}

/** A pause that another item's answer caused is longer than this item may wait. */
function pauseTooLong({ service, settings }: Session, milliseconds: number): ServiceError {
	return new ServiceError({
		message: messages.waitTooLong(service.name, inSeconds(milliseconds), settings.maxRetryWait / 1000),
		advice: messages.waitTooLongAdvice(service.name),
		status: 429,
	});
}

/** The service refuses for longer than the item may wait: its status, its time and its words. */
function gaveUp({ service, settings, redact }: Session, answer: RawAnswer, left: number, patience: Patience): ServiceError {
	const header = answer.headers['retry-after'];
	const asked = retryAfter(header, clock.now());
	const limit = settings.maxRetryWait / 1000;
	const date = header !== undefined && /[a-z]/i.test(header) ? `until ${redact(header)}` : undefined;
	const { message, code } = service.refusal(parseBody(answer.text).body, answer.status);
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
