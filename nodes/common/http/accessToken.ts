import type { IDataObject } from 'n8n-workflow';

import type { Secrets } from '../errors/redact';
import type { Service, ServiceRequest } from '../operation';
import {
	type AttemptResult,
	asTokenFault,
	type BoundedRequest,
	isTokenRefused,
	type N8nAccess,
	oddTokenFault,
	refreshToken,
	requestBare,
	requestWithCredential,
	type TransportFault,
	tokenFaultOf,
	withBearer,
} from './n8nRequest';

/**
 * A run's access token: which one its requests carry, who fetches it, and what happens when it is rejected.
 * n8n stores the token of an OAuth2 credential, but resolves the credential for each request that it authorizes itself, which
 * takes longer than the request. So we read the token once and send it ourselves. All requests of the run share each renewal,
 * and a key that was rejected once is not tried again.
 */
export class AccessToken {
	private token?: string;
	/** True if n8n does not expose the token: n8n then authorizes every request itself. */
	private isHidden = false;
	/** The pending request that brings the first token. It resolves with the token's fault, if any. */
	private fetching?: Promise<TransportFault | undefined>;
	/** The pending renewal of a stale token. It resolves with its fault, if any. */
	private renewal?: Promise<TransportFault | undefined>;
	/** The token that the last renewal fetched. */
	private fetched?: string;
	/** A token that was rejected right after it was fetched. */
	private rejectedToken?: string;
	/** The fault if the token server rejects every call. */
	private keyFault?: TransportFault;
	/** The first request with a credential whose token n8n fetches by `preAuthentication`. */
	private first?: Promise<void>;

	/**
	 * @param secrets the run's secrets; tokens are added to them
	 * @param credential the decrypted credential
	 */
	constructor(
		private readonly n8n: N8nAccess,
		private readonly service: Service,
		private readonly secrets: Secrets,
		credential: IDataObject,
	) {
		this.token = service.tokenOf?.(credential);
	}

	/** True if the first request fetches a token that all others then use: it goes alone, so nothing is sent after it fails. */
	get firstGoesAlone(): boolean {
		return this.service.tokenOf !== undefined && this.token === undefined;
	}

	/**
	 * Waits until a request may be sent. If n8n fetches the credential's token by `preAuthentication`, the first request goes
	 * alone: it may have to fetch the token, and several concurrent requests would each fetch one.
	 * @returns a function to call when the request has finished
	 */
	async enter(authorization: ServiceRequest['authorization']): Promise<() => void> {
		let leave = () => {};
		if (!this.n8n.isRenewedByN8n || authorization !== undefined) return leave;
		if (this.first) await this.first;
		else
			this.first = new Promise<void>((resolve) => {
				leave = resolve;
			});
		return leave;
	}

	/**
	 * One request through n8n's helpers, authorized by its own token, nothing, the token that n8n stores, or else the credential.
	 * @throws Cancelled if the execution was stopped
	 */
	async request(options: BoundedRequest, authorization: ServiceRequest['authorization']): Promise<AttemptResult> {
		if (authorization === 'none') return await requestBare(this.n8n, options);
		if (authorization !== undefined) return await requestBare(this.n8n, withBearer(options, authorization.bearer));
		if (this.service.tokenOf) return await this.withToken(options);
		const result = await requestWithCredential(this.n8n, options);
		return 'fault' in result && this.n8n.isRenewedByN8n ? { fault: await this.explained(result.fault) } : result;
	}

	/** Makes a token that n8n may have fetched by `preAuthentication` one of the run's secrets. Nobody else learns of it. */
	async learnRenewed(): Promise<void> {
		if (this.n8n.isRenewedByN8n) await this.stored().catch(() => undefined);
	}

	/** One request with the run's token. If it is stale, nothing was processed: it is renewed and the request is sent once more. */
	private async withToken(options: BoundedRequest): Promise<AttemptResult> {
		if (this.keyFault) return { fault: this.keyFault };
		const { token } = this;
		if (token === undefined) return await (this.isHidden ? this.withoutToken(options) : this.oneByOne(options));
		const result = await requestBare(this.n8n, withBearer(options, token));
		return await this.renewedIfStale(options, result, token);
	}

	/** While n8n stores no token, one request at a time is sent without one. The others wait for the token that it brings. */
	private async oneByOne(options: BoundedRequest): Promise<AttemptResult> {
		if (this.fetching) {
			const fault = await this.fetching;
			return fault ? { fault } : await this.withToken(options);
		}
		const underWay = this.withoutToken(options);
		this.fetching = underWay.then(tokenFaultIn, () => undefined);
		try {
			return await underWay;
		} finally {
			this.fetching = undefined;
		}
	}

