import { Cancelled, clock } from '../../../common/clock';
import { ServiceError } from '../../../common/errors/errors';
import { backOff } from '../../../common/http/retryPolicy';
import type { Send, ServiceRequest } from '../../../common/operation';
import { type JsonRecord, recordOr, textOrNull } from '../../../common/values/json';
import { type KlaviApi, statusOf } from '../../api/klaviApi';
import type { Token } from '../../api/tokens';
import { problems } from '../../problems';
import type { CheckedPayment } from './paymentBody';
import { isUnderWay } from './statuses';
import { pauseInSteps } from './waiting';

/** How often one payment is sent at most: always with the same ID and the same token. */
const MOST_SENDS = 4;

export interface CreatedPayment {
	id: string | null;
	/** The payment as Klavi returned it. */
	record: JsonRecord;
	/** Milliseconds since 1970: before this moment the payment did not exist. */
	sentAt: number;
}

/**
 * Creates one payment, with its own token. After a failure that leaves open whether it was created, the payment that the token names
 * is looked up. If that shows nothing, the same ID is sent again with the same token: Klavi accepts each ID only once.
 * Contract: 1.4, 2.2, 6.24
 * @throws ServiceError: `completed` if the payment exists but its response was lost, `unclear` if nobody can tell
 */
export async function createPayment(
	send: Send,
	api: KlaviApi,
	payment: CheckedPayment,
	signal?: AbortSignal,
): Promise<CreatedPayment> {
	const token = await api.token(send);
	const created = await new Creation(send, api, payment, token).run(signal);
	api.keepToken(created.id, token);
	return created;
}

class Creation {
	private readonly request: ServiceRequest;

	private sentAt = 0;

	constructor(
		private readonly send: Send,
		private readonly api: KlaviApi,
		private readonly payment: CheckedPayment,
		private readonly token: Token,
	) {
		this.request = {
			method: 'POST',
			path: api.revision.paths.payments,
			body: payment.body,
			expect: 'object',
			authorization: { bearer: token.text },
		};
	}

	async run(signal?: AbortSignal): Promise<CreatedPayment> {
		this.sentAt = clock.now();
		const first = await this.attempt();
		if (!(first instanceof Error)) return first;
		if (!(first instanceof ServiceError)) throw first;
		const { status, afterBusy, unclear } = first.failure;
		if (status === 409) throw afterBusy ? this.createdUnseen() : this.usedBefore(first);
		// Klavi may have processed it despite the 503, even if its Retry-After is longer than the item may wait
		if (!unclear && status !== 503) throw first;
		// from here on the payment may exist: whatever happens, the item says so
		return await this.clearUp(first, signal).catch((error: unknown) => {
			throw isCompleted(error) ? error : this.unclear(first, error);
		});
	}

	private async clearUp(first: ServiceError, signal?: AbortSignal): Promise<CreatedPayment> {
		let last: Error = first;
		for (let sends = 1; sends < MOST_SENDS; sends++) {
			await pauseInSteps(backOff(sends - 1), signal);
			const found = await this.lookUp();
			if (found) return found;
			const result = await this.attempt();
			if (!(result instanceof Error)) return result;
			if (statusOf(result) === 409) throw this.createdUnseen();
			if (!(result instanceof ServiceError) || !result.failure.unclear) throw result;
			last = result;
		}
		throw last;
	}

	private async attempt(): Promise<CreatedPayment | Error> {
		return await this.send(this.request).then(
			({ body }) => this.created(recordOr(body)),
			(error: unknown) => error as Error,
		);
	}

	/** The payment that the token names, if it shows that the create has arrived. */
	private async lookUp(): Promise<CreatedPayment | undefined> {
		const { paymentId, text } = this.token;
		if (paymentId === null) return undefined;
		const response = await this.send({
			method: 'GET',
			path: `${this.api.paymentPath(paymentId)}/status`,
			expect: 'object',
			authorization: { bearer: text },
			effect: 'read',
		}).catch((error: unknown) => {
			if (!(error instanceof ServiceError)) throw error;
		});
		const record = recordOr(response?.body);
		const ownId = textOrNull(record[this.api.revision.fields.externalId]);
		const isOurs = ownId === null ? isUnderWay(record) : ownId === this.payment.externalId;
		return isOurs ? this.created(record) : undefined;
	}

	private created(record: JsonRecord): CreatedPayment {
		return { id: textOrNull(record.id) ?? textOrNull(record.Id) ?? this.token.paymentId, record, sentAt: this.sentAt };
	}

	private usedBefore({ failure }: ServiceError): ServiceError {
		const { externalId } = this.payment;
		const details = { externalId, created: false };
		return new ServiceError({ ...failure, problem: problems.externalIdUsed(externalId), details });
	}

	/** What is known of a payment without its response. Its token is kept: whoever looks it up in this run needs that one. Contract: 6.6 */
	private unseen(): { externalId: string; id: string | null } {
		const { paymentId } = this.token;
		this.api.keepToken(paymentId, this.token);
		return { externalId: this.payment.externalId, id: paymentId };
	}

	private createdUnseen(): ServiceError {
		const { externalId, id } = this.unseen();
		return new ServiceError({
			problem: problems.createdWithoutResponse(externalId, id),
			completed: true,
			details: { externalId, created: true, id },
		});
	}

	private unclear(first: ServiceError, last: unknown): ServiceError {
		const { externalId, id } = this.unseen();
		const failure = last instanceof ServiceError && last !== first ? last.message : undefined;
		const ending = { failure, isCanceled: last instanceof Cancelled };
		return new ServiceError({
			problem: problems.createUnclear(first.message, externalId, id, ending),
			status: first.failure.status,
			code: first.failure.code,
			unclear: true,
			details: { externalId, id },
		});
	}
}

function isCompleted(error: unknown): boolean {
	return error instanceof ServiceError && error.failure.completed === true;
}
