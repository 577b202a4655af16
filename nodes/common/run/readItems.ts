import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { hideCardNumbers } from '../cardNumber';
import { InputError, rethrow } from '../errors/errors';
import { problems as mappingProblems } from '../errors/mappingProblems';
import { problems } from '../errors/problems';
import { requestSettings } from '../fields/options';
import { Client } from '../http/client';
import { DryRequests } from '../http/dryRequests';
import { Aborted } from '../http/itemRequests';
import {
	type BatchOperation,
	FileOutput,
	type ItemOperation,
	isBatch,
	type Operation,
	type Perform,
	type Send,
	type Service,
} from '../operation';
import { guardAgent } from './agentGuard';
import { BatchTasks, batchLimits, RowList } from './batches';
import { DryBatches, oneAfterTheOther } from './dryBatches';
import { DryRuns, dryOutputs, runOptions } from './dryRun';
import { flagOf, Item, type ItemRun, itemLabel, Parameters } from './item';
import { filesOf, hasFilesInJson, KeptInput } from './keptInput';
import type { ItemOutput, Results } from './results';
import type { Outcome, Task, TaskQueue, Work } from './task';
import { UniqueValues } from './uniqueValues';

/** Reads and checks every item. Failures of single items are recorded; failures that concern all items are thrown. */
export async function readItems(
	context: IExecuteFunctions,
	service: Service,
	inputs: INodeExecutionData[],
	results: Results,
): Promise<Work> {
	const { resource, operation } = findOperation(context, service);
	const dryRuns = DryRuns.read(context, operation, inputs.length);
	guardAgent(context, resource, operation, dryRuns.isWhole);
	for (const [index, error] of dryRuns.refused) results.fail(index, error);
	const parameters = new Parameters(context);
	const uniqueValues = new UniqueValues();
	const repeated = new UniqueValues();
	const areFilesInJson = hasFilesInJson(context);
	const showHint = hintOnce(context);
	const itemRun: ItemRun = {
		hint: (message, index) => {
			showHint(message);
			dryRuns.tell(index, message);
		},
		timeZone: () => context.getTimezone(),
		file: async (index, file) => {
			// a file in the JSON has no name that n8n would find it by
			const found = typeof file === 'string' && areFilesInJson ? filesOf(inputs[index], true)[file] : undefined;
			return await context.helpers.getBinaryDataBuffer(index, found ?? file);
		},
		files: (input) => filesOf(input, areFilesInJson),
		noteRepeated: (index, what, key, value) => repeated.add(index, what, value, key),
		requireUnique: (index, field, value) => uniqueValues.add(index, field, value),
		count: inputs.length,
		inputs,
		made: new Map(),
		names: new Map(),
	};
	const itemAt = (index: number) => new Item(index, inputs[index], parameters, itemRun);
	results.nameItemsBy((index) => itemLabel(itemAt(index), operation.identifiedBy ?? []));
	/** Calls `read` for every item; if an item cannot be read, only that item fails. */
	const readAll: ReadAll = async (read) => {
		for (const item of readUnits(inputs.length, itemAt, operation, results)) {
			const unclear = item.together.find(({ index }) => dryRuns.refused.has(index));
			if (unclear) {
				holdBackWith(unclear, item.together, dryRuns.refused, results, context.continueOnFail());
				continue;
			}
			try {
				const reading = read(item);
				// most items are read synchronously, and needless awaits add up
				if (reading) await reading;
			} catch (error) {
				failTogether(item, error, results, context.continueOnFail());
			}
		}
	};

	const options = operation.effect === 'none' ? {} : runOptions(context);
	if (dryRuns.size > 0) showHint(problems.dryRun(dryRuns.size, inputs.length).message);
	const keepsFields = operation.effect === 'write' && flagOf(options.includeInputFields);
	results.keepInput(new KeptInput(inputs, areFilesInJson, { files: operation.effect !== 'read', fields: keepsFields }));
	if (operation.effect === 'none') {
		const controller = new AbortController();
		const run = { signal: controller.signal, abort: () => controller.abort(new Aborted()) };
		const tasks = await itemTasks(context, operation as ItemOperation, readAll, dryRuns);
		return { effect: operation.effect, tasks, concurrency: 1, run };
	}
	const client = await Client.open(context, service, requestSettings(options), operation.effect);
	itemRun.variant = client.variant;
	const refused = new Set<number>();
	const hasSharedOutputs = isBatch(operation) && typeof operation.outputs !== 'function' && !keepsFields;
	if (hasSharedOutputs && inputs.length > 1 && !dryRuns.isWhole) {
		const hasFiles = inputs.some((input) => Object.keys(filesOf(input, areFilesInJson)).length > 0);
		if (hasFiles) showHint(problems.filesLeftOut().message);
	}
	const tasks = isBatch(operation)
		? await batchTasks(context, operation, readAll, dryRuns, options, client, refused)
		: await itemTasks(context, operation, readAll, dryRuns, client, refused);
	for (const [index, error] of uniqueValues.repeated()) {
		refused.add(index);
		if (results.isOpen(index)) results.fail(index, error);
	}
	for (const { field, value, indexes } of repeated.repeats().slice(0, MOST_REPEATS_TOLD)) {
		const { message } = problems.repeatedItems(field, hideCardNumbers(value), indexes);
		for (const index of indexes) itemRun.hint(message, index);
	}
	return { effect: operation.effect, tasks, concurrency: client.slots.first, run: client, client };
}

/** More hints than these would hide each other. */
const MOST_REPEATS_TOLD = 5;

/**
 * The items as they are read: one by one, or as one those that the operation puts together. An item whose place cannot be told
 * fails.
 */
