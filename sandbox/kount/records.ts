import type { JsonObject } from '../shared/jsonBody';
import type { DeliveryRecord } from '../shared/webhookSender';

/** An alert as it can be answered (Contract: 3.1, 4.1). */
export interface AlertRecord {
	/** Delivered as `requestID`. */
	id: string;
	/** One of the eight known types, or any type a control call set. */
	eventType: string;
	/** The transaction fields of its event. */
	transaction: JsonObject;
	disputeCode: string;
	/** ISO 8601 UTC. */
	eventDateTime: string;
	/** 24 hours later; ISO 8601 UTC. */
	dueAt: string;
	/** Final as soon as there is one: every status code is a complete outcome. */
	answer: { statusCode: string; at: string; late: boolean } | null;
}

/** An order of the Orders API (Contract: 4.2). */
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

/** An event of one of the two webhook systems (Contract: 3). */
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
