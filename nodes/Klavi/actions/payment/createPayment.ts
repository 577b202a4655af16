import { clock } from '../../../common/clock';
import { ServiceError } from '../../../common/errors/errors';
import { backOff } from '../../../common/http/retryPolicy';
import type { Send, ServiceRequest } from '../../../common/operation';
import { pauseInSteps, poll } from '../../../common/run/poll';
import { type JsonRecord, recordOr, textOrNull } from '../../../common/values/json';
import { type KlaviApi, statusOf } from '../../api/klaviApi';
import type { Token } from '../../api/tokens';
import type { CheckedPayment } from './paymentBody';
import { isUnderWay } from './statuses';
import * as unseen from './unseen';

/** How often one payment is sent at most: always with the same ID and the same token. */
const MOST_SENDS = 4;
/** Milliseconds for which a payment that must exist is looked for, and between two looks. */
const LOOK_LIMIT = 6000;
const LOOK_INTERVAL = 1500;

export interface CreatedPayment {
	id: string | null;
	/** False if only the token's claim names the ID: then a 404 shows that it is not the payment's. */
	isIdProven: boolean;
	/** The payment as Klavi returned it. */
	record: JsonRecord;
	/** Milliseconds since 1970: before this moment the payment did not exist. */
	sentAt: number;
}

/**
 * Creates one payment, with its own token. A 2xx proves that it exists: whatever its body is, it is looked up and never sent again.
 * After a failure that leaves open whether it was created, the payment that the token names is looked up. If that shows nothing, the
 * same ID is sent again with the same token, because Klavi accepts each ID only once. Contract: 1.4, 2.2, 6.24
 * @param next what follows, as in {@link ServiceRequest}
 * @throws ServiceError: `completed` if the payment exists but its response was lost, `unclear` if that is only likely or unknown
 */
export async function createPayment(
	send: Send,
	api: KlaviApi,
	payment: CheckedPayment,
	signal?: AbortSignal,
	next?: string,
): Promise<CreatedPayment> {
	const token = await api.token(send);
	const created = await new Creation(send, api, payment, token, next).run(signal);
	api.keepToken(created.id, token);
	return created;
}

class Creation {
	private readonly request: ServiceRequest;
	private sentAt = 0;
	/** True if a look showed that the payment that the token names was not created by this item. */
	private isAbsent = false;
	/** True if a look showed that the token's claim names no payment, or another one. */
	private isClaimWrong = false;

	constructor(
		private readonly send: Send,
		private readonly api: KlaviApi,
		private readonly payment: CheckedPayment,
		private readonly token: Token,
		next?: string,
	) {
		this.request = {
			method: 'POST',
			path: api.revision.paths.payments,
			body: payment.body,
			expect: 'object',
			authorization: { bearer: token.text },
			next,
		};
	}

	async run(signal?: AbortSignal): Promise<CreatedPayment> {
		this.sentAt = clock.now();
		const first = await this.attempt();
		if (!(first instanceof Error)) return await this.accepted(first, signal);
		if (!(first instanceof ServiceError)) throw first;
		const { status, afterBusy, unclear } = first.failure;
		if (isSuccess(status)) return await this.acceptedUnread(first, signal);
		// Klavi may have processed it despite a 503, even one with a Retry-After
		if (!unclear && !afterBusy && status !== 503)
			throw status === 409 ? unseen.externalIdUsed(first, this.payment.externalId) : first;
		// from here on the payment may exist: whatever happens, the item says so
		return await this.clearUp(first, signal).catch((error: unknown) => {
			throw unseen.isTold(error) ? error : unseen.unclear(first, error, this.known());
		});
	}

	private async clearUp(first: ServiceError, signal?: AbortSignal): Promise<CreatedPayment> {
		let last = first;
		for (let sends = 1; ; sends++) {
			const { status } = last.failure;
			if (status === 409) return await this.afterConflict(last, signal);
			if (status === 401 || status === 403) return await this.afterRefusal(last, signal);
			if (sends === MOST_SENDS) throw last;
			await pauseInSteps(backOff(sends - 1), signal);
			const found = await this.look(this.send).catch(ignoreServiceError);
			if (found) return found;
			const result = await this.attempt();
			if (!(result instanceof Error)) return await this.accepted(result, signal);
			if (!(result instanceof ServiceError)) throw result;
			if (isSuccess(result.failure.status)) return await this.acceptedUnread(result, signal);
			const isOpen = result.failure.unclear || [401, 403, 409].includes(result.failure.status ?? 0);
			if (!isOpen) throw result;
			last = result;
		}
	}

