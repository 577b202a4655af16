import { ExactNumber, isRecord, type Json, type JsonRecord } from './values/json';

/** Digits in the shortest card number that is refused in any field: one in ten order numbers with 12 digits would pass for one. */
const FEWEST_DIGITS = 13;
/** Digits in the shortest card number that is hidden, and refused in a card's field: ISO/IEC 7812-1 has some with 12. */
export const FEWEST_HIDDEN = 12;
const MOST_DIGITS = 19;
const ZERO = '0'.charCodeAt(0);

/** A cheap first test that hardly any text passes. */
const ENOUGH_DIGITS = /\d(?:[ ./-]{0,3}\d){11}/;

/**
 * Groups of digits separated by up to three blanks, dashes, dots or slashes, such as ` - `. A UUID matches as one run, so no part
 * of it is mistaken for a card.
 */
const RUNS = /(?<![\da-z])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?![\da-z])|\d+(?:[ ./-]{1,3}\d+)*/gi;
const SEPARATORS = /[ ./-]+/;

/** Digits in the groups of a card number that is written with dots, slashes or ` - `. Dates and addresses have shorter groups. */
const FEWEST_IN_GROUP = 4;

/** Digits of other scripts, and what stands between them, also unseen. None of them needs two characters. */
const FOREIGN =
	/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u00a0\u00ad\u00b7\u061c\u180e\u2000-\u2015\u2022\u2027-\u202f\u2043\u205f-\u206f\u2212\u2219\u22c5\u3000\u30fb\ufe58\ufe63\ufeff\uff0d-\uff19]/g;
const DASHES = /[\u2010-\u2015\u2043\u2212\ufe58\ufe63]/;
const DOTS = /[\u00b7\u2022\u2027\u2219\u22c5\u30fb]/;

/** The same text, character for character, with ASCII digits and separators. */
function inAscii(text: string): string {
	return text.replace(FOREIGN, (character) => {
		const code = character.charCodeAt(0);
		if (code >= 0xff0d && code <= 0xff19) return String.fromCharCode(code - 0xfee0);
		for (const zero of [0x660, 0x6f0, 0x966]) if (code >= zero && code <= zero + 9) return String(code - zero);
		if (DASHES.test(character)) return '-';
		return DOTS.test(character) ? '.' : ' ';
	});
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
	15: /^3[47]/,
	16: /^(?:[4-6]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3(?:0[0-5]|09|[689]|52[89]|5[3-8]))/,
	17: MAESTRO,
	18: MAESTRO,
	19: /^(?:4|5[0678]|6)/,
};

/** The groups of digits in a run, and the separators before each of them but the first. */
interface Run {
	groups: string[];
	separators: string[];
}

function readRun(run: string): Run {
	return { groups: run.split(SEPARATORS), separators: run.match(new RegExp(SEPARATORS, 'g')) ?? [] };
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const isUuid = (run: string) => run.length === 36 && UUID.test(run);

/** From the first group of digits to the last. */
interface Stretch {
	first: number;
	last: number;
}

/** Every stretch of whole groups from `first` on that could be a card number (length, check of ISO/IEC 7812-1), shortest first. */
function stretchesFrom({ groups, separators }: Run, first: number, { fewest, ofIssuers, ofBrands }: Form): Stretch[] {
	const found: Stretch[] = [];
	if (ofIssuers && !/^[2-6]/.test(groups[first])) return found;
	let length = 0;
	let hasShortGroup = false;
	let needsLongGroups = false;
	// the check doubles every second digit, never the last: `otherSum` is the sum of the same digits with the last one doubled
	let sum = 0;
	let otherSum = 0;
	for (let last = first; last < groups.length && length + groups[last].length <= MOST_DIGITS; last++) {
		const group = groups[last];
		if (last > first) {
			hasShortGroup ||= groups[last - 1].length < FEWEST_IN_GROUP;
			const separator = separators[last - 1];
			needsLongGroups ||= separator !== ' ' && separator !== '-';
		}
		if (needsLongGroups && hasShortGroup) break;
		for (let index = 0; index < group.length; index++) {
			const digit = group.charCodeAt(index) - ZERO;
			const before = sum;
			sum = otherSum + digit;
			otherSum = before + (digit > 4 ? digit * 2 - 9 : digit * 2);
		}
		length += group.length;
		if (length < fewest || sum % 10 !== 0) continue;
		if (ofBrands && !FIRST_DIGITS[length]?.test(groups.slice(first, last + 1).join(''))) continue;
		found.push({ first, last });
	}
	return found;
}

/**
 * The stretches of a run to hide: card after card from the left. If another valid stretch extends beyond these, there is no
 * telling which one is the card, so they are hidden as one.
 */
function cardsOf(run: Run, form: Form): Stretch[] {
	const { groups } = run;
	const found: Stretch[] = [];
	for (let index = 0; index < groups.length; index++) found.push(...stretchesFrom(run, index, form));
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
	const ascii = inAscii(text);
	if (!ENOUGH_DIGITS.test(ascii)) return false;
	return (ascii.match(RUNS) ?? []).some((run) => {
		const read = readRun(isUuid(run) ? '' : run);
		return read.groups.some((_group, index) => stretchesFrom(read, index, form).length > 0);
	});
}

/** The text with every card number cut to its first six and last four digits. What contains none stays as it is. */
function hideCards(text: string, form: Form): string {
	const ascii = inAscii(text);
	if (!ENOUGH_DIGITS.test(ascii)) return text;
	return ascii.replace(RUNS, (run: string, at: number) => {
		const hidden = isUuid(run) ? run : hideIn(run, form);
		return hidden === run ? text.slice(at, at + run.length) : hidden;
	});
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
