import { isWebAddress } from '../../shared/controlFields';
import { isObject, type JsonObject } from '../../shared/jsonBody';

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
	isValid: (value) => typeof value === 'string' && value.trim() !== '' && [...value].length <= longest,
});

export const anyOf = (values: readonly string[]): FieldRule => ({
	rule: `one of ${values.join(', ')}`,
	isValid: (value) => values.includes(value as string),
});

export const object = (members: FieldRules): FieldRule => ({ members: () => members });

/** Contract: 5.5. Digits only; check digits are not looked at. */
export const CPF = matching(/^\d{11}$/, 'a CPF of exactly 11 digits');
export const CNPJ = matching(/^\d{14}$/, 'a CNPJ of exactly 14 digits');
export const CPF_OR_CNPJ = matching(/^(\d{11}|\d{14})$/, 'a CPF of 11 digits or a CNPJ of 14 digits');

export const webAddress: FieldRule = { rule: 'an http or https URL', isValid: isWebAddress };

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

const PIX_KEYS = [
	/^\+[1-9]\d{7,14}$/,
	/^\d{11}$/,
	/^\d{14}$/,
	/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
	/^[^\s@]+@[^\s@]+\.[^\s@]+$/,
];

/** Contract: 2.2, 5.5. */
export const pixKey: FieldRule = {
	rule: 'a Pix key of at most 77 characters: CPF, CNPJ, e-mail, mobile number such as +5511987654321, or UUID',
	isValid: (value) =>
		typeof value === 'string' && value.length <= 77 && PIX_KEYS.some((pattern) => pattern.test(value)),
};

export const ACCOUNT_TYPES = ['CACC', 'SVGS', 'TRAN'];

/** An account (Contract: 5.5); current and savings accounts have a branch. */
export const accountMembers = ({ accountType }: JsonObject): FieldRules => ({
	ispb: required(matching(/^\d{8}$/, 'an ISPB of exactly 8 digits')),
	issuer: required(matching(/^\d{1,4}$/, 'a branch of 1 to 4 digits'), ['CACC', 'SVGS'].includes(String(accountType))),
	number: required(matching(/^\d{1,20}$/, 'an account number of 1 to 20 digits')),
	accountType: required(anyOf(ACCOUNT_TYPES)),
});
