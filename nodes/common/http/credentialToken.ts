import type { IHttpRequestHelper, JsonObject } from 'n8n-workflow';

/** Milliseconds allowed for fetching a token. */
const LIMIT = 30_000;

/**
 * Fetches what a credential needs before its first request: for its `preAuthentication`. Besides `n8nRequest.ts`, this is the
 * only code that sends anything.
 * @param url the whole URL of the call
 * @returns the parsed response body
 * @throws the HTTP client's error if the service rejects the call or cannot be reached
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
