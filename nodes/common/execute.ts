import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';

import { guardAgent } from './agentGuard';
import { wholeNumber } from './checks';
import { Cancelled } from './clock';
import { errorItem, InputError, nodeError, ServiceError } from './failure';
import { Item, Parameters } from './item';
import { messages } from './messages';
import { FileOutput, isBatch, type BatchOperation, type ItemOperation, type Operation, type Service } from './operation';
import { requestSettings } from './options';
import { Halted } from './pacing';
import { openSession, sender, type Session } from './request';

/** A piece of work for one item, or for the items of one batch. */
interface Task {
	indexes: number[];
	/** The outputs of each of `indexes`. */
	run: () => Promise<ItemOutput[][]>;
}

interface Work {
	tasks: Task[];
	concurrency: number;
	/** True where the first request fetches a token that all others then use. */
	firstAlone: boolean;
	/** Keeps whatever has not left yet from leaving. */
	halt: () => void;
	/** True where the other items could go through if the node went on after failures. */
	mayContinue: boolean;
}

/** One output item before it is paired. */
type ItemOutput = IDataObject | FileOutput;

/** What went wrong, by item index. */
type Failures = Map<number, unknown>;

/**
 * Runs a node: reads and checks all items, then sends, several at a time, and puts the outputs in the order of the items.
 *
 * Unless the node goes on after failures, one bad item means that nothing is sent at all; and a failure on the way stops further
 * requests, waits for those under way, and says what had been done before.
 *
 * @param context n8n's `this` of `execute`
 * @param service the service with its registry
 */
export async function executeNode(context: IExecuteFunctions, service: Service): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	const goesOn = context.continueOnFail();
	const failures: Failures = new Map();
	const outputs = new Map<number, ItemOutput[]>();

	let work: Work = { tasks: [], concurrency: 1, firstAlone: false, halt: () => {}, mayContinue: false };
	try {
		work = await prepare(context, service, items, failures);
	} catch (error) {
		items.forEach((_, index) => failures.set(index, error));
	}
	if (failures.size > 0 && !goesOn) throw nothingSent(context.getNode(), failures);

	await carryOut(work, outputs, failures, goesOn);
	const isCancelled = [...failures.values()].some((error) => error instanceof Cancelled);
	if (isCancelled || (failures.size > 0 && !goesOn)) throw stopped(context.getNode(), items.length, outputs, failures, work.mayContinue);

	return [
		items.flatMap((_, index) =>
			failures.has(index)
				? [errorItem(failures.get(index), index)]
				: (outputs.get(index) ?? []).map((output) => outputItem(output, index)),
		),
	];
}

function outputItem(output: ItemOutput, index: number): INodeExecutionData {
	const pairedItem = { item: index };
	if (output instanceof FileOutput) return { json: withoutErrorKey(output.json), binary: output.binary, pairedItem };
	return { json: withoutErrorKey(output), pairedItem };
}

/** Reads and checks everything. Failures of single items are noted; what concerns them all is thrown. */
async function prepare(
	context: IExecuteFunctions,
	service: Service,
	inputs: INodeExecutionData[],
	failures: Failures,
): Promise<Work> {
	const operation = findOperation(context, service);
	guardAgent(context.getNode(), operation);
	const parameters = new Parameters(context);
	const hinted = new Set<string>();
	const hint = (message: string) => {
		if (!hinted.has(message)) context.addExecutionHints({ message, location: 'outputPane' });
		hinted.add(message);
	};
	const file = async (index: number, field: string) => await context.helpers.getBinaryDataBuffer(index, field);
	const items = inputs.map((input, index) => new Item(index, input, parameters, { hint, file }));

	if (operation.retryClass === 'none') {
		const tasks = await planItems(context, operation as ItemOperation, items, failures);
		return { tasks, concurrency: 1, firstAlone: false, halt: () => {}, mayContinue: false };
	}
	const options = context.getNodeParameter('options', 0, {}) as IDataObject;
	const session = await openSession(context, service, requestSettings(options));
	const tasks = isBatch(operation)
		? await planBatches(context, operation, items, failures, options, session)
		: await planItems(context, operation, items, failures, session);
	return {
		tasks,
		concurrency: session.settings.concurrency,
		firstAlone: service.holdsToken,
		halt: () => session.pace.halt(),
		mayContinue: true,
	};
}

function findOperation(context: IExecuteFunctions, service: Service): Operation {
	const resource = String(context.getNodeParameter('resource', 0));
	const operation = String(context.getNodeParameter('operation', 0));
	if (operation === '__CUSTOM_API_CALL__' || resource === '__CUSTOM_API_CALL__') {
		throw new InputError(messages.customApiCall(service.name), messages.customApiCallAdvice(service.name));
	}
	const found = service.resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
	if (!found) throw new InputError(messages.unknownOperation(resource, operation), messages.unknownOperationAdvice);
	return found;
}

