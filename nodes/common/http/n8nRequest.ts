import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import { Cancelled } from '../clock';
import { type Redact, redactedStart } from '../errors/redact';
import { TokenMissing } from './credentialToken';
import { Deadline, isOfProxy } from './deadline';
import { contentOf, parseBody, type RawResponse } from './response';
import { MOST_BYTES, type ResponseBytes } from './responseBytes';

/** All code that depends on n8n's request helpers and what they throw is in this file. */

/** Where requests come from: an execution, a dropdown, a poll, the registration of a webhook, or its delivery. */
export type Context = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions | IWebhookFunctions;

/** What a request through n8n needs from its run. */
export interface N8nAccess {
	context: Context;
	/** The credential's type. */
	credential: string;
	/** n8n's cancel signal of the execution. */
	signal?: AbortSignal;
	redact: Redact;
	/** The URL from which n8n fetches the token of an OAuth2 credential. */
	tokenUrl?: string;
	/** True if n8n renews the credential's token itself after a 401. */
	isRenewedByN8n: boolean;
}

/** Milliseconds for a request that names no timeout. */
const LONGEST_REQUEST = 300_000;

/** The result of one request: a response with any status, or a transport fault. */
export type AttemptResult = { response: RawResponse } | { fault: TransportFault };

/** Thrown if the execution was stopped while a request was in flight: nobody knows whether the service processed it. */
export class CancelledInFlight extends Cancelled {}

/** A request for n8n's helpers, and how much of its response is read. */
export interface BoundedRequest extends IHttpRequestOptions {
	/** Bytes; `MOST_BYTES` if omitted. */
	most?: number;
}

/**
 * One request that n8n authorizes. Every response and fault is returned as a value.
 * @throws Cancelled if the execution was stopped before the request was sent; CancelledInFlight if it was stopped afterwards
 */
export async function requestWithCredential(n8n: N8nAccess, request: BoundedRequest): Promise<AttemptResult> {
	const { context, credential } = n8n;
	const send = context.helpers.httpRequestWithAuthentication.bind(context, credential);
	return await attempt(n8n, request, true, async (options) => {
		const response = (await send(options)) as IN8nHttpFullResponse;
		// before 2.11, `ignoreHttpStatusErrors` has no exceptions: unless every status is thrown, n8n sees no 401, renews nothing
		if (response.statusCode !== 401 || !n8n.isRenewedByN8n) return response;
		return (await send({ ...options, ignoreHttpStatusErrors: false })) as IN8nHttpFullResponse;
	});
}

/** One request without the credential: it carries its own token, or keys in its body. @throws as {@link requestWithCredential} */
export async function requestBare(n8n: N8nAccess, request: BoundedRequest): Promise<AttemptResult> {
	const { context, signal } = n8n;
	return await attempt(
		n8n,
		request,
		false,
		async (options) => (await context.helpers.httpRequest({ ...options, abortSignal: signal })) as IN8nHttpFullResponse,
	);
}

/** @param mayBeOfToken true if n8n may fail to fetch a token before it sends the request itself */
async function attempt(
	n8n: N8nAccess,
	{ most = MOST_BYTES, ...options }: BoundedRequest,
	mayBeOfToken: boolean,
	send: (options: IHttpRequestOptions) => Promise<IN8nHttpFullResponse>,
): Promise<AttemptResult> {
	if (n8n.signal?.aborted) throw new Cancelled();
	const deadline = new Deadline(options.timeout ?? LONGEST_REQUEST);
	let status: number | undefined;
	try {
		const sent = send({ ...options, ...deadline.connection, encoding: 'stream' });
		const { statusCode, headers, body } = await deadline.within(sent);
		if (isOfProxy(options.url, statusCode, headers, deadline)) {
			close(body);
			return { fault: proxyFault(statusCode) };
		}
		status = statusCode;
		return { response: rawResponse(statusCode, headers, await deadline.read(body, most)) };
	} catch (error) {
		const result = await resultOf(error, n8n, options.url, mayBeOfToken, deadline);
		if ('response' in result) return result;
		return { fault: { ...result.fault, ...(status === undefined ? {} : { status }), hasBegun: deadline.hasBegun } };
	} finally {
		deadline.end();
	}
}

