import type { IDataObject } from 'n8n-workflow';

import { parseDate } from '../values/dates';

/** What happened, in one word for all services. */
export type DisputeEventName =
	| 'inquiry'
	| 'alert'
	| 'resolved'
	| 'prevented'
	| 'fraud_notice'
	| 'dispute'
	| 'case_created'
	| 'defense_ready'
	| 'won'
	| 'lost'
	| 'status_changed'
	| 'payment_status'
	| 'other';

/**
 * The common dispute event: the same 16 fields in the same order from every service, so that one Slack or Sheets flow works
 * for all of them. A value that a service does not send is `null`, never absent.
 */
export interface DisputeEvent {
	/** The service, lower case. */
	provider: string;
	event: DisputeEventName;
	/** The service's own word for the kind of event or record: the value that a trigger's *Trigger On* offers. */
	type: string | null;
	/** The service's own word. */
	status: string | null;
	id: string | null;
	orderId: string | null;
	transactionId: string | null;
	/** Acquirer Reference Number, 23 characters. */
	arn: string | null;
	/** Major units, with the original digits. */
	amount: string | null;
	/** ISO 4217. */
	currency: string | null;
	reason: string | null;
	/** `411111******1111` or `visa ****1111`. */
	card: string | null;
	/** The service's product or provider, such as `rdr` or `ethoca`. */
	network: string | null;
	/** Descriptor or MID. */
	merchant: string | null;
	/** ISO 8601, as the service wrote it. */
	occurredAt: string | null;
	/** ISO 8601 UTC: the deadline for a response; null if there is none. */
	respondBy: string | null;
}

/** The event with all its fields in their order. */
export function disputeEvent(known: Pick<DisputeEvent, 'provider' | 'event'> & Partial<DisputeEvent>): IDataObject {
	return {
		provider: known.provider,
		event: known.event,
		type: known.type ?? null,
		status: known.status ?? null,
		id: known.id ?? null,
		orderId: known.orderId ?? null,
		transactionId: known.transactionId ?? null,
		arn: known.arn ?? null,
		amount: known.amount ?? null,
		currency: known.currency ?? null,
		reason: known.reason ?? null,
		card: known.card ?? null,
		network: known.network ?? null,
		merchant: known.merchant ?? null,
		occurredAt: known.occurredAt ?? null,
		respondBy: known.respondBy ?? null,
	};
}

/** A card as a user may see it, from the parts that a service sends; null if they do not tell one card from another. */
export function cardText(bin: string | null, lastFour: string | null, brand: string | null): string | null {
	if (!lastFour) return null;
	return bin ? `${bin.slice(0, 6)}******${lastFour.slice(-4)}` : `${brand ?? 'card'} ****${lastFour.slice(-4)}`;
}

/**
 * The deadline for a response.
 * @param from ISO 8601 date from which the limit runs: the service's own date if it is valid, otherwise `receivedAt`
 * @param limit milliseconds
 * @returns ISO 8601 UTC, or null if neither is a date
 */
export function respondBy(from: string | null, receivedAt: string | null, limit: number): string | null {
	for (const date of [from, receivedAt]) {
		const start = date === null ? undefined : parseDate(date);
		if (start) return new Date(start.getTime() + limit).toISOString();
	}
	return null;
}
