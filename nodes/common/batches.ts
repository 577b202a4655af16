import { wholeNumber } from './checks';
import type { JsonRecord } from './json';
import { writeJson } from './json';
import type { BatchOperation, RequestPlan } from './operation';

/** Entries of items that go out in one request. */
export interface Batch {
	/** The items the entries come from, each once, in the order of the input. */
	indexes: number[];
	entries: JsonRecord[];
	/** Per entry, the item it comes from. */
	items: number[];
	request: RequestPlan;
}

/** All entries of a run, in the order of the items: two flat lists, since there may be hundreds of thousands. */
export class EntryList {
	readonly entries: JsonRecord[] = [];

	readonly items: number[] = [];

	add(index: number, entries: JsonRecord[]): void {
		for (const entry of entries) {
			this.entries.push(entry);
			this.items.push(index);
		}
	}
}

/** How many entries, and how many bytes, a request may hold. */
export interface BatchLimits {
	size: number;
	/** Bytes of the whole body. */
	bytes: number;
}

/**
 * The limits of a run from its Options.
 *
 * @throws InputError for values out of bounds
 */
export function batchLimits(operation: BatchOperation, options: { batchSize?: unknown; batchKilobytes?: unknown }): BatchLimits {
	const { batchSize, mostPerBatch, batchBytes } = operation;
	return {
		size: wholeNumber(options.batchSize ?? batchSize, 'Batch Size', 1, mostPerBatch),
		bytes: batchBytes === undefined
			? Number.POSITIVE_INFINITY
			: wholeNumber(options.batchKilobytes ?? batchBytes / 1000, 'Max Request Size', 1, MOST_KILOBYTES) * 1000,
	};
}

/** Kilobytes that a request may have at most. */
const MOST_KILOBYTES = 10_000;

/** The entries as they stand in the body: as a list without its brackets, written in one go, which takes half as long as one by one. */
export function writeEntries({ encode }: BatchOperation, entries: JsonRecord[]): string {
	const text = writeJson(entries).slice(1, -1);
	return encode ? encode(text) : text;
}

/** The texts of the first entries, as many as there is room for, one at least. */
function fill(operation: BatchOperation, entries: JsonRecord[], room: number): string[] {
	const texts: string[] = [];
	let bytes = 0;
	for (const entry of entries) {
		const text = writeEntries(operation, [entry]);
		bytes += Buffer.byteLength(text);
		if (texts.length > 0 && bytes > room) break;
		texts.push(text);
		// the comma
		bytes++;
	}
	return texts;
}

/**
 * Forms the batches one by one, as they are taken: an entry is written when its batch is formed and not before, so that no second
 * copy of all of them lies in memory.
 *
 * @param refused items whose entries are left out
 */
export function* formBatches(list: EntryList, operation: BatchOperation, limits: BatchLimits, refused: Set<number>): Generator<Batch> {
	const room = limits.bytes - operation.request('').body.content.length;
	// where the bytes have run out before the count once, they will again: then entries are measured one by one
	let isTight = false;
	let place = 0;
	for (;;) {
		const entries: JsonRecord[] = [];
		const items: number[] = [];
		const places: number[] = [];
		for (; place < list.entries.length && entries.length < limits.size; place++) {
			if (refused.has(list.items[place])) continue;
			entries.push(list.entries[place]);
			items.push(list.items[place]);
			places.push(place);
		}
		if (entries.length === 0) return;
		let text: string = isTight ? '' : writeEntries(operation, entries);
		isTight ||= Buffer.byteLength(text) > room;
		if (isTight) {
			const texts = fill(operation, entries, room);
			text = texts.join(',');
			if (texts.length < entries.length) place = places[texts.length];
			entries.length = texts.length;
			items.length = texts.length;
		}
		yield { indexes: items.filter((item, at) => item !== items[at - 1]), entries, items, request: operation.request(text) };
	}
}
