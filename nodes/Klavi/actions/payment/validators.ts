import { InputError } from '../../../common/errors/errors';
import * as check from '../../../common/values/validate';
import { messages } from '../../problems';

/** Digits of a CPF or CNPJ. Contract: 5.5 */
const CPF = 11;
const CNPJ = 14;

/** The digits of a number that may be written with punctuation. Check digits are not checked: Klavi's own samples fail them. Contract: 5.5 */
function digitsOf(value: unknown, field: string, lengths: number[], rule: string): string {
	const text = check.plainText(value, field);
	const digits = text.replace(/[\s./-]/g, '');
	if (text === '' || (/^\d+$/.test(digits) && lengths.includes(digits.length))) return digits;
	// the number is somebody's: only its length is told
	const seen = /^\d*$/.test(digits) ? messages.soManyDigits(digits.length) : messages.otherSigns;
	throw new InputError(messages.notDigits(field, rule, seen), messages.digitsAdvice);
}

/** 11 digits; empty text for nothing. @throws InputError for anything else, which is never shown */
export function cpf(value: unknown, field: string): string {
	return digitsOf(value, field, [CPF], messages.cpfRule);
}

/** 14 digits; empty text for nothing. @throws InputError for anything else, which is never shown */
export function cnpj(value: unknown, field: string): string {
	return digitsOf(value, field, [CNPJ], messages.cnpjRule);
}

/** A CPF or a CNPJ. @throws InputError for anything else, which is never shown */
export function taxId(value: unknown, field: string): string {
	return digitsOf(value, field, [CPF, CNPJ], messages.taxIdRule);
}

/** What a checked number is, in the API's word. */
export function taxIdType(digits: string): 'CPF' | 'CNPJ' {
	return digits.length === CNPJ ? 'CNPJ' : 'CPF';
}

/** Text of a form; empty text for nothing. @throws InputError telling the rule and what was seen */
function formed(pattern: RegExp, rule: string) {
	return (value: unknown, field: string): string => {
		const text = check.plainText(value, field);
		if (text !== '' && !pattern.test(text)) throw check.invalid(field, rule, text);
		return text;
	};
}

function notLonger(most: number) {
	return (value: unknown, field: string): string => {
		const text = check.plainText(value, field);
		if (text.length > most) throw check.invalidLength(field, messages.atMost(most), text);
		return text;
	};
}

/** CPF or CNPJ as people write it. */
const PUNCTUATED = /^(\d{3}\.\d{3}\.\d{3}-\d{2}|\d{2}\.\d{3}\.\d{3}\/\d{4}-\d{2})$/;

/** At most 77 characters, digits without punctuation. @throws InputError. Contract: 2.2 */
export function pixKey(value: unknown, field: string): string {
	const text = notLonger(77)(value, field);
	if (PUNCTUATED.test(text)) throw new InputError(messages.punctuatedKey(field), messages.punctuatedKeyAdvice);
	return text;
}

export const qrCode = notLonger(512);
export const ispb = formed(/^\d{8}$/, '8 digits');
export const branch = formed(/^\d{1,4}$/, '1 to 4 digits, without the check digit');
export const accountNumber = formed(/^\d{1,20}$/, '1 to 20 digits, the check digit included and without a hyphen');
export const townCode = formed(/^\d{7}$/, '7 digits');
export const address = formed(
	/^[a-z][a-z0-9+.-]*:\S+$/i,
	'an address that begins with https:// (or the scheme of an app)',
);

const ACCOUNT_TYPES = ['CACC', 'SVGS', 'TRAN'];

/** @throws InputError where it is no account type of the API. Contract: 2.2 */
export function accountType(value: unknown, field: string): string {
	const text = check.plainText(value, field).toUpperCase();
	if (text !== '' && !ACCOUNT_TYPES.includes(text))
		throw check.invalid(field, messages.choiceRule(ACCOUNT_TYPES), text);
	return text;
}
