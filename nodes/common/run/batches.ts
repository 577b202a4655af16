import type { BatchOperation, ServiceRequest } from '../operation';
import type { JsonRecord } from '../values/json';
import { writeJson } from '../values/json';
import { wholeNumber } from '../values/validate';

/** Entries of items that go out in one request. */
export interface Batch {
	/** The items the entries come from, each once, in the order of the input. */
	indexes: number[];
	entries: JsonRecord[];
	/** Per entry, the item it comes from. */
	items: number[];
	request: ServiceRequest;
}

/** All entries of a run, in the order of the items: two flat lists, since there may be hundreds of thousands. */
export class EntryList {
	readonly entries: JsonRecord[] = [];

	readonly items: number[] = [];

	/** @param given one entry, or several of the same item */
	add(index: number, given: JsonRecord | JsonRecord[]): void {
		if (Array.isArray(given)) {
			for (const entry of given) this.add(index, entry);
			return;
		}
		this.entries.push(given);
		this.items.push(index);
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
export function batchLimits(
	operation: BatchOperation,
	options: { batchSize?: unknown; batchKilobytes?: unknown },
): BatchLimits {
	const { batchSize, maxBatchSize, maxBatchBytes } = operation;
	return {
		size: wholeNumber(options.batchSize ?? batchSize, 'Batch Size', 1, maxBatchSize),
		bytes:
			maxBatchBytes === undefined
				? Number.POSITIVE_INFINITY
				: wholeNumber(options.batchKilobytes ?? maxBatchBytes / 1000, 'Max Request Size', 1, MOST_KILOBYTES) * 1000,
	};
}

/** Kilobytes that a request may have at most. */
const MOST_KILOBYTES = 10_000;

/** The entries as JSON, without the brackets of their list: written in one go, which takes half as long as one by one. */
export function writeEntries(entries: JsonRecord[]): string {
	return writeJson(entries).slice(1, -1);
}

/** Bytes of the body that holds these entries. */
const bytesOf = (operation: BatchOperation, entries: string): number => operation.request(entries).body.content.length;

/** The texts of the first entries, as many as fit into a body of so many bytes, one at least. */
function fill(operation: BatchOperation, entries: JsonRecord[], most: number): string[] {
	const frame = bytesOf(operation, '');
	const texts: string[] = [];
	let bytes = frame;
	for (const entry of entries) {
		const text = writeEntries([entry]);
		bytes += bytesOf(operation, text) - frame;
		if (texts.length > 0 && bytes > most) break;
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
export function* formBatches(
	list: EntryList,
	operation: BatchOperation,
	limits: BatchLimits,
	refused: Set<number>,
): Generator<Batch> {
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
		let request = isTight ? undefined : operation.request(writeEntries(entries));
		if (request === undefined || request.body.content.length > limits.bytes) {
			isTight = true;
			const texts = fill(operation, entries, limits.bytes);
			request = operation.request(texts.join(','));
			if (texts.length < entries.length) place = places[texts.length];
			entries.length = texts.length;
			items.length = texts.length;
		}
		yield { indexes: items.filter((item, at) => item !== items[at - 1]), entries, items, request };
	}
}
