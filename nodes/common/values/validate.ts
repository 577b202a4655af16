import { InputError } from '../errors/errors';
import { type Rule, ruleProblem } from '../errors/problem';
import { problems, rules } from '../errors/problems';
import { redactor } from '../errors/redact';
import { parseDate } from './dates';
import { ExactNumber, isRecord, type Json, type JsonRecord, parseJson } from './json';

/** Card numbers are hidden in every field, wherever they were typed. */
const hideCardNumbers = redactor([]);

/** A value as a message shows it: short, on one line, and in quotes if it is text. */
export function preview(value: unknown): string {
	if (value === undefined || value === null || value === '') return 'nothing';
	const text =
		typeof value === 'string'
			? `"${value}"`
			: Array.isArray(value)
				? 'a list'
				: isRecord(value)
					? 'an object'
					: value instanceof ExactNumber
						? value.digits
						: String(value);
	const line = hideCardNumbers(text.slice(0, 1000).replace(/\s+/g, ' '));
	return line.length > 80 ? `${line.slice(0, 77)}…` : line;
}

/**
 * The error for a value that breaks a rule.
 * @param field the field's label
 * @param seen the value found
 */
export function invalid(field: string, broken: Rule, seen: unknown): InputError {
	return new InputError(ruleProblem(broken, field, preview(seen)));
}

/** The error for text that breaks a rule but must not be shown or is too long to show: it reports only the length. */
export function invalidLength(field: string, broken: Rule, text: string): InputError {
	return new InputError(ruleProblem(broken, field, `${text.length} characters`));
}

/** True for no value: an empty field, an empty database column, blanks. */
export function isBlank(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/** Text without surrounding blanks; numbers become text. Empty if there is no value. */
export function toText(value: unknown): string {
	if (typeof value === 'string') return value.trim();
	if (value instanceof ExactNumber) return value.digits;
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** An unsafe integer has already lost digits: as text it would name something else. @throws InputError naming the field */
export function refuseLostDigits(value: unknown, field: string): void {
	if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER)
		throw invalid(field, rules.lostDigits(), value);
}

/** Text without surrounding blanks; empty if there is no value. @throws InputError for an object or a list */
export function plainText(value: unknown, field: string): string {
	refuseLostDigits(value, field);
	if (typeof value === 'object' && value !== null && !(value instanceof ExactNumber))
		throw invalid(field, rules.text(), value);
	return toText(value);
}

/** @throws InputError if the value is empty, only blanks, or not text */
export function requiredText(value: unknown, field: string): string {
	refuseLostDigits(value, field);
	const text = toText(value);
	if (text !== '') return text;
	if (value === undefined || value === null || typeof value === 'string') {
		throw new InputError(problems.fieldEmpty(field));
	}
	throw invalid(field, rules.text(), value);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True for text in the form of a UUID (RFC 9562), of any version. */
export function looksLikeUuid(text: string): boolean {
	return UUID.test(text);
}

/** @throws InputError if the value is not a UUID */
export function uuid(value: unknown, field: string): string {
	const text = requiredText(value, field);
	if (!looksLikeUuid(text)) throw invalid(field, rules.uuid(), value);
	return text.toLowerCase();
}

/** @throws InputError if the value is not a whole number, or out of bounds */
export function wholeNumber(value: unknown, field: string, lowest: number, highest = Number.MAX_SAFE_INTEGER): number {
	const number = typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value;
	if (typeof number === 'number' && Number.isInteger(number) && number >= lowest && number <= highest) return number;
	throw invalid(field, rules.wholeNumber(lowest, highest), value);
}

/** @throws InputError if the value is not a number, or out of bounds */
export function numberBetween(value: unknown, field: string, lowest: number, highest: number): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number === 'number' && number >= lowest && number <= highest) return number;
	throw invalid(field, rules.number(lowest, highest), value);
}

/**
 * A date in any ISO 8601 form (also n8n's own date objects) as UTC: `2026-11-21T09:00:00.000Z`. A date without a time zone
 * counts as UTC. Empty if there is no value.
 * @throws InputError if the value is not such a date
 */
