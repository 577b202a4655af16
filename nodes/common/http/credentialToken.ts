import type { IHttpRequestHelper, JsonObject } from 'n8n-workflow';

import { rethrow } from '../errors/errors';
import { Deadline, isOfProxy, RefusedByProxy } from './deadline';
import { parseBody } from './response';
import { MOST_BYTES } from './responseBytes';

/** Milliseconds allowed for fetching a token. */
const LIMIT = 30_000;

/**
 * Fetches what a credential needs before its first request: for its `preAuthentication`. Besides `n8nRequest.ts`, this is the
 * only code that sends anything.
 * @param url the whole URL of the call
 * @returns the parsed response body; undefined if it is empty or no JSON
 * @throws the HTTP client's error if the service rejects the call or cannot be reached, with the text of the response;
 *   RefusedByProxy
 */
export async function fetchSessionToken(helper: IHttpRequestHelper, url: string, body: JsonObject): Promise<unknown> {
	const deadline = new Deadline(LIMIT);
	const textOf = async (data: unknown) => (await deadline.read(data, MOST_BYTES)).bytes.toString('utf8');
	try {
		const data = (await deadline.within(
			helper.helpers.httpRequest({
				...deadline.connection,
				method: 'POST',
				url,
				headers: { Accept: 'application/json' },
				body,
				json: true,
				encoding: 'stream',
				timeout: LIMIT,
				// a redirect would carry keys to an address nobody checked
				disableFollowRedirect: true,
			}),
		)) as unknown;
		return parseBody(await textOf(data)).body;
	} catch (error) {
		const { response } = error as { response?: { status: number; headers: unknown; data?: unknown } };
		if (response && isOfProxy(url, response.status, response.headers, deadline))
			return rethrow(new RefusedByProxy(response.status));
		if (response?.data !== undefined) response.data = await textOf(response.data).catch(() => '');
		return rethrow(error);
	} finally {
		deadline.end();
	}
}
