/** The numbers of people and companies in Brazil. Contract: 5.5 */

/** As people write them: with dots, a slash, hyphens of any kind, or blanks. */
const PUNCTUATION = /[\s./\u2010-\u2015\u2212-]/g;

const CPF = /^\d{11}$/;
/** Since July 2026, the first 12 characters of a new CNPJ may be letters. */
const CNPJ = /^[A-Z0-9]{12}\d{2}$/;

/** A number without its punctuation, in upper case. */
export const bare = (text: string): string => text.replace(PUNCTUATION, '').toUpperCase();

/** One digit again and again: what is typed to fill a field. Nobody has such a number, although its check digits are right. */
export const isOneDigit = (text: string): boolean => /^(\d)\1*$/.test(text);

/** True for the form of a CPF. Its check digits are not checked: Klavi's own samples fail them. */
export const isCpf = (text: string): boolean => CPF.test(text) && !isOneDigit(text);

/**
 * True for a CNPJ. Its check digits are checked if it has letters, which are easily mistaken for digits. Those of a CNPJ without
 * letters are not, as for a CPF.
 */
export const isCnpj = (text: string): boolean =>
	CNPJ.test(text) && !isOneDigit(text) && (/^\d+$/.test(text) || hasCheckDigits(text));

/** The API's word for a checked number. */
export const taxIdType = (taxId: string): 'CPF' | 'CNPJ' => (taxId.length === 14 ? 'CNPJ' : 'CPF');

/** True if the last two digits follow from the first twelve characters. A character counts as its ASCII code minus 48. */
function hasCheckDigits(cnpj: string): boolean {
	const first = checkDigit(cnpj.slice(0, 12));
	return cnpj.endsWith(`${first}${checkDigit(cnpj.slice(0, 12) + first)}`);
}

/** Modulo 11, with the weights 2 to 9 from the right, again and again. */
function checkDigit(text: string): number {
	const sum = [...text].reverse().reduce((total, character, index) => {
		return total + (character.charCodeAt(0) - 48) * (2 + (index % 8));
	}, 0);
	const rest = sum % 11;
	return rest < 2 ? 0 : 11 - rest;
}
