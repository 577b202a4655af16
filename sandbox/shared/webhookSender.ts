import http from 'node:http';
import https from 'node:https';

import axios, { type AxiosInstance, isAxiosError } from 'axios';

/** What a webhook target replied. */
export interface WebhookReply {
	/** HTTP status; `null` when there was no reply. */
	status: number | null;
	headers: Record<string, string>;
	/** The body as text. */
	text: string;
	/** From the first byte sent to the last byte received. */
	milliseconds: number;
	/** Why there was no reply. */
	error?: string;
}

const REPLY_LIMIT = 1024 * 1024;

/** Sends webhooks: once each, without redirects, proxies or kept connections. */
export class Outgoing {
	private readonly closing = new AbortController();

	private readonly running = new Set<Promise<WebhookReply>>();

	private readonly client: AxiosInstance = axios.create({
		httpAgent: new http.Agent({ keepAlive: false }),
		httpsAgent: new https.Agent({ keepAlive: false }),
		maxRedirects: 0,
		proxy: false,
		maxContentLength: REPLY_LIMIT,
		responseType: 'arraybuffer',
		transformRequest: [(data: unknown) => data],
		validateStatus: () => true,
	});

	/**
	 * Posts the bytes as they are; never throws, a failure is in `error`. `timeout` in milliseconds covers the whole
	 * exchange.
	 */
	async post(url: string, body: Buffer, headers: Record<string, string>, timeout: number): Promise<WebhookReply> {
		const sending = this.exchange(url, body, headers, timeout);
		this.running.add(sending);
		try {
			return await sending;
		} finally {
			this.running.delete(sending);
		}
	}

	/** Breaks off what is under way and waits until it is gone. */
	async close(): Promise<void> {
		this.closing.abort();
		await Promise.all(this.running);
	}

	private async exchange(
		url: string,
		body: Buffer,
		headers: Record<string, string>,
		timeout: number,
	): Promise<WebhookReply> {
		const timer = AbortSignal.timeout(timeout);
		const startedAt = performance.now();
		const elapsed = (): number => Math.round((performance.now() - startedAt) * 10) / 10;
		try {
			const response = await this.client.post<Buffer>(url, body, {
				headers,
				signal: AbortSignal.any([timer, this.closing.signal]),
			});
			const received = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
			return {
				status: response.status,
				headers: Object.fromEntries(received),
				text: Buffer.from(response.data).toString('utf8'),
				milliseconds: elapsed(),
			};
		} catch (error) {
			return {
				status: null,
				headers: {},
				text: '',
				milliseconds: elapsed(),
				error: reasonOf(error, timer.aborted, timeout),
			};
		}
	}
}

function reasonOf(error: unknown, timedOut: boolean, timeout: number): string {
	if (timedOut) return `No reply within ${timeout} ms`;
	if (!isAxiosError(error)) return error instanceof Error ? error.message : String(error);
	return error.code && !error.message.includes(error.code)
		? `${error.message} (${error.code})`
		: error.message || String(error.code);
}
