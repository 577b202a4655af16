import { wholeNumber } from './checks';
import type { JsonRecord } from './json';
import { writeJson } from './json';
import type { BatchOperation } from './operation';

/** Entries of items that go out in one request. */
export interface Batch {
	/** The items the entries come from, each once, in the order of the input. */
	indexes: number[];
	entries: JsonRecord[];
	/** Per entry, the item it comes from. */
	items: number[];
	/** The entries as they stand in the body. */
	encoded: string[];
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
export const MOST_KILOBYTES = 10_000;

/**
 * Forms the batches one by one, as they are taken: an entry is written when its batch is formed and not before, so that no second
 * copy of all of them lies in memory.
 *
 * @param refused items whose entries are left out
 */
export function* formBatches(list: EntryList, operation: BatchOperation, limits: BatchLimits, refused: Set<number>): Generator<Batch> {
	const encode = operation.encode ?? writeJson;
	const frame = operation.request([]).body.content.length;
	let batch: Batch = { indexes: [], entries: [], items: [], encoded: [] };
	let bytes = frame;
	for (let place = 0; place < list.entries.length; place++) {
		if (refused.has(list.items[place])) continue;
		const text = encode(list.entries[place]);
		// one more for the comma
		const length = Buffer.byteLength(text) + 1;
		if (batch.entries.length > 0 && (batch.entries.length >= limits.size || bytes + length > limits.bytes + 1)) {
			yield batch;
			batch = { indexes: [], entries: [], items: [], encoded: [] };
			bytes = frame;
		}
		bytes += length;
		const item = list.items[place];
		if (batch.indexes[batch.indexes.length - 1] !== item) batch.indexes.push(item);
		batch.items.push(item);
		batch.entries.push(list.entries[place]);
		batch.encoded.push(text);
	}
	if (batch.entries.length > 0) yield batch;
}
