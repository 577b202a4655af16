import type { JsonObject } from '../shared/jsonBody';
import type { DeliveryRecord as WebhookDelivery } from '../shared/webhookSender';
import type { CaseStatus } from './catalogue';

/** A file of a case (Contract: 4.2); `file` is what goes over the wire. */
export interface FileRecord {
	file: { name: string; uploadedAt: string; size: number; mimetype: string; category: string };
	kind: 'evidence' | 'productPhoto';
	/** The content type the part declared. */
	declaredType: string;
	/** Hex digest of the content. */
	sha256: string;
	/** `undefined` once newer files have replaced it in memory. */
	content?: Buffer;
}

/** A defense that can be downloaded, as the case was when it was ready. */
export interface DefenseRecord {
	/** ISO 8601 UTC. */
	at: string;
	fields: JsonObject & { expedientNumber: string };
	files: Array<FileRecord['file'] & { sha256: string }>;
}

export interface CaseRecord {
	id: string;
	/** Everything create and update accepted, by wire name. */
	fields: JsonObject & { expedientNumber: string };
	status: CaseStatus;
	/** The payment processor runs this case: its status cannot be changed through the API (Contract: 2.5). */
	connected: boolean;
	/** ISO 8601 UTC. */
	createdAt: string;
	updatedAt: string;
	/** When it was last submitted; ISO 8601 UTC. */
	submittedAt?: string;
	/** What the defense was made from; `undefined` while there is none to download. */
	defense?: DefenseRecord;
	files: FileRecord[];
}

/** A webhook subscription (Contract: 2.6). */
export interface SubscriptionRecord {
	id: string;
	targetUrl: string;
	/** `undefined`: all events. */
	event?: string;
	/** ISO 8601 UTC. */
	createdAt: string;
	/** The API key it was made with, which alone sees it. */
	apiKey: string;
}

/** One event on its way to one address. */
export interface DeliveryRecord extends WebhookDelivery {
	/** The subscription it was sent for; `null` for the address of the dashboard or of the control call. */
	subscriptionId: string | null;
}

export interface EventRecord {
	number: number;
	eventType: string;
	expedientNumber: string;
	/** ISO 8601 UTC. */
	createdAt: string;
	/** The exact bytes of the body. */
	body: Buffer;
	/** Verify-event does not find it. */
	forged: boolean;
	deliveries: DeliveryRecord[];
}

/** One call of verify-event. */
export interface VerificationRecord {
	/** ISO 8601 UTC. */
	at: string;
	verified: boolean;
	/** The event with the same content; `null` if there is none. */
	event: number | null;
	/** Whether every byte was also the same. */
	sameBytes: boolean;
}
