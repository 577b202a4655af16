import { SeededRandom } from '../shared/random';
import type { RevisionName } from './catalogue';
import { Clock } from './clock';
import type { ConsentRecord, EventRecord, Participant, PaymentRecord, Plan, TokenRecord } from './records';

const SEED = 20_240_312;
const KEPT_EVENTS = 2000;

/** All data of the service. */
export class KlaviState {
	readonly clock = new Clock();

	readonly participants = new Map<string, Participant>();

	/** By the text of the token. */
	tokens = new Map<string, TokenRecord>();

	payments = new Map<string, PaymentRecord>();

	plans: Plan[] = [];

	events: EventRecord[] = [];

	/** Calls of auth, including rejected ones. */
	authCalls = 0;

	/** For everything invented. */
	random = new SeededRandom(SEED);

	/** Counts the resets, so that work begun before one can see that its data are gone. */
	generation = 0;

	private issued = 0;

	private sentEvents = 0;

	private clientIds = new Set<string>();

	private consents = new Map<string, PaymentRecord>();

	/** @param seed adds the data that the sandbox starts with */
	constructor(private readonly seed: (state: KlaviState) => void) {
		this.reset();
	}

	/** Back to the start. */
	reset(): void {
		this.generation += 1;
		this.random = new SeededRandom(SEED);
		this.clock.reset();
		this.participants.clear();
		this.tokens.clear();
		this.payments.clear();
		this.clientIds.clear();
		this.consents.clear();
		this.plans = [];
		this.events = [];
		this.authCalls = 0;
		this.issued = 0;
		this.sentEvents = 0;
		this.seed(this);
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
