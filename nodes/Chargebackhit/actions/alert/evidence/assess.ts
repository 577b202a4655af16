import { type Card, cardOf, dateOf, nameOf } from '../matching/payment';
import {
	ELEMENTS,
	type Element,
	type Evidence,
	type EvidenceValues,
	elementsOf,
	evidenceOf,
	isDisputed,
	matchesOf,
} from './evidence';

/** The program by which earlier payments stop a dispute. Contract: 3.4. */
export const PROGRAMS = { visa: 'Compelling Evidence 3.0', mastercard: 'First-Party Trust' } as const;

/** Earlier payments that must qualify. */
export const NEEDED = 2;
/** Days before the dispute in which an earlier payment must have been made, both included. */
export const WINDOW = { from: 120, to: 365 };
/** The only reason code that counts: fraud, card absent. */
const FRAUD = '10.4';
/** Elements of which one must match. */
const STRONG: readonly Element[] = ['ip', 'device'];
const DAY = 24 * 3_600_000;

/** Why an earlier payment does not qualify. */
export type Fault = 'disputed' | 'noDate' | 'otherCard' | 'repeated' | 'samePayment' | 'tooNew' | 'tooOld';

/** What is missing. */
export type Missing =
	| 'earlierPayments'
	| 'ipOrDevice'
	| 'secondElement'
	| 'fraudReason'
	| 'device'
	| 'delivery'
	| 'identity';

/** The payment that the inquiry is about. */
export interface PaymentInQuestion {
	evidence: Evidence;
	card: Card;
	/** Its transaction IDs and order numbers. */
	ids: Set<string>;
	/** When it was made, in milliseconds since 1970. */
	date?: number;
}

/** An inquiry, as far as the rule depends on it. */
export interface Inquiry {
	isMastercard: boolean;
	/** The reason code, if the alert has one. */
	reason: string | null;
	/** When the issuer asked, in milliseconds since 1970: payments are as old as they are then. */
	date: number;
}

export interface EarlierPayment {
	/** Its position among those given. */
	index: number;
	/** Its transaction ID, otherwise its order number. */
	name: string | null;
	ageInDays: number | null;
	fault?: Fault;
	matches: Element[];
}

export interface Assessment {
	eligible: boolean;
	/** Undisputed payments with the same card in the time that counts. */
	qualifying: EarlierPayment[];
	/** Of these, the ones that match in the elements that count; all of them if too few do. */
	best: EarlierPayment[];
	matches: Element[];
	missing: Missing[];
	payments: EarlierPayment[];
}

const isOtherCard = (one: Card, other: Card): boolean =>
	(['bin', 'lastFour'] as const).some(
		(part) => one[part] !== undefined && other[part] !== undefined && one[part] !== other[part],
	);

/** Calendar days between two moments, in UTC. */
const daysBetween = (earlier: number, later: number): number => Math.floor(later / DAY) - Math.floor(earlier / DAY);

/** @param known names of the payments before this one, to which its own is added */
function readPayment(
	values: EvidenceValues,
	index: number,
	asked: PaymentInQuestion,
	inquiry: Inquiry,
	timeZone: string,
	known: Set<string>,
): EarlierPayment {
	const names = [values.transactionId, values.orderId].map(nameOf).filter((name) => name !== undefined);
	const date = dateOf(values.date, timeZone);
	const ageInDays = date === undefined ? null : daysBetween(date, inquiry.date);
	const faultOf = (): Fault | undefined => {
		if (names.some((name) => asked.ids.has(name))) return 'samePayment';
		if (names.length > 0 && known.has(names[0])) return 'repeated';
		if (isOtherCard(cardOf(values.cardBin, values.cardLastFour, values.card), asked.card)) return 'otherCard';
		if (isDisputed(values)) return 'disputed';
		if (date === undefined || ageInDays === null) return 'noDate';
		if (ageInDays < WINDOW.from || (asked.date !== undefined && date >= asked.date)) return 'tooNew';
		return ageInDays > WINDOW.to ? 'tooOld' : undefined;
	};
	const fault = faultOf();
	if (names.length > 0) known.add(names[0]);
	return {
		index,
		name: names[0] === undefined ? null : String(nameOf(values.transactionId) ? values.transactionId : values.orderId),
		ageInDays,
		...(fault ? { fault } : {}),
		matches: matchesOf(evidenceOf(values), asked.evidence),
	};
}

/** The payments that match in two elements, of which one is the IP address or the device: the pair that most of them have. */
function bestPair(payments: EarlierPayment[]): EarlierPayment[] {
	const pairs = STRONG.flatMap((one) => ELEMENTS.filter((other) => other !== one).map((other) => [one, other]));
	const found = pairs.map((pair) => payments.filter(({ matches }) => pair.every((one) => matches.includes(one))));
	return found.reduce((best, one) => (one.length > best.length ? one : best));
}

/** What Mastercard asks for of the payment itself: something of each of three kinds. */
function missingKinds(evidence: Evidence): Missing[] {
	const elements = elementsOf(evidence);
	const delivery = [elements.includes('address'), evidence.email !== undefined].filter(Boolean).length;
	const identity = [evidence.account, evidence.phone].filter((value) => value !== undefined).length;
	return [
		...(elements.some((one) => STRONG.includes(one)) ? [] : (['device'] as const)),
		...(delivery > 0 ? [] : (['delivery'] as const)),
		// the second of the two that prove the delivery counts here
		...(identity > 0 || delivery > 1 ? [] : (['identity'] as const)),
	];
}

/**
 * Whether earlier payments stop a dispute: two or more undisputed payments with the same card, 120 to 365 days old, that match
 * the payment in question in the same two elements, of which one is the IP address or the device. Contract: 3.4
 * @param rows the columns of the earlier payments
 * @param timeZone of dates that name none
 */
export function assess(
	rows: EvidenceValues[],
	asked: PaymentInQuestion,
	inquiry: Inquiry,
	timeZone: string,
): Assessment {
	const known = new Set<string>();
	const payments = rows.map((values, index) => readPayment(values, index, asked, inquiry, timeZone, known));
	const qualifying = payments.filter(({ fault }) => fault === undefined);
	const pair = bestPair(qualifying);
	const isPair = pair.length >= NEEDED;
	const best = isPair ? pair : qualifying;
	const most = isPair ? best.length : Math.min(NEEDED, Math.max(best.length, 1));
	const matches = ELEMENTS.filter(
		(element) => best.filter((payment) => payment.matches.includes(element)).length >= most,
	);
	const missing: Missing[] = [];
	if (!inquiry.isMastercard && inquiry.reason !== null && inquiry.reason.trim() !== FRAUD) missing.push('fraudReason');
	if (qualifying.length < NEEDED) missing.push('earlierPayments');
	if (inquiry.isMastercard) missing.push(...missingKinds(asked.evidence));
	// without any payment, only what the payment in question has can be judged
	const elements = qualifying.length > 0 ? matches : elementsOf(asked.evidence);
	if (!elements.some((one) => STRONG.includes(one))) missing.push('ipOrDevice');
	else if (elements.length < NEEDED || (qualifying.length >= NEEDED && !isPair)) missing.push('secondElement');
	return { eligible: missing.length === 0, qualifying, best, matches, missing, payments };
}
