import { hideCardNumbers } from '../cardNumber';

/** Removes secrets and card numbers from text. */
export type Redact = (text: string) => string;

/** Tokens that a service echoes: one fetched during the run may be missing from the list of secrets. */
const JSON_WEB_TOKEN = /\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*/g;
const AUTHORIZATION = /\b(Bearer|Basic)\s+[\w.~+/-]{20,}=*/gi;

/**
 * Creates the function through which all external text passes before a user, an error or a log sees it.
 * @param secrets values to hide; those shorter than 4 characters are ignored, because hiding them would only garble text
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

/** A run's secrets: the credential's, and tokens fetched during the run. */
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
