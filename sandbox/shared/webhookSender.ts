import http from 'node:http';
import https from 'node:https';

import axios, { type AxiosInstance, isAxiosError } from 'axios';

import type { Pauses } from './pauses';

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

/** One attempt to deliver an event. */
export interface AttemptRecord {
	number: number;
	/** Address of this attempt, after redirects; only where redirects are followed. */
	url?: string;
	/** ISO 8601 UTC. */
	at: string;
	/** Headers sent; only where they may differ between attempts. */
	headers?: Record<string, string>;
	/** HTTP status; `null` when there was no reply. */
	status: number | null;
	body: string;
	milliseconds: number;
	error?: string;
}

/** One event on its way to one address. */
export interface DeliveryRecord {
	url: string;
	attempts: AttemptRecord[];
	/** `delivered`: a 2xx came back; `failed`: no attempt is left; `retrying`: another one follows. */
	state: 'sending' | 'retrying' | 'delivered' | 'failed';
}

export interface WebhookRequest {
	body: Buffer;
	headers: Record<string, string>;
	/** Milliseconds for the whole exchange. */
	timeout: number;
}

/** How an event is delivered. */
export interface DeliveryPlan {
	/** Makes the request of the next attempt. */
	request(): WebhookRequest | Promise<WebhookRequest>;
	/** Milliseconds before each further attempt; asked for once, when the first attempt has failed. */
	retryDelays(): readonly number[];
	/** Ends the retries: what the event is about no longer exists. */
	isGone(): boolean;
	/** How many redirects an attempt follows; left out: none. */
	redirects?: number;
	/** What an attempt keeps of its request beside the reply. */
	keep?(request: WebhookRequest, url: string): Pick<AttemptRecord, 'url' | 'headers'>;
}

export interface DeliveryProgress {
	/** Resolves after the first attempt; never rejects. */
	tried: Promise<void>;
	/** Resolves when the delivery has succeeded or has failed for good; never rejects. */
	settled: Promise<void>;
}

const REPLY_LIMIT = 1024 * 1024;

/** Sends webhooks without proxies or kept connections, and again while no 2xx comes back. */
export class WebhookSender {
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

	constructor(private readonly pauses: Pauses) {}

	/** Tries to deliver an event and notes every attempt in `delivery`. */
	deliver(delivery: DeliveryRecord, plan: DeliveryPlan): DeliveryProgress {
		const first = this.attempt(delivery, plan);
		return {
			tried: first.then(() => undefined),
			settled: first.then((isDelivered) => (isDelivered ? undefined : this.retry(delivery, plan))),
		};
	}

	/**
	 * Posts the bytes once, unchanged, and follows no redirect. Never throws: a failure is in `error`. `timeout` in
	 * milliseconds covers the whole exchange.
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

	/** Aborts the requests in progress and waits until they have ended. */
	async close(): Promise<void> {
		this.closing.abort();
		await Promise.all(this.running);
	}

	/** Tries until one attempt succeeds, no delay is left, or the plan is gone. */
	private async retry(delivery: DeliveryRecord, plan: DeliveryPlan): Promise<void> {
		for (const delay of plan.retryDelays()) {
			delivery.state = 'retrying';
			await this.pauses.wait(delay);
			if (plan.isGone()) break;
			if (await this.attempt(delivery, plan)) return;
		}
		delivery.state = 'failed';
	}

	/** Sends once, along the redirects allowed; true when the reply was a 2xx. */
	private async attempt(delivery: DeliveryRecord, plan: DeliveryPlan): Promise<boolean> {
		const request = await plan.request();
		const { body, headers, timeout } = request;
		const at = new Date().toISOString();
		let { url } = delivery;
		let reply = await this.post(url, body, headers, timeout);
		for (let left = plan.redirects ?? 0; left > 0 && isRedirect(reply); left -= 1) {
			url = new URL(reply.headers.location, url).toString();
			reply = await this.post(url, body, headers, timeout);
		}
		const { status, text, milliseconds, error } = reply;
		delivery.attempts.push({
			number: delivery.attempts.length + 1,
			at,
			...plan.keep?.(request, url),
			status,
			body: text,
			milliseconds,
			...(error === undefined ? {} : { error }),
		});
		const isDelivered = status !== null && status >= 200 && status < 300;
		if (isDelivered) delivery.state = 'delivered';
		return isDelivered;
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

const isRedirect = ({ status, headers }: WebhookReply): boolean =>
	status !== null && status >= 300 && status < 400 && URL.canParse(headers.location ?? '', 'http://127.0.0.1');
