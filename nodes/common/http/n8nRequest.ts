import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	IWebhookFunctions,
} from 'n8n-workflow';

import { Cancelled } from '../clock';
import type { Redact } from '../errors/redact';
import type { RawResponse } from './response';

/** Everything that knows n8n's request helpers and what they throw stands in this file. */

/** Where requests come from: an execution, a dropdown, the registration of a webhook, or its delivery. */
export type Context = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IWebhookFunctions;

/** What a request through n8n needs of the run it belongs to. */
export interface N8nAccess {
	context: Context;
	/** The credential's type. */
	credential: string;
	/** n8n's cancel signal of the execution. */
	signal?: AbortSignal;
	redact: Redact;
	/** Where n8n fetches the token of an OAuth2 credential. */
	tokenUrl?: string;
	/** True if n8n renews the credential's token itself after a 401. */
	isRenewedByN8n: boolean;
}

/** What one request came to: a response, whatever it says, or a fault on the way. */
export type AttemptResult = { response: RawResponse } | { fault: TransportFault };

/** One request that n8n authorizes. Every response and every fault comes back as a value; only a cancelled execution throws. */
export async function requestWithCredential(n8n: N8nAccess, options: IHttpRequestOptions): Promise<AttemptResult> {
	const { context, credential } = n8n;
	const send = context.helpers.httpRequestWithAuthentication.bind(context, credential);
	try {
		let response = (await send(options)) as IN8nHttpFullResponse;
		// an n8n before 2.11 has no exceptions from `ignoreHttpStatusErrors`: unless every status is thrown it sees no 401 and renews nothing
		if (response.statusCode === 401 && n8n.isRenewedByN8n)
			response = (await send({ ...options, ignoreHttpStatusErrors: false })) as IN8nHttpFullResponse;
		return { response: rawResponse(response.statusCode, response.headers, response.body) };
	} catch (error) {
		return resultOf(error, n8n, true);
	}
}

/** One request that the credential has no part in: it carries its own token, or keys in its body. */
export async function requestBare(n8n: N8nAccess, options: IHttpRequestOptions): Promise<AttemptResult> {
	try {
		const response = (await n8n.context.helpers.httpRequest({
			...options,
			abortSignal: n8n.signal,
		})) as IN8nHttpFullResponse;
		return { response: rawResponse(response.statusCode, response.headers, response.body) };
	} catch (error) {
		return resultOf(error, n8n, false);
	}
}

/** The request with a token of its own. */
export function withBearer(options: IHttpRequestOptions, token: string): IHttpRequestOptions {
	return { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } };
}

/**
 * Has n8n fetch a new token for the OAuth2 credential.
 *
 * @returns the credential's data with it; undefined for an n8n that cannot be asked to
 */
export async function refreshToken({ context, credential }: N8nAccess): Promise<IDataObject | undefined> {
	const { refreshOAuth2Token } = context.helpers as Partial<Context['helpers']>;
	if (!refreshOAuth2Token) return undefined;
	return { oauthTokenData: (await refreshOAuth2Token.call(context, credential)) as IDataObject };
}

/**
 * @param mayBeOfToken true if n8n may have failed in fetching a token, before the request itself was sent
 * @throws Cancelled if the execution was cancelled
 */
function resultOf(error: unknown, n8n: N8nAccess, mayBeOfToken: boolean): AttemptResult {
	if (n8n.signal?.aborted) throw new Cancelled();
	const { response } = causeOf(error);
	if (response && !(mayBeOfToken && isOfToken(error, n8n)))
		return { response: rawResponse(response.status, response.headers, response.data) };
	return { fault: faultOf(error, n8n) };
}

