import { isObject, type JsonObject } from '../../shared/jsonBody';
import { lengthOf } from '../../shared/textLength';
import { isCnpj } from './cnpj';

/** What a field must be; `members` makes it an object with its own rules. */
export type FieldRule = { required?: boolean } & (
	| { rule: string; isValid(value: unknown): boolean }
	| { members(object: JsonObject): FieldRules }
);

export type FieldRules = Record<string, FieldRule>;

/**
 * Every complaint about an object, one sentence each. `complete` false: what is missing is not complained about, as in
 * the prefilled data of a hosted checkout. Members without a rule are nobody's concern.
 */
export function complaintsAbout(object: JsonObject, rules: FieldRules, complete = true, prefix = ''): string[] {
	return Object.entries(rules).flatMap(([name, rule]) => {
		const label = `${prefix}${name}`;
		const value = object[name];
		if (value === undefined || value === null) {
			return complete && rule.required ? [`${label} should not be empty`] : [];
		}
		if (!('members' in rule)) return rule.isValid(value) ? [] : [`${label} must be ${rule.rule}`];
		if (!isObject(value)) return [`${label} must be an object`];
		return complaintsAbout(value, rule.members(value), complete, `${label}.`);
	});
}

export const required = (rule: FieldRule, isRequired = true): FieldRule => ({ ...rule, required: isRequired });

export const matching = (pattern: RegExp, rule: string): FieldRule => ({
	rule,
	isValid: (value) => typeof value === 'string' && pattern.test(value),
});

export const text = (longest = 500): FieldRule => ({
	rule: `a string of 1 to ${longest} characters`,
	isValid: (value) => typeof value === 'string' && value.trim() !== '' && lengthOf(value) <= longest,
});

export const anyOf = (values: readonly string[]): FieldRule => ({
	rule: `one of ${values.join(', ')}`,
	isValid: (value) => values.includes(value as string),
});

export const object = (members: FieldRules): FieldRule => ({ members: () => members });

const isCpf = (value: unknown): boolean => typeof value === 'string' && /^\d{11}$/.test(value);

/** Contract: 5.5. Without punctuation; the check digits of a CPF are not looked at. */
export const CPF: FieldRule = { rule: 'a CPF of exactly 11 digits', isValid: isCpf };
export const CNPJ: FieldRule = {
	rule: 'a CNPJ of exactly 14 characters: 12 of A to Z and 0 to 9, and 2 check digits',
	isValid: isCnpj,
};
export const CPF_OR_CNPJ: FieldRule = {
	rule: 'a CPF of 11 digits or a CNPJ of 14 characters',
	isValid: (value) => isCpf(value) || isCnpj(value),
};

/** Schemes that run or open something in the payer's browser. */
const NO_REDIRECTS = ['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'filesystem:', 'about:', 'view-source:'];

/** Contract: 5.5. A web address, or the scheme of the shop's app. */
export const redirect: FieldRule = {
	rule: 'a URL with https, http or the scheme of an app, such as myshop://paid',
	isValid: (value) => typeof value === 'string' && !/\s/.test(value) && URL.canParse(value) && leadsBack(value),
};

function leadsBack(value: string): boolean {
	const { protocol, host } = new URL(value);
	const isWeb = protocol === 'https:' || protocol === 'http:';
	return isWeb ? host !== '' : !NO_REDIRECTS.includes(protocol);
}

export const ibge = matching(/^\d{7}$/, 'a municipality code of 7 digits');

export const qrCode = text(512);

export const day: FieldRule = {
	rule: 'a date in the form YYYY-MM-DD',
	isValid: (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && isCalendarDay(value),
};

function isCalendarDay(value: string): boolean {
	const moment = Date.parse(`${value}T00:00:00Z`);
	return !Number.isNaN(moment) && new Date(moment).toISOString().startsWith(value);
}

const MOBILE = /^\+[1-9]\d{7,14}$/;
const RANDOM_KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const E_MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** The five forms of a Pix key, as the directory stores them. */
const PIX_KEYS: Array<(key: string) => boolean> = [
	isCpf,
	isCnpj,
	(key) => MOBILE.test(key),
	(key) => RANDOM_KEY.test(key),
	(key) => E_MAIL.test(key) && key === key.toLowerCase(),
];

/** Contract: 2.2, 5.5. */
export const pixKey: FieldRule = {
	rule: 'a Pix key of at most 77 characters: CPF, CNPJ, e-mail in lower case, mobile number such as +5511987654321, or UUID',
	isValid: (value) => typeof value === 'string' && lengthOf(value) <= 77 && PIX_KEYS.some((isKey) => isKey(value)),
};

export const ACCOUNT_TYPES = ['CACC', 'SVGS', 'TRAN'];

/** An account (Contract: 5.5); current and savings accounts have a branch. */
export const accountMembers = ({ accountType }: JsonObject): FieldRules => ({
	ispb: required(matching(/^[0-9A-Z]{8}$/, 'an ISPB of exactly 8 characters of A to Z and 0 to 9')),
	issuer: required(matching(/^\d{1,4}$/, 'a branch of 1 to 4 digits'), ['CACC', 'SVGS'].includes(String(accountType))),
	number: required(matching(/^\d{1,20}$/, 'an account number of 1 to 20 digits')),
	accountType: required(anyOf(ACCOUNT_TYPES)),
});
