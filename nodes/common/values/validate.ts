import { InputError } from '../errors/errors';
import { type Rule, ruleProblem } from '../errors/problem';
import { problems } from '../errors/problems';
import { redactor } from '../errors/redact';
import { rules } from '../errors/rules';
import { decimalsOf, isCurrency } from './currencies';
import { FIRST_YEAR, isDate, isDateTime, LAST_YEAR, parseDate, type UnclearDate, unclearDate } from './dates';
import {
	cellText,
	hasBreak,
	isBrokenCell,
	isBrokenName,
	isName,
	isShortenedNumber,
	isWholeWithDecimal,
	onOneLine,
	visible,
	withoutTextMark,
} from './identifiers';
import { ExactNumber, isRecord, type Json, type JsonRecord, parseJson } from './json';
import { refuseCardInText } from './refusedCards';

/** What the reading of a value needs from its run. */
export interface Reading {
	/** Tells the user what was done differently than expected. */
	hint: (message: string) => void;
	/** The IANA time zone of dates that name none: the workflow's. */
	readonly timeZone: string;
}

/** For values that were not entered in this run, and for tests. */
const ALONE: Reading = { hint: () => {}, timeZone: 'UTC' };

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
	return new InputError(ruleProblem(broken, field, `a value of ${lengthOf(text)} characters`));
}

/** Characters as people count them: an emoji is one, although JavaScript counts two. It is the unit of every documented length. */
export function lengthOf(text: string): number {
	return [...text].length;
}

/** True for text of more characters. Hardly any text has to be counted. */
export function isLonger(text: string, longest: number): boolean {
	return text.length > longest && (text.length > 2 * longest || lengthOf(text) > longest);
}

/** The first characters of a spreadsheet's marks for text: `=`, `"` and `'`. */
const BEGIN_MARKS = new Set([0x3d, 0x22, 0x27]);

/** True for no value: an empty field, an empty database column, blanks, characters that nobody sees, a mark around nothing. */
export function isBlank(value: unknown): boolean {
	if (value === undefined || value === null || value === '') return true;
	if (typeof value !== 'string') return false;
	const first = value.charCodeAt(0);
	// an ordinary first character, as nearly every value has one, decides it
	if (first > 0x20 && first < 0x7f && !BEGIN_MARKS.has(first)) return false;
	return cellText(value) === '';
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

/** True for true, false and a number with decimals: they are the values of another field. */
const namesNothing = (value: unknown): boolean =>
	typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value) && !Number.isInteger(value));

/**
 * Text that names something, such as an order or an email address: without invisible characters, and without the apostrophe by
 * which a spreadsheet marks text. Empty if there is no value.
 * @throws InputError for what a broken cell or a shortened number left, since it would name something else or nothing
 */
export function identifier(value: unknown, field: string, reading: Reading = ALONE): string {
	if (namesNothing(value)) throw invalid(field, rules.identifier(), value);
	const seen = visible(plainText(value, field));
	const text = withoutTextMark(seen);
	if (text !== seen) reading.hint(problems.textMarkRemoved(field).message);
	if (hasBreak(text)) throw invalid(field, rules.oneLine(), text);
	if (isBrokenCell(text)) throw invalid(field, rules.brokenCell(), text);
	if (isShortenedNumber(text)) throw invalid(field, rules.lostDigits(), text);
	if (isWholeWithDecimal(text)) throw invalid(field, rules.identifier(), text);
	return text;
}

/** The same for something whose name may begin with zeros: a number may have lost them, which a hint says. */
export function identifierWithZeros(value: unknown, field: string, reading: Reading = ALONE): string {
	const text = identifier(value, field, reading);
	if (typeof value === 'number') reading.hint(problems.zerosMayBeLost(field).message);
	return text;
}

/**
 * Text in words, without surrounding blanks; empty if there is no value.
 * @throws InputError if a card number is in it, or for what a broken cell left
 */
export function freeText(value: unknown, field: string): string {
	const text = plainText(value, field);
	refuseCardInText(text, field);
	if (isBrokenName(text)) throw invalid(field, rules.brokenCell(), text);
	return text;
}

/** The name of a person or company. Empty if there is no value. @throws InputError for what a broken cell left */
export function legalName(value: unknown, field: string): string {
	const text = onOneLine(visible(freeText(value, field)));
	const unmarked = withoutTextMark(text);
	const isNumber = namesNothing(value) || isShortenedNumber(unmarked) || isWholeWithDecimal(unmarked);
	if ((isBrokenCell(unmarked) && !isName(unmarked)) || isNumber) throw invalid(field, rules.brokenCell(), text);
	return text;
}

/**
 * The name of a person or place, as people write it: somebody is called Null, a town None, and who has no state writes `N/A`
 * or a dash. Empty if there is no value.
 * @throws InputError for what only a program or a spreadsheet writes
 */
export function properName(value: unknown, field: string): string {
	return visible(freeText(visible(plainText(value, field)), field));
}

