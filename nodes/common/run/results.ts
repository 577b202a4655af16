import type {
	IDataObject,
	INode,
	INodeExecutionData,
	IPairedItemData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';

import { Cancelled } from '../clock';
import { errorItem, errorLine, InputError, nodeError, ServiceError, type ServiceFailure } from '../errors/errors';
import type { ItemName } from '../errors/itemNames';
import { problems, type RunSummary } from '../errors/problems';
import { FileOutput } from '../operation';
import type { KeptInput } from './keptInput';

/** An output item before it is paired. */
export type ItemOutput = IDataObject | FileOutput;

const COMPLETED = 1;
const CHECKED = 2;

/** An item's state so far. */
type ItemState = keyof RunSummary;

/** The results of a run's items: collects outputs and failures as they arrive, and returns output items in input order. */
export class Results {
	/** Outputs by item index: the first of the items they are paired to. */
	private readonly outputs = new Map<number, Array<{ order: number; items: INodeExecutionData[] }>>();
	/** By item, COMPLETED if any part of it was, or CHECKED by a dry run. An array, because a set of hundreds of thousands takes long to fill. */
	private readonly done: Uint8Array;
	/** By item, 1 if any part of it was not sent, because the run ended before. */
	private readonly heldBack: Uint8Array;
	/** An item in several batches may fail in more than one. */
	private readonly failures = new Map<number, unknown[]>();
	private labelOf: (index: number) => string = () => '';
	private kept?: KeptInput;

	constructor(private readonly count: number) {
		this.done = new Uint8Array(count);
		this.heldBack = new Uint8Array(count);
	}

	/** Sets how messages name an item: its most telling value. */
	nameItemsBy(labelOf: (index: number) => string): void {
		this.labelOf = labelOf;
	}

	/** Sets what outputs keep of their input items; nothing if it is never called. */
	keepInput(kept: KeptInput): void {
		this.kept = kept;
	}

	/**
	 * An output of several items stands for all of them and keeps nothing. With their fields, each of them has it as its own.
	 * @param indexes the items that the outputs come from
	 * @param order the task's position: it sorts the outputs of an item in several batches, as responses arrive in any order
	 * @param isDry true if nothing was sent for them
	 */
	add(indexes: number[], outputs: ItemOutput[], order = 0, isDry = false): void {
		for (const index of indexes) this.done[index] = isDry ? CHECKED : COMPLETED;
		if (this.kept?.keeps.fields) for (const index of indexes) this.store([index], outputs, order);
		else this.store(indexes, outputs, order);
	}

	private store(indexes: number[], outputs: ItemOutput[], order: number): void {
		const pairs = indexes.map((item): IPairedItemData => ({ item }));
		const isOne = pairs.length === 1;
		const items = outputs.map((output): INodeExecutionData => {
			const item = { ...outputItem(output), pairedItem: isOne ? pairs[0] : pairs };
			return isOne && this.kept ? this.kept.addTo(item, indexes[0]) : item;
		});
		this.outputs.set(indexes[0], [...(this.outputs.get(indexes[0]) ?? []), { order, items }]);
	}

	fail(index: number, error: unknown): void {
		this.failures.set(index, [...(this.failures.get(index) ?? []), error]);
	}

	/** Notes that the item, or a part of it, is not sent. */
	holdBack(index: number): void {
		this.heldBack[index] = 1;
	}

	/** Fails every item that is not completed with the same error, once nothing is in flight. */
	failOpen(error: unknown): void {
		for (let index = 0; index < this.count; index++) if (this.isOpen(index)) this.fail(index, error);
	}

	/** True if an item has not failed and is not completed. */
	isOpen(index: number): boolean {
		return !this.failures.has(index) && this.done[index] !== CHECKED && this.stateOf(index) !== 'completed';
	}

	get hasFailures(): boolean {
		return this.failures.size > 0;
	}

	/** True if an item is not completed, for whatever reason. */
	get isIncomplete(): boolean {
		return this.hasFailures || this.indexes.some((index) => this.isOpen(index));
	}

	/** The items of the node's output, with an error item per failure. @param hasDetails as in {@link errorItem} */
	items(hasDetails: boolean): INodeExecutionData[] {
		const items: INodeExecutionData[] = [];
		for (let index = 0; index < this.count; index++) {
			const outputs = this.outputs.get(index) ?? [];
			for (const output of outputs.sort((a, b) => a.order - b.order)) for (const item of output.items) items.push(item);
			for (const error of this.failures.get(index) ?? [])
				items.push(this.withFiles(errorItem(error, index, this.nameOf(index), hasDetails), index));
		}
		return items;
	}

	/** A failed item keeps its files too: what follows the error output may need them. */
	private withFiles(item: INodeExecutionData, index: number): INodeExecutionData {
		return this.kept ? this.kept.addFilesTo(item, index) : item;
	}

	/** The error if items cannot be read. It names all of them at once, because nothing was sent. */
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
	 * The error that stops a run partway: what was completed, what else failed, and what was never sent.
	 * @param mayContinue true if the other items could be processed if the node continued after failures
	 */
	stoppedError(node: INode, mayContinue: boolean): Error {
		const [[index, error]] = this.firstFailures();
		const name = this.nameOf(index);
		if (this.count === 1) {
			const isPartly = this.stateOf(index) === 'partly';
			return nodeError(node, error, index, name, isPartly ? [problems.partlyCompleted().message] : []);
		}
		const summary = this.summary();
		const { message, advice } = problems.runStopped({
			...summary,
			failed: summary.failed.filter((at) => at !== index),
		});
		return nodeError(node, error, index, name, [message, mayContinue ? advice : '']);
	}

	/** Fails every item that is not completed, because the execution was stopped. */
	failRest(service: string): void {
		const partly = new ServiceError({ problem: problems.executionStoppedPartway(service), partly: true });
		const notSent = new Cancelled();
		for (const index of this.indexes)
			if (this.isOpen(index)) this.fail(index, this.done[index] === COMPLETED ? partly : notSent);
	}

	/** The error of a run whose execution was stopped: what was completed, what is unknown, and what was never sent. */
	cancelledError(node: INode, service: string): NodeApiError | NodeOperationError {
		if (this.count === 1) {
			const [[, error]] = this.firstFailures();
			const isPartly = this.stateOf(0) === 'partly';
			return nodeError(node, error, 0, undefined, isPartly ? [problems.partlyCompleted().message] : []);
		}
		const summary = this.summary();
		const unknown = summary.unknown.map((index): ItemName => ({ index, label: this.labelOf(index) }));
		const problem = problems.runCancelled(service, summary, unknown);
		const [index] = [...summary.unknown, ...summary.notSent, 0];
		return nodeError(node, new InputError(problem), index);
	}

	private get indexes(): number[] {
		return Array.from({ length: this.count }, (_, index) => index);
	}

	/** Every item by its state. One that was completed in part may also be unknown. */
	private summary(): RunSummary {
		const summary: RunSummary = { completed: [], partly: [], failed: [], unknown: [], notSent: [] };
		for (const index of this.indexes) {
			const state = this.stateOf(index);
			summary[state].push(index);
			if (state === 'partly' && this.isUnclear(index)) summary.unknown.push(index);
		}
		return summary;
	}

	/** How messages name an item; undefined for the only item of a run. */
	private nameOf(index: number): ItemName | undefined {
		return this.count === 1 ? undefined : { index, label: this.labelOf(index) };
	}

	private firstFailures(): Array<[number, unknown]> {
		return [...this.failures].sort(([a], [b]) => a - b).map(([index, [error]]) => [index, error]);
	}

	private stateOf(index: number): ItemState {
		const errors = this.failures.get(index) ?? [];
		const isDone = this.done[index] === COMPLETED;
		if (errors.every((error) => error instanceof Cancelled))
			return !isDone ? 'notSent' : this.heldBack[index] ? 'partly' : 'completed';
		const failures = this.failuresOf(index);
		if (isDone || failures.some(({ partly }) => partly)) return 'partly';
		if (failures.some(({ completed }) => completed)) return 'completed';
		if (failures.length === errors.length && failures.every(({ notSent }) => notSent)) return 'notSent';
		return this.isUnclear(index) ? 'unknown' : 'failed';
	}

	private isUnclear(index: number): boolean {
		return this.failuresOf(index).some(({ unclear }) => unclear);
	}

	private failuresOf(index: number): ServiceFailure[] {
		const errors = this.failures.get(index) ?? [];
		return errors.flatMap((error) => (error instanceof ServiceError ? [error.failure] : []));
	}
}

function outputItem(output: ItemOutput): INodeExecutionData {
	if (output instanceof FileOutput) return { json: withoutErrorKey(output.json), binary: output.binary };
	return { json: withoutErrorKey(output) };
}

/** n8n repeats the node, all items, if the first output item has a non-empty top-level `error`: a service's field is renamed. */
function withoutErrorKey(json: IDataObject): IDataObject {
	if (!('error' in json)) return json;
	const { error, ...rest } = json;
	return { ...rest, serviceError: error };
}
