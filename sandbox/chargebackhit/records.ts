import type { JsonObject } from '../shared/jsonBody';
import type { Product } from './catalogue';

/** Anything that can be listed: sorted by `createdAt` (milliseconds), then by `sequence`. */
export interface Listed {
	createdAt: number;
	sequence: number;
}

/** One answer an alert has had. */
export interface OutcomeEntry {
	outcome: string;
	/** ISO 8601 UTC. */
	at: string;
	/** `reply`: in the webhook's reply; `update`: through update-outcome; `seed`: before the sandbox started. */
	by: 'reply' | 'update' | 'seed';
	orderId?: string;
}

/** An alert as stored; `alert`, `transaction` and `merchant` are what goes over the wire (Contract: 3). */
export interface AlertRecord extends Listed {
	alert: JsonObject & { id: string; type: string; outcome: string };
	transaction: JsonObject;
	merchant: JsonObject;
	/** From the last answer; the list can be filtered by it. */
	orderId?: string;
	outcomes: OutcomeEntry[];
}

export interface MerchantRecord extends Listed {
	id: string;
	internalId: string;
	descriptor: string;
	name: string;
	mcc: string;
	currency: string;
}

export interface CaidRecord extends Listed {
	id: string;
	merchantId: string;
	internalId: string;
	cardAcceptorId: string;
	acquirerBin: string;
	descriptor: string;
	mcc: string;
	pspName: string;
	updatedAt: number;
	products: { [name in Product]?: { status: string; failureReason: string; at: number } };
}

export interface EnrollmentRecord extends Listed {
	id: string;
	status: string;
	importMessage: string;
	/** The element of the batch as it was accepted. */
	element: JsonObject & { descriptor: string; psp_name: string };
	/** Set once the enrollment has made its CAID. */
	caidId?: string;
	/** Set on seeded records: their status does not move. */
	settled: boolean;
}

export interface DisputeRecord extends Listed {
	/** The dispute as it goes over the wire (Contract: 2.10). */
	dispute: JsonObject & { id: string; status: string; provider: string; dispute_date: string; updated_at: string };
}

/** What is known about one alert sent to the webhook URL. */
export interface Delivery {
	/** The alert's id. */
	id: string;
	number: number;
	type: string;
	url: string;
	/** ISO 8601 UTC. */
	sentAt: string;
	wrongSignature: boolean;
	/** The body sent. */
	sent: JsonObject;
	/** `null` while the reply is awaited. */
	reply: DeliveryReply | null;
	verdict: 'right' | 'allowed' | 'wrong' | null;
	/** A sentence; empty for `right`. */
	reason: string;
}

export interface DeliveryReply {
	status: number | null;
	/** Parsed when it is JSON, else the text. */
	body: unknown;
	headers: Record<string, string>;
	milliseconds: number;
	error?: string;
}
