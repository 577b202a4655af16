import type { IDataObject } from 'n8n-workflow';

import { hashOf } from '../common/trigger/delivery';
import { cardText, type DisputeEventName, disputeEvent, respondBy } from '../common/trigger/disputeEvent';
import { utcOrNull } from '../common/values/dates';
import { type JsonRecord, recordOr, textOrNull } from '../common/values/json';

const PROVIDER = 'chargebackhit';
const SECOND = 1000;
const HOUR = 3600 * SECOND;

/** As common dispute events: init-refund is an alert, notifications are what they notify of, others keep their names. */
const EVENTS: Record<string, DisputeEventName> = {
	inquiry: 'inquiry',
	prevented: 'prevented',
	'init-refund': 'alert',
	resolved: 'resolved',
	'fraud-notification': 'fraud_notice',
	'dispute-notification': 'dispute',
};

/** How long a response counts, by product. Contract: 4, 8 (16). */
export const REFUND_LIMITS: Record<string, number> = { cdrn: 72 * HOUR, ethoca: 24 * HOUR };

/** Milliseconds within which an alert must be answered; undefined if the contract names no limit. */
function answerLimit(type: string, product: string): number | undefined {
	if (type === 'inquiry') return 2 * SECOND;
	return type === 'init-refund' && Object.hasOwn(REFUND_LIMITS, product) ? REFUND_LIMITS[product] : undefined;
}

/** An alert's `alert`, `transaction` and `merchant`; what is missing is empty. */
export function alertParts(body: JsonRecord): { alert: JsonRecord; transaction: JsonRecord; merchant: JsonRecord } {
	return { alert: recordOr(body.alert), transaction: recordOr(body.transaction), merchant: recordOr(body.merchant) };
}

/**
 * An alert as the common dispute event. Until the alert contains an order, the merchant's own reference of the payment
 * (`transaction_merchant_id`) is the `orderId`.
 * @param body `{alert, transaction, merchant}`, from a webhook, a get or a list. Contract: 3
 * @param receivedAt when a webhook delivered it, ISO 8601
 */
export function alertEvent(body: JsonRecord, receivedAt: string | null = null): IDataObject {
	const { alert, transaction, merchant } = alertParts(body);
	const type = textOrNull(alert.type);
	const product = textOrNull(alert.product);
	const occurredAt = textOrNull(alert.published_at) ?? textOrNull(alert.date);
	const limit = answerLimit(type ?? '', product ?? '');
	return disputeEvent({
		provider: PROVIDER,
		event: type !== null && Object.hasOwn(EVENTS, type) ? EVENTS[type] : 'other',
		type,
		status: textOrNull(alert.outcome),
		id: textOrNull(alert.id),
		orderId: textOrNull(recordOr(body.order).order_id) ?? textOrNull(transaction.transaction_merchant_id),
		transactionId: textOrNull(transaction.transaction_id),
		arn: textOrNull(transaction.arn),
		amount: textOrNull(alert.amount) ?? textOrNull(transaction.amount),
		currency: textOrNull(alert.currency) ?? textOrNull(transaction.currency),
		reason: textOrNull(alert.reason_code),
		card: cardText(textOrNull(transaction.bin), textOrNull(transaction.last_four), textOrNull(transaction.card_brand)),
		network: product ?? textOrNull(alert.provider),
		merchant: textOrNull(alert.descriptor) ?? textOrNull(merchant.descriptor) ?? textOrNull(merchant.name),
		occurredAt,
		respondBy: limit === undefined ? null : respondBy(occurredAt, receivedAt, limit),
	});
}

/** The same for each delivery of one alert: Chargebackhit's deliveries have no ID of their own. @param body its bytes */
export function alertDeliveryId(type: string | null, id: string | null, body: () => Buffer): string {
	return `${type ?? 'unknown'}:${id ?? hashOf(body())}`;
}

/** A dispute as the common dispute event. Contract: 2.10. */
export function disputeRecordEvent(dispute: JsonRecord): IDataObject {
	const outcome = textOrNull(dispute.outcome);
	return disputeEvent({
		provider: PROVIDER,
		event: outcome === 'won' || outcome === 'lost' ? outcome : 'dispute',
		status: textOrNull(dispute.status),
		id: textOrNull(dispute.id),
		transactionId: textOrNull(dispute.provider_dispute_id),
		amount: textOrNull(dispute.amount),
		currency: textOrNull(dispute.currency),
		reason: textOrNull(dispute.reason),
		network: textOrNull(dispute.provider),
		occurredAt: textOrNull(dispute.dispute_date) ?? textOrNull(dispute.created_at),
		respondBy: utcOrNull(textOrNull(dispute.response_deadline)),
	});
}
