/** Digits in the shortest card number. */
export const FEWEST_DIGITS = 13;
const MOST_DIGITS = 19;
const ZERO = '0'.charCodeAt(0);

/** A cheap first test that hardly any text passes. */
const ENOUGH_DIGITS = /\d(?:[ -]?\d){12}/;

/** Groups of digits separated by a single blank or dash. A UUID matches as one run, so no part of it is mistaken for a card. */
const RUNS = /(?<![\da-z])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?![\da-z])|\d+(?:[ -]\d+)*/gi;

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const isUuid = (run: string) => run.length === 36 && UUID.test(run);

/** From the first group of digits to the last. */
interface Stretch {
	first: number;
	last: number;
}

/** Every stretch of whole groups from `first` on that could be a card number (length, check of ISO/IEC 7812-1), shortest first. */
function stretchesFrom(groups: string[], first: number): Stretch[] {
	const found: Stretch[] = [];
	let length = 0;
	// the check doubles every second digit, never the last: `otherSum` is the sum of the same digits with the last one doubled
	let sum = 0;
	let otherSum = 0;
	for (let last = first; last < groups.length && length + groups[last].length <= MOST_DIGITS; last++) {
		const group = groups[last];
		for (let index = 0; index < group.length; index++) {
			const digit = group.charCodeAt(index) - ZERO;
			const before = sum;
			sum = otherSum + digit;
			otherSum = before + (digit > 4 ? digit * 2 - 9 : digit * 2);
		}
		length += group.length;
		if (length >= FEWEST_DIGITS && sum % 10 === 0) found.push({ first, last });
	}
	return found;
}

/**
 * The stretches of a run to hide: card after card from the left. If another valid stretch extends beyond these, there is no
 * telling which one is the card, so they are hidden as one.
 */
function cardsOf(groups: string[]): Stretch[] {
	const found: Stretch[] = [];
	for (let index = 0; index < groups.length; index++) found.push(...stretchesFrom(groups, index));
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
function hideIn(run: string): string {
	const groups = run.split(/[ -]/);
	const cards = cardsOf(groups);
	if (cards.length === 0) return run;
	let clean = '';
	// the position in the run of the group at `index`
	let at = 0;
	let kept = 0;
	let index = 0;
	for (const { first, last } of cards) {
		for (; index < first; index++) at += groups[index].length + 1;
		const digits = groups.slice(first, last + 1).join('');
		clean += `${run.slice(kept, at)}${digits.slice(0, 6)}******${digits.slice(-4)}`;
		for (; index <= last; index++) at += groups[index].length + 1;
		kept = at - 1;
	}
	return clean + run.slice(kept);
}

/** True if the text may contain a whole card number: groups of 13 to 19 digits in total that pass the card number check. */
export function holdsCardNumber(text: string): boolean {
	if (text.length < FEWEST_DIGITS || !ENOUGH_DIGITS.test(text)) return false;
	return (text.match(RUNS) ?? []).some((run) => {
		const groups = isUuid(run) ? [] : run.split(/[ -]/);
		return groups.some((_group, index) => stretchesFrom(groups, index).length > 0);
	});
}

/** The text with every card number cut to its first six and last four digits. */
export function hideCardNumbers(text: string): string {
	return ENOUGH_DIGITS.test(text) ? text.replace(RUNS, (run) => (isUuid(run) ? run : hideIn(run))) : text;
}
