/** Takes secrets and card numbers out of a text. */
export type Redact = (text: string) => string;

const CARD_NUMBER = /(?<![\d])(?:\d[ -]?){12,18}\d(?![\d])/g;

/** Tokens that a service repeats: one that was fetched on the way is in no list of secrets. */
const JSON_WEB_TOKEN = /\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*/g;
const AUTHORIZATION = /\b(Bearer|Basic)\s+[\w.~+/-]{20,}=*/gi;

/** The check that every card number passes (ISO/IEC 7812-1). */
function passesLuhn(digits: string): boolean {
	let sum = 0;
	for (let place = 0; place < digits.length; place++) {
		const digit = Number(digits[digits.length - 1 - place]);
		const doubled = digit * 2;
		sum += place % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
	}
	return sum % 10 === 0;
}

/** True for a text that holds what could be a whole card number: 13 to 19 digits that pass the check of card numbers. */
export function holdsCardNumber(text: string): boolean {
	if (text.length < 13) return false;
	return (text.match(CARD_NUMBER) ?? []).some((number) => passesLuhn(number.replace(/\D/g, '')));
}

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
		return clean.replace(CARD_NUMBER, (number) => {
			const digits = number.replace(/\D/g, '');
			return passesLuhn(digits) ? `${digits.slice(0, 6)}******${digits.slice(-4)}` : number;
		});
	};
}
