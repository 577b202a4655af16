import type { JsonObject } from '../shared/jsonBody';
import { SeededRandom } from '../shared/random';
import type { AlertRecord, EventRecord, OrderRecord } from './records';
import { UploadLedger } from './uploadLedger';

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

	/** @param seed adds the data that the sandbox starts with */
	constructor(private readonly seed: (state: KountState) => void) {
		this.reset();
	}

	/** Back to the start. */
	reset(): void {
		this.generation += 1;
		this.random = new SeededRandom(SEED);
		this.sentEvents = 0;
		this.events = [];
		this.alerts.clear();
		this.orders.clear();
		this.uploads.reset();
		this.seed(this);
	}

	/** Adds an alert that is not answered; `at` in milliseconds since 1970. */
	addAlert(given: Pick<AlertRecord, 'id' | 'eventType' | 'transaction' | 'disputeCode'>, at: number): AlertRecord {
		const dueAt = new Date(at + DAY).toISOString();
		const alert = { ...given, eventDateTime: new Date(at).toISOString(), dueAt, answer: null };
		this.alerts.set(alert.id, alert);
		return alert;
	}

	/** Adds an order with the fields of a checked create body; the oldest is dropped above 5,000. */
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

	/** Twelve upper-case letters and digits, as in the samples (Contract: 2.3). */
	newOrderId(): string {
		const characters = [...'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789'];
		return Array.from({ length: 12 }, () => this.random.pick(characters)).join('');
	}
}
