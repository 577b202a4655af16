import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { ServiceError } from '../../common/errors/errors';
import { path } from '../../common/http/url';
import type { Send, ServiceRequest, ServiceResponse } from '../../common/operation';
import type { Item } from '../../common/run/item';
import { type JsonRecord, recordOr } from '../../common/values/json';
import { messages } from '../problems';
import { addressOf } from './address';
import { type Revision, revisionOf } from './revisions';
import { paymentTokens, readToken, type Token } from './tokens';

/** What a credential decides: its revision of the API, and the calls that carry its keys. One for each run. */
export class KlaviApi {
	readonly revision: Revision;

	/** Tells one pair of keys at one address from another, without showing them. */
	readonly account: string;

	private readonly keys: { accessKey: string; secretKey: string };

	/** The first request through the credential, which may have to fetch a token for it. */
	private firstRequest: Promise<unknown> | undefined;

	constructor(credential: IDataObject) {
		this.revision = revisionOf(credential);
		this.keys = keysOf(credential);
		const { accessKey, secretKey } = this.keys;
		this.account = createHash('sha256')
			.update(JSON.stringify([addressOf(credential), accessKey, secretKey]))
			.digest('hex');
	}

	static of(item: Item): KlaviApi {
		return item.variant as KlaviApi;
	}

	/** A fresh token. @throws ServiceError where there is none. Contract: 1.4 */
	async token(send: Send): Promise<Token> {
		const answer = await send({
			method: 'POST',
			path: this.revision.paths.auth,
			body: this.keys,
			expect: 'object',
			authorization: 'none',
			effect: 'read',
		});
		const token = readToken(answer.body);
		if (token) return token;
		throw new ServiceError({ message: messages.noToken, advice: messages.noTokenAdvice, status: answer.status });
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
	 * Sends a read with the credential's own token. The first one goes alone: it may have to fetch the token, and each of several at once
	 * would fetch one.
	 */
	async throughCredential(send: Send, plan: ServiceRequest): Promise<ServiceResponse> {
		if (this.firstRequest) await this.firstRequest;
		const request = send(plan);
		this.firstRequest ??= request.catch(() => undefined);
		return await request;
	}

	/**
	 * Reads a payment: with the token it was created with, as long as that is at hand; otherwise with the credential's own.
	 *
	 * Contract: 6.6.
	 *
	 * @param rest what follows the payment in the path, such as `/status`
	 * @throws ServiceError which says so where the credential's token is refused
	 */
	async readPayment(send: Send, id: string, rest = ''): Promise<JsonRecord> {
		const plan: ServiceRequest = {
			method: 'GET',
			path: this.paymentPath(id) + rest,
			expect: 'object',
			subject: `payment ${id}`,
			effect: 'read',
		};
		const own = paymentTokens.of(this.account, id);
		if (own !== undefined) {
			const answer = await send({ ...plan, authorization: { bearer: own } }).catch(async (error: unknown) =>
				statusOf(error) === 401 ? undefined : await Promise.reject(error as Error),
			);
			if (answer) return recordOr(answer.body);
			paymentTokens.drop(this.account, id);
		}
		const answer = await this.throughCredential(send, plan).catch(
			async (error: unknown) => await Promise.reject(withTokenAdvice(error)),
		);
		return recordOr(answer.body);
	}

	/** Sends a write about a payment: with its own token, or a fresh one where that is not at hand or not accepted any more. */
	async writePayment(send: Send, id: string, plan: ServiceRequest): Promise<ServiceResponse> {
		const own = paymentTokens.of(this.account, id);
		if (own !== undefined) {
			const answer = await send({ ...plan, authorization: { bearer: own } }).catch(async (error: unknown) =>
				statusOf(error) === 401 ? undefined : await Promise.reject(error as Error),
			);
			if (answer) return answer;
			paymentTokens.drop(this.account, id);
		}
		const fresh = await this.token(send);
		return await send({ ...plan, authorization: { bearer: fresh.text } });
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
	return new ServiceError({ ...error.failure, advice: `${error.failure.advice}\n${messages.otherTokenAdvice}` });
}
