import type { IDataObject } from 'n8n-workflow';

import { Cancelled } from '../clock';
import { withoutNeedlessEscapes } from '../errors/encodings';
import { rethrow, ServiceError } from '../errors/errors';
import { concealer, hideTokens, type Redact, Secrets } from '../errors/redact';
import {
	Bytes,
	type Effect,
	type RequestSettings,
	type Send,
	type Service,
	type ServiceRequest,
	type ServiceResponse,
} from '../operation';
import { writeJson } from '../values/json';
import { AccessToken } from './accessToken';
import { DryRequests, shownRequest, type WouldSend } from './dryRequests';
import { faultError, noTimeLeftError, stillBusyError, tokenOutcome, waitTooLongError } from './explain';
import { Aborted, ItemRequests, unusableResult } from './itemRequests';
import { asTokenFault, type BoundedRequest, type Context, type N8nAccess } from './n8nRequest';
import { RateLimiter, WaitBudget, WaitTooLong } from './rateLimiter';
import { type RawResponse, readResponse } from './response';
import { MOST_BYTES, MOST_FILE_BYTES } from './responseBytes';
import { type Decision, decideRetry, type PaceSignal, paceOf } from './retryPolicy';
import { type SlotRange, slotRange } from './slots';

/** How one request is sent. */
interface Sending {
	effect: Effect;
	/** True if a failed request ends the whole run: nothing is sent after it. */
	endsRun: boolean;
	budget: WaitBudget;
}

/** A cheap first test, since a signature would have to be computed again for each response. */
const MAY_REPEAT_HEADERS = /signature|authorization|bearer|[\w+/=%-]{64}|\\u00[3-7]|&(amp;)*#/i;

/** The response with the credential's secrets hidden: a service, or a proxy that shows requests, may repeat them. */
function concealed(raw: RawResponse, conceal: Redact): RawResponse {
	const { status, headers, bytes, cutAt } = raw;
	let text: string | undefined;
	return {
		status,
		headers,
		bytes,
		cutAt,
		get text() {
			text ??= conceal(withoutNeedlessEscapes(raw.text));
			return text;
		},
	};
}

/** The client of one node run: everything its requests share. */
export class Client {
	/** See {@link Service.variant}. */
	readonly variant: unknown;
	readonly baseUrl: string;
	readonly environment: string;
	readonly tokenUrl?: string;
	/** Ends the run: its reason is `Aborted` after a failure, or `Cancelled`. */
	private readonly run = new AbortController();
	private readonly secrets: Secrets;
	private readonly hideKeys: Redact;
	private readonly token: AccessToken;
	private readonly limiter: RateLimiter;

	/** @param effect of the operation, which decides how quickly the number of requests in flight grows */
	static async open(
		context: Context,
		service: Service,
		settings: RequestSettings,
		effect: Effect = 'read',
	): Promise<Client> {
		const slots = slotRange(settings.concurrency, effect);
		return new Client(context, service, settings, slots, await context.getCredentials(service.credential));
	}

	private constructor(
		context: Context,
		readonly service: Service,
		readonly settings: RequestSettings,
		/** How many requests may be in flight. */
		readonly slots: SlotRange,
		private readonly credential: IDataObject,
	) {
		this.baseUrl = service.baseUrl(credential);
		this.environment = service.environment(credential);
		this.tokenUrl = service.tokenUrl?.(credential);
		this.variant = service.variant?.(credential);
		const keys = service.secrets(credential);
		this.secrets = new Secrets(keys);
		this.hideKeys = concealer(() => keys);
		const signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
		const cancel = () => this.run.abort(new Cancelled());
		if (signal?.aborted) cancel();
		signal?.addEventListener('abort', cancel, { once: true });
		const n8n: N8nAccess = {
			context,
			credential: service.credential,
			signal,
			redact: this.redact,
			tokenUrl: this.tokenUrl,
			isRenewedByN8n: service.isRenewedByN8n === true,
		};
		this.token = new AccessToken(n8n, service, this.secrets, credential);
		this.limiter = new RateLimiter(slots, this.run.signal);
	}

	get redact(): Redact {
		return this.secrets.redact;
	}

	/** See {@link AccessToken.firstGoesAlone}. */
	get firstGoesAlone(): boolean {
		return this.token.firstGoesAlone;
	}

	/** Has a function called whenever one more request may be in flight than ever before. */
	onGrowth(grown: () => void): void {
		this.limiter.onGrowth(grown);
	}

	/** Aborted when nothing may be sent any more. */
	get signal(): AbortSignal {
		return this.run.signal;
	}

	/** Ends the run: what has not been sent yet is not sent. */
	abort(): void {
		this.run.abort(new Aborted());
	}

	/**
	 * The requests of one item.
	 * @param endsRun true if a failed request ends the whole run. Not for steps, which may continue after a failed request.
	 */
	requests(effect: Effect, endsRun = false): ItemRequests {
		const budget = new WaitBudget(this.settings.maxRetryWait);
		return new ItemRequests(this.service.name, effect, async (request, own) => {
			const leave = await this.token.enter(request.authorization);
			try {
				return await this.send(request, { effect: own, endsRun, budget });
			} finally {
				leave();
			}
		});
	}

	/** The function with which one item sends its requests. @param endsRun as in {@link requests} */
	sender(effect: Effect, endsRun = false): Send {
		return this.requests(effect, endsRun).send;
	}

	/** The requests of one item of a dry run. They are built as for real, but none is sent. */
	dryRequests(effect: Effect): DryRequests {
		return new DryRequests(effect, (request) => this.shown(request));
	}

