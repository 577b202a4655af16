import { rules as commonRules } from '../../../common/errors/rules';
import { type FieldSpec, fieldProperty, type Kind } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import { ExactNumber, isRecord, type Json, type JsonRecord } from '../../../common/values/json';
import * as validate from '../../../common/values/validate';
import { rules } from '../../problems';
import { choiceOptions } from '../choices';
import data from './caseFields.json';

/** The object with its parts as they are sent; every part is required. Other fields of the object stay as they are. */
function readParts(value: JsonRecord, parts: FieldSpec[], field: string, reading?: validate.Reading): JsonRecord {
	const read = parts.map(({ displayName, name, kind }): [string, Json] => {
		const label = `${displayName} (${field})`;
		const part = kind.read(value[name], label, reading);
		if (part === undefined) throw kinds.missingValue(label, kind);
		return [name, part];
	});
	return { ...value, ...Object.fromEntries(read) };
}

/** One of several values. Unlike the common choice it rejects empty text, which Kloutit would get from additional JSON. */
export function requiredChoice(choices: string[]): Kind<string> {
	const options = choiceOptions(choices);
	return { ...kinds.choice(options), read: (value, field) => validate.oneOf(value, field, options) };
}

/** Kloutit's amounts are numbers: they are sent with the digits they were typed with. */
const exactAmount: Kind<ExactNumber> = {
	property: { ...kinds.amount.property, description: 'Digits with a point before the decimals, such as 299.90' },
	read: (value, field) => {
		const digits = validate.amount(value, field);
		if (digits === '') return undefined;
		if (!/^(0|[1-9]\d*)(\.\d+)?$/.test(digits)) throw validate.invalid(field, rules.exactAmount(), digits);
		return new ExactNumber(digits);
	},
};

const currencyOptions = [...data.currencies].sort().map((value) => ({ name: value, value }));
const currency: Kind<string> = {
	...kinds.choice(currencyOptions),
	read: (value, field) => {
		const code = validate.currency(value, field);
		if (code !== '' && !data.currencies.includes(code)) throw validate.invalid(field, rules.caseCurrency(), code);
		return code || undefined;
	},
};

const amountParts: FieldSpec[] = [
	{ displayName: 'Value', name: 'value', kind: exactAmount },
	{ displayName: 'Currency', name: 'currency', kind: currency },
];

/** `{"value": 299.90, "currency": "EUR"}`. Contract: 4 */
export const amount: Kind<JsonRecord> = {
	property: {
		type: 'fixedCollection',
		// n8n drops a group without any entry from a collection as soon as something else in it changes
		typeOptions: { multipleValues: false },
		default: { amount: { value: '', currency: '' } },
		options: [{ displayName: 'Amount', name: 'amount', values: amountParts.map(fieldProperty) }],
	},
	read: (value, field) => {
		if (!isRecord(value)) throw validate.invalid(field, rules.caseAmount(), value);
		const read = readParts(value, amountParts, field);
		const [{ displayName }] = amountParts;
		validate.refuseMoreDecimals(validate.toText(read.value), String(read.currency), `${displayName} (${field})`);
		return read;
	},
};

/** The panel offers two senders; JSON may name others. */
const sender = kinds.openChoice([
	{ name: 'Company', value: 'company' },
	{ name: 'Customer', value: 'customer' },
]);

const messageParts: FieldSpec[] = [
	{ displayName: 'Sender', name: 'sender', kind: sender },
	{ displayName: 'Content', name: 'content', kind: kinds.text, property: { typeOptions: { rows: 3 } } },
	{ displayName: 'Date', name: 'date', kind: kinds.date, property: { description: kinds.ZONE_HINT } },
];

/** `[{"sender": "customer", "content": "…", "date": "2026-10-01T10:00:00.000Z"}]`. Contract: 4 */
export const communications: Kind<JsonRecord[]> = {
	property: {
		type: 'fixedCollection',
		placeholder: 'Add Message',
		typeOptions: { multipleValues: true },
		default: {},
		options: [{ displayName: 'Message', name: 'messages', values: messageParts.map(fieldProperty) }],
	},
	read: (value, field, reading) => {
		if (!Array.isArray(value)) throw validate.invalid(field, rules.messageList(), value);
		return value.map((message: unknown, index) => {
			const name = `${field} ${index + 1}`;
			if (!isRecord(message)) throw validate.invalid(name, commonRules.jsonRecord(), message);
			return readParts(message, messageParts, name, reading);
		});
	},
};
