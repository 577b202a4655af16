import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import { Cancelled } from '../clock';
import type { RawResponse } from './response';
import type { Context, Session } from './session';
import { causeOf, faultOf, isOfToken, type TransportFault } from './transportFault';

/** What one request came to: an answer, whatever it says, or a fault on the way. */
export type AttemptResult = { answer: RawResponse } | { fault: TransportFault };

/** One request that n8n authorises. Every answer and every fault comes back as a value; only a cancelled execution throws. */
export async function sendAuthorised(
	context: Context,
	session: Session,
	options: IHttpRequestOptions,
): Promise<AttemptResult> {
	const send = async (more: Partial<IHttpRequestOptions> = {}) =>
		(await context.helpers.httpRequestWithAuthentication.call(context, session.service.credential, {
			...options,
			...more,
		})) as IN8nHttpFullResponse;
	try {
		let response = await send();
		// an n8n before 2.11 knows no exceptions from `ignoreHttpStatusErrors`: unless every status is thrown it sees no 401 and renews nothing
		if (response.statusCode === 401 && session.service.isRenewedByN8n)
			response = await send({ ignoreHttpStatusErrors: false });
		return { answer: rawAnswer(response.statusCode, response.headers, response.body) };
	} catch (error) {
		if (session.signal?.aborted) return await Promise.reject(new Cancelled());
		const { response } = causeOf(error);
		if (response && !isOfToken(error, session))
			return { answer: rawAnswer(response.status, response.headers, response.data) };
		return { fault: faultOf(error, session) };
	}
}

/** One request that the credential has no part in: it carries its own token, or keys in its body. */
export async function sendBare(
	context: Context,
	session: Session,
	options: IHttpRequestOptions,
): Promise<AttemptResult> {
	try {
		const response = (await context.helpers.httpRequest({
			...options,
			abortSignal: session.signal,
		})) as IN8nHttpFullResponse;
		return { answer: rawAnswer(response.statusCode, response.headers, response.body) };
	} catch (error) {
		if (session.signal?.aborted) return await Promise.reject(new Cancelled());
		const { response } = causeOf(error);
		return response
			? { answer: rawAnswer(response.status, response.headers, response.data) }
			: { fault: faultOf(error, session) };
	}
}

function rawAnswer(status: number, headers: unknown, body: unknown): RawResponse {
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

/** The request with a token of its own. */
export function withBearer(options: IHttpRequestOptions, token: string): IHttpRequestOptions {
	return { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } };
}
