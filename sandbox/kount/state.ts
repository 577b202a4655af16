import { SeededRandom } from '../shared/random';
import type { JsonObject } from './rules/values';
import { seedAlerts, seedOrders } from './seed';
import { UploadLedger } from './uploadLedger';

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

const SEED = 20_260_917;
const KEPT_EVENTS = 1000;
const KEPT_ORDERS = 5000;
const DAY = 86_400_000;

/** All data of the service. The same seed time gives the same data, ids included. */
export class KountState {
	readonly alerts = new Map<string, AlertRecord>();

	readonly orders = new Map<string, OrderRecord>();

	readonly uploads = new UploadLedger();

	events: EventRecord[] = [];

	/** For everything invented after the seed. */
	random = new SeededRandom(SEED);

	/** Counts the resets, so that work begun before one can see that its data are gone. */
	generation = 0;

	private sentEvents = 0;

	constructor(private readonly seedTime: Date) {
		this.reset();
	}

	/** Back to the seed. */
	reset(): void {
		this.generation += 1;
		this.random = new SeededRandom(SEED);
		this.sentEvents = 0;
		this.events = [];
		this.alerts.clear();
		this.orders.clear();
		this.uploads.reset();
		seedAlerts(this, this.seedTime.getTime());
		seedOrders(this, this.seedTime.getTime());
	}

	/** Adds an alert that is not answered; `at` in milliseconds since 1970. */
	addAlert(given: Pick<AlertRecord, 'id' | 'eventType' | 'transaction' | 'disputeCode'>, at: number): AlertRecord {
		const dueAt = new Date(at + DAY).toISOString();
		const alert = { ...given, eventDateTime: new Date(at).toISOString(), dueAt, answer: null };
		this.alerts.set(alert.id, alert);
		return alert;
	}

	/** Adds an order with the members of a checked create body; the oldest is given up above 5,000. */
	addOrder(given: JsonObject, at = new Date().toISOString()): OrderRecord {
		const { transactions = [], riskInquiry: _ignored, ...fields } = given;
		const order: OrderRecord = {
			orderId: this.newOrderId(),
			fields: { creationDateTime: at, ...fields },
			transactions: (transactions as JsonObject[]).map((transaction) => this.newTransaction(transaction)),
			createdAt: at,
			updatedAt: at,
			updates: 0,
		};
		this.orders.set(order.orderId, order);
		const [oldest] = this.orders.keys();
		if (this.orders.size > KEPT_ORDERS) this.orders.delete(oldest);
		return order;
	}

	/** A transaction of an order under an id of its own. */
	newTransaction(given: JsonObject): JsonObject {
		return { ...given, transactionId: this.random.uuid() };
	}

	/** Adds an event with the next number. */
	addEvent(given: Omit<EventRecord, 'number' | 'deliveries'>): EventRecord {
		this.sentEvents += 1;
		const event = { ...given, number: this.sentEvents, deliveries: [] };
		this.events.push(event);
		if (this.events.length > KEPT_EVENTS) this.events.shift();
		return event;
	}

	/** Twelve upper-case letters and digits, as in the samples (contract 2.3). */
	newOrderId(): string {
		const characters = [...'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789'];
		return Array.from({ length: 12 }, () => this.random.pick(characters)).join('');
	}
}
