import type { SignatureCheck } from '../../shared/service';

/** How the sender of a request was authenticated, explained so that a person can find the mistake. */
export interface Proof {
	/** What serves as the proof: "API key", "Signature". */
	kind: string;
	check: SignatureCheck | 'not needed';
	/** One sentence: what was found. */
	finding: string;
	/** What to do about it. */
	advice?: string;
	/** How to make it yourself. */
	recipe?: string;
	comparisons: Comparison[];
}

/** Two texts side by side. */
export interface Comparison {
	/** Of what: "signature". */
	of: string;
	expected: string;
	/** Shortened when it is a key that is not the sandbox's. */
	received: string;
	/** The first character that differs, counted from 1; `null` when the two are the same. */
	parting: number | null;
}

/** The first character in which two texts differ, counted from 1; `null` when they are the same. */
function partingOf(expected: string, received: string): number | null {
	if (expected === received) return null;
	let position = 0;
	while (position < expected.length && expected[position] === received[position]) position += 1;
	return position + 1;
}

/** Shows both in full: for values that are not secret, such as a signature. */
export const compare = (of: string, expected: string, received: string): Comparison => ({
	of,
	expected,
	received,
	parting: partingOf(expected, received),
});

/** The received key shortened: it may be a real one that was sent here by mistake. */
export const compareKeys = (of: string, expected: string, received: string): Comparison => ({
	...compare(of, expected, received),
	received: received === expected ? received : shortened(received, expected),
});

/** As much of a key as is the sandbox's own, or three characters of it, and its length. */
export function shortened(key: string, expected = ''): string {
	const same = (partingOf(expected, key) ?? key.length + 1) - 1;
	const shown = Math.max(same, Math.min(3, Math.floor(key.length / 4)));
	return `${key.slice(0, shown)}… (${key.length} characters)`;
}

/** The scheme and the credentials of an Authorization header. */
export function authorizationOf(header: string | undefined): { scheme: string; credentials: string } {
	const [, scheme, credentials] = /^(\S*)\s*(.*)$/s.exec(header ?? '') ?? ['', '', ''];
	return { scheme, credentials };
}

/** The fields of a token's claims; `undefined` when it is not a JSON Web Token. */
export function claimsOf(token: string): Record<string, unknown> | undefined {
	try {
		const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
		return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}