	/** A request that n8n authorizes itself, fetching a token for it. */
	private async withoutToken(options: BoundedRequest): Promise<AttemptResult> {
		const result = await requestWithCredential(this.n8n, options);
		if (!('response' in result)) {
			const fault = await this.explained(result.fault);
			this.noteKeyFault(fault);
			return { fault };
		}
		// a response is worth more than a token that cannot be read
		const credential = await this.credential().catch(() => undefined);
		this.token ??= credential && this.hold(credential);
		this.isHidden = this.token === undefined;
		// after a 401, n8n has already renewed the token and sent the request again
		if (result.response.status !== 401) return await this.renewedIfStale(options, result, this.token);
		const odd = credential && oddTokenFault(credential);
		if (odd) {
			this.noteKeyFault(odd);
			return { fault: odd };
		}
		this.rejectedToken = this.token;
		return result;
	}

	/**
	 * A fault that does not say whether the token or the request met it: n8n stores the token before it sends the request. If it has
	 * stored none, and has not been about to send, then it was the token, and nothing was sent.
	 */
	private async explained(fault: TransportFault): Promise<TransportFault> {
		if (fault.tokenStatus !== undefined || fault.hasBegun !== false) return fault;
		const isStored = await this.stored().then(
			(token) => token !== undefined,
			() => true,
		);
		return isStored ? fault : asTokenFault(fault);
	}

	/**
	 * Resends a request with the next token if its own was rejected. All requests of a run share one renewal.
	 * @param result the result with the token `refused`; returned unchanged if the token was not the reason
	 */
	private async renewedIfStale(
		options: BoundedRequest,
		result: AttemptResult,
		refused: string | undefined,
	): Promise<AttemptResult> {
		if (!this.isStale(result) || (refused !== undefined && refused === this.rejectedToken)) return result;
		if (this.token === refused) {
			if (this.keyFault) return refusedFor(this.keyFault, result);
			this.renewal ??= this.renew(refused, options.timeout).finally(() => {
				this.renewal = undefined;
			});
			const fault = await this.renewal;
			if (fault) return refusedFor(fault, result);
		}
		const { token } = this;
		const again =
			token === undefined
				? await requestWithCredential(this.n8n, options)
				: await requestBare(this.n8n, withBearer(options, token));
		if (!this.isStale(again)) return again;
		// another execution's token may be stale too; one that was fetched just now will not get better
		if (token !== this.fetched && isUnauthorized(again)) return await this.renewedIfStale(options, again, token);
		this.rejectedToken = token;
		return again;
	}

	/**
	 * Uses the token that another execution has fetched meanwhile, or has n8n fetch one.
	 * @returns the fault; undefined if the run has a new token
	 */
	private async renew(refused: string | undefined, timeout?: number): Promise<TransportFault | undefined> {
		try {
			const stored = await this.stored();
			if (stored !== undefined && stored !== refused) {
				this.token = stored;
				return undefined;
			}
			const renewed = await refreshToken(this.n8n, timeout);
			// an n8n without this helper renews the token of a request that it authorizes itself
			this.token = renewed && this.hold(renewed);
			if (renewed) this.fetched = this.token;
			return undefined;
		} catch (error) {
			const fault = tokenFaultOf(error, this.n8n);
			this.noteKeyFault(fault);
			return fault;
		}
	}

	/** The token that n8n stores now. */
	private async stored(): Promise<string | undefined> {
		return this.hold(await this.credential());
	}

	private async credential(): Promise<IDataObject> {
		return await this.n8n.context.getCredentials(this.n8n.credential);
	}

	/** The token in a credential, which becomes one of the run's secrets. */
	private hold(credential: IDataObject): string | undefined {
		this.secrets.add(this.service.secrets(credential));
		return (this.service.tokenOf ?? this.service.renewedTokenOf)?.(credential);
	}

	private noteKeyFault(fault: TransportFault): void {
		if (isTokenRefused(fault)) this.keyFault = fault;
	}

	private isStale(result: AttemptResult): boolean {
		if (isUnauthorized(result)) return true;
		return 'response' in result && this.service.isStaleToken?.(result.response.status, result.response.text) === true;
	}
}

/** The result of a request whose token could not be renewed: only after a 401 is it certain that it was not processed. */
function refusedFor(fault: TransportFault, result: AttemptResult): AttemptResult {
	return isUnauthorized(result) ? { fault } : result;
}

/** The token's fault, if there is one. */
function tokenFaultIn(result: AttemptResult): TransportFault | undefined {
	return 'fault' in result && result.fault.tokenStatus !== undefined ? result.fault : undefined;
}

function isUnauthorized(result: AttemptResult): boolean {
	return 'response' in result && result.response.status === 401;
}