/** An address in the web, which may contain IDs of any length. Empty if there is no value. @throws InputError for a broken cell */
export function webAddress(value: unknown, field: string): string {
	const text = visible(plainText(value, field));
	if (isBrokenCell(text)) throw invalid(field, rules.brokenCell(), text);
	return text;
}

/** An identifier. @throws InputError if the value is empty, only blanks, or not text */
export function requiredText(value: unknown, field: string, reading?: Reading): string {
	const text = identifier(value, field, reading);
	if (text === '') throw new InputError(problems.fieldEmpty(field));
	return text;
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

const UNCLEAR_DATES: Record<UnclearDate, () => Rule> = {
	dayOrMonthFirst: rules.dateOrder,
	serial: rules.dateSerial,
	unixTime: rules.dateUnixTime,
};

/**
 * A date in any ISO 8601 form (also n8n's own date objects) as UTC: `2026-11-21T09:00:00.000Z`. A date without a time zone
 * counts in the workflow's. Empty if there is no value.
 * @throws InputError if the value is not such a date, or could be more than one
 */
export function utcDate(value: unknown, field: string, reading: Reading = ALONE): string {
	const given = cellText(dateText(value));
	if (given === '') return '';
	const moment = parseDate(given, reading.timeZone);
	if (!moment) {
		const unclear = unclearDate(given);
		throw invalid(field, unclear ? UNCLEAR_DATES[unclear]() : rules.isoDate(), value);
	}
	const year = moment.getUTCFullYear();
	if (year < FIRST_YEAR || year > LAST_YEAR) throw invalid(field, rules.dateYear(FIRST_YEAR, LAST_YEAR), given);
	return moment.toISOString();
}

/** A date as text: also n8n's own date objects and JavaScript's. */
export function dateText(value: unknown): string {
	if (isDate(value)) return Number.isNaN(value.getTime()) ? 'an invalid date' : value.toISOString();
	if (isDateTime(value)) return value.toISO() ?? 'an invalid date';
	if (typeof value === 'object' && value !== null && !(value instanceof ExactNumber)) return 'an object';
	return toText(value);
}

const DECIMAL = /^\d{1,15}(\.\d{1,6})?$/;

/**
 * An amount as text with its original digits, and a point before the decimals. Empty if there is no value.
 * @throws InputError for anything else: signs, commas, blanks inside, currency symbols, exponents
 */
export function amount(value: unknown, field: string): string {
	const text = cellText(plainText(value, field));
	if (text === '' || DECIMAL.test(text)) return text;
	throw invalid(field, rules.amount(), value);
}

/**
 * More decimals than the currency has are refused, zeros or not: `1.000` may be meant as one thousand.
 * @param amount digits with a point before the decimals
 * @param currency an upper-case code; undefined if it is not known
 */
export function refuseMoreDecimals(amount: string, currency: string | undefined, field: string): void {
	const [, decimals = ''] = amount.split('.');
	const most = decimalsOf(currency);
	if (decimals.length > most) throw invalid(field, rules.amountDecimals(currency ?? '', most), amount);
}

/**
 * An amount in the smallest unit of its currency, as text of digits. Empty if there is no value.
 * @throws InputError for decimals, signs, commas and currency symbols
 */
export function smallestUnits(value: unknown, field: string): string {
	const text = cellText(plainText(value, field));
	if (text === '' || /^\d{1,18}$/.test(text)) return text;
	throw invalid(field, rules.smallestUnits(), value);
}

/** Stock exchanges and some programs write pence in this way: an amount in it is off by a factor of 100. */
const PENCE = 'GBp';

/** Upper-case ISO 4217 code. Empty if there is no value. @throws InputError if there is no such currency */
export function currency(value: unknown, field: string): string {
	const written = cellText(plainText(value, field));
	const text = written.toUpperCase();
	if (text === '' || (isCurrency(text) && written !== PENCE)) return text;
	throw invalid(field, rules.currency(), value);
}

/**
 * The first digits of a card; empty if there is no value. A longer number could be a whole card: it is rejected and never shown.
 * @throws InputError if it is not 6 to 8 digits
 */
export function cardBin(value: unknown, field: string, reading?: Reading): string {
	return cardDigits(value, field, /^\d{6,8}$/, rules.cardBin(), reading);
}

/** The last four digits of a card; empty if there is no value. @throws InputError for anything else, which is never shown */
export function cardLastFour(value: unknown, field: string, reading?: Reading): string {
	return cardDigits(value, field, /^\d{4}$/, rules.cardLastFour(), reading);
}

function cardDigits(value: unknown, field: string, form: RegExp, rule: Rule, reading?: Reading): string {
	const text = identifier(value, field, reading);
	if (text !== '' && !form.test(text)) throw invalidLength(field, rule, text);
	return text;
}

/** What files and web pages leave before or after JSON, and its grammar does not have: byte order marks, blanks of other kinds. */
const AROUND_JSON = /^[\s\u200b\u2060]+|[\s\u200b\u2060]+$/g;

/** The parser's message quotes characters around the error, which may be part of a card number. The position stays visible. */
function hideQuotedDigits(message: string): string {
	return message.replace(/".*"/s, (quoted) => quoted.replace(/\p{Nd}(?:[^\p{L}\p{Nd}]{0,5}\p{Nd}){4,}/gu, '***'));
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
		return parse(value.replace(AROUND_JSON, ''));
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

/** What may stand between the entries of a list. Blanks do not separate: entries may contain them. */
const SEPARATORS = /[,;|\t\r\n]/;

/**
 * A list of texts from user input: a list, JSON text of one, or text separated by commas, semicolons, bars, tabs or line breaks.
 * @param separators between the entries, if not these
 * @throws InputError for an object, or if a list contains anything but text or numbers
 */
export function textList(value: unknown, field: string, reading?: Reading, separators = SEPARATORS): string[] {
	const given = typeof value === 'string' && /^\s*\[.*\]\s*$/s.test(value) ? json(value, field) : value;
	if (Array.isArray(given)) return given.map((entry) => requiredText(entry, field, reading));
	if (typeof given === 'boolean' || (typeof given === 'object' && given !== null))
		throw invalid(field, rules.textOrList(), given);
	if (typeof given === 'number') return [identifier(given, field, reading)];
	const text = toText(given);
	// a comma in it separates decimals
	if (isShortenedNumber(cellText(text))) throw invalid(field, rules.lostDigits(), text);
	return text
		.split(separators)
		.map((entry) => identifier(entry, field, reading))
		.filter((entry) => entry !== '');
}

/** Text up to a length. Empty if there is no value. @throws InputError for longer text */
export function textUpTo(value: unknown, field: string, longest: number): string {
	return upTo(freeText(value, field), field, longest);
}

/** The text, if it is no longer than that. @throws InputError for longer text */
export function upTo(text: string, field: string, longest: number): string {
	if (isLonger(text, longest)) throw invalidLength(field, rules.textLength(longest), text);
	return text;
}

/** This many digits, as text: spreadsheets return numbers. Empty if there is no value. @throws InputError for anything else */
export function digits(value: unknown, field: string, count: number, reading?: Reading): string {
	const text = identifier(value, field, reading);
	if (text !== '' && !(text.length === count && /^\d+$/.test(text))) throw invalid(field, rules.digits(count), value);
	return text;
}

const YES = new Set(['true', 'yes', 'y', 't', '1']);
const NO = new Set(['false', 'no', 'n', 'f', '0']);

/** True or false, also as text in any case or by its first letter, as yes or no, and as 1 or 0. Undefined for anything else. */
export function booleanOf(value: unknown): boolean | undefined {
	const word = cellText(toText(value)).toLowerCase();
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

/** A label or value in the form in which they are compared: without regard to case, and to how its words are joined. */
const folded = (text: string): string =>
	text
		.toLowerCase()
		.replace(/[\s_-]+/g, ' ')
		.trim();

/** The two parts of a label such as `Refund Request (init-refund)`: the trade's words, and the service's word. None of others. */
export function labelParts(label: string): string[] {
	const [, ...parts] = /^(.+) \((.+)\)$/.exec(label) ?? [];
	return parts;
}

/** Lists are compared with thousands of rows: each is folded once. */
const foldedChoices = new WeakMap<readonly Choice[], Map<string, string>>();

function foldedValues(choices: readonly Choice[]): Map<string, string> {
	const known = foldedChoices.get(choices);
	if (known) return known;
	const values = new Map<string, string>();
	// a value wins over another entry's label
	for (const choice of choices)
		for (const name of [labelOf(choice), ...labelParts(labelOf(choice))]) values.set(folded(name), valueOf(choice));
	for (const choice of choices) values.set(folded(valueOf(choice)), valueOf(choice));
	foldedChoices.set(choices, values);
	return values;
}

/** The value of the entry that a text names: by its label, a part of it, or its value, in any case. Undefined if there is none. */
export function findChoice(text: string, choices: readonly Choice[]): string | undefined {
	return foldedValues(choices).get(folded(text));
}

/** The error for a list in which nothing is chosen. */
export function notChosen(field: string, choices: readonly Choice[]): InputError {
	return new InputError(problems.fieldEmpty(field, problems.chooseOne(labelsOf(choices)).message));
}

/**
 * The value of one entry of a list, given by its label or its value in any case.
 * @param isOfSeveral true if the field may have several entries, of which this is one
 * @throws InputError for anything else, or if nothing is chosen
 */
export function oneOf(value: unknown, field: string, choices: readonly Choice[], isOfSeveral = false): string {
	if (isBlank(value)) throw notChosen(field, choices);
	const chosen = findChoice(requiredText(value, field), choices);
	if (chosen === undefined) {
		const labels = labelsOf(choices);
		throw invalid(field, rules.oneOf(labels, isOfSeveral), value);
	}
	return chosen;
}

/** The same for a list that the service may extend: other text stays unchanged. Empty if there is no value. */
export function oneOfOrOther(value: unknown, field: string, choices: readonly Choice[]): string {
	const text = visible(plainText(value, field));
	return findChoice(text, choices) ?? identifier(text, field);
}
