import type { IHttpRequestOptions } from 'n8n-workflow';

import { type ResponseBytes, readBytes } from './responseBytes';

/** Milliseconds beyond the timeout, so that a service that stays silent until then is told as such by the HTTP client. */
const GRACE = 500;

/** Thrown when a request has not been completed in time, down to the last byte of its response. */
export class DeadlinePassed extends Error {
	/** As the HTTP client's own code: nothing else tells the two apart. */
	readonly code = 'ETIMEDOUT';

	constructor() {
		super('The response was not complete in time');
	}
}

/**
 * The time that one request may take, whatever the service does. The HTTP client's own timeout only bounds silence: one byte a second
 * would never end. When it is over, or the response was read, every connection of the request is closed.
 */
export class Deadline {
	private readonly closing = new AbortController();
	private readonly timer: AbortSignal;
	private readonly passed: Promise<never>;
	private reject: (error: Error) => void = () => {};
	private isRead = false;
	private isTaken = false;

	/** @param milliseconds until the request is given up */
	constructor(milliseconds: number) {
		this.timer = AbortSignal.timeout(milliseconds + GRACE);
		this.passed = new Promise<never>((_, reject) => {
			this.reject = reject;
		});
		// only a wait that is still going on hears of it
		this.passed.catch(() => {});
		this.timer.addEventListener('abort', this.pass, { once: true });
		const { signal } = this.closing;
		const listen = signal.addEventListener.bind(signal);
		signal.addEventListener = (...given: Parameters<typeof listen>) => {
			this.isTaken = true;
			listen(...given);
		};
	}

	/** True once n8n has been about to send with the options of {@link connection}. An n8n that drops them never is. */
	get hasBegun(): boolean {
		return this.isRead;
	}

	/**
	 * True if the response to an https request came over no connection to the service: Node ends each of these with the signal of
	 * {@link connection}, which n8n does not give to the connection to a proxy.
	 */
	get isUnconnected(): boolean {
		return this.isRead && !this.isTaken;
	}

	/** Options with which the HTTP client's connections end with this deadline. */
	get connection(): Pick<IHttpRequestOptions, 'agentOptions'> {
		const { signal } = this.closing;
		// read by n8n each time it is about to send: what comes too late is not sent at all
		const notYetClosed = () => {
			signal.throwIfAborted();
			this.isRead = true;
			return signal;
		};
		const agentOptions = {
			get signal() {
				return notYetClosed();
			},
		};
		// Node passes them on to the connection, which has this option
		return { agentOptions: agentOptions as IHttpRequestOptions['agentOptions'] };
	}

	/** The promise's value, if it comes in time. @throws DeadlinePassed */
	async within<T>(promise: Promise<T>): Promise<T> {
		return await Promise.race([promise, this.passed]);
	}

	/** The bytes of a response's body, if all of them come in time. @throws DeadlinePassed, or as {@link readBytes} */
	async read(body: unknown, most: number): Promise<ResponseBytes> {
		return await this.within(readBytes(body, most, this.closing.signal));
	}

	/** Closes whatever is still open. */
	end(): void {
		this.timer.removeEventListener('abort', this.pass);
		this.closing.abort();
	}

	private readonly pass = (): void => {
		this.reject(new DeadlinePassed());
		this.closing.abort();
	};
}

/** Thrown if a proxy refused to connect to the service. n8n keeps its message at least. */
export class RefusedByProxy extends Error {
	constructor(status: number) {
		super(`Invalid response from proxy: ${status}`);
	}
}

/**
 * True for the response with which a proxy refused to connect to the service. The HTTP client returns it as the service's own. What is
 * JSON counts as the service's: a request that it may have processed must not be told as one that was never sent.
 */
export function isOfProxy(url: string, status: number, headers: unknown, deadline: Deadline): boolean {
	const type = String((headers as Record<string, unknown> | undefined)?.['content-type'] ?? '');
	return /^https:/i.test(url) && status >= 300 && !/\bjson\b/i.test(type) && deadline.isUnconnected;
}
