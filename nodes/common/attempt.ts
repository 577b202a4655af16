import type { IDataObject, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import type { RawAnswer } from './answers';
import { Cancelled } from './clock';
import type { RequestPlan } from './operation';
import { redactor } from './secrets';
import type { Context, Session } from './session';
import { causeOf, faultOf, isOfToken, tokenFaultOf, type TransportFault } from './transportFault';

/** What one request came to: an answer, whatever it says, or a fault on the way. */
export type Attempt = { answer: RawAnswer } | { fault: TransportFault };

/**
 * Sends one request over n8n's helpers, authorised by its own token, by nothing, or else by the credential.
 *
 * @throws Cancelled when the execution was cancelled
 */
export async function sendAttempt(context: Context, session: Session, options: IHttpRequestOptions, authorisation: RequestPlan['authorisation']): Promise<Attempt> {
	if (authorisation === 'none') return await sendBare(context, session, options);
	if (authorisation !== undefined) return await sendBare(context, session, withBearer(options, authorisation.bearer));
	return session.service.tokenOf ? await sendByToken(context, session, options) : await sendAuthorised(context, session, options);
}

/**
 * One request with the token of this run. Where n8n holds none yet it authorises the request itself, which fetches one. A stale token
 * is renewed, and the request sent once more: that it is stale means that nothing was acted on.
 */
async function sendByToken(context: Context, session: Session, options: IHttpRequestOptions): Promise<Attempt> {
	const { token } = session;
	if (token !== undefined) {
		const attempt = await sendBare(context, session, withBearer(options, token));
		return isStale(attempt, session) ? await sendRenewed(context, session, options, token) : attempt;
	}
	const attempt = await sendAuthorised(context, session, options);
	if (!('answer' in attempt)) return attempt;
	const { service } = session;
	session.token ??= holdToken(session, await context.getCredentials(service.credential));
	// after a 401, n8n has renewed the token and sent again already
	const isRenewed = attempt.answer.status === 401;
	return isStale(attempt, session) && !isRenewed ? await sendRenewed(context, session, options, session.token) : attempt;
}

function isStale(attempt: Attempt, { service }: Session): boolean {
	if (!('answer' in attempt)) return false;
	const { status, text } = attempt.answer;
	return status === 401 || service.staleToken?.(status, text) === true;
}

/** Sends a request whose token was refused with the next one: all requests of a run share its renewal, whichever comes first. */
async function sendRenewed(context: Context, session: Session, options: IHttpRequestOptions, refused: string | undefined): Promise<Attempt> {
	if (session.token === refused) {
		session.renewal ??= renew(context, session).finally(() => {
			session.renewal = undefined;
		});
		const fault = await session.renewal;
		if (fault) return { fault };
	}
	return session.token === undefined ? await sendAuthorised(context, session, options) : await sendBare(context, session, withBearer(options, session.token));
}

/** Has n8n renew the token. @returns what went wrong; undefined where the session holds the new one */
async function renew(context: Context, session: Session): Promise<TransportFault | undefined> {
	try {
		const oauthTokenData = (await context.helpers.refreshOAuth2Token.call(context, session.service.credential)) as IDataObject;
		session.token = holdToken(session, { oauthTokenData });
		return undefined;
	} catch (error) {
		return tokenFaultOf(error, session);
	}
}

/** The token in a credential, from now on among the secrets of the run. */
function holdToken(session: Session, credential: IDataObject): string | undefined {
	const token = session.service.tokenOf?.(credential);
	if (token === undefined) return undefined;
	const [hideToken, redact] = [redactor([token]), session.redact];
	session.redact = (text) => hideToken(redact(text));
	return token;
}

/** One request that n8n authorises. Every answer and every fault comes back as a value; only a cancelled execution throws. */
async function sendAuthorised(context: Context, session: Session, options: IHttpRequestOptions): Promise<Attempt> {
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
