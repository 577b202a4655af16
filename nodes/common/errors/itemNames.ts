/** `1st`, `2nd`, `113th`: items are counted from 1, as people count rows. */
export function ordinal(number: number): string {
	const isTeen = number % 100 >= 11 && number % 100 <= 13;
	return `${number}${(isTeen ? '' : ['', 'st', 'nd', 'rd'][number % 10]) || 'th'}`;
}

/** How a message names an item. */
export interface ItemName {
	/** From 0. */
	index: number;
	/** Its most telling value, such as the order number; empty if it has none. */
	label: string;
}

/** `2nd item (ORDER-1001)`. */
export function itemName({ index, label }: ItemName): string {
	return `${ordinal(index + 1)} item${label === '' ? '' : ` (${label})`}`;
}

/** The most items that one message names. */
const MOST_NAMED = 50;

/** `2nd item (ORDER-1001), 3rd item (ORDER-1002)`. */
export function itemNames(items: ItemName[]): string {
	const names = items.slice(0, MOST_NAMED).map(itemName);
	if (items.length > names.length) names.push(`and ${items.length - names.length} more`);
	return names.join(', ');
}

/** `item 3`, or `items 1–5, 8`, counted from 1. @param indexes from 0 */
export function itemList(indexes: number[]): string {
	const ranges: string[] = [];
	for (let start = 0; start < indexes.length; ) {
		let end = start;
		while (end + 1 < indexes.length && indexes[end + 1] === indexes[end] + 1) end++;
		ranges.push(end > start ? `${indexes[start] + 1}–${indexes[end] + 1}` : `${indexes[start] + 1}`);
		start = end + 1;
	}
	const shown = ranges.slice(0, 20);
	if (ranges.length > shown.length) shown.push(`and ${ranges.length - shown.length} more groups`);
	return `${indexes.length === 1 ? 'item' : 'items'} ${shown.join(', ')}`;
}