function rawResponse(status: number, headers: unknown, body: unknown): RawResponse {
	const bytes = Buffer.isBuffer(body)
		? body
		: Buffer.from(typeof body === 'string' ? body : body ? JSON.stringify(body) : '', 'utf8');
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

/** What went wrong on the way, where there was no answer. */
export interface TransportFault {
	code: string;
	/** In words, without secrets. */
	reason: string;
	/** False where the request cannot have reached the service. */
	maybeArrived: boolean;
	/** Where the token of the credential could not be fetched: the status of that call, 0 where there was no answer. */
	tokenStatus?: number;
}

/** Faults after which the request cannot have been acted on, and which may be gone the next time. */
export const NEVER_ARRIVED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);
/** No way to the service was found. */
export const UNREACHABLE = new Set([...NEVER_ARRIVED, 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN']);
/** The service did not answer in time. */
export const TIMED_OUT = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);
/** No connection was made: a certificate nobody can check, an address that makes no sense. */
const NO_CONNECTION = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_INVALID_URL|ERR_UNSUPPORTED|ERR_BAD_OPTION/;

/** What n8n's helper has thrown, as a fault. */
export function faultOf(error: unknown, n8n: N8nAccess): TransportFault {
	if (isOfToken(error, n8n)) return tokenFaultOf(error, n8n);
	const { code, message } = causeOf(error);
	const fault = { code, reason: n8n.redact(message) };
	// unless it is certain that the request never left, it may have been acted on
	return { ...fault, maybeArrived: !UNREACHABLE.has(code) && !NO_CONNECTION.test(code) };
}

/** True where n8n tells of a key that was withdrawn; before 2.41 it does so in words alone. */
function tellsOfWithdrawal({ failure, message }: Cause): boolean {
	return failure?.cause === 'credential-invalid' || /^The credential .*needs to be reconnected/.test(message ?? '');
}

/** What n8n has thrown in place of a token, as a fault: whatever it is, the request was not acted on. */
export function tokenFaultOf(error: unknown, n8n: N8nAccess): TransportFault {
	const { code, message, status } = causeOf(error);
	return {
		code,
		reason: n8n.redact(message),
		maybeArrived: false,
		tokenStatus: layersOf(error).some(tellsOfWithdrawal) ? 401 : status,
	};
}

/** True where n8n failed in fetching or renewing the token: the request itself was not sent, or had been refused for its token. */
export function isOfToken(error: unknown, { tokenUrl }: N8nAccess): boolean {
	if (tokenUrl === undefined) return false;
	// the one request of a session with a token whose refusal is thrown and not returned
	if (remainsOf(error) !== undefined) return true;
	return layersOf(error).some((layer) => {
		const { message, code, config } = layer;
		return (
			tellsOfWithdrawal(layer) ||
			message?.startsWith('Failed to acquire OAuth2 access token') ||
			code === 'ESTATUS' ||
			codeOf(layer) === 'EAUTH' ||
			config?.url?.split('?')[0] === tokenUrl
		);
	});
}

/** What an older n8n leaves of an answer that it throws: the status and mostly the body. */
function remainsOf(error: unknown): Cause['response'] {
	const layers = layersOf(error);
	if (layers.some(({ response, config }) => response !== undefined || config !== undefined)) return undefined;
	const told = layers.find(({ httpCode }) => /^\d{3}$/.test(httpCode ?? ''));
	return told && { status: Number(told.httpCode), headers: {}, data: told.context?.data };
}

/** True where the token may be had a little later. */
export function isTokenPause({ tokenStatus }: TransportFault): boolean {
	return tokenStatus === 408 || tokenStatus === 429 || (tokenStatus !== undefined && tokenStatus >= 500);
}

/** True where the key itself is refused: another try with it would be too. */
export function isKeyRefused({ tokenStatus }: TransportFault): boolean {
	return (
		tokenStatus !== undefined && tokenStatus >= 400 && tokenStatus < 500 && tokenStatus !== 408 && tokenStatus !== 429
	);
}

interface Cause {
	code?: string;
	message?: string;
	status?: number;
	/** An older n8n drops what the HTTP client threw: its status or code stands here, its message among `messages`. */
	httpCode?: string | null;
	messages?: string[];
	/** The body of the answer, where it dropped that. */
	context?: { data?: unknown };
	config?: { url?: string };
	body?: { error?: unknown };
	failure?: { cause?: string };
	response?: { status: number; headers: unknown; data: unknown };
	cause?: Cause;
}

/** n8n wraps what the HTTP client threw, which wraps what the socket threw. */
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

/** The refusals of RFC 6749, 5.2: the key is wrong, or may not do this. */
const KEY_REFUSALS = [
	'invalid_client',
	'unauthorized_client',
	'invalid_grant',
	'invalid_scope',
	'unsupported_grant_type',
	'access_denied',
	'invalid_request',
];

/** n8n keeps the words of an OAuth2 refusal but not its status: any other than those of the key is one of the moment. */
function statusOfOAuthError(told: Cause | undefined): number {
	if (told === undefined || codeOf(told) !== 'EAUTH') return 0;
	if (told.body === undefined) return /^The authorization server /.test(wordsOf(told)) ? 503 : 401;
	return KEY_REFUSALS.includes(String(told.body.error)) ? 401 : 503;
}

function codeOf({ code, httpCode }: Cause): string {
	if (typeof code === 'string') return code;
	return httpCode && !/^\d/.test(httpCode) ? httpCode : '';
}

/** What the HTTP client said, rather than what n8n made of it. */
function wordsOf({ message, messages }: Cause): string {
	return messages?.[0] ?? message ?? '';
}

/** The answer or the code stands in one of the layers. `status`: 0 where there was no answer. */
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
	const response = layers.find((layer) => layer.response !== undefined)?.response ?? remainsOf(error);
	return {
		response,
		code: told ? codeOf(told) : '',
		message: told ? wordsOf(told) : String(error),
		status: response?.status ?? (typeof told?.status === 'number' ? told.status : statusOfOAuthError(told)),
	};
}
