import { isObject, type JsonObject } from '../../shared/jsonBody';
import { allowedOutcomes, SETTABLE_OUTCOMES } from '../catalogue';
import type { AlertRecord, OutcomeEntry } from '../records';
import { ServiceError } from '../serviceError';

/**
 * What is wrong with an outcome whatever the alert; `undefined` when it is one of the eight a merchant may send
 * (Contract: 6.1).
 */
export function outcomeComplaint(outcome: unknown): string | undefined {
	if (outcome === undefined) return 'is required';
	const isKnown = SETTABLE_OUTCOMES.includes(outcome as (typeof SETTABLE_OUTCOMES)[number]);
	return isKnown ? undefined : `must be one of ${SETTABLE_OUTCOMES.join(', ')}`;
}

/**
 * Why an alert cannot get this outcome now: it is not allowed for the type, or the alert already has a final outcome.
 * Only the first
 * answer counts, unless it was `pending`; one final outcome may follow that (Contract: 4).
 */
export function outcomeError({ alert }: AlertRecord, outcome: string): ServiceError | undefined {
	const allowed = allowedOutcomes(alert.type);
	if (!allowed.includes(outcome)) {
		const rule = `must be ${allowed.length > 1 ? 'one of ' : ''}${allowed.join(', ')} for an alert of type ${alert.type}`;
		return new ServiceError(400, 'validation_error', 'The request is not valid', { outcome: rule });
	}
	if (alert.outcome === '') return undefined;
	if (alert.outcome !== 'pending') {
		const message = `The alert was already answered with ${alert.outcome}; a final outcome cannot be changed`;
		return new ServiceError(409, 'outcome_already_final', message, { outcome: `is already ${alert.outcome}` });
	}
	if (outcome !== 'pending') return undefined;
	const message = 'The alert was already answered with pending; only a final outcome may follow';
	return new ServiceError(409, 'outcome_already_pending', message, { outcome: 'must be final after pending' });
}

/** Stores an outcome that was accepted. */
export function recordOutcome(record: AlertRecord, answer: JsonObject, by: OutcomeEntry['by']): void {
	const outcome = String(answer.outcome);
	const orderId =
		isObject(answer.order) && typeof answer.order.order_id === 'string' ? answer.order.order_id : undefined;
	record.alert.outcome = outcome;
	record.orderId = orderId ?? record.orderId;
	record.outcomes.push({ outcome, at: new Date().toISOString(), by, orderId });
}
