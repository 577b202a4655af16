import type { IHttpRequestHelper, JsonObject } from 'n8n-workflow';

/** Milliseconds that a token may take. */
const LIMIT = 30_000;

/**
 * Fetches what a credential sends its requests with, before their first: for its `preAuthentication`, the one place beside `attempt.ts`
 * that sends anything.
 *
 * @param url the whole address of the call
 * @returns the answer's body, parsed
 * @throws the HTTP client's error where the service refuses or cannot be reached
 */
export async function fetchSessionToken(helper: IHttpRequestHelper, url: string, body: JsonObject): Promise<unknown> {
	return (await helper.helpers.httpRequest({
		method: 'POST',
		url,
		headers: { Accept: 'application/json' },
		body,
		json: true,
		timeout: LIMIT,
		// a redirect would carry keys to an address nobody checked
		disableFollowRedirect: true,
	})) as unknown;
}