/** The request with its own token. */
export function withBearer(options: IHttpRequestOptions, token: string): IHttpRequestOptions {
	return { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } };
}

/**
 * Has n8n fetch a new token for the OAuth2 credential.
 * @param timeout milliseconds: n8n itself would wait for as long as the token server sends a byte now and then
 * @returns the credential's data with the token; undefined if this n8n has no such helper
 */
export async function refreshToken(
	{ context, credential }: N8nAccess,
	timeout = LONGEST_REQUEST,
): Promise<IDataObject | undefined> {
	const { refreshOAuth2Token } = context.helpers as Partial<Context['helpers']>;
	if (!refreshOAuth2Token) return undefined;
	const deadline = new Deadline(timeout);
	try {
		return { oauthTokenData: (await deadline.within(refreshOAuth2Token.call(context, credential))) as IDataObject };
	} finally {
		deadline.end();
	}
}

/**
 * @param mayBeOfToken true if n8n may have failed to fetch a token before it sent the request itself
 * @throws CancelledInFlight if the request may have reached the service, and the execution was stopped before it responded
 */
async function resultOf(
	error: unknown,
	n8n: N8nAccess,
	url: string,
	mayBeOfToken: boolean,
	deadline: Deadline,
): Promise<AttemptResult> {
	const { response } = causeOf(error);
	const isOfRequest = !mayBeOfToken || !(isOfToken(error, n8n) || isOfAnotherCall(error, n8n, url));
	if (response && isOfRequest) {
		if (isOfProxy(url, response.status, response.headers, deadline)) {
			close(response.data);
			return { fault: proxyFault(response.status) };
		}
		// the status says enough if the rest cannot be read
		const unread: ResponseBytes = { bytes: Buffer.alloc(0) };
		const body = await deadline.read(response.data, MOST_BYTES).catch(() => unread);
		return { response: rawResponse(response.status, response.headers, body) };
	}
	const fault = isOfRequest ? faultOf(error, n8n) : tokenFaultOf(error, n8n);
	if (n8n.signal?.aborted) throw fault.maybeArrived ? new CancelledInFlight() : new Cancelled();
	return { fault };
}

function rawResponse(status: number, headers: unknown, { bytes, cutAt }: ResponseBytes): RawResponse {
	const entries = Object.entries((headers ?? {}) as Record<string, unknown>);
	return {
		status,
		headers: Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)])),
		bytes,
		cutAt,
		get text() {
			return bytes.toString('utf8');
		},
	};
}

/** Ends a response that is not read: it has a connection of its own. */
const close = (body: unknown): void => (body as { destroy?: () => void } | undefined)?.destroy?.();

function proxyFault(status: number): TransportFault {
	return { code: PROXY_REFUSED, reason: String(status), maybeArrived: false };
}

/** What went wrong in transport if there was no response. */
export interface TransportFault {
	code: string;
	/** In words, without secrets. */
	reason: string;
	/** False if the request cannot have reached the service. */
	maybeArrived: boolean;
	/** The status of a response whose body was not read to its end. */
	status?: number;
	/** If the credential's token could not be fetched: the status of that call, or 0 if it got no response. */
	tokenStatus?: number;
	/** True if that call returned something that no token server returns: its address is wrong, or a proxy has answered. */
	isTokenForeign?: boolean;
	/** What it returned instead of a token, in words; undefined if that is not known, or the status says enough. */
	tokenContent?: string;
	/** False if n8n had not begun to send the request, as far as it shows. */
	hasBegun?: boolean;
}

/** The code of a fault with which a proxy refused the connection; `reason` is its status, or what happened. */
export const PROXY_REFUSED = 'PROXY_REFUSED';
/** The code of a request that n8n's protection against requests to internal addresses has blocked; `reason` is n8n's advice. */
export const BLOCKED_BY_N8N = 'BLOCKED_BY_N8N';
/** The code of a connection on which the service speaks no TLS, or no version that both sides support. */
export const TLS_MISMATCH = 'TLS_MISMATCH';
/** Codes of certificates that are not for the address, or no longer or not yet valid. */
export const CERTIFICATE_INVALID = /ALTNAME_INVALID|CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|CERT_REVOKED/;
/** Codes of certificates that nobody vouches for whom this n8n trusts. */
export const UNTRUSTED = /SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY_LEAF/;

