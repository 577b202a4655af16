import { withoutIbans } from './values/iban';
import { ExactNumber, isRecord, type Json, type JsonRecord } from './values/json';

/** Digits in the shortest card number that is refused in any field: one in ten order numbers with 12 digits would pass for one. */
const FEWEST_DIGITS = 13;
/** Digits in the shortest card number that is hidden, and refused in a card's field: ISO/IEC 7812-1 has some with 12. */
export const FEWEST_HIDDEN = 12;
const MOST_DIGITS = 19;
const ZERO = '0'.charCodeAt(0);

/** A cheap first test that hardly any text passes. */
const ENOUGH_DIGITS = /\d(?:[^\da-z]{0,5}\d){11}/i;

/** Blanks, dashes, dots and slashes: what people write between the groups of a card number. */
const USUAL = '[ ./-]{1,3}';
/** Up to five signs of which one is another: what files and programs write between the entries of a list, such as `", "`. */
const UNUSUAL = '(?=[ ./-]{0,4}[^ ./\\-\\da-z])[^\\da-z]{1,5}';
/** Groups of digits, and what stands between them. A UUID matches as one run, so no part of it is mistaken for a card. */
const RUNS = new RegExp(
	`(?<![\\da-z])[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}(?![\\da-z])|\\d+(?:(?:${USUAL}|${UNUSUAL})\\d+)*`,
	'gi',
);
const SEPARATORS = /\D+/;

/** Digits in the groups of a card number that is written with dots, slashes or ` - `. Dates and addresses have shorter groups. */
const FEWEST_IN_GROUP = 4;

/** The lengths of a card number's groups, as cards and forms show them. */
const GROUPINGS = new Set([
	...['4-4-4', '4-4-5', '4-4-4-1', '4-3-3-3', '4-4-4-2', '4-6-4', '4-4-4-3', '4-6-5', '4-5-6', '4-4-7'],
	...['4-4-4-4', '6-6-4', '4-4-8', '8-4-4', '6-10', '4-12', '4-4-4-5', '4-4-4-4-1', '4-4-4-6', '4-4-4-4-2'],
	...['4-4-4-7', '4-4-4-4-3', '6-13'],
]);
/** What separates the entries of a list: four numbers of a list may look like the groups of a card. */
const OF_LISTS = /[,;|:\t\r\n]/g;
/** A month and a year, or a year: what follows the number of a card. */
const EXPIRY = /^(?:(?:0[1-9]|1[0-2])\d\d|20\d\d)$/;

/** Separators as addresses, JSON and HTML write them. */
const ESCAPES =
	'%(?:0[9ad]|2[\\da-f]|3[a-f]|5[b-f]|60|7[b-f]|c2%a0)|\\\\{1,8}(?:[ntr]|u(?:00a0|00ad|20[0-3][\\da-f]|feff))|&(?:nbsp|shy|[et][\\w]{2,5}sp|#0*(?:9|1[03]|3[2-9]|4[0-7]|160|8\\d{3})|#x0*(?:[9ad]|2[\\da-f]|a0|20[0-3][\\da-f]));';
const NOT_PLAIN = new RegExp(`[^\\0-\\x7f]|${ESCAPES}`, 'i');
const BEGINS_ESCAPE = new Set(['%', '\\', '&']);
const ESCAPE = new RegExp(ESCAPES, 'iuy');
/** Parts of the character before, which separate nothing: accents, the frames of keycap emojis. */
const MARK = /\p{M}/u;
const DIGIT = /\p{Nd}/u;
const LETTER_OR_NUMBER = /[\p{L}\p{N}]/u;
const DASH = /[\p{Pd}\u2043\u2212]/u;
const DOT = /[\u00b7\u2022\u2027\u2219\u22c5\u30fb\u3002\uff0e]/u;
const SIGN = /[\p{P}\p{S}]/u;

/** The digits of a script follow each other, from zero to nine; those of mathematics are five times ten. */
function digitOf(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	let zero = code;
	while (DIGIT.test(String.fromCodePoint(zero - 1))) zero--;
	return String((code - zero) % 10);
}

/** What was found for characters, since a text repeats them. Texts of many scripts do not fill the memory. */
const known = new Map<string, string>();
const MOST_KNOWN = 5_000;

function asciiOf(character: string): string {
	const before = known.get(character);
	if (before !== undefined) return before;
	if (known.size >= MOST_KNOWN) known.clear();
	const ascii = readCharacter(character);
	known.set(character, ascii);
	return ascii;
}

