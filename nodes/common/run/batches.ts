import { InputError, rethrow, type ServiceError } from '../errors/errors';
import { problems } from '../errors/problems';
import type { Client } from '../http/client';
import { Aborted } from '../http/itemRequests';
import type { BatchOperation, ServiceRequest, ServiceResponse } from '../operation';
import { type JsonRecord, writeJson } from '../values/json';
import { wholeNumber } from '../values/validate';
import { Prefetch } from './prefetch';
import { isAboutContent, refusedRows } from './refusedRows';
import { Stagger } from './stagger';
import type { Outcome, Task, TaskQueue } from './task';

/** Item rows that are sent in one request. */
export interface Batch {
	/** The items the rows come from, each once, in input order. */
	indexes: number[];
	rows: JsonRecord[];
	/** Per row, the item it comes from. */
	items: number[];
	request: ServiceRequest;
	/** Where the next batch begins in the list of all rows. */
	end: number;
}

/** All rows of a run, in item order: two flat lists, because there may be hundreds of thousands. */
export class RowList {
	readonly rows: JsonRecord[] = [];
	readonly items: number[] = [];

	/** Items whose rows were put together, by the first of them, which stands for all. */
	private readonly joined = new Map<number, number[]>();

	/** @param indexes items that are one row */
	join(indexes: number[]): void {
		this.joined.set(indexes[0], indexes);
	}

	/** The items, and those that they stand for. */
	everyOf(indexes: number[]): number[] {
		return this.joined.size === 0 ? indexes : indexes.flatMap((index) => this.joined.get(index) ?? [index]);
	}

	/** @param given one row, or several of the same item */
	add(index: number, given: JsonRecord | JsonRecord[]): void {
		if (Array.isArray(given)) {
			for (const row of given) this.add(index, row);
			return;
		}
		this.rows.push(given);
		this.items.push(index);
	}
}

/** How many rows and bytes a request may contain. */
export interface BatchLimits {
	size: number;
	/** Bytes of the whole body. */
	bytes: number;
}

/** The limits of a run from its Options. @throws InputError for values out of bounds */
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

/** The most requests that a refused batch may cost until its good rows are through. */
const MOST_REQUESTS = 64;

/** The most kilobytes that a request may have. */
const MOST_KILOBYTES = 10_000;

/** The rows as JSON, without the brackets of their list. Serializing them together takes half as long as one by one. */
export function writeRows(rows: JsonRecord[]): string {
	return writeJson(rows).slice(1, -1);
}

/** Bytes of the body that contains these rows. */
const bytesOf = (operation: BatchOperation, rows: string): number => operation.request(rows).body.content.length;

/** The JSON of the first rows: as many as fit into a body of `most` bytes, but at least one. */
function fill(operation: BatchOperation, rows: JsonRecord[], most: number): string[] {
	const frame = bytesOf(operation, '');
	const texts: string[] = [];
	let bytes = frame;
	for (const row of rows) {
		const text = writeRows([row]);
		bytes += bytesOf(operation, text) - frame;
		if (texts.length > 0 && bytes > most) break;
		texts.push(text);
		// the comma
		bytes++;
	}
	return texts;
}

/**
 * Forms the batches one by one, on demand. Rows are serialized only when their batch is formed, so memory never contains a
 * second copy of all of them.
 * @param refused items whose rows are left out
 */
export function* formBatches(
	list: RowList,
	operation: BatchOperation,
	limits: BatchLimits,
	refused: Set<number>,
): Generator<Batch> {
	// if the byte limit was reached before the row limit once, it will be again: from then on, rows are measured one by one
	let isTight = false;
	let next = 0;
	for (;;) {
		const rows: JsonRecord[] = [];
		const items: number[] = [];
		const positions: number[] = [];
		for (; next < list.rows.length && rows.length < limits.size; next++) {
			if (refused.has(list.items[next])) continue;
			rows.push(list.rows[next]);
			items.push(list.items[next]);
			positions.push(next);
		}
		if (rows.length === 0) return;
		let request = isTight ? undefined : operation.request(writeRows(rows));
		if (request === undefined || request.body.content.length > limits.bytes) {
			isTight = true;
			const texts = fill(operation, rows, limits.bytes);
			request = operation.request(texts.join(','));
			if (texts.length < rows.length) next = positions[texts.length];
			rows.length = texts.length;
			items.length = texts.length;
		}
		yield { indexes: items.filter((item, at) => item !== items[at - 1]), rows, items, request, end: next };
	}
}

/**
 * The batches of a run as tasks. Serializing a large batch takes time, so the next batches are serialized while earlier
 * requests wait for their responses, and requests are sent a moment apart.
 */
export class BatchTasks implements TaskQueue {
	private readonly stagger = new Stagger();
	private readonly batches: Prefetch<Batch>;
	private readonly operation: BatchOperation;
	private readonly list: RowList;
	private readonly client: Client;
	private readonly goesOn: boolean;
	/** The rows before this position are in batches that were taken. */
	private taken = 0;

	/** @param run `goesOn`: true if a failure does not end the run */
	constructor(run: {
		operation: BatchOperation;
		list: RowList;
		limits: BatchLimits;
		refused: Set<number>;
		client: Client;
		goesOn: boolean;
	}) {
		this.operation = run.operation;
		this.list = run.list;
		this.client = run.client;
		this.goesOn = run.goesOn;
		const source = formBatches(run.list, run.operation, run.limits, run.refused);
		this.batches = new Prefetch(source, run.client.slots.first, run.client.signal);
	}

