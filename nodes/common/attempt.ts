import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import type { RawAnswer } from './answers';
import { Cancelled } from './clock';
import type { RequestPlan, Service } from './operation';
import { redactor } from './secrets';
import type { Context, Session } from './session';
import { causeOf, faultOf, isOfToken, type TransportFault } from './transportFault';

/** What one request came to: an answer, whatever it says, or a fault on the way. */
export type Attempt = { answer: RawAnswer } | { fault: TransportFault };

/**
 * Sends one request over n8n's helpers, authorised by its own token, by nothing, or else by the credential.
 *
 * @throws Cancelled when the execution was cancelled
 */
export async function sendAttempt(context: Context, session: Session, options: IHttpRequestOptions, authorisation: RequestPlan['authorisation']): Promise<Attempt> {
	if (authorisation === undefined) return await sendWithFreshToken(context, session, options);
	return await sendBare(context, session, authorisation === 'none' ? options : withBearer(options, authorisation.bearer));
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

function withBearer(options: IHttpRequestOptions, token: string): IHttpRequestOptions {
	return { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } };
}