	/** Sends the create once. @returns the body of a 2xx, or the failure */
	private async attempt(): Promise<JsonRecord | Error> {
		return await this.send(this.request).then(
			({ body }) => recordOr(body),
			(error: unknown) => error as Error,
		);
	}

	/** The payment that a 2xx returned. If the body has no ID, the payment is looked up. */
	private async accepted(record: JsonRecord, signal?: AbortSignal): Promise<CreatedPayment> {
		const id = textOrNull(record.id) ?? textOrNull(record.Id);
		if (id !== null) return { id, isIdProven: true, record, sentAt: this.sentAt };
		if (Object.keys(record).length === 0) return await this.acceptedUnread(undefined, signal);
		const found = await this.find(signal).catch(ignoreAll);
		if (found) return { ...found, record: { ...record, ...found.record } };
		return { id: this.known().id, isIdProven: false, record, sentAt: this.sentAt };
	}

	/** A 2xx whose body cannot be used still proves that the payment exists. */
	private async acceptedUnread(failure: ServiceError | undefined, signal?: AbortSignal): Promise<CreatedPayment> {
		const found = await this.find(signal).catch(ignoreAll);
		if (found) return found;
		throw unseen.created(failure, this.known(), this.isAbsent);
	}

	/** The External ID is in use. Either the earlier try arrived, or it belongs to another payment: a look can tell. */
	private async afterConflict(failure: ServiceError, signal?: AbortSignal): Promise<CreatedPayment> {
		const found = await this.find(signal);
		if (found) return found;
		throw this.isAbsent ? unseen.externalIdTaken(failure, this.known()) : unseen.probablyCreated(failure, this.known());
	}

	/** A token that is new is refused: Klavi accepts each for one payment only, so the earlier try probably arrived. Contract: 6.6 */
	private async afterRefusal(failure: ServiceError, signal?: AbortSignal): Promise<CreatedPayment> {
		const found = await this.find(signal);
		if (found) return found;
		throw this.isAbsent ? failure : unseen.probablyCreated(failure, this.known());
	}

	/** Looks for the payment that the token names until it is there or the time is up. */
	private async find(signal?: AbortSignal): Promise<CreatedPayment | undefined> {
		if (this.token.paymentId === null) return undefined;
		const { value } = await poll({
			send: this.send,
			look: async (send) => await this.look(send),
			isEnough: (found) => found !== undefined,
			interval: () => LOOK_INTERVAL,
			limit: LOOK_LIMIT,
			signal,
		});
		return value;
	}

	/** The payment that the token names, if it shows that the create has arrived. */
	private async look(send: Send): Promise<CreatedPayment | undefined> {
		const { paymentId, text } = this.token;
		if (paymentId === null) return undefined;
		const response = await send({
			method: 'GET',
			path: `${this.api.paymentPath(paymentId)}/status`,
			expect: 'object',
			authorization: { bearer: text },
			effect: 'read',
		}).catch((error: unknown) => {
			if (statusOf(error) === 404) this.isClaimWrong = this.isAbsent = true;
			throw error;
		});
		const record = recordOr(response.body);
		const ownId = textOrNull(record[this.api.revision.fields.externalId]);
		this.isClaimWrong = ownId !== null && ownId !== this.payment.externalId;
		this.isAbsent = this.isClaimWrong || (ownId === null && !isUnderWay(record));
		return this.isAbsent ? undefined : { id: paymentId, isIdProven: true, record, sentAt: this.sentAt };
	}

	/** What is known of a payment without its response. Its token is kept: whoever looks it up in this run needs that one. Contract: 6.6 */
	private known(): unseen.Known {
		const id = this.isClaimWrong ? null : this.token.paymentId;
		this.api.keepToken(id, this.token);
		return { externalId: this.payment.externalId, id };
	}
}

const isSuccess = (status: number | undefined): boolean => status !== undefined && status >= 200 && status < 300;

function ignoreServiceError(error: unknown): undefined {
	if (!(error instanceof ServiceError)) throw error;
}

/** For looks after a 2xx: whatever ends them, the payment exists. */
function ignoreAll(): undefined {
	return undefined;
}
