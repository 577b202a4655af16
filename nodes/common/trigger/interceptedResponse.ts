import type { IWebhookFunctions } from 'n8n-workflow';

export type CallerResponse = ReturnType<IWebhookFunctions['getResponseObject']>;

/** The methods that write to a response. */
const WRITERS = ['setHeader', 'appendHeader', 'removeHeader', 'writeHead', 'flushHeaders', 'write', 'end'] as const;

/**
 * Decides about what n8n is about to send.
 * @returns the JSON to send instead, with status 200; undefined to send it unchanged
 */
export type Review = (status: number, body: unknown) => string | undefined;

/** What happened to a delivery's response so far. */
export interface ReplyState {
	/** `closed`: the sender closed the connection before it got a reply. */
	state: 'open' | 'replied' | 'closed';
	/** Who sent the body: n8n, which may only have passed on what a node gave it, or the trigger. */
	sentBy?: 'n8n' | 'trigger';
	/** The body as it was sent. It may not have reached the network while the state is `open`. */
	body?: string;
	/** Resolves when the state is no longer `open`. */
	settled: Promise<void>;
}

/**
 * The open response of a delivery. n8n has no function that replies before an execution starts, and none that tells what was
 * sent. So the response's own methods are replaced: everything that n8n sends passes through here.
 */
export class InterceptedResponse {
	readonly reply: ReplyState;
	/** The response's own method. */
	private readonly end: (body?: unknown, ...more: unknown[]) => unknown;

	constructor(
		private readonly response: CallerResponse,
		review: Review = () => undefined,
	) {
		this.end = response.end.bind(response);
		const reply: ReplyState = {
			// on a busy n8n, the sender may have given up before the trigger was called
			state: response.destroyed ? 'closed' : 'open',
			settled: new Promise((resolve) => {
				const settle = (state: 'replied' | 'closed') => {
					if (reply.state === 'open') reply.state = state;
					resolve();
				};
				response.once('finish', () => settle('replied'));
				response.once('close', () => settle('closed'));
				if (response.destroyed) resolve();
			}),
		};
		this.reply = reply;
		Object.assign(response, {
			end: (body?: unknown, ...more: unknown[]) => {
				const instead = response.headersSent ? undefined : review(response.statusCode, body);
				if (instead === undefined) this.send('n8n', body, ...more);
				else this.answer(instead);
				return response;
			},
		});
	}

	/** Sends JSON with status 200, unless the sender already has a reply. Whatever n8n sends later is dropped. */
	answer(json: string): void {
		const { response } = this;
		if (response.headersSent) return;
		const body = Buffer.from(json, 'utf8');
		response.statusCode = 200;
		response.removeHeader('etag');
		response.setHeader('content-type', 'application/json; charset=utf-8');
		response.setHeader('content-length', body.length);
		this.send('trigger', body);
	}

	private send(sentBy: 'n8n' | 'trigger', body?: unknown, ...more: unknown[]): void {
		this.reply.sentBy = sentBy;
		if (typeof body === 'string' || Buffer.isBuffer(body)) this.reply.body = body.toString();
		this.end(body, ...more);
		// n8n would fail on headers that were sent already
		for (const name of WRITERS) Object.assign(this.response, { [name]: () => this.response });
	}
}
