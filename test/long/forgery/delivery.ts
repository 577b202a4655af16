/** Text, or several values of one header. */
export type HeaderValue = string | string[];

/** What a sender delivers to a trigger's address. */
export interface Delivery {
	body: Buffer;
	headers: Record<string, HeaderValue | undefined>;
	/** Of the address. */
	query: Record<string, string>;
	/** True if n8n reads the body as a form, so that its bytes are gone. */
	isForm?: boolean;
	/** Of a body that n8n leaves unread for the trigger: what comes of reading it. A caller over the network cannot make this. */
	reading?: 'nothing' | 'failure';
}

/** True if the trigger cannot read the bytes of the body. */
const isWithoutBytes = ({ isForm, reading }: Delivery): boolean => isForm === true || reading !== undefined;

/** Where a proof of the sender stands. */
export interface ProofPlace {
	in: 'headers' | 'query';
	name: string;
}

export function proofOf(delivery: Delivery, { in: part, name }: ProofPlace): HeaderValue | undefined {
	return delivery[part][name];
}

export function withProof(delivery: Delivery, place: ProofPlace, value: HeaderValue | undefined): Delivery {
	const part = { ...delivery[place.in] } as Record<string, HeaderValue | undefined>;
	if (value === undefined) delete part[place.name];
	else part[place.name] = value;
	return { ...delivery, [place.in]: part } as Delivery;
}

const shown = (value: HeaderValue | undefined): string =>
	typeof value === 'string' ? value.trim() : JSON.stringify(value ?? null);

/** What a trigger's proof covers. */
export interface Vouching {
	/** Where the proof of the sender stands. */
	proofs: ProofPlace[];
	/** True if the proof covers the body. */
	signsBody: boolean;
	/** What the sender has vouched for, as text, if it has more than one spelling. */
	vouched?: (delivery: Delivery) => string;
}

/** True if a changed delivery proves the same as the genuine one, and so is not forged. */
export function provesTheSame(a: Delivery, b: Delivery, { proofs, signsBody, vouched }: Vouching): boolean {
	const isText = proofs.every((place) => typeof proofOf(b, place) === 'string');
	if (vouched && isText && !isWithoutBytes(b)) return vouched(a) === vouched(b);
	const sameProofs = proofs.every((place) => shown(proofOf(a, place)) === shown(proofOf(b, place)));
	return sameProofs && (!signsBody || (!isWithoutBytes(a) && !isWithoutBytes(b) && a.body.equals(b.body)));
}
