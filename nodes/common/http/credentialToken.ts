import type { IHttpRequestHelper, JsonObject } from 'n8n-workflow';

import { rethrow } from '../errors/errors';
import { Deadline, isOfProxy, RefusedByProxy } from './deadline';
import { contentOf, parseBody } from './response';
import { MOST_BYTES } from './responseBytes';

/** Milliseconds allowed for fetching a token. */
const LIMIT = 30_000;

/** n8n's words for a response to the call for an OAuth2 token that is JSON but contains none. */
const UNSIGNED = /^Unable to sign without access token/;

/** Thrown if the response to the call for a token contains none. n8n keeps its message at least. */
export class TokenMissing extends Error {
	/** @param content of the response, in words */
	constructor(service: string, content: string) {
		super(
			`The response to these keys contains no token but ${content}, so it is not from ${service}. Check the Base URL.`,
		);
	}

	/** What came instead of a token, by the words of an error; undefined if it is about something else. */
	static contentIn(message: string): string | undefined {
		const [, content] = /^The response to these keys contains no token but (.{1,40}?), so it is/.exec(message) ?? [];
		return content ?? (UNSIGNED.test(message) ? 'JSON' : undefined);
	}
}

/**
 * Fetches what a credential needs before its first request: for its `preAuthentication`. Besides `n8nRequest.ts`, this is the
 * only code that sends anything.
 * @param url the whole URL of the call
 * @returns the parsed response body, undefined if it is empty or no JSON; and what it is, in words
 * @throws the HTTP client's error if the service rejects the call or cannot be reached, with the text of the response;
 *   RefusedByProxy
 */
export async function fetchSessionToken(
	helper: IHttpRequestHelper,
	url: string,
	body: JsonObject,
): Promise<{ body: unknown; content: string }> {
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
		const text = await textOf(data);
		return { body: parseBody(text).body, content: contentOf(text) };
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
