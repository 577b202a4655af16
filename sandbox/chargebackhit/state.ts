import { SeededRandom } from '../shared/random';
import type { Product } from './catalogue';
import type { Listed } from './routes/listing';
import type { JsonObject } from './rules/values';
import { seedCaids, seedEnrollments, seedMerchants } from './seed';
import { seedAlerts } from './seedAlerts';
import { seedDisputes } from './seedDisputes';

/** One answer an alert has had. */
export interface OutcomeEntry {
	outcome: string;
	/** ISO 8601 UTC. */
	at: string;
	/** `reply`: in the webhook's reply; `update`: through update-outcome; `seed`: before the sandbox started. */
	by: 'reply' | 'update' | 'seed';
	orderId?: string;
}

/** An alert as stored; `alert`, `transaction` and `merchant` are what goes over the wire (contract 3). */
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
	/** Set once the enrolment has made its CAID. */
	caidId?: string;
	/** Set on seeded records: their status does not move. */
	settled: boolean;
}

export interface DisputeRecord extends Listed {
	/** The dispute as it goes over the wire (contract 2.10). */
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

const SEED = 20_250_128;

/** All data of the service. The same seed time gives the same data, ids included. */
export class ChargebackhitState {
	merchants = new Map<string, MerchantRecord>();

	caids = new Map<string, CaidRecord>();

	enrollments = new Map<string, EnrollmentRecord>();

	alerts = new Map<string, AlertRecord>();

	disputes = new Map<string, DisputeRecord>();

	deliveries: Delivery[] = [];

	/** For everything invented after the seed. */
	random = new SeededRandom(SEED);

	private lastSequence = 0;

	constructor(private readonly seedTime: Date) {
		this.reset();
	}

	/** Back to the seed. */
	reset(): void {
		this.random = new SeededRandom(SEED);
		this.lastSequence = 0;
		this.deliveries = [];
		for (const collection of [this.merchants, this.caids, this.enrollments, this.alerts, this.disputes])
			collection.clear();
		const now = this.seedTime.getTime();
		seedMerchants(this, now);
		seedCaids(this, now);
		seedEnrollments(this, now);
		seedAlerts(this, now);
		seedDisputes(this, now);
	}

	/** The next number in the order of creation, over all collections. */
	nextSequence(): number {
		this.lastSequence += 1;
		return this.lastSequence;
	}

	/** The merchant with this internal id, if any. */
	merchantByInternalId(internalId: string): MerchantRecord | undefined {
		for (const merchant of this.merchants.values()) if (merchant.internalId === internalId) return merchant;
		return undefined;
	}
}