function* readUnits(
	count: number,
	itemAt: (index: number) => Item,
	{ sentTogether }: Operation,
	results: Results,
): Generator<Item> {
	if (!sentTogether?.isOn(itemAt(0))) {
		for (let index = 0; index < count; index++) yield itemAt(index);
		return;
	}
	const units = new Map<string, Item>();
	for (let index = 0; index < count; index++) {
		const item = itemAt(index);
		try {
			const key = sentTogether.keyOf(item);
			const first = key === '' ? undefined : units.get(key);
			if (first) first.together.push(item);
			else units.set(key === '' ? `\n${index}` : key, item);
		} catch (error) {
			results.fail(index, error);
		}
	}
	yield* units.values();
}

/**
 * Fails an item, and those that would have been sent with it: half of an order must not be sent.
 * @param goesOn false if nothing is sent after a failure: then the item's own error says it all
 */
function failTogether({ together, reading }: Item, error: unknown, results: Results, goesOn: boolean): void {
	results.fail(reading.index, error);
	for (const item of goesOn ? together : [])
		if (item !== reading) results.fail(item.index, new InputError(mappingProblems.rowsNotSentTogether(item.name)));
}

/** The others of an item whose *Dry Run* cannot be read, which has failed: they are not sent without it. */
function holdBackWith(
	unclear: Item,
	together: Item[],
	refused: ReadonlyMap<number, unknown>,
	results: Results,
	goesOn: boolean,
): void {
	for (const { index } of goesOn ? together : [])
		if (!refused.has(index)) results.fail(index, new InputError(mappingProblems.rowsNotSentTogether(unclear.name)));
}

type ReadAll = (read: (item: Item) => void | Promise<void>) => Promise<void>;

function findOperation(context: IExecuteFunctions, service: Service): { resource: string; operation: Operation } {
	const resource = String(context.getNodeParameter('resource', 0));
	const operation = String(context.getNodeParameter('operation', 0));
	if (operation === '__CUSTOM_API_CALL__' || resource === '__CUSTOM_API_CALL__')
		throw new InputError(problems.customApiCall(service.name));
	const found = service.resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
	if (!found) throw new InputError(problems.operationUnknown(resource, operation));
	return { resource, operation: found };
}

/** Shows each hint once, however many items cause it. */
function hintOnce(context: IExecuteFunctions): (message: string) => void {
	const shown = new Set<string>();
	return (message) => {
		if (!shown.has(message)) context.addExecutionHints({ message, location: 'outputPane' });
		shown.add(message);
	};
}

const noRequests = (): never => {
	throw new Error('An operation with the effect "none" sends no request');
};
const sendsNothing: Send = async () => await Promise.resolve().then(noRequests);

const perform: Perform = async ({ act }) => await act();

/** One task per item: a request, or steps. Those of a dry run come last: the first one that is sent may go alone. */
async function itemTasks(
	context: IExecuteFunctions,
	operation: ItemOperation,
	readAll: ReadAll,
	dryRuns: DryRuns,
	client?: Client,
	refused = new Set<number>(),
): Promise<TaskQueue> {
	const tasks: Task[] = [];
	const dryTasks: Task[] = [];
	await readAll(async (item) => {
		const prepared = await operation.prepare(item);
		const indexes = item.together.map(({ index }) => index);
		if (item.together.some(({ index }) => dryRuns.has(index))) {
			const dryRun = async (): Promise<Outcome[]> => {
				const requests = client?.dryRequests(operation.effect) ?? new DryRequests(operation.effect, noRequests);
				const outputs = await dryOutputs(prepared, requests, context, () => dryRuns.hintsOf(item.index));
				// what sends no request passes its item on
				const passedOn = operation.effect === 'none' ? item.input.json : {};
				const passOn = (output: ItemOutput) => (output instanceof FileOutput ? output : { ...passedOn, ...output });
				return [{ indexes, outputs: outputs.map(passOn), isDry: true }];
			};
			dryTasks.push({ indexes, run: dryRun });
			return;
		}
		const isSteps = typeof prepared === 'function';
		const run = async (): Promise<Outcome[]> => {
			const requests = client?.requests(operation.effect, !isSteps && !context.continueOnFail());
			const send = requests?.send ?? sendsNothing;
			const work = async () =>
				isSteps ? await prepared(send, context, perform) : prepared.output(await send(prepared.request));
			const output = await work().catch((error: unknown) => rethrow(requests ? requests.ending(error) : error));
			return [{ indexes, outputs: Array.isArray(output) ? output : [output] }];
		};
		tasks.push({ indexes, run });
	});
	const all = [...tasks, ...dryTasks];
	let taken = 0;
	const next = (): Task | undefined => {
		const task = all[taken++];
		// refused after all items were read
		return task && refused.has(task.indexes[0]) ? next() : task;
	};
	return { next };
}

/** One task per batch of rows. Items of a dry run form batches of their own. */
async function batchTasks(
	context: IExecuteFunctions,
	operation: BatchOperation,
	readAll: ReadAll,
	dryRuns: DryRuns,
	options: IDataObject,
	client: Client,
	refused: Set<number>,
): Promise<TaskQueue> {
	const limits = batchLimits(operation, options);
	const list = new RowList();
	const dryList = new RowList();
	await readAll((item) => {
		const to = item.together.some(({ index }) => dryRuns.has(index)) ? dryList : list;
		to.add(item.index, operation.rows(item));
		if (item.together.length > 1) to.join(item.together.map(({ index }) => index));
	});
	const batches = new BatchTasks({ operation, list, limits, refused, client, goesOn: context.continueOnFail() });
	if (dryRuns.size === 0) return batches;
	return oneAfterTheOther(batches, new DryBatches({ operation, list: dryList, limits, refused, client, dryRuns }));
}