/** Calls `read` for every item; an item that cannot be read is a failure of that item alone. */
async function readItems<T>(
	items: Item[],
	failures: Failures,
	read: (item: Item) => T | Promise<T>,
): Promise<Array<{ item: Item; result: T }>> {
	const readable: Array<{ item: Item; result: T }> = [];
	for (const item of items) {
		try {
			readable.push({ item, result: await read(item) });
		} catch (error) {
			failures.set(item.index, error);
		}
	}
	return readable;
}

async function planItems(
	context: IExecuteFunctions,
	operation: ItemOperation,
	items: Item[],
	failures: Failures,
	session?: Session,
): Promise<Task[]> {
	const readable = await readItems(items, failures, operation.plan);
	return readable.map(({ item, result: plan }) => ({
		indexes: [item.index],
		run: async () => {
			const isSingle = typeof plan !== 'function';
			const send = session
				? sender(context, session, operation.retryClass, isSingle && !context.continueOnFail())
				: async () => await Promise.reject(new Error('An operation of class "none" sends no request'));
			const output = typeof plan === 'function' ? await plan(send, context) : plan.output(await send(plan.request));
			return [Array.isArray(output) ? output : [output]];
		},
	}));
}

async function planBatches(
	context: IExecuteFunctions,
	operation: BatchOperation,
	items: Item[],
	failures: Failures,
	options: IDataObject,
	session: Session,
): Promise<Task[]> {
	const size = wholeNumber(options.batchSize ?? operation.batchSize, 'Batch Size', 1, operation.mostPerBatch);
	const readable = await readItems(items, failures, operation.entry);
	const tasks: Task[] = [];
	for (let start = 0; start < readable.length; start += size) {
		const batch = readable.slice(start, start + size);
		const entries = batch.map(({ result }) => result);
		tasks.push({
			indexes: batch.map(({ item }) => item.index),
			run: async () => {
				const send = sender(context, session, operation.retryClass, !context.continueOnFail());
				const answer = await send(operation.request(entries));
				return operation.outputs(answer, entries).map((output) => [output]);
			},
		});
	}
	return tasks;
}

/** Carries the tasks out, several at a time. Without `goesOn` no request leaves after the first failure. */
async function carryOut(
	{ tasks, concurrency, firstAlone, halt }: Work,
	outputs: Map<number, ItemOutput[]>,
	failures: Failures,
	goesOn: boolean,
): Promise<void> {
	let next = 0;
	let halted = false;
	const one = async (task: Task): Promise<void> => {
		try {
			const results = await task.run();
			task.indexes.forEach((index, place) => outputs.set(index, results[place]));
		} catch (error) {
			// what was kept from leaving has not failed: it counts as not sent
			if (error instanceof Halted) return;
			for (const index of task.indexes) failures.set(index, error);
			if (goesOn && !(error instanceof Cancelled)) return;
			halted = true;
			halt();
		}
	};
	const worker = async (): Promise<void> => {
		while (!halted && next < tasks.length) await one(tasks[next++]);
	};
	if (firstAlone && tasks.length > 1) await one(tasks[next++]);
	await Promise.all(Array.from({ length: Math.min(concurrency, tasks.length) }, worker));
}

/** The error where items cannot be read: all of them are named at once, since nothing was sent. */
function nothingSent(node: INode, failures: Failures): Error {
	const [[index, first], ...others] = [...failures].sort(([a], [b]) => a - b);
	const isShared = others.every(([, error]) => error === first);
	if (isShared || others.length === 0) return nodeError(node, first, index, [messages.nothingSent]);
	const lines = others.slice(0, 50).map(([at, error]) => messages.atItem((error as Error).message, at));
	if (others.length > lines.length) lines.push('…');
	return nodeError(node, first, index, [[messages.moreBroken(others.length), ...lines].join('\n')]);
}

/** The error that stops a run half-way: it says what had been carried out, what else failed, and what was never sent. */
function stopped(
	node: INode,
	count: number,
	outputs: Map<number, ItemOutput[]>,
	failures: Failures,
	mayContinue: boolean,
): Error {
	const failed = [...failures.keys()].sort((a, b) => a - b);
	const [index] = failed;
	if (count === 1) return nodeError(node, failures.get(index), index);
	const everyIndex = Array.from({ length: count }, (_, at) => at);
	const open = everyIndex.filter((at) => !outputs.has(at) && !failures.has(at));
	const others = failed.filter((at) => at !== index);
	const kindOf = (at: number): 'partly' | 'unclear' | 'failed' => {
		const error = failures.get(at);
		if (!(error instanceof ServiceError)) return 'failed';
		if (error.failure.partly) return 'partly';
		return error.failure.unclear ? 'unclear' : 'failed';
	};
	const of = (kind: ReturnType<typeof kindOf>) => others.filter((at) => kindOf(at) === kind);
	return nodeError(node, failures.get(index), index, [
		messages.stopped({
			done: everyIndex.filter((at) => outputs.has(at)),
			partly: of('partly'),
			unclear: of('unclear'),
			failed: of('failed'),
			open,
		}),
		mayContinue ? messages.continueAdvice : '',
	]);
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
