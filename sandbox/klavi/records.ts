import type { JsonObject } from '../shared/jsonBody';
import type { DeliveryRecord as WebhookDelivery } from '../shared/webhookSender';
import type { Failure, RevisionName } from './catalogue';

/** An account-holding institution (Contract: 2.1), as it goes over the wire. */
export interface Participant {
	id: string;
	organisation_id: string;
	name: string;
	tradeName: string;
	slug: string;
	avatar: string;
	status: 'ACTIVE' | 'INACTIVE';
	taxId: string;
	ispb: string;
	createdAt: string;
	updatedAt: string;
}

/** A token issued by auth or by a hosted checkout. */
export interface TokenRecord {
	number: number;
	/** Milliseconds since 1970. */
	issuedAt: number;
	expiresAt: number;
	/** The id its claim names, and which the first payment it creates gets. */
	paymentId: string;
	/** Payments created with it. */
	created: string[];
	/** Came with a hosted checkout and serves nothing else (Contract: 2.7). */
	checkout: boolean;
}

/** Where the payer decides (Contract: 1.5; opened once, within 60 s). */
export interface ConsentRecord {
	/** URN (Contract: 2.4). */
	id: string;
	/** Last part of the consent URL. */
	key: string;
	/** Proves that a form was sent from the opened page. */
	formKey: string;
	/** Milliseconds since 1970. */
	openUntil: number;
	openedAt?: number;
}

export interface PaymentRecord {
	number: number;
	id: string;
	revision: RevisionName;
	/** What create or the hosted checkout took, by wire name. */
	given: JsonObject;
	/** `externalId` or `clientRequestId`; `undefined` for a hosted checkout that has none yet. */
	clientId?: string;
	status: string;
	/** Every status it has been in, with the milliseconds since 1970 it came there. */
	history: Array<{ status: string; at: number }>;
	failure?: Failure;
	/** The next status, while one is scheduled. */
	due?: { at: number; status: string; failure?: Failure };
	/** How it will end, if the control API has set that. */
	plannedEnd?: { status: string; code?: string };
	consent?: ConsentRecord;
	endToEndId?: string;
	bankPaymentId?: string;
	/** Scheme and host the payer's pages are reached at. */
	origin: string;
	/** Of a hosted checkout: the key of its page, and until when it can be completed. */
	checkout?: { key: string; completeUntil: number; completed: boolean };
}

/** What the control API has planned for the next creates. */
export type Plan =
	| { refuse: number; message?: string | string[]; remaining: number }
	| { end: string; code?: string; remaining: number };

/** One event on its way to one address. */
export interface DeliveryRecord extends WebhookDelivery {
	/** Header X-Klavi-Timestamp; `null`: left out. */
	timestamp: string | null;
	/** Header X-Klavi-Signature; `null`: left out. */
	signature: string | null;
}

export interface EventRecord {
	number: number;
	eventId: string;
	eventName: string;
	paymentId: string;
	/** The exact bytes of the body. */
	body: Buffer;
	deliveries: DeliveryRecord[];
}