	async next(): Promise<Task | undefined> {
		await this.stagger.next();
		const batch = this.client.signal.aborted ? undefined : this.take();
		if (batch === undefined) {
			this.stagger.end();
			return undefined;
		}
		this.taken = batch.end;
		void this.batches.make();
		return { indexes: this.list.everyOf(batch.indexes), run: async () => await this.run(batch) };
	}

	left(): Iterable<number> {
		return this.list.everyOf(this.list.items.slice(this.taken));
	}

	private async run(batch: Batch): Promise<Outcome[]> {
		const outcomes = await this.send(batch);
		return outcomes.map((outcome) => ({ ...outcome, indexes: this.list.everyOf(outcome.indexes) }));
	}

	/** Requests sent together share what is fetched for them: they must not each ask a token server that is down. */
	failed(): void {
		this.stagger.end();
	}

	private take(): Batch | undefined {
		try {
			return this.batches.take();
		} catch (error) {
			return rethrow(new InputError(problems.notWritable((error as Error).message)));
		}
	}

	private async send(batch: Batch): Promise<Outcome[]> {
		if (batch.rows.length < 2) return await this.sendWhole(batch, !this.goesOn);
		const endsRun = !this.goesOn && !this.operation.splitWhenRejected;
		return await this.sendWhole(batch, endsRun).catch(async (error: unknown) => {
			if (!isAboutContent(error)) return rethrow(error);
			if (this.operation.splitWhenRejected) return await this.sendRowByRow(batch);
			return this.goesOn ? await this.sendAround(batch, error, { left: MOST_REQUESTS }) : this.blame(batch, error);
		});
	}

	/** A refusal that ends the run: the rows that it names have failed, and the others were not sent. */
	private blame(batch: Batch, error: ServiceError): Outcome[] {
		const refused = refusedRows(error, this.client.service.name, batch.rows);
		if (refused.size === 0) return rethrow(error);
		return batch.items.map((item, row) => ({ indexes: [item], error: refused.get(row) ?? new Aborted() }));
	}

	/**
	 * Sends a refused batch again without the rows that the refusal names. If it names none, sends its two halves. So the rows
	 * that nothing is wrong with go through.
	 * @param requests how many more requests the batch may cost, since every row may be wrong
	 */
	private async sendAround(batch: Batch, error: ServiceError, requests: { left: number }): Promise<Outcome[]> {
		const refused = refusedRows(error, this.client.service.name, batch.rows);
		const every = batch.rows.map((_, row) => row);
		const failed = every.filter((row) => refused.has(row));
		const half = Math.ceil(every.length / 2);
		const rest = every.filter((row) => !refused.has(row));
		const parts = failed.length > 0 ? [rest] : [every.slice(0, half), every.slice(half)];
		const outcomes = failed.map((row): Outcome => ({ indexes: [batch.items[row]], error: refused.get(row) }));
		for (const rows of parts.filter(({ length }) => length > 0)) {
			const part = this.partOf(batch, rows);
			const isLast = requests.left-- <= 0;
			const sent = isLast ? Promise.reject(error) : this.sendWhole(part, false);
			outcomes.push(
				...(await sent.catch(async (again: unknown): Promise<Outcome[]> => {
					const isSplit = !isLast && rows.length > 1 && isAboutContent(again);
					return isSplit ? await this.sendAround(part, again, requests) : [{ indexes: part.indexes, error: again }];
				})),
			);
		}
		return outcomes;
	}

	private partOf({ rows, items, end }: Batch, kept: number[]): Batch {
		const partItems = kept.map((row) => items[row]);
		const partRows = kept.map((row) => rows[row]);
		return {
			indexes: partItems.filter((item, at) => item !== partItems[at - 1]),
			rows: partRows,
			items: partItems,
			request: this.operation.request(writeRows(partRows)),
			end,
		};
	}

	private async sendWhole(batch: Batch, endsRun: boolean): Promise<Outcome[]> {
		const requests = this.client.requests(this.operation.effect, endsRun);
		const response = await requests.send(batch.request);
		try {
			return this.outcomesOf(batch, response);
		} catch (error) {
			return rethrow(requests.ending(error));
		}
	}

	private outcomesOf(batch: Batch, response: ServiceResponse): Outcome[] {
		const { outputs } = this.operation;
		if (typeof outputs !== 'function')
			return [{ indexes: batch.indexes, outputs: [outputs.ofBatch(response, batch.rows)] }];
		return outputs(response, batch.rows).map((output, row) => ({ indexes: [batch.items[row]], outputs: [output] }));
	}

	/** Each row in its own request, one after the other. */
	private async sendRowByRow(batch: Batch): Promise<Outcome[]> {
		const outcomes: Outcome[] = [];
		for (let row = 0; row < batch.rows.length; row++) {
			const indexes = [batch.items[row]];
			const rows = [batch.rows[row]];
			const request = this.operation.request(writeRows(rows));
			const single = { indexes, items: indexes, rows, request, end: batch.end };
			const outcome = await this.sendWhole(single, !this.goesOn).catch((error: unknown): Outcome[] => [
				{ indexes, error },
			]);
			outcomes.push(...outcome);
			if (this.goesOn || !('error' in outcome[0])) continue;
			outcomes.push({ indexes: batch.items.slice(row + 1), error: new Aborted() });
			break;
		}
		return outcomes;
	}
}