/** Faults after which the request cannot have been processed, and a retry may succeed. */
export const NEVER_ARRIVED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);
/** There is no route to the service. */
export const UNREACHABLE = new Set([...NEVER_ARRIVED, 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN']);
/** The service did not respond in time. */
export const TIMED_OUT = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);
/** Faults that another try would meet again. */
export const isPermanent = (code: string): boolean =>
	[BLOCKED_BY_N8N, PROXY_REFUSED, TLS_MISMATCH].includes(code) || NO_CONNECTION.test(code);
/** True if a proxy could not reach the service: it may a little later. */
export const isProxyStuck = ({ code, reason }: TransportFault): boolean =>
	code === PROXY_REFUSED && /^5\d\d$/.test(reason);
/** No connection was made: a certificate that cannot be verified, or an invalid address. */
const NO_CONNECTION = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_INVALID_URL|ERR_UNSUPPORTED|ERR_BAD_OPTION/;

/** The fault for what n8n's helper threw. */
export function faultOf(error: unknown, n8n: N8nAccess): TransportFault {
	if (isOfToken(error, n8n)) return tokenFaultOf(error, n8n);
	const unsent = unsentFault(error);
	if (unsent) return { ...unsent, reason: n8n.redact(unsent.reason), maybeArrived: false };
	const { code, message } = causeOf(error);
	const fault = { code, reason: n8n.redact(message) };
	// unless it is certain that the request was never sent, it may have been processed
	return { ...fault, maybeArrived: !UNREACHABLE.has(code) && !NO_CONNECTION.test(code) };
}

/** The message of a `RefusedByProxy`. */
const REFUSED_BY_PROXY = /^Invalid response from proxy: (\d{3})$/;

/** Faults that happen before anything of the request is sent, but have no code of their own. */
function unsentFault(error: unknown): Pick<TransportFault, 'code' | 'reason'> | undefined {
	for (const layer of layersOf(error)) {
		const { name = '', description, code } = layer;
		const message = wordsOf(layer);
		const [, status] = REFUSED_BY_PROXY.exec(message) ?? [];
		if (status !== undefined) return { code: PROXY_REFUSED, reason: status };
		if (/^Ssrf\w*Error$/.test(name)) return { code: BLOCKED_BY_N8N, reason: description ?? message };
		if (/CONNECT response|^Invalid response from proxy/.test(message)) return { code: PROXY_REFUSED, reason: message };
		const [mismatch] = (code === 'EPROTO' && HANDSHAKE.exec(message)) || [];
		if (mismatch !== undefined) return { code: TLS_MISMATCH, reason: mismatch };
	}
	return undefined;
}

/** What OpenSSL says if a connection fails before it is encrypted. */
const HANDSHAKE =
	/wrong version number|packet length too long|handshake failure|protocol version|unsupported protocol/i;

/** True if n8n reports a withdrawn key; before 2.41, only the message says so. */
function tellsOfWithdrawal({ failure, message }: Cause): boolean {
	return failure?.cause === 'credential-invalid' || /^The credential .*needs to be reconnected/.test(message ?? '');
}

/** Characters of the words of a token server, or of what answers in its place. */
const MOST_REASON = 1000;

/** The fault for what n8n threw instead of returning a token: whatever it is, the request was not processed. */
export function tokenFaultOf(error: unknown, n8n: N8nAccess): TransportFault {
	const { code, message, status } = causeOf(error);
	const unsent = unsentFault(error);
	if (status === 407) return { ...proxyFault(status), tokenStatus: 0 };
	const layers = layersOf(error);
	const missing = layers.map(wordsOf).find((text) => TokenMissing.contentIn(text) !== undefined);
	if (missing !== undefined) return foreignToken(200, TokenMissing.contentIn(missing));
	const tokenStatus = layers.some(tellsOfWithdrawal) ? 401 : status;
	const foreign = layers
		.flatMap(({ body, response: told }) => [body, told?.data])
		.find((text) => isForeign(text, tokenStatus));
	const isTokenForeign = foreign !== undefined;
	const tokenContent = isTokenForeign ? contentOf(String(foreign)) : undefined;
	const words = unsent?.reason ?? (NO_WORDS.test(message) ? '' : message);
	const reason = redactedStart(words, MOST_REASON, n8n.redact);
	return { code: unsent?.code ?? code, reason, maybeArrived: false, tokenStatus, isTokenForeign, tokenContent };
}

/** The fault of a call for a token that was answered by something else. @param tokenContent what came, in words */
function foreignToken(tokenStatus: number, tokenContent: string | undefined): TransportFault {
	return { code: '', reason: '', maybeArrived: false, tokenStatus, isTokenForeign: true, tokenContent };
}

/** The fault if n8n stores a token that is no text: it has sent the request with it, and the service has rejected that. */
export function oddTokenFault({ oauthTokenData }: IDataObject): TransportFault | undefined {
	const { access_token: token } = (oauthTokenData ?? {}) as IDataObject;
	const isOdd = token !== undefined && token !== null && typeof token !== 'string';
	return isOdd ? foreignToken(200, 'a token that is not text') : undefined;
}

/**
 * The fault of a call for a token that a node makes itself, by its response.
 * @param reason the service's words
 */
export function tokenFaultOfResponse({ status, text, cutAt }: RawResponse, reason: string): TransportFault {
	if (cutAt !== undefined) return foreignToken(status, 'a response that is too long');
	if (status < 300 || isForeign(text, status)) return foreignToken(status, contentOf(text));
	return { code: '', reason, maybeArrived: false, tokenStatus: status };
}

/** True for a page, or any other text that no token server returns. It explains each refusal in JSON, save perhaps a 401. */
function isForeign(body: unknown, status: number): boolean {
	if (typeof body !== 'string') return false;
	// a server that fails, or the balancer before it, says so in any text
	if (status >= 500) return /^\s*</.test(body);
	return body.trim() === '' ? status !== 401 : parseBody(body).broken;
}

/** What n8n says of a status if the token server says nothing. */
const NO_WORDS = /^(HTTP status \d+$|Expected JSON response from OAuth2 token endpoint)/;

/** A fault of a request that n8n has not begun to send, because it had no token for it yet. */
export function asTokenFault({ code, reason }: TransportFault): TransportFault {
	return { code, reason, maybeArrived: false, tokenStatus: 0 };
}

/** True if n8n failed to fetch or renew the token: the request was not sent, or was rejected because of its token. */
export function isOfToken(error: unknown, { tokenUrl }: N8nAccess): boolean {
	if (tokenUrl === undefined) return false;
	// in a session with a token, only the token request has its rejection thrown instead of returned
	if (remainsOf(error) !== undefined) return true;
	return layersOf(error).some((layer) => {
		const { message, code, config } = layer;
		return (
			tellsOfWithdrawal(layer) ||
			TokenMissing.contentIn(wordsOf(layer)) !== undefined ||
			message?.startsWith('Failed to acquire OAuth2 access token') ||
			code === 'ESTATUS' ||
			codeOf(layer) === 'EAUTH' ||
			config?.url?.split('?')[0] === tokenUrl
		);
	});
}

/** True if the credential's `preAuthentication` failed: the error is about the call that it makes. */
function isOfAnotherCall(error: unknown, { isRenewedByN8n }: N8nAccess, url: string): boolean {
	if (!isRenewedByN8n) return false;
	return layersOf(error).some(
		(layer) =>
			(layer.config?.url !== undefined && layer.config.url !== url) ||
			REFUSED_BY_PROXY.test(wordsOf(layer)) ||
			TokenMissing.contentIn(wordsOf(layer)) !== undefined,
	);
}

/** What an older n8n keeps of a response that it throws: the status and usually the body. */
function remainsOf(error: unknown): Cause['response'] {
	const layers = layersOf(error);
	if (layers.some(({ response, config }) => response !== undefined || config !== undefined)) return undefined;
	const told = layers.find(({ httpCode }) => /^\d{3}$/.test(httpCode ?? ''));
	return told && { status: Number(told.httpCode), headers: {}, data: told.context?.data };
}

/** True if the token may become available a little later. */
export function isTokenPause({ tokenStatus, code }: TransportFault): boolean {
	if (tokenStatus === undefined) return false;
	return tokenStatus === 0 ? !isPermanent(code) : tokenStatus === 408 || tokenStatus === 429 || tokenStatus >= 500;
}

/** True if no token will become available: another try would be rejected too. */
export function isTokenRefused({ tokenStatus, code, isTokenForeign }: TransportFault): boolean {
	if (tokenStatus === undefined || tokenStatus >= 500 || tokenStatus === 408 || tokenStatus === 429) return false;
	return tokenStatus === 0 ? isPermanent(code) : tokenStatus >= 400 || isTokenForeign === true;
}

/** True if the token server rejected the key. Any other refusal is about its address, or comes from a proxy. */
export function isKeyRefused({ tokenStatus = 0, isTokenForeign }: TransportFault): boolean {
	return [400, 401, 403].includes(tokenStatus) && isTokenForeign !== true;
}

interface Cause {
	code?: string;
	name?: string;
	message?: string;
	description?: string | null;
	status?: number;
	/** An older n8n drops the HTTP client's error. It puts the status or code here, and the message into `messages`. */
	httpCode?: string | null;
	messages?: string[];
	/** The response body, if n8n dropped the error. */
	context?: { data?: unknown };
	config?: { url?: string };
	body?: { error?: unknown } | string;
	failure?: { cause?: string };
	response?: { status: number; headers: unknown; data: unknown };
	cause?: Cause;
}

/** n8n wraps the HTTP client's error, which wraps the socket's error. */
function layersOf(error: unknown): Cause[] {
	const layers: Cause[] = [];
	for (
		let layer = error as Cause | undefined;
		layer && typeof layer === 'object' && layers.length < 6;
		layer = layer.cause
	) {
		layers.push(layer);
	}
	return layers;
}

/** The errors of RFC 6749, 5.2: the key is wrong, or lacks permission. */
const KEY_REFUSALS = [
	'invalid_client',
	'unauthorized_client',
	'invalid_grant',
	'invalid_scope',
	'unsupported_grant_type',
	'access_denied',
	'invalid_request',
	// what the form of other errors says of a 401
	'unauthorized',
];

/** The errors of RFC 6749, 4.1.2.1: the token server is failing. */
const SERVER_FAILURES = ['server_error', 'temporarily_unavailable'];

/** n8n keeps the words of an OAuth2 error but not its status. 0 if they do not tell: another server may have answered. */
function statusOfOAuthError(told: Cause | undefined): number {
	if (told === undefined || codeOf(told) !== 'EAUTH') return 0;
	if (told.body === undefined) return /^The authorization server /.test(wordsOf(told)) ? 503 : 401;
	const error = String((told.body as { error?: unknown }).error);
	return KEY_REFUSALS.includes(error.toLowerCase()) ? 401 : SERVER_FAILURES.includes(error) ? 503 : 0;
}

function codeOf({ code, httpCode }: Cause): string {
	if (typeof code === 'string') return code;
	return httpCode && !/^\d/.test(httpCode) ? httpCode : '';
}

/** The HTTP client's words instead of n8n's. */
function wordsOf({ message, messages }: Cause): string {
	return messages?.[0] ?? message ?? '';
}

/** The response or the code may be in any layer. `status`: 0 if there was no response. */
export function causeOf(error: unknown): {
	response: Cause['response'];
	code: string;
	message: string;
	status: number;
} {
	const layers = layersOf(error);
	const told =
		layers.find(({ response, code }) => response !== undefined || typeof code === 'string') ??
		layers.find((layer) => codeOf(layer) !== '') ??
		layers[layers.length - 1];
	// a response that was cut off has no data: it says nothing about what became of the request
	const whole = layers.find(({ response: told }) => told !== undefined && told.data !== undefined);
	const response = whole?.response ?? remainsOf(error);
	return {
		response,
		code: told ? codeOf(told) : '',
		message: told ? wordsOf(told) : String(error),
		status: response?.status ?? (typeof told?.status === 'number' ? told.status : statusOfOAuthError(told)),
	};
}
