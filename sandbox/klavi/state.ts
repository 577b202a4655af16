import { SeededRandom } from '../shared/random';
import type { Failure, RevisionName } from './catalogue';
import { Clock } from './clock';
import type { JsonObject } from './requestBody';
import { type Participant, seedParticipants } from './routes/participants';

/** A token that auth or a hosted checkout has given out. */
export interface TokenRecord {
	number: number;
	/** Milliseconds since 1970. */
	issuedAt: number;
	expiresAt: number;
	/** The id its claim names, and which the first payment it creates gets. */
	paymentId: string;
	/** Payments created with it. */
	created: string[];
	/** Came with a hosted checkout and serves nothing else (contract 2.7). */
	checkout: boolean;
}

/** Where the payer decides (contract 1.5: opened once, within 60 s). */
export interface ConsentRecord {
	/** URN (contract 2.4). */
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
	/** Set while it moves on by itself. */
	due?: { at: number; status: string; failure?: Failure };
	/** How it is to end, when the control API has said so. */
	plannedEnd?: { status: string; code?: string };
	consent?: ConsentRecord;
	endToEndId?: string;
	bankPaymentId?: string;
	/** Scheme and host the payer's pages are reached at. */
	origin: string;
	/** Of a hosted checkout: the key of its page, and until when it can be completed. */
	checkout?: { key: string; completeUntil: number; completed: boolean };
}

/** What the control API wants of the next creates. */
export type Plan =
	| { refuse: number; said?: string | string[]; remaining: number }
	| { end: string; code?: string; remaining: number };

export interface AttemptRecord {
	number: number;
	/** Address of this attempt, after redirects. */
	url: string;
	/** ISO 8601 UTC. */
	at: string;
	/** HTTP status; `null` when there was no reply. */
	status: number | null;
	body: string;
	milliseconds: number;
	error?: string;
}

/** One event on its way to one address. */
export interface DeliveryRecord {
	url: string;
	/** Header X-Klavi-Timestamp; `null`: left out. */
	timestamp: string | null;
	/** Header X-Klavi-Signature; `null`: left out. */
	signature: string | null;
	attempts: AttemptRecord[];
	state: 'sending' | 'retrying' | 'delivered' | 'failed';
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

const SEED = 20_240_312;
const KEPT_EVENTS = 2000;

/** All data of the service. */
export class KlaviState {
	readonly clock = new Clock();

	participants = new Map<string, Participant>();

	/** By the text of the token. */
	tokens = new Map<string, TokenRecord>();

	payments = new Map<string, PaymentRecord>();

	plans: Plan[] = [];

	events: EventRecord[] = [];

	/** Calls of auth, refused ones included. */
	authCalls = 0;

	/** For everything invented. */
	random = new SeededRandom(SEED);

	/** Counts the resets, so that work begun before one can see that its data are gone. */
	generation = 0;

	private issued = 0;

	private sentEvents = 0;

	private clientIds = new Set<string>();

	private consents = new Map<string, PaymentRecord>();

	constructor() {
		this.reset();
	}

	/** Back to the seed: participants and nothing else. */
	reset(): void {
		this.generation += 1;
		this.random = new SeededRandom(SEED);
		this.clock.reset();
		this.participants = new Map(seedParticipants(this.random).map((one) => [one.id, one]));
		this.tokens.clear();
		this.payments.clear();
		this.clientIds.clear();
		this.consents.clear();
		this.plans = [];
		this.events = [];
		this.authCalls = 0;
		this.issued = 0;
		this.sentEvents = 0;
	}

	addToken(text: string, given: Omit<TokenRecord, 'number' | 'created'>): TokenRecord {
		this.issued += 1;
		const record: TokenRecord = { number: this.issued, ...given, created: [] };
		this.tokens.set(text, record);
		return record;
	}

	/** Adds a payment that has no status yet. */
	addPayment(given: Pick<PaymentRecord, 'id' | 'revision' | 'given' | 'origin' | 'checkout'>): PaymentRecord {
		const record: PaymentRecord = { number: this.payments.size + 1, ...given, status: '', history: [] };
		this.payments.set(record.id, record);
		return record;
	}

	/** Whether an `externalId` or `clientRequestId` has been used. */
	isTaken(revision: RevisionName, clientId: string): boolean {
		return this.clientIds.has(`${revision}:${clientId}`);
	}

	/** Makes an id the payment's own, for good. */
	take(record: PaymentRecord, clientId: string): void {
		record.clientId = clientId;
		this.clientIds.add(`${record.revision}:${clientId}`);
	}

	addConsent(record: PaymentRecord, consent: ConsentRecord): void {
		record.consent = consent;
		this.consents.set(consent.key, record);
	}

	/** The payment a consent URL belongs to. */
	byConsentKey(key: string): PaymentRecord | undefined {
		return this.consents.get(key);
	}

	/** The payment the page of a hosted checkout belongs to. */
	byCheckoutKey(key: string): PaymentRecord | undefined {
		return [...this.payments.values()].find(({ checkout }) => checkout?.key === key);
	}

	/** The plan for the next create, counted. */
	takePlan(): Plan | undefined {
		const [plan] = this.plans;
		if (plan === undefined) return undefined;
		plan.remaining -= 1;
		if (plan.remaining === 0) this.plans.shift();
		return plan;
	}

	addEvent(given: Omit<EventRecord, 'number' | 'deliveries'>): EventRecord {
		this.sentEvents += 1;
		const event: EventRecord = { number: this.sentEvents, ...given, deliveries: [] };
		this.events.push(event);
		if (this.events.length > KEPT_EVENTS) this.events.shift();
		return event;
	}
}
