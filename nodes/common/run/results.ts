import type { IDataObject, INode, INodeExecutionData, IPairedItemData } from 'n8n-workflow';

import { errorItem, nodeError, ServiceError } from '../errors/errors';
import { messages } from '../errors/problems';
import { FileOutput } from '../operation';

/** One output item before it is paired. */
export type ItemOutput = IDataObject | FileOutput;

/** What became of an item so far. */
type Fate = 'done' | 'partly' | 'unclear' | 'failed' | 'open';

/**
 * What became of the items of a run: outputs and failures, as they come in, and the items that n8n gets of them, in the order of the
 * input.
 */
export class Results {
	/** Outputs by the item at which they stand: the first of those they are paired to. */
	private readonly outputs = new Map<number, Array<{ place: number; items: INodeExecutionData[] }>>();

	/** By item, 1 where something of it was carried out: a set of hundreds of thousands takes long to fill. */
	private readonly done: Uint8Array;

	/** An item in several batches may fail in more than one. */
	private readonly failures = new Map<number, unknown[]>();

	constructor(private readonly count: number) {
		this.done = new Uint8Array(count);
	}

	/**
	 * @param indexes the items that the outputs come from
	 * @param place of the task among all, by which the outputs of one item in several batches are put in order: answers come in any
	 */
	add(indexes: number[], outputs: ItemOutput[], place = 0): void {
		for (const index of indexes) this.done[index] = 1;
		const pairs = indexes.map((item): IPairedItemData => ({ item }));
		const pairedItem = pairs.length === 1 ? pairs[0] : pairs;
		const present = this.outputs.get(indexes[0]) ?? [];
		this.outputs.set(indexes[0], [
			...present,
			{ place, items: outputs.map((output) => ({ ...outputItem(output), pairedItem })) },
		]);
	}

	fail(index: number, error: unknown): void {
		this.failures.set(index, [...(this.failures.get(index) ?? []), error]);
	}

	/** The same failure for every item of which nothing came, once nothing is under way any more. */
	failOpen(error: unknown): void {
		for (let index = 0; index < this.count; index++) if (this.isOpen(index)) this.fail(index, error);
	}

	/** True where nothing has come of an item yet. */
	isOpen(index: number): boolean {
		return this.fateOf(index) === 'open';
	}

	get hasFailures(): boolean {
		return this.failures.size > 0;
	}

	/** True where a failure is of this kind. */
	failedWith(kind: new () => Error): boolean {
		return [...this.failures.values()].some((errors) => errors.some((error) => error instanceof kind));
	}

	/**
	 * The items of the node's output; an error item per failure.
	 *
	 * @param hasDetails as in {@link errorItem}
	 */
	items(hasDetails: boolean): INodeExecutionData[] {
		const items: INodeExecutionData[] = [];
		for (let index = 0; index < this.count; index++) {
			const outputs = this.outputs.get(index) ?? [];
			for (const output of outputs.sort((a, b) => a.place - b.place)) for (const item of output.items) items.push(item);
			for (const error of this.failures.get(index) ?? []) items.push(errorItem(error, index, hasDetails));
		}
		return items;
	}

	/** The error where items cannot be read: all of them are named at once, since nothing was sent. */
	nothingSentError(node: INode): Error {
		const [[index, first], ...others] = this.firstFailures();
		const isShared = others.every(([, error]) => error === first);
		if (isShared || others.length === 0) return nodeError(node, first, index, [messages.nothingSent]);
		const lines = others.slice(0, 50).map(([at, error]) => messages.atItem((error as Error).message, at));
		if (others.length > lines.length) lines.push('…');
		return nodeError(node, first, index, [[messages.moreBroken(others.length), ...lines].join('\n')]);
	}

	/**
	 * The error that stops a run half-way: it says what had been carried out, what else failed, and what was never sent.
	 *
	 * @param mayContinue true where the other items could go through if the node went on after failures
	 */
	stoppedError(node: INode, mayContinue: boolean): Error {
		const [[index, error]] = this.firstFailures();
		if (this.count === 1)
			return nodeError(node, error, index, this.fateOf(index) === 'partly' ? [messages.partlyDone] : []);
		const everyIndex = Array.from({ length: this.count }, (_, at) => at);
		const of = (fate: Fate) =>
			everyIndex.filter((at) => (at !== index || fate === 'partly') && this.fateOf(at) === fate);
		return nodeError(node, error, index, [
			messages.stopped({
				done: of('done'),
				partly: of('partly'),
				unclear: of('unclear'),
				failed: of('failed'),
				open: of('open'),
			}),
			mayContinue ? messages.continueAdvice : '',
		]);
	}

	private firstFailures(): Array<[number, unknown]> {
		return [...this.failures].sort(([a], [b]) => a - b).map(([index, [error]]) => [index, error]);
	}

	private fateOf(index: number): Fate {
		const errors = this.failures.get(index);
		if (!errors) return this.done[index] ? 'done' : 'open';
		if (this.done[index]) return 'partly';
		const failures = errors.flatMap((error) => (error instanceof ServiceError ? [error.failure] : []));
		if (failures.some(({ partly }) => partly)) return 'partly';
		if (failures.some(({ carriedOut }) => carriedOut)) return 'done';
		return failures.some(({ unclear }) => unclear) ? 'unclear' : 'failed';
	}
}

function outputItem(output: ItemOutput): INodeExecutionData {
	if (output instanceof FileOutput) return { json: withoutErrorKey(output.json), binary: output.binary };
	return { json: withoutErrorKey(output) };
}

/**
 * n8n repeats a whole node, all items, when the first output item has a top-level `error` that is not empty: a service's member of
 * that name must not stand there.
 */
function withoutErrorKey(json: IDataObject): IDataObject {
	if (!('error' in json)) return json;
	const { error, ...rest } = json;
	return { ...rest, serviceError: error };
}
