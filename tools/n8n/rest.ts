import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';

import axios, { type AxiosInstance, type Method } from 'axios';

/** n8n rejected a request. The message contains the request and n8n's own message. */
export class N8nError extends Error {
	constructor(
		message: string,
		/** The HTTP status that n8n returned. */
		readonly status: number,
		/** The complete response body. */
		readonly body: unknown,
	) {
		super(message);
		this.name = 'N8nError';
	}
}

interface Refusal {
	message?: string;
	hint?: string;
}

function wordsOf(body: unknown): string {
	if (typeof body !== 'object' || body === null) return String(body).slice(0, 500);
	const { message, hint } = body as Refusal;
	return [message ?? JSON.stringify(body), hint].filter(Boolean).join(' ');
}

/**
 * Acts as one signed-in browser. It keeps the session cookie and the browser id that the cookie is bound to.
 */
export class RestSession {
	private readonly http: AxiosInstance;

	private cookie = '';

	/** @param url the URL of n8n, without a slash at the end */
	constructor(readonly url: string) {
		this.http = axios.create({
			baseURL: url,
			headers: { 'browser-id': randomUUID() },
			proxy: false,
			// n8n closes idle connections after 5 s, and a busy process notices this only when it writes to one
			httpAgent: new Agent({ keepAlive: false }),
			timeout: 60_000,
			validateStatus: () => true,
		});
	}

	/**
	 * Sends one request and returns the `data` of n8n's response, or the complete response if n8n does not wrap it.
	 *
	 * @param path below the address, for example `/rest/workflows`
	 * @throws {N8nError} on every status from 400
	 */
	async request<T>(method: Method, path: string, body?: unknown, query?: Record<string, unknown>): Promise<T> {
		const answer = await this.http.request({
			method,
			url: path,
			data: body,
			params: query,
			headers: this.cookie === '' ? {} : { cookie: this.cookie },
		});
		for (const cookie of answer.headers['set-cookie'] ?? []) {
			if (cookie.startsWith('n8n-auth=')) this.cookie = cookie.split(';', 1)[0];
		}
		if (answer.status >= 400) {
			const sentence = `n8n answered ${answer.status} to ${method} ${path}: ${wordsOf(answer.data)}`;
			throw new N8nError(sentence, answer.status, answer.data);
		}
		const wrapped = answer.data as { data?: T } | null;
		const isWrapped = typeof wrapped === 'object' && wrapped !== null && !Array.isArray(wrapped) && 'data' in wrapped;
		return (isWrapped ? wrapped.data : answer.data) as T;
	}

	/** The bytes that a path returns. @throws {N8nError} on every status from 400 */
	async download(path: string, query?: Record<string, unknown>): Promise<Buffer> {
		const answer = await this.http.get<ArrayBuffer>(path, {
			params: query,
			headers: { cookie: this.cookie },
			responseType: 'arraybuffer',
		});
		const content = Buffer.from(answer.data);
		if (answer.status >= 400)
			throw new N8nError(`n8n answered ${answer.status} to GET ${path}`, answer.status, content.toString('utf8'));
		return content;
	}
}
