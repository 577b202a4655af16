import type { IDataObject } from 'n8n-workflow';

import { type DisputeEventName, disputeEvent, respondBy } from '../common/trigger/disputeEvent';
import { utcOrNull } from '../common/values/dates';
import { isRecord, type JsonRecord, textOrNull } from '../common/values/json';

const PROVIDER = 'kount';
const DAY = 24 * 3600 * 1000;

const ALERT_EVENTS: Record<string, DisputeEventName> = {
	ORDER_INQUIRY: 'inquiry',
	DISPUTE: 'alert',
	ETHOCA_DISPUTE: 'alert',
	ETHOCA_FRAUD: 'alert',
	DISPUTE_NOTICE: 'dispute',
	FRAUD_NOTICE: 'fraud_notice',
	RDR: 'resolved',
	CANCEL: 'other',
};

/** Alerts that need a response within a day. Deflected inquiries and RDR cases need none. Contract: 3.1, Deadlines */
const ANSWERED_WITHIN_A_DAY = ['DISPUTE', 'ETHOCA_DISPUTE', 'ETHOCA_FRAUD'];

/** The network behind an alert: Ethoca names itself, RDR is a product, all others come from Verifi. */
function networkOf(type: string): string | null {
	if (type.startsWith('ETHOCA')) return 'ethoca';
	if (type === 'RDR') return 'rdr';
	return Object.hasOwn(ALERT_EVENTS, type) ? 'verifi' : null;
}

/** The first 6 and last 4 digits of a card number, whatever is between them. */
function maskedCard(accountNumber: string | null): string | null {
	const ends = /^(\d{6})\S*(\d{4})$/.exec(accountNumber ?? '');
	return ends && accountNumber !== null && accountNumber.length > 10 ? `${ends[1]}******${ends[2]}` : null;
}

/** Kount masks card numbers. If it did not, a full one could reach the user's sheets and chats. */
function masked(record: JsonRecord): JsonRecord {
	const digits = textOrNull(record.accountNumber)?.replace(/[\s-]/g, '') ?? '';
	return /^\d{12,}$/.test(digits) ? { ...record, accountNumber: maskedCard(digits) } : record;
}

/**
 * The body itself, or each entry of its `events` with the fields beside that list: both forms are documented. Undefined if nothing in the
 * body is an event. Contract: 3.1, Shape conflict; 5 (18)
 */
export function alertsOf(body: unknown): JsonRecord[] | undefined {
	if (!isRecord(body)) return undefined;
	const { events, ...shared } = body;
	const isNested = Array.isArray(events) && events.length > 0;
	const records = isNested ? events.filter(isRecord).map((event) => masked({ ...shared, ...event })) : [masked(body)];
	// an unreadable event must not hold up the others: Kount would send the same body again, and then give up
	return records.some((record) => textOrNull(record.eventType) !== null) ? records : undefined;
}

/** The same whenever Kount sends the event again: its ID, or else the body's hash with the event's index in it. */
export function alertDeliveryId(alert: JsonRecord, hash: string, index: number): string {
	const id = textOrNull(alert.requestID) ?? (index === 0 ? hash : `${hash}:${index}`);
	return `${id}:${textOrNull(alert.eventType) ?? 'unknown'}`;
}

/** A chargeback alert as the common dispute event. Respond accepts its `id`. Contract: 3.1 */
export function alertEvent(alert: JsonRecord, receivedAt: string): IDataObject {
	const type = textOrNull(alert.eventType);
	const occurredAt = textOrNull(alert.eventDateTime);
	return disputeEvent({
		provider: PROVIDER,
		event: type !== null && Object.hasOwn(ALERT_EVENTS, type) ? ALERT_EVENTS[type] : 'other',
		type,
		status: type,
		id: textOrNull(alert.requestID),
		orderId: textOrNull(alert.merchantOrderID),
		transactionId: textOrNull(alert.transactionID),
		arn: textOrNull(alert.arn),
		amount: textOrNull(alert.transactionAmount),
		currency: textOrNull(alert.transactionCurrency),
		reason: textOrNull(alert.disputeCode),
		card: maskedCard(textOrNull(alert.accountNumber)),
		network: type === null ? null : networkOf(type),
		merchant: textOrNull(alert.descriptor),
		occurredAt: utcOrNull(occurredAt) ?? occurredAt,
		respondBy: type !== null && ANSWERED_WITHIN_A_DAY.includes(type) ? respondBy(occurredAt, receivedAt, DAY) : null,
	});
}

/** A Kount 360 event as the common dispute event. Contract: 3.2 */
export function signedEvent(body: JsonRecord): IDataObject {
	const type = textOrNull(body.eventType);
	const occurredAt = textOrNull(body.eventDate);
	return disputeEvent({
		provider: PROVIDER,
		event: type === 'Order.StatusChange' ? 'status_changed' : 'other',
		type,
		status: textOrNull(body.newValue) ?? type,
		id: textOrNull(body.kountOrderId) ?? textOrNull(body.id),
		orderId: textOrNull(body.merchantOrderId),
		merchant: textOrNull(body.channel),
		occurredAt: utcOrNull(occurredAt) ?? occurredAt,
	});
}
