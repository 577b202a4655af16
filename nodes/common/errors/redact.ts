import { hideCardNumbers } from '../cardNumber';
import { everyEncodingReplaced } from './encodings';

/** Removes secrets and card numbers from text. */
export type Redact = (text: string) => string;

/** Tokens that a service echoes: one fetched during the run may be missing from the list of secrets. */
const JSON_WEB_TOKEN = /\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*/g;
const AUTHORIZATION = /\b(Bearer|Basic)\s+[\w.~+/-]{20,}=*/gi;

/**
 * Creates the function that hides secrets in text, in every encoding.
 * @param secrets called when the first text is redacted; values shorter than `shortest` are ignored, because hiding them would
 *   only garble text
 */
export function concealer(secrets: () => string[], shortest = 4): Redact {
	let hiding: Redact[] | undefined;
	return (text) => {
		hiding ??= [...new Set(secrets())]
			.filter((secret) => secret.length >= shortest)
			.sort((a, b) => b.length - a.length)
			.map((secret) => everyEncodingReplaced(secret, '***'));
		return hiding.reduce((clean, hide) => hide(clean), text);
	};
}

/** Hides tokens by their form. */
export const hideTokens: Redact = (text) => text.replace(JSON_WEB_TOKEN, '***').replace(AUTHORIZATION, '$1 ***');

/** Creates the function through which all external text passes before a user, an error or a log sees it. */
export function redactor(secrets: string[]): Redact {
	const conceal = concealer(() => secrets);
	return (text) => hideCardNumbers(hideTokens(conceal(text)));
}

/** Characters after the cut that are redacted too: a secret across the cut must be recognized as a whole. */
const MARGIN = 10_000;

/** The redacted beginning of a text. A long text is cut first: redacting megabytes would take seconds. */
export function redactedStart(text: string, most: number, redact: Redact): string {
	if (text.length <= most + MARGIN) return redact(text).slice(0, most);
	const clean = redact(text.slice(0, most + MARGIN));
	// what redacting has shortened shows more of the text, up to the half of a secret at its end
	return clean.slice(0, Math.max(0, Math.min(most, clean.length - MARGIN)));
}

/** Characters in the shortest key that is hidden in data: a shorter one could be any word or number. */
const FEWEST_IN_KEY = 8;

/** A run's secrets: the credential's, and tokens fetched during the run. */
export class Secrets {
	private readonly known = new Set<string>();
	private hide: Redact = (text) => text;
	private hideInData: Redact = (text) => text;

	constructor(secrets: string[]) {
		this.hide = redactor([]);
		this.add(secrets);
	}

	add(secrets: string[]): void {
		const added = secrets.filter((secret) => !this.known.has(secret));
		if (added.length === 0) return;
		for (const secret of added) this.known.add(secret);
		const all = [...this.known];
		this.hide = redactor(all);
		this.hideInData = concealer(() => all, FEWEST_IN_KEY);
	}

	readonly redact: Redact = (text) => this.hide(text);

	/** Hides the secrets alone, for data: it may contain words and numbers like those that `redact` hides. */
	readonly conceal: Redact = (text) => this.hideInData(text);
}
