import type { IDataObject, INode, INodeExecutionData, IPairedItemData } from 'n8n-workflow';

import { errorItem, errorLine, nodeError, ServiceError } from '../errors/errors';
import { type ItemName, problems } from '../errors/problems';
import { FileOutput } from '../operation';

/** One output item before it is paired. */
export type ItemOutput = IDataObject | FileOutput;

/** What became of an item so far. */
type ItemState = 'completed' | 'partly' | 'unknown' | 'failed' | 'notSent';

/**
 * What became of the items of a run: outputs and failures, as they come in, and the items that n8n gets of them, in the order of the
 * input.
 */
export class Results {
	/** Outputs by the item at which they stand: the first of those they are paired to. */
	private readonly outputs = new Map<number, Array<{ order: number; items: INodeExecutionData[] }>>();

	/** By item, 1 where something of it was carried out: a set of hundreds of thousands takes long to fill. */
	private readonly done: Uint8Array;

	/** An item in several batches may fail in more than one. */
	private readonly failures = new Map<number, unknown[]>();

	private labelOf: (index: number) => string = () => '';

	constructor(private readonly count: number) {
		this.done = new Uint8Array(count);
	}

	/** Says how messages call an item: its most telling value. */
	nameItemsBy(labelOf: (index: number) => string): void {
		this.labelOf = labelOf;
	}

	/**
	 * @param indexes the items that the outputs come from
	 * @param order of the task among all: the outputs of one item in several batches are sorted by it, since responses come in any order
	 */
	add(indexes: number[], outputs: ItemOutput[], order = 0): void {
		for (const index of indexes) this.done[index] = 1;
		const pairs = indexes.map((item): IPairedItemData => ({ item }));
		const pairedItem = pairs.length === 1 ? pairs[0] : pairs;
		const present = this.outputs.get(indexes[0]) ?? [];
		this.outputs.set(indexes[0], [
			...present,
			{ order, items: outputs.map((output) => ({ ...outputItem(output), pairedItem })) },
		]);
	}

	fail(index: number, error: unknown): void {
		this.failures.set(index, [...(this.failures.get(index) ?? []), error]);
	}

	/** The same failure for every item of which nothing came, once nothing is under way any more. */
	failOpen(error: unknown): void {
		for (let index = 0; index < this.count; index++) if (this.isOpen(index)) this.fail(index, error);
	}

	/** The failure of the first item of which nothing came, if there is one: a cancelled run is no success while items are left. */
	failFirstOpen(error: unknown): void {
		for (let index = 0; index < this.count; index++) if (this.isOpen(index)) return this.fail(index, error);
	}

	/** True where nothing has come of an item yet. */
	isOpen(index: number): boolean {
		return this.stateOf(index) === 'notSent';
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
			for (const output of outputs.sort((a, b) => a.order - b.order)) for (const item of output.items) items.push(item);
			for (const error of this.failures.get(index) ?? [])
				items.push(errorItem(error, index, this.nameOf(index), hasDetails));
		}
		return items;
	}

	/** The error if items cannot be read: all of them are named at once, since nothing was sent. */
	nothingSentError(node: INode): Error {
		const [[index, first], ...others] = this.firstFailures();
		const isShared = others.length > 0 && others.every(([, error]) => error === first);
		const { message: nothingSent } = problems.nothingSent();
		if (isShared) return nodeError(node, first, index, undefined, [nothingSent]);
		if (others.length === 0) return nodeError(node, first, index, this.nameOf(index), [nothingSent]);
		const lines = others.slice(0, 50).map(([at, error]) => `${errorLine(error, this.nameOf(at))}.`);
		if (others.length > lines.length) lines.push('…');
		const { message } = problems.otherItemsInvalid(others.length);
		return nodeError(node, first, index, this.nameOf(index), [[message, ...lines].join('\n')]);
	}

	/**
	 * The error that stops a run half-way: it says what had been completed, what else failed, and what was never sent.
	 *
	 * @param mayContinue true if the other items could go through if the node went on after failures
	 */
	stoppedError(node: INode, mayContinue: boolean): Error {
		const [[index, error]] = this.firstFailures();
		const name = this.nameOf(index);
		if (this.count === 1) {
			const isPartly = this.stateOf(index) === 'partly';
			return nodeError(node, error, index, name, isPartly ? [problems.partlyCompleted().message] : []);
		}
		const everyIndex = Array.from({ length: this.count }, (_, at) => at);
		const inState = (state: ItemState) =>
			everyIndex.filter((at) => (at !== index || state === 'partly') && this.stateOf(at) === state);
		const { message, advice } = problems.runStopped({
			completed: inState('completed'),
			partly: inState('partly'),
			unknown: inState('unknown'),
			failed: inState('failed'),
			notSent: inState('notSent'),
		});
		return nodeError(node, error, index, name, [message, mayContinue ? advice : '']);
	}

	/** How messages name an item; nothing for the only one of a run. */
	private nameOf(index: number): ItemName | undefined {
		return this.count === 1 ? undefined : { index, label: this.labelOf(index) };
	}

	private firstFailures(): Array<[number, unknown]> {
		return [...this.failures].sort(([a], [b]) => a - b).map(([index, [error]]) => [index, error]);
	}

	private stateOf(index: number): ItemState {
		const errors = this.failures.get(index);
		if (!errors) return this.done[index] ? 'completed' : 'notSent';
		if (this.done[index]) return 'partly';
		const failures = errors.flatMap((error) => (error instanceof ServiceError ? [error.failure] : []));
		if (failures.some(({ partly }) => partly)) return 'partly';
		if (failures.some(({ completed }) => completed)) return 'completed';
		return failures.some(({ unclear }) => unclear) ? 'unknown' : 'failed';
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