export function utcDate(value: unknown, field: string): string {
	const given = dateText(value);
	if (given === '') return '';
	const moment = parseDate(given);
	if (!moment) throw invalid(field, rules.isoDate(), value);
	return moment.toISOString();
}

/** A date as text: also n8n's own date objects and JavaScript's. */
export function dateText(value: unknown): string {
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid date' : value.toISOString();
	if (typeof value === 'object' && value !== null && 'toISO' in value && typeof value.toISO === 'function')
		return String(value.toISO());
	if (typeof value === 'object' && value !== null) return 'an object';
	return toText(value);
}

const DECIMAL = /^\d{1,15}(\.\d{1,6})?$/;

/**
 * An amount as text with its original digits, and a point before the decimals. Empty if there is no value.
 * @throws InputError for anything else: signs, commas, blanks inside, currency symbols, exponents
 */
export function amount(value: unknown, field: string): string {
	const text = plainText(value, field);
	if (text === '' || DECIMAL.test(text)) return text;
	throw invalid(field, rules.amount(), value);
}

/**
 * An amount in the smallest unit of its currency, as text of digits. Empty if there is no value.
 * @throws InputError for decimals, signs, commas and currency symbols
 */
export function smallestUnits(value: unknown, field: string): string {
	const text = plainText(value, field);
	if (text === '' || /^\d{1,18}$/.test(text)) return text;
	throw invalid(field, rules.smallestUnits(), value);
}

/** Upper-case ISO 4217 code. Empty if there is no value. @throws InputError if it is not three letters */
export function currency(value: unknown, field: string): string {
	const text = plainText(value, field).toUpperCase();
	if (text === '' || /^[A-Z]{3}$/.test(text)) return text;
	throw invalid(field, rules.currency(), value);
}

/**
 * The first digits of a card; empty if there is no value. A longer number could be a whole card: it is rejected and never shown.
 * @throws InputError if it is not 6 to 8 digits
 */
export function cardBin(value: unknown, field: string): string {
	return cardDigits(value, field, /^\d{6,8}$/, rules.cardBin());
}

/** The last four digits of a card; empty if there is no value. @throws InputError for anything else, which is never shown */
export function cardLastFour(value: unknown, field: string): string {
	return cardDigits(value, field, /^\d{4}$/, rules.cardLastFour());
}

function cardDigits(value: unknown, field: string, form: RegExp, rule: Rule): string {
	const text = plainText(value, field);
	if (text !== '' && !form.test(text)) throw invalidLength(field, rule, text);
	return text;
}

/** The parser's message quotes characters around the error, which may be part of a card number. The position stays visible. */
function hideQuotedDigits(message: string): string {
	return message.replace(/".*"/s, (quoted) => quoted.replace(/\p{Nd}(?:[ -]?\p{Nd}){4,}/gu, '***'));
}

/**
 * JSON that a user typed, or an object or list that an expression returned. A number that JavaScript cannot print as it was
 * typed (`49.90`, 20 digits) becomes text, so no digit is lost.
 * @param parse parses text, if not `parseJson`
 * @returns undefined if there is no value
 * @throws InputError if the text is not JSON
 */
export function json(value: unknown, field: string, parse: (text: string) => Json = parseJson): Json | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value !== 'string') return value as Json;
	if (value.trim() === '') return undefined;
	let broken = '';
	try {
		return parse(value);
	} catch (error) {
		broken = hideQuotedDigits((error as Error).message);
	}
	throw new InputError(problems.jsonInvalid(field, broken));
}

/** A JSON object; empty if there is no value. @throws InputError for anything else */
export function jsonObject(value: unknown, field: string, parse?: (text: string) => Json): JsonRecord {
	const parsed = json(value, field, parse);
	if (parsed === undefined) return {};
	if (isRecord(parsed)) return parsed;
	throw invalid(field, rules.jsonObject(), parsed);
}

