import { hideCardNumbers } from '../cardNumber';

/** Takes secrets and card numbers out of a text. */
export type Redact = (text: string) => string;

/** Tokens that a service repeats: one that was fetched on the way is in no list of secrets. */
const JSON_WEB_TOKEN = /\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*/g;
const AUTHORIZATION = /\b(Bearer|Basic)\s+[\w.~+/-]{20,}=*/gi;

/**
 * Makes the function that every text from outside passes before a user, an error or a log sees it.
 *
 * @param secrets values that must not be seen; shorter than 4 characters are ignored, since cutting them would only garble text
 */
export function redactor(secrets: string[]): Redact {
	const hidden = [...new Set(secrets.filter((secret) => secret.length >= 4))].sort((a, b) => b.length - a.length);
	return (text) => {
		let clean = text;
		for (const secret of hidden) clean = clean.split(secret).join('***');
		clean = clean.replace(JSON_WEB_TOKEN, '***').replace(AUTHORIZATION, '$1 ***');
		return hideCardNumbers(clean);
	};
}

/** The secrets of a run: those of the credential, and tokens that are fetched on the way. */
export class Secrets {
	private hide: Redact;

	constructor(secrets: string[]) {
		this.hide = redactor(secrets);
	}

	add(secrets: string[]): void {
		const before = this.hide;
		const hideMore = redactor(secrets);
		this.hide = (text) => hideMore(before(text));
	}

	readonly redact: Redact = (text) => this.hide(text);
}
