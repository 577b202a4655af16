/** The value of a character in the check digits: its ASCII code less 48, so that digits count as themselves (A = 17). */
const valueOf = (character: string): number => character.charCodeAt(0) - 48;

/** Weights 2 to 9, over and over, from the last character to the first; modulo 11. */
function checkDigit(text: string): string {
	const sum = [...text]
		.reverse()
		.reduce((total, character, place) => total + valueOf(character) * (2 + (place % 8)), 0);
	const rest = sum % 11;
	return String(rest < 2 ? 0 : 11 - rest);
}

/** The two check digits of the first 12 characters of a CNPJ (Contract: 5.5). */
export function cnpjCheckDigits(root: string): string {
	const first = checkDigit(root);
	return first + checkDigit(root + first);
}

/**
 * Whether a text is a CNPJ without punctuation: 14 digits, or since July 2026 letters among the first 12 characters. The
 * check digits count only where there are letters: Klavi's own samples of older numbers do not all have the right ones.
 */
export function isCnpj(value: unknown): value is string {
	if (typeof value !== 'string' || !/^[0-9A-Z]{12}\d{2}$/.test(value)) return false;
	return /^\d+$/.test(value) || cnpjCheckDigits(value.slice(0, 12)) === value.slice(12);
}
