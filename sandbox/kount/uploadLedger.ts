import type { JsonObject } from '../shared/jsonBody';

/** What is kept of every order number. */
export interface UploadedOrder {
	/** How many times it was uploaded. */
	uploads: number;
	/** Of the last upload. */
	orderTotal: number;
	/** ISO 8601 UTC, of the last upload. */
	orderDateTime: string;
	/** The complete last upload; `undefined` once newer orders have replaced it in memory. */
	transaction?: JsonObject;
}

const KEPT_WHOLE = 2000;

/** The uploaded data. Complete transactions are kept for the latest orders only, so that 100,000 need little memory. */
export class UploadLedger {
	/** By order number, in the order of their first upload. */
	readonly orders = new Map<string, UploadedOrder>();

	/** Requests accepted. */
	requests = 0;

	/** Transactions accepted, repeated ones included. */
	transactions = 0;

	private readonly whole = new Set<UploadedOrder>();

	/** Takes checked transactions; `keep` false: only counts them. */
	add(transactions: readonly JsonObject[], keep: boolean): void {
		this.requests += 1;
		this.transactions += transactions.length;
		if (!keep) return;
		for (const transaction of transactions) this.keep(transaction);
	}

	/** How many order numbers came more than once. */
	get repeated(): number {
		let repeated = 0;
		for (const { uploads } of this.orders.values()) if (uploads > 1) repeated += 1;
		return repeated;
	}

	reset(): void {
		this.orders.clear();
		this.whole.clear();
		this.requests = 0;
		this.transactions = 0;
	}

	private keep(transaction: JsonObject): void {
		const { orderNumber, orderTotal, orderDateTime } = transaction as {
			orderNumber: string;
			orderTotal: number;
			orderDateTime: string;
		};
		const uploads = (this.orders.get(orderNumber)?.uploads ?? 0) + 1;
		const order = this.orders.get(orderNumber) ?? { uploads, orderTotal, orderDateTime };
		Object.assign(order, { uploads, orderTotal, orderDateTime, transaction });
		this.orders.set(orderNumber, order);
		this.whole.delete(order);
		this.whole.add(order);
		if (this.whole.size > KEPT_WHOLE) {
			const [oldest] = this.whole;
			oldest.transaction = undefined;
			this.whole.delete(oldest);
		}
	}
}
