import type { IExecuteFunctions, IHookFunctions, ILoadOptionsFunctions, IWebhookFunctions } from 'n8n-workflow';

import { type Redact, redactor } from '../errors/redact';
import type { Service } from '../operation';
import { RateLimiter } from './rateLimiter';
import type { TransportFault } from './transportFault';

export interface RequestSettings {
	/** Milliseconds until an unanswered request is given up (option Timeout). */
	timeout: number;
	/** Milliseconds that one item may spend in pauses (option Max Retry Wait). */
	maxRetryWait: number;
	/** Requests in flight at once (option Max Concurrent Requests). */
	concurrency: number;
}

/** What the requests of one node run share. */
export interface Session {
	service: Service;
	baseUrl: string;
	environment: string;
	redact: Redact;
	settings: RequestSettings;
	rateLimiter: RateLimiter;
	signal?: AbortSignal;
	/** Where n8n fetches the token of an OAuth2 credential. */
	tokenUrl?: string;
	/** What differs by credential (`Service.variant`). */
	variant?: unknown;
	/**
	 * The token that n8n holds in the credential: n8n resolves the credential anew for each request that it authorises itself, which
	 * takes longer than the request.
	 */
	token?: string;
	/** True where n8n keeps the token out of sight: it then authorises every request itself. */
	isTokenHidden?: boolean;
	/** The request under way that brings the first token. It resolves with what went wrong with that, if anything. */
	fetching?: Promise<TransportFault | undefined>;
	/** The renewal of a stale token under way: all requests of a run share one. It resolves with what went wrong, if anything. */
	renewal?: Promise<TransportFault | undefined>;
	/** The token that the last renewal fetched. */
	fetched?: string;
	/** A token that was refused as soon as it had been fetched. */
	rejectedToken?: string;
	/** The refusal of the key itself. */
	keyFault?: TransportFault;
}

/** Where requests come from: an execution, a dropdown, the registration of a webhook, or its delivery. */
export type Context = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IWebhookFunctions;

/** Reads the credential once and makes what the requests of this run share. */
export async function openSession(context: Context, service: Service, settings: RequestSettings): Promise<Session> {
	const credential = await context.getCredentials(service.credential);
	const signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	return {
		service,
		baseUrl: service.baseUrl(credential),
		environment: service.environment(credential),
		redact: redactor(service.secrets(credential)),
		settings,
		rateLimiter: new RateLimiter(settings.concurrency, signal),
		signal,
		tokenUrl: service.tokenUrl?.(credential),
		variant: service.variant?.(credential),
		token: service.tokenOf?.(credential),
	};
}