/** One character as ASCII: a digit of any script, what separates digits, `x` for a letter; empty for a part of another character. */
function readCharacter(character: string): string {
	if (MARK.test(character)) return '';
	if (DIGIT.test(character)) return digitOf(character);
	if (DASH.test(character)) return '-';
	if (DOT.test(character)) return '.';
	const compatible = character.normalize('NFKC');
	// circled digits, and signs of full width
	if (/^[\d!-/:-@[-`{-~]$/.test(compatible)) return compatible;
	if (LETTER_OR_NUMBER.test(character)) return 'x';
	return SIGN.test(character) ? ',' : ' ';
}

/** What an escape stands for, if it is a sign of ASCII; else a blank. */
function unescaped(escape: string): string {
	const [, percent] = /^%([\da-f]{2})$/i.exec(escape) ?? [];
	if (percent !== undefined) return String.fromCharCode(Number.parseInt(percent, 16));
	return /^\\+[ntr]$/i.test(escape) ? '\n' : ' ';
}

/** A text in ASCII, and where in the original each of its characters begins. */
interface InAscii {
	ascii: string;
	/** The place of an ASCII character in the original. */
	placeOf: (index: number) => number;
}

function inAscii(text: string): InAscii {
	if (!NOT_PLAIN.test(text)) return { ascii: text, placeOf: (index) => index };
	let ascii = '';
	const places: number[] = [];
	for (let index = 0, length = 1; index < text.length; index += length) {
		const code = text.codePointAt(index) ?? 0;
		length = code > 0xffff ? 2 : 1;
		let written = text.slice(index, index + length);
		if (code > 0x7f) {
			written = asciiOf(written);
		} else if (BEGINS_ESCAPE.has(written)) {
			ESCAPE.lastIndex = index;
			const [escape] = ESCAPE.exec(text) ?? [];
			if (escape !== undefined) {
				length = escape.length;
				written = unescaped(escape);
			}
		}
		if (written === '') continue;
		ascii += written;
		places.push(index);
	}
	places.push(text.length);
	return { ascii, placeOf: (index) => places[index] };
}

/** Which numbers count as card numbers. */
interface Form {
	fewest: number;
	/** True if only the first digits of payment cards count: not those of timestamps. */
	ofIssuers?: boolean;
	/** True if they must also fit the length, which hardly any ID's do. */
	ofBrands?: boolean;
}

const HIDDEN: Form = { fewest: FEWEST_HIDDEN };
const IN_DATA: Form = { fewest: FEWEST_DIGITS, ofIssuers: true };

/** Where a text comes from decides what in it counts as a card number. */
const REFUSED = {
	/** A field that may hold other long numbers. */
	anywhere: { fewest: FEWEST_DIGITS },
	/** A field named after a card. */
	cardField: { fewest: FEWEST_HIDDEN },
	/** A field of any name, which may hold IDs of any form: one in ten of them passes the check of the digits. */
	unknownField: { fewest: FEWEST_HIDDEN, ofIssuers: true, ofBrands: true },
} satisfies Record<string, Form>;

export type CardPlace = keyof typeof REFUSED;

const MAESTRO = /^(?:5[0678]|6)/;
/** The first digits of payment cards, by length. */
const FIRST_DIGITS: Record<number, RegExp> = {
	// these have been Maestro's alone: other numbers of 12 digits are common
	12: /^(?:50(?:18|20|38)|5893|6304|6390|67(?:0[0-9]|59|6[1-9]|7[0-9]))/,
	13: /^4/,
	14: /^3(?:0[0-5]|09|[689])/,
	15: /^(?:3[47]|1800|2131)/,
	16: /^(?:[4-6]|2(?:20[0-4]|22[1-9]|2[3-9]|[3-6]|7[01]|720)|3(?:0[0-5]|09|[689]|52[89]|5[3-8]))/,
	17: MAESTRO,
	18: /^(?:5[0678]|6|220[0-4])/,
	19: /^(?:4|5[0678]|6|220[0-4])/,
};

/** The groups of digits in a run, and the separators before each of them but the first. */
interface Run {
	groups: string[];
	separators: string[];
	/** True if a plus sign is before the first group. */
	isPhone: boolean;
}

function readRun(run: string, before = ''): Run {
	return { isPhone: before === '+', groups: run.split(SEPARATORS), separators: run.match(/\D+/g) ?? [] };
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const isUuid = (run: string) => run.length === 36 && UUID.test(run);

/** From the first group of digits to the last. */
interface Stretch {
	first: number;
	last: number;
	/** What is between its groups, if it could also be a list of short numbers. */
	signs?: Set<string>;
}

/** What kind of list a separator belongs to: `,` for `, ` and `","`; empty for none. */
const listSign = (separator: string): string => separator.match(OF_LISTS)?.join('').replace('\r\n', '\n') ?? '';
const isUsual = (separator: string): boolean => /^[ ./-]+$/.test(separator);

/** True for numbers that are counted on, such as 4798, 4799, 4800: those are no groups of a card. */
function areCounted(groups: string[]): boolean {
	const numbers = groups.map(Number);
	return new Set(groups).size === groups.length && Math.max(...numbers) - Math.min(...numbers) < 100;
}

/** A stretch with unusual separators, if its groups are those of a card; undefined if they are only numbers. */
function groupedCard({ groups, separators }: Run, first: number, last: number, length: number): Stretch | undefined {
	const own = groups.slice(first, last + 1);
	if (!FIRST_DIGITS[length]?.test(own.join('')) || areCounted(own)) return undefined;
	const between = separators.slice(first, last);
	const signs = new Set(between.map(listSign));
	const isGrouped = GROUPINGS.has(own.map((group) => group.length).join('-'));
	if (signs.size === 1 && signs.has(''))
		return isGrouped || own.slice(0, -1).every((group) => group.length >= FEWEST_IN_GROUP)
			? { first, last }
			: undefined;
	// decimals and ranges in a list
	if (between.some((separator) => listSign(separator) === '' && /[^ ]/.test(separator))) return undefined;
	return isGrouped ? { first, last, signs } : undefined;
}

/** Every stretch of whole groups from `first` on that could be a card number (length, check of ISO/IEC 7812-1), shortest first. */
function stretchesFrom(run: Run, first: number, { fewest, ofIssuers, ofBrands }: Form): Stretch[] {
	const { groups, separators } = run;
	const found: Stretch[] = [];
	if (ofIssuers && !/^(?:[2-6]|18)/.test(groups[first])) return found;
	let length = 0;
	let hasShortGroup = false;
	let needsLongGroups = false;
	let needsGrouping = false;
	// the check doubles every second digit, never the last: `otherSum` is the sum of the same digits with the last one doubled
	let sum = 0;
	let otherSum = 0;
	for (let last = first; last < groups.length && length + groups[last].length <= MOST_DIGITS; last++) {
		const group = groups[last];
		if (last > first) {
			hasShortGroup ||= groups[last - 1].length < FEWEST_IN_GROUP;
			const separator = separators[last - 1];
			needsLongGroups ||= separator !== ' ' && separator !== '-';
			needsGrouping ||= !isUsual(separator);
		}
		// 4-3-3-3 is the only one of a card's groupings with short groups inside
		if (needsGrouping ? last - first > 4 || groups[first].length < FEWEST_IN_GROUP : needsLongGroups && hasShortGroup)
			break;
		for (let index = 0; index < group.length; index++) {
			const digit = group.charCodeAt(index) - ZERO;
			const before = sum;
			sum = otherSum + digit;
			otherSum = before + (digit > 4 ? digit * 2 - 9 : digit * 2);
		}
		length += group.length;
		if (length < fewest || sum % 10 !== 0) continue;
		if (needsGrouping) {
			const card = groupedCard(run, first, last, length);
			if (card) found.push(card);
			continue;
		}
		if (ofBrands && !FIRST_DIGITS[length]?.test(groups.slice(first, last + 1).join(''))) continue;
		// phone numbers of some countries have 13 digits, hardly any card has
		const isPhone = first === 0 ? run.isPhone : separators[first - 1].endsWith('+');
		if (ofBrands && isPhone && length === 13) continue;
		found.push({ first, last });
	}
	return found;
}

/** Every stretch of a run that could be a card number, but no part of a list of short numbers. */
function stretchesOf(run: Run, form: Form): Stretch[] {
	const { groups, separators } = run;
	const all = groups.flatMap((_group, index) => stretchesFrom(run, index, form));
	if (!all.some(({ signs }) => signs !== undefined)) return all;
	const firsts = new Set(all.map(({ first }) => first));
	const lasts = new Set(all.map(({ last }) => last));
	/** True if the list has a further number that is neither a date nor part of another card. */
	const goesOn = (signs: Set<string>, separator: string | undefined, index: number, ofCards: Set<number>) =>
		separator !== undefined &&
		signs.has(listSign(separator)) &&
		groups[index].length === FEWEST_IN_GROUP &&
		!EXPIRY.test(groups[index]) &&
		!ofCards.has(index);
	const isInList = (signs: Set<string>, { first, last }: Stretch) =>
		goesOn(signs, separators[first - 1], first - 1, lasts) || goesOn(signs, separators[last], last + 1, firsts);
	return all.filter((stretch) => stretch.signs === undefined || !isInList(stretch.signs, stretch));
}

/**
 * The stretches of a run to hide: card after card from the left. If another valid stretch extends beyond these, there is no
 * telling which one is the card, so they are hidden as one.
 */
function cardsOf(run: Run, form: Form): Stretch[] {
	const { groups } = run;
	const found = stretchesOf(run, form);
	let end = -1;
	const cards = found.filter(({ first, last }) => {
		const isNext = first > end;
		if (isNext) end = last;
		return isNext;
	});
	if (cards.length === found.length) return cards;
	// how many groups before each index belong to no card
	const bare = [0];
	let next = 0;
	for (let index = 0; index < groups.length; index++) {
		while (next < cards.length && cards[next].last < index) next++;
		const isCard = next < cards.length && cards[next].first <= index;
		bare.push(bare[index] + (isCard ? 0 : 1));
	}
	const reaching = found.filter(({ first, last }) => bare[last + 1] > bare[first]);
	const merged: Stretch[] = [];
	for (const stretch of [...cards, ...reaching].sort((one, other) => one.first - other.first)) {
		const before = merged.at(-1);
		if (before && stretch.first <= before.last) before.last = Math.max(before.last, stretch.last);
		else merged.push({ ...stretch });
	}
	return merged;
}

/** A run with its card numbers hidden. */
function hideIn(run: string, form: Form): string {
	const read = readRun(run);
	const { groups, separators } = read;
	const cards = cardsOf(read, form);
	if (cards.length === 0) return run;
	let clean = '';
	// the position in the run of the group at `index`
	let at = 0;
	let kept = 0;
	let index = 0;
	for (const { first, last } of cards) {
		for (; index < first; index++) at += groups[index].length + separators[index].length;
		const digits = groups.slice(first, last + 1).join('');
		clean += `${run.slice(kept, at)}${digits.slice(0, 6)}******${digits.slice(-4)}`;
		for (; index < last; index++) at += groups[index].length + separators[index].length;
		kept = at + groups[last].length;
	}
	return clean + run.slice(kept);
}

/** True if the text may contain a whole card number: groups of 12 or 13 to 19 digits in total that pass the card number check. */
export function holdsCardNumber(text: string, place: CardPlace = 'anywhere'): boolean {
	const form = REFUSED[place];
	if (text.length < form.fewest) return false;
	const { ascii } = inAscii(text);
	if (!ENOUGH_DIGITS.test(ascii)) return false;
	for (const { 0: run, index } of withoutIbans(ascii).matchAll(RUNS))
		if (!isUuid(run) && stretchesOf(readRun(run, ascii[index - 1]), form).length > 0) return true;
	return false;
}

/** The text with every card number cut to its first six and last four digits. What contains none stays as it is. */
function hideCards(text: string, form: Form): string {
	const { ascii, placeOf } = inAscii(text);
	if (!ENOUGH_DIGITS.test(ascii)) return text;
	let clean = '';
	let kept = 0;
	for (const { 0: run, index } of withoutIbans(ascii).matchAll(RUNS)) {
		const hidden = isUuid(run) ? run : hideIn(run, form);
		if (hidden === run) continue;
		clean += text.slice(kept, placeOf(index)) + hidden;
		kept = placeOf(index + run.length);
	}
	return clean + text.slice(kept);
}

/** The text with every card number (12 to 19 digits) cut to its first six and last four digits. */
export function hideCardNumbers(text: string): string {
	return hideCards(text, HIDDEN);
}

/**
 * Data with the card numbers in all its texts and numbers cut. Only numbers that could be a payment card's count, so that IDs and
 * timestamps are not mistaken for them.
 */
export function hideCardNumbersIn(data: Json): Json {
	if (typeof data === 'string') return hideCards(data, IN_DATA);
	if (typeof data === 'number' || data instanceof ExactNumber) {
		const digits = data instanceof ExactNumber ? data.digits : String(data);
		const hidden = hideCards(digits, IN_DATA);
		return hidden === digits ? data : hidden;
	}
	if (Array.isArray(data)) return data.map(hideCardNumbersIn);
	if (!isRecord(data)) return data;
	const entries = Object.entries(data).map(([name, value]) => [hideCards(name, IN_DATA), hideCardNumbersIn(value)]);
	return Object.fromEntries(entries) as JsonRecord;
}

/** A file's name with its card numbers cut, for a service that gets the name: without asterisks, which not every system accepts. */
export function hideCardsInName(name: string): string {
	// people write underscores in the names of files instead of blanks
	const spaced = name.replace(/_/g, ' ');
	const hidden = hideCards(spaced, REFUSED.unknownField);
	return hidden === spaced ? name : hidden.replace(/(?<=\d{6})\*{6}(?=\d{4})/g, 'xxxxxx');
}
