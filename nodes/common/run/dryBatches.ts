import { giveWay } from '../clock';
import { InputError, rethrow } from '../errors/errors';
import { problems } from '../errors/problems';
import type { Client } from '../http/client';
import type { BatchOperation } from '../operation';
import { type Batch, type BatchLimits, formBatches, type RowList, writeRows } from './batches';
import { type DryRuns, dryOutput } from './dryRun';
import type { Outcome, Task, TaskQueue } from './task';

/**
 * The batches of a dry run as tasks. They are formed as for real. Each row has its own output with its own part of the body: an
 * output with a whole body would show thousands of rows, once for each of them.
 */
export class DryBatches implements TaskQueue {
	private readonly batches: Generator<Batch>;
	private readonly operation: BatchOperation;
	private readonly list: RowList;
	private readonly client: Client;
	private readonly dryRuns: DryRuns;
	private taken = 0;
	private count = 0;

	constructor(run: {
		operation: BatchOperation;
		list: RowList;
		limits: BatchLimits;
		refused: Set<number>;
		client: Client;
		dryRuns: DryRuns;
	}) {
		this.operation = run.operation;
		this.list = run.list;
		this.client = run.client;
		this.dryRuns = run.dryRuns;
		this.batches = formBatches(run.list, run.operation, run.limits, run.refused);
	}

	async next(): Promise<Task | undefined> {
		// nothing is waited for, and a hundred thousand rows must not block everything else
		await giveWay();
		const batch = this.client.signal.aborted ? undefined : this.take();
		if (batch === undefined) return undefined;
		this.taken = batch.end;
		const number = ++this.count;
		return { indexes: batch.indexes, run: async () => await Promise.resolve(this.outcomesOf(batch, number)) };
	}

	left(): Iterable<number> {
		return this.list.items.slice(this.taken);
	}

	private take(): Batch | undefined {
		try {
			return this.batches.next().value as Batch | undefined;
		} catch (error) {
			return rethrow(new InputError(problems.notWritable((error as Error).message)));
		}
	}

	private outcomesOf({ rows, items, request }: Batch, number: number): Outcome[] {
		const { operation, client, dryRuns } = this;
		const batch = { number, rows: rows.length, bytes: (request.body as { content: Buffer }).content.length };
		return rows.map((row, at) => {
			const wouldSend = { ...client.shown(operation.request(writeRows([row]))), batch };
			return { indexes: [items[at]], outputs: [dryOutput(wouldSend, dryRuns.hintsOf(items[at]))], isDry: true };
		});
	}
}

/** The tasks of the first queue, then those of the second. */
export function oneAfterTheOther(first: TaskQueue, second: TaskQueue): TaskQueue {
	return {
		next: async () => (await first.next()) ?? (await second.next()),
		failed: () => first.failed?.(),
		left: () => [...(first.left?.() ?? []), ...(second.left?.() ?? [])],
	};
}
