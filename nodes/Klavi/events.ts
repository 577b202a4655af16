import type { IDataObject } from 'n8n-workflow';

import { disputeEvent } from '../common/trigger/disputeEvent';
import { isRecord, type JsonRecord, recordOr, textOrNull } from '../common/values/json';

/** The first of these fields that has a value. */
function firstOf(record: JsonRecord, ...names: string[]): string | null {
	for (const name of names) {
		const text = Object.hasOwn(record, name) ? textOrNull(record[name]) : null;
		if (text !== null) return text;
	}
	return null;
}

/** Why a payment failed, in the words of either revision. Contract: 2.13 */
export function failureIn(payment: JsonRecord): string | null {
	const { error, statusReason } = payment;
	const reason = isRecord(statusReason) ? statusReason : recordOr(error);
	return firstOf(reason, 'code', 'title', 'message', 'detail', 'description');
}

/** A payment of either revision, or its status, as the common dispute event. Contract: 2.3, 2.4 */
export function paymentEvent(payment: JsonRecord): IDataObject {
	const holder = recordOr(recordOr(payment.creditorAccount).holder);
	return disputeEvent({
		provider: 'klavi',
		event: 'payment_status',
		status: textOrNull(payment.status),
		id: firstOf(payment, 'id', 'Id', 'paymentId'),
		orderId: firstOf(payment, 'externalId', 'clientRequestId'),
		transactionId: firstOf(payment, 'endToEndId', 'transactionIdentification'),
		amount: textOrNull(payment.amount),
		currency: textOrNull(payment.currency),
		reason: failureIn(payment),
		network: firstOf(payment, 'method', 'initType'),
		merchant: textOrNull(recordOr(payment.creditor).name) ?? textOrNull(holder.name),
		occurredAt: firstOf(payment, 'statusUpdateAt', 'updateAt', 'updatedAt', 'createAt', 'createdAt'),
	});
}

/**
 * A webhook event as the common dispute event, as far as its undocumented body allows.
 * @param body `{eventId, eventName, eventTime, payload}`, or a bare payment. Contract: 3
 */
export function deliveredEvent(body: JsonRecord): IDataObject {
	const payload = isRecord(body.payload) ? body.payload : body;
	const inner = isRecord(payload.payment) ? payload.payment : payload;
	const event = paymentEvent(inner);
	const type = firstOf(body, 'eventName', 'eventType');
	const status = event.status ?? type;
	const updatedAt = firstOf(inner, 'statusUpdateAt', 'updateAt', 'updatedAt');
	return { ...event, type, status, occurredAt: updatedAt ?? firstOf(body, 'eventTime') ?? event.occurredAt };
}
