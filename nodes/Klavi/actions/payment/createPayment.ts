import { Cancelled, clock } from '../../../common/clock';
import { ServiceError } from '../../../common/errors/errors';
import { backOff } from '../../../common/http/rateLimiter';
import type { Send, ServiceRequest } from '../../../common/operation';
import { type JsonRecord, recordOr, textOrNull } from '../../../common/values/json';
import { type KlaviApi, statusOf } from '../../api/klaviApi';
import type { Token } from '../../api/tokens';
import { messages } from '../../problems';
import type { CheckedPayment } from './paymentBody';
import { isUnderWay } from './statuses';
import { pauseInSteps } from './waiting';

/** How often one payment is sent at most: always with the same id and the same token. */
const MOST_SENDS = 4;

export interface CreatedPayment {
	id: string | null;
	/** The payment as Klavi gave it. */
	record: JsonRecord;
	/** Milliseconds since 1970: before this moment the payment was not there. */
	sentAt: number;
}

/**
 * Creates one payment, with a token of its own. After a failure that leaves open whether it was created, the payment that the token
 * names is looked up, and where that shows nothing the same id is sent again with the same token: Klavi takes an id once only.
 *
 * Contract: 1.4, 2.2, 6.24.
 *
 * @throws ServiceError: `carriedOut` where the payment exists but its answer was lost, `unclear` where nobody can tell
 */
export async function createPayment(
	send: Send,
	api: KlaviApi,
	payment: CheckedPayment,
	signal?: AbortSignal,
): Promise<CreatedPayment> {
	const token = await api.token(send);
	const creation = new Creation(send, api, payment, token);
	const created = await creation.carryOut(signal);
	api.keepToken(created.id, token);
	return created;
}

class Creation {
	private readonly plan: ServiceRequest;

	private sentAt = 0;

	constructor(
		private readonly send: Send,
		private readonly api: KlaviApi,
		private readonly payment: CheckedPayment,
		private readonly token: Token,
	) {
		this.plan = {
			method: 'POST',
			path: api.revision.paths.payments,
			body: payment.body,
			expect: 'object',
			authorization: { bearer: token.text },
		};
	}

	async carryOut(signal?: AbortSignal): Promise<CreatedPayment> {
		this.sentAt = clock.now();
		const first = await this.attempt();
		if (!(first instanceof Error)) return first;
		const failure = first instanceof ServiceError ? first.failure : undefined;
		if (failure?.status === 409) throw failure.afterBusy ? this.exists() : this.usedBefore(first as ServiceError);
		// a 503 may have been acted on in spite of its Retry-After, also where that is longer than the item may wait
		if (!failure?.unclear && failure?.status !== 503) throw first;
		// from here on the payment may exist: whatever happens, that is what the item says
		return await this.clearUp(first as ServiceError, signal).catch(
			async (error: unknown) =>
				await Promise.reject(isAnswer(error) ? error : this.unclear(first as ServiceError, error)),
		);
	}

	private async clearUp(first: ServiceError, signal?: AbortSignal): Promise<CreatedPayment> {
		let last: Error = first;
		for (let sends = 1; sends < MOST_SENDS; sends++) {
			await pauseInSteps(backOff(sends - 1), signal);
			const found = await this.lookUp();
			if (found) return found;
			const result = await this.attempt();
			if (!(result instanceof Error)) return result;
			if (statusOf(result) === 409) throw this.exists();
			if (!(result instanceof ServiceError) || !result.failure.unclear) throw result;
			last = result;
		}
		throw last;
	}

	private async attempt(): Promise<CreatedPayment | Error> {
		return await this.send(this.plan).then(
			(answer) => this.created(recordOr(answer.body)),
			(error: unknown) => error as Error,
		);
	}

	/** The payment that the token names, where it shows that the create has arrived. */
	private async lookUp(): Promise<CreatedPayment | undefined> {
		const { paymentId, text } = this.token;
		if (paymentId === null) return undefined;
		const answer = await this.send({
			method: 'GET',
			path: `${this.api.paymentPath(paymentId)}/status`,
			expect: 'object',
			authorization: { bearer: text },
			effect: 'read',
		}).catch(async (error: unknown) =>
			error instanceof ServiceError ? undefined : await Promise.reject(error as Error),
		);
		const record = recordOr(answer?.body);
		const ownId = textOrNull(record[this.api.revision.places.externalId ?? '']);
		if (ownId === null ? isUnderWay(record) : ownId === this.payment.externalId) return this.created(record);
		return undefined;
	}

	private created(record: JsonRecord): CreatedPayment {
		return { id: textOrNull(record.id) ?? textOrNull(record.Id) ?? this.token.paymentId, record, sentAt: this.sentAt };
	}

	private usedBefore({ failure }: ServiceError): ServiceError {
		const { externalId } = this.payment;
		return new ServiceError({
			...failure,
			message: messages.usedBefore(externalId),
			advice: messages.usedBeforeAdvice,
			details: { externalId, created: false },
		});
	}

	/** What is known of a payment without its answer. Its token is kept: whoever looks it up in this run needs that one. Contract: 6.6 */
	private unseen(): { externalId: string; paymentId: string | null } {
		const { paymentId } = this.token;
		this.api.keepToken(paymentId, this.token);
		return { externalId: this.payment.externalId, paymentId };
	}

	private exists(): ServiceError {
		const { externalId, paymentId } = this.unseen();
		return new KnownOutcome({
			message: messages.createdUnseen(externalId),
			advice: messages.createdUnseenAdvice(externalId, paymentId),
			carriedOut: true,
			details: { externalId, created: true, id: paymentId },
		});
	}

	private unclear(first: ServiceError, last: unknown): ServiceError {
		const { externalId, paymentId } = this.unseen();
		const words =
			last instanceof ServiceError && last !== first
				? messages.lastFailure(last.message)
				: last instanceof Cancelled
					? messages.cancelledMeanwhile
					: '';
		return new ServiceError({
			message: first.message,
			advice: [messages.maybeCreatedAdvice(externalId, paymentId), words].filter(Boolean).join(' '),
			status: first.failure.status,
			code: first.failure.code,
			unclear: true,
			details: { externalId, id: paymentId },
		});
	}
}

/** It is known what became of the payment. */
class KnownOutcome extends ServiceError {}

function isAnswer(error: unknown): error is KnownOutcome {
	return error instanceof KnownOutcome;
}