	/** What may be shown of a request. Its bytes, and what signs them, are computed as for real. */
	shown(request: ServiceRequest): WouldSend {
		const options = this.httpOptions(request);
		const { hide } = this.redactionFor(request, options);
		return shownRequest(request, options, this.baseUrl, hide);
	}

	/**
	 * Sends a request until it succeeds, fails for good, or may not be retried: see `retryPolicy.ts`.
	 * @throws ServiceError in the service's words
	 * @throws Cancelled if the execution was stopped; Aborted if another item's failure stopped the run
	 */
	private async send(request: ServiceRequest, { effect, endsRun, budget }: Sending): Promise<ServiceResponse> {
		const options = this.httpOptions(request);
		const { redact, conceal } = this.redactionFor(request, options);
		budget.deadline = request.deadline ?? Number.POSITIVE_INFINITY;
		let faults = 0;
		let afterBusy = false;
		const told = (error: ServiceError) => (afterBusy ? new ServiceError({ ...error.failure, afterBusy }) : error);
		for (let tries = 1; ; tries++) {
			const slot = await this.limiter
				.acquire(budget)
				.catch((error: unknown) =>
					rethrow(error instanceof WaitTooLong ? told(waitTooLongError(this, error, budget)) : error),
				);
			let signal: PaceSignal = { kind: 'silence' };
			let decision: Decision;
			let pauseLeft = 0;
			try {
				const { service, environment, settings, baseUrl } = this;
				const timeout = Math.min(settings.timeout, Math.ceil(budget.left));
				if (timeout <= 0) throw noTimeLeftError(this);
				const result = await this.token.request({ ...options, timeout }, request.authorization);
				if ('response' in result && MAY_REPEAT_HEADERS.test(result.response.text)) await this.token.learnRenewed();
				const { tokenUrl } = this;
				const run = { service, environment, baseUrl, tokenUrl, settings: { ...settings, timeout }, redact };
				const read = (raw: RawResponse) => {
					try {
						const known = concealed(raw, conceal);
						const outcome = readResponse(known, { service, environment, request, effect, redact, tries });
						return request.hasToken ? tokenOutcome(run, known, outcome, request.hasToken) : outcome;
					} catch (error) {
						return unusableResult(service.name, error, effect === 'write', raw.status);
					}
				};
				decision = decideRetry(
					result,
					effect,
					read,
					(fault) => {
						const own = request.hasToken ? asTokenFault(fault) : fault;
						return faultError(run, effect, { ...own, reason: redact(fault.reason) });
					},
					faults,
					(wait) => budget.allows(wait),
				);
				signal = paceOf(result, decision);
				// before the slot is released: otherwise the next request would be sent after a failure that ends the run
				if (decision.kind === 'fail' && endsRun) this.abort();
				if (decision.kind === 'pause' || decision.kind === 'retry')
					afterBusy ||= 'response' in result && result.response.status === 503;
			} finally {
				pauseLeft = slot.release(signal);
			}

			if (decision.kind === 'done') {
				// the next page of a list may wait just as long
				budget.waited = 0;
				return decision.response;
			}
			if (decision.kind === 'fail') throw told(decision.error);
			if (decision.kind === 'retry') {
				faults++;
				budget.waited += decision.wait;
				await this.limiter.wait(decision.wait);
			} else if (!this.limiter.mayWait(budget, pauseLeft)) {
				throw told(stillBusyError(this, decision.response, pauseLeft, budget));
			}
		}
	}

	/** Also hides what authorizes the request itself: its own token, or its signature. */
	private redactionFor(
		{ authorization }: ServiceRequest,
		{ method = 'GET', body }: BoundedRequest,
	): { redact: Redact; conceal: Redact; hide: Redact } {
		const proofs = () => [
			...(typeof authorization === 'object' ? [authorization.bearer] : []),
			...(this.service.proofs?.(this.credential, { method, body: body as Buffer | undefined }) ?? []),
		];
		const hideProofs = concealer(proofs);
		return {
			redact: (text) => this.redact(hideProofs(text)),
			conceal: (text) => this.secrets.conceal(MAY_REPEAT_HEADERS.test(text) ? hideProofs(text) : text),
			hide: (text) => hideTokens(this.hideKeys(MAY_REPEAT_HEADERS.test(text) ? hideProofs(text) : text)),
		};
	}

	/** The exact request. The body is serialized once, here, and these bytes are signed and sent. */
	private httpOptions(request: ServiceRequest): BoundedRequest {
		const { query = {}, expect } = request;
		const search = Object.keys(query).length > 0 ? `?${new URLSearchParams(query).toString()}` : '';
		const options: BoundedRequest = {
			method: request.method,
			url: `${this.baseUrl}${request.path}${search}`,
			headers: { Accept: expect === 'file' ? '*/*' : 'application/json' },
			most: expect === 'file' ? MOST_FILE_BYTES : MOST_BYTES,
			returnFullResponse: true,
			// a redirect would carry keys to an address nobody checked
			disableFollowRedirect: true,
			sendCredentialsOnCrossOriginRedirect: false,
			// on a 401, n8n renews a token and sends again, but only if it sees the 401 as an error
			ignoreHttpStatusErrors: { ignore: true, except: [401] },
		};
		if (request.body !== undefined) {
			const body = request.body instanceof Bytes ? request.body : Bytes.json(writeJson(request.body));
			options.body = body.content;
			options.headers = { ...options.headers, 'Content-Type': body.contentType };
		}
		return options;
	}
}
