import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { rethrow, ServiceError, withAdvice } from '../../common/errors/errors';
import { path } from '../../common/http/url';
import type { Send, ServiceRequest, ServiceResponse } from '../../common/operation';
import type { Item } from '../../common/run/item';
import { type JsonRecord, recordOr } from '../../common/values/json';
import { problems } from '../problems';
import { addressOf } from './address';
import { type Revision, revisionOf } from './revisions';
import { paymentTokens, readToken, type Token } from './tokens';

/** What a credential decides: its revision of the API, and the calls that carry its keys. One for each run. */
export class KlaviApi {
	readonly revision: Revision;
	/** Tells one pair of keys at one address from another, without showing them. */
	readonly account: string;
	private readonly keys: { accessKey: string; secretKey: string };

	constructor(credential: IDataObject) {
		this.revision = revisionOf(credential);
		this.keys = keysOf(credential);
		const { accessKey, secretKey } = this.keys;
		const identity = JSON.stringify([addressOf(credential), accessKey, secretKey]);
		this.account = createHash('sha256').update(identity).digest('hex');
	}

	static of(item: Item): KlaviApi {
		return item.variant as KlaviApi;
	}

	/** A new token. @throws ServiceError if there is none. Contract: 1.4 */
	async token(send: Send): Promise<Token> {
		const { body } = await send({
			method: 'POST',
			path: this.revision.paths.auth,
			body: this.keys,
			expect: 'object',
			authorization: 'none',
			effect: 'read',
			hasToken: (response) => readToken(response) !== undefined,
			inDryRun: { accessToken: 'no token in a dry run' },
		});
		return readToken(body) as Token;
	}

	/** The request that opens a hosted checkout: its body carries the keys. Contract: 2.7 */
	checkout(payment: JsonRecord): ServiceRequest {
		return {
			method: 'POST',
			path: this.revision.paths.checkout,
			body: { ...this.keys, ...(Object.keys(payment).length > 0 ? { payment } : {}) },
			expect: 'object',
			authorization: 'none',
		};
	}

	paymentPath(id: string): string {
		return this.revision.paths.payments + path`/${id}`;
	}

	/** Remembers the token of a payment, for the reads that follow. */
	keepToken(paymentId: string | null, token: Token | undefined): void {
		if (paymentId !== null && token) paymentTokens.keep(this.account, paymentId, token);
	}

	/**
	 * Reads a payment with the token it was created with, if that is still available, otherwise with the credential's own. If that one
	 * is refused, the error says which token was used. Contract: 6.6
	 */
	async readPayment(send: Send, id: string, rest = ''): Promise<JsonRecord> {
		const request: ServiceRequest = {
			method: 'GET',
			path: this.paymentPath(id) + rest,
			expect: 'object',
			subject: `payment ${id}`,
			effect: 'read',
		};
		const response =
			(await this.sendWithOwnToken(send, id, request)) ??
			(await send(request).catch((error: unknown) => rethrow(withTokenAdvice(error))));
		return recordOr(response.body);
	}

	/** Sends a write about a payment with the payment's token, or with a new one if that is gone or no longer accepted. */
	async writePayment(send: Send, id: string, request: ServiceRequest): Promise<ServiceResponse> {
		const response = await this.sendWithOwnToken(send, id, request);
		if (response) return response;
		const { text } = await this.token(send);
		return await send({ ...request, authorization: { bearer: text } });
	}

	/** @returns undefined if the payment's token is gone, or no longer accepted */
	private async sendWithOwnToken(send: Send, id: string, request: ServiceRequest) {
		const token = paymentTokens.of(this.account, id);
		if (token === undefined) return undefined;
		return await send({ ...request, authorization: { bearer: token } }).catch((error: unknown) => {
			if (statusOf(error) !== 401) throw error;
			paymentTokens.drop(this.account, id);
			return undefined;
		});
	}
}

/** The keys as they are sent, without blanks around them. */
export function keysOf(credential: IDataObject): { accessKey: string; secretKey: string } {
	return { accessKey: String(credential.accessKey ?? '').trim(), secretKey: String(credential.secretKey ?? '').trim() };
}

/** The status of a refusal; undefined for any other failure. */
export function statusOf(error: unknown): number | undefined {
	return error instanceof ServiceError ? error.failure.status : undefined;
}

function withTokenAdvice(error: unknown): unknown {
	if (!(error instanceof ServiceError) || ![401, 403, 404].includes(error.failure.status ?? 0)) return error;
	const { failure } = error;
	// there was no token yet
	if (failure.notSent) return error;
	return new ServiceError({ ...failure, problem: withAdvice(failure.problem, problems.otherTokenUsed().message) });
}