/**
 * A list of texts from user input: a list, or text separated by commas or line breaks.
 * @throws InputError for an object, or if a list contains anything but text or numbers
 */
export function textList(value: unknown, field: string): string[] {
	if (Array.isArray(value)) return value.map((entry) => requiredText(entry, field));
	if (typeof value === 'boolean' || (typeof value === 'object' && value !== null))
		throw invalid(field, rules.textOrList(), value);
	refuseLostDigits(value, field);
	return toText(value)
		.split(/[\n,]/)
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
}

/** Text up to a length (JavaScript's characters). Empty if there is no value. @throws InputError for longer text */
export function textUpTo(value: unknown, field: string, longest: number): string {
	const text = plainText(value, field);
	if (text.length > longest) throw invalidLength(field, rules.textLength(longest), text);
	return text;
}

/** This many digits, as text: spreadsheets return numbers. Empty if there is no value. @throws InputError for anything else */
export function digits(value: unknown, field: string, count: number): string {
	const text = plainText(value, field);
	if (text !== '' && !(text.length === count && /^\d+$/.test(text))) throw invalid(field, rules.digits(count), value);
	return text;
}

const YES = new Set(['true', 'yes', '1']);
const NO = new Set(['false', 'no', '0']);

/** True or false, also as text in any case, as yes or no, and as 1 or 0. Undefined for anything else. */
export function booleanOf(value: unknown): boolean | undefined {
	const word = toText(value).toLowerCase();
	if (YES.has(word)) return true;
	return NO.has(word) ? false : undefined;
}

/** @throws InputError for anything that does not say true or false */
export function boolean(value: unknown, field: string): boolean {
	const known = booleanOf(value);
	if (known === undefined) throw invalid(field, rules.boolean(), value);
	return known;
}

/** An entry of a list: what the panel shows and what is sent, or a text that is both. */
export type Choice = string | { name: string; value: unknown };

const labelOf = (choice: Choice): string => (typeof choice === 'string' ? choice : choice.name);
const valueOf = (choice: Choice): string => (typeof choice === 'string' ? choice : String(choice.value));
const labelsOf = (choices: readonly Choice[]) => choices.map(labelOf);

/** A label or value in the form in which they are compared: `Not Found`, `not-found` and `NOT_FOUND` are the same. */
const folded = (text: string): string =>
	text
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[\s_-]+/g, '');

/** Lists are compared with thousands of rows: each is folded once. */
const foldedChoices = new WeakMap<readonly Choice[], Map<string, string>>();

function foldedValues(choices: readonly Choice[]): Map<string, string> {
	const known = foldedChoices.get(choices);
	if (known) return known;
	const values = new Map<string, string>();
	// a value wins over another entry's label
	for (const choice of choices) values.set(folded(labelOf(choice)), valueOf(choice));
	for (const choice of choices) values.set(folded(valueOf(choice)), valueOf(choice));
	foldedChoices.set(choices, values);
	return values;
}

/** The value of the entry that a text names: by its label or its value, in any case. Undefined if there is none. */
export function findChoice(text: string, choices: readonly Choice[]): string | undefined {
	return foldedValues(choices).get(folded(text));
}

/** The error for a list in which nothing is chosen. */
export function notChosen(field: string, choices: readonly Choice[]): InputError {
	return new InputError(problems.notChosen(field, labelsOf(choices)));
}

/**
 * The value of one entry of a list, given by its label or its value in any case.
 * @throws InputError for anything else, or if nothing is chosen
 */
export function oneOf(value: unknown, field: string, choices: readonly Choice[]): string {
	if (isBlank(value)) throw notChosen(field, choices);
	const chosen = findChoice(requiredText(value, field), choices);
	if (chosen === undefined) throw invalid(field, rules.oneOf(labelsOf(choices)), value);
	return chosen;
}

/** The same for a list that the service may extend: other text stays unchanged. Empty if there is no value. */
export function oneOfOrOther(value: unknown, field: string, choices: readonly Choice[]): string {
	const text = plainText(value, field);
	return findChoice(text, choices) ?? text;
}
