import { giveWay } from '../clock';
import { InputError, rethrow } from '../errors/errors';
import { problems } from '../errors/problems';
import type { Client } from '../http/client';
import type { BatchOperation } from '../operation';
import { type Batch, type BatchLimits, formBatches, type RowList, writeRows } from './batches';
import { type DryRuns, dryOutput } from './dryRun';
import type { Outcome, Task, TaskQueue } from './task';

/** Rows that are shown before other work of this process goes on: some 20 ms. */
const ROWS_AT_ONCE = 250;

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
	private turn = Promise.resolve();
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
		await this.letOthersGoOn();
		const batch = this.client.signal.aborted ? undefined : this.take();
		if (batch === undefined) return undefined;
		this.taken = batch.end;
		const number = ++this.count;
		return { indexes: this.list.everyOf(batch.indexes), run: async () => await this.outcomesOf(batch, number) };
	}

	left(): Iterable<number> {
		return this.list.everyOf(this.list.items.slice(this.taken));
	}

	private take(): Batch | undefined {
		try {
			return this.batches.next().value as Batch | undefined;
		} catch (error) {
			return rethrow(new InputError(problems.notWritable((error as Error).message)));
		}
	}

	private async outcomesOf({ rows, items, request }: Batch, number: number): Promise<Outcome[]> {
		const { operation, client, dryRuns, list } = this;
		const batch = { number, rows: rows.length, bytes: (request.body as { content: Buffer }).content.length };
		const outcomes: Outcome[] = [];
		for (const [at, row] of rows.entries()) {
			if (at % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await this.letOthersGoOn();
			const wouldSend = { ...client.shown(operation.request(writeRows([row]))), batch };
			const outputs = [dryOutput(wouldSend, dryRuns.hintsOf(items[at]))];
			outcomes.push({ indexes: list.everyOf([items[at]]), outputs, isDry: true });
		}
		return outcomes;
	}

	/** Nothing is waited for here, and the rows of several batches in a row would block everything else. */
	private async letOthersGoOn(): Promise<void> {
		this.turn = this.turn.then(async () => await giveWay());
		await this.turn;
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
