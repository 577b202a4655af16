import type { JsonObject } from '../shared/jsonBody';

/** An alert as it can be answered (contract 3.1, 4.1). */
export interface AlertRecord {
	/** Delivered as `requestID`. */
	id: string;
	/** One of the eight known types, or whatever a control call said. */
	eventType: string;
	/** The transaction members of its event. */
	transaction: JsonObject;
	disputeCode: string;
	/** ISO 8601 UTC. */
	eventDateTime: string;
	/** 24 hours later; ISO 8601 UTC. */
	dueAt: string;
	/** Final as soon as there is one: every status code is a complete outcome. */
	answer: { statusCode: string; at: string; late: boolean } | null;
}

/** An order of the Orders API (contract 4.2). */
export interface OrderRecord {
	orderId: string;
	/** Members of the create and update bodies, without transactions and risk inquiry. */
	fields: JsonObject;
	transactions: JsonObject[];
	/** `undefined` until a risk inquiry or a reason code. */
	riskInquiry?: JsonObject;
	/** ISO 8601 UTC. */
	createdAt: string;
	updatedAt: string;
	/** How many updates it has had. */
	updates: number;
}

export interface AttemptRecord {
	number: number;
	/** ISO 8601 UTC. */
	at: string;
	/** Headers sent. */
	headers: Record<string, string>;
	/** HTTP status; `null` when there was no reply. */
	status: number | null;
	body: string;
	milliseconds: number;
	error?: string;
}

/** One event on its way to one address. */
export interface DeliveryRecord {
	url: string;
	attempts: AttemptRecord[];
	/** `delivered`: replied to with 2xx; `failed`: no try is left; `retrying`: another one follows. */
	state: 'sending' | 'retrying' | 'delivered' | 'failed';
}

/** An event of one of the two webhook systems (contract 3). */
export interface EventRecord {
	number: number;
	kind: 'alert' | 'signed';
	eventTypes: string[];
	/** `requestID` of each alert, or the `id` of the signed event. */
	ids: string[];
	/** ISO 8601 UTC. */
	createdAt: string;
	/** The bytes sent. */
	body: Buffer;
	deliveries: DeliveryRecord[];
}
