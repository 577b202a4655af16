import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { InputError, ServiceError } from '../errors/errors';
import { messages } from '../errors/problems';
import { requestSettings } from '../fields/options';
import { sender } from '../http/client';
import { openSession, type Session } from '../http/session';
import { type BatchOperation, type ItemOperation, isBatch, type Operation, type Service } from '../operation';
import { guardAgent } from './agentGuard';
import { type Batch, batchLimits, EntryList, formBatches, writeEntries } from './batches';
import { Item, type ItemRun, Parameters } from './item';
import type { ItemOutput, Results } from './results';
import { UniqueValues } from './uniqueValues';

/** What a piece of work came to, for one item or several. */
export type Outcome = { indexes: number[]; outputs: ItemOutput[] } | { indexes: number[]; error: unknown };

/** A piece of work for one item, or for the items of one batch. */
export interface Task {
	indexes: number[];
	run: () => Promise<Outcome[]>;
}

export interface Work {
	/** Taken one by one: a batch is formed shortly before it is sent. */
	tasks: Iterator<Task, void>;
	/** True where a task takes time to make: some are made ahead, and their requests leave apart. */
	ahead: boolean;
	concurrency: number;
	/** True where the first request fetches a token that all others then use: it goes alone, so that nothing leaves after its failure. */
	firstAlone: boolean;
	/** Keeps whatever has not left yet from leaving. */
	halt: () => void;
	/** True where the other items could go through if the node went on after failures. */
	mayContinue: boolean;
}

export const NO_WORK: Work = {
	tasks: [].values(),
	ahead: false,
	concurrency: 1,
	firstAlone: false,
	halt: () => {},
	mayContinue: false,
};

/** Reads and checks everything. Failures of single items are noted; what concerns them all is thrown. */
export async function prepare(
	context: IExecuteFunctions,
	service: Service,
	inputs: INodeExecutionData[],
	results: Results,
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
	const claims = new UniqueValues();
	const claim = (index: number, field: string, value: string) => claims.add(index, field, value);
	const surroundings: ItemRun = { hint, file, claim, count: inputs.length };
	/** Calls `read` for every item; an item that cannot be read is a failure of that item alone. */
	const readItems = async (read: (item: Item) => void | Promise<void>) => {
		for (let index = 0; index < inputs.length; index++) {
			try {
				const reading = read(new Item(index, inputs[index], parameters, surroundings));
				// most is read at once, and waiting for nothing adds up
				if (reading) await reading;
			} catch (error) {
				results.fail(index, error);
			}
		}
	};

	if (operation.effect === 'none') {
		return { ...NO_WORK, tasks: await planItems(context, operation as ItemOperation, readItems) };
	}
	const options = context.getNodeParameter('options', 0, {}) as IDataObject;
	const session = await openSession(context, service, requestSettings(options));
	surroundings.variant = session.variant;
	const refused = new Set<number>();
	const tasks = isBatch(operation)
		? await planBatches(context, operation, readItems, options, session, refused)
		: await planItems(context, operation, readItems, session, refused);
	for (const [index, error] of claims.repeated()) {
		refused.add(index);
		if (results.isOpen(index)) results.fail(index, error);
	}
	return {
		tasks,
		ahead: isBatch(operation),
		concurrency: session.settings.concurrency,
		firstAlone: service.tokenOf !== undefined && session.token === undefined,
		halt: () => session.rateLimiter.halt(),
		mayContinue: true,
	};
}

type ReadItems = (read: (item: Item) => void | Promise<void>) => Promise<void>;

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

async function planItems(
	context: IExecuteFunctions,
	operation: ItemOperation,
	readItems: ReadItems,
	session?: Session,
	refused = new Set<number>(),
): Promise<Iterator<Task, void>> {
	const tasks: Task[] = [];
	await readItems(async (item) => {
		const plan = await operation.prepare(item);
		const indexes = [item.index];
		tasks.push({
			indexes,
			run: async () => {
				const isSingle = typeof plan !== 'function';
				const send = session
					? sender(context, session, operation.effect, isSingle && !context.continueOnFail())
					: async () => await Promise.reject(new Error('An operation of class "none" sends no request'));
				const output = typeof plan === 'function' ? await plan(send, context) : plan.output(await send(plan.request));
				return [{ indexes, outputs: Array.isArray(output) ? output : [output] }];
			},
		});
	});
	return allowed(tasks, refused);
}

/** The tasks of items that were not refused after all had been read. */
function* allowed(tasks: Task[], refused: Set<number>): Generator<Task> {
	for (const task of tasks) if (!refused.has(task.indexes[0])) yield task;
}

async function planBatches(
	context: IExecuteFunctions,
	operation: BatchOperation,
	readItems: ReadItems,
	options: IDataObject,
	session: Session,
	refused: Set<number>,
): Promise<Iterator<Task, void>> {
	const limits = batchLimits(operation, options);
	const list = new EntryList();
	await readItems((item) => list.add(item.index, operation.rows(item)));
	const goesOn = context.continueOnFail();
	const sendBatch = async (batch: Batch, haltOnFailure: boolean): Promise<Outcome[]> => {
		const send = sender(context, session, operation.effect, haltOnFailure);
		const answer = await send(batch.request);
		const { outputs } = operation;
		if (typeof outputs !== 'function')
			return [{ indexes: batch.indexes, outputs: [outputs.ofBatch(answer, batch.entries)] }];
		return outputs(answer, batch.entries).map((output, place) => ({
			indexes: [batch.items[place]],
			outputs: [output],
		}));
	};
	/** Each entry in a request of its own, one after the other. */
	const sendSingly = async (batch: Batch): Promise<Outcome[]> => {
		const outcomes: Outcome[] = [];
		for (let place = 0; place < batch.entries.length; place++) {
			const indexes = [batch.items[place]];
			const entries = [batch.entries[place]];
			const single = { indexes, items: indexes, entries, request: operation.request(writeEntries(entries)) };
			const outcome = await sendBatch(single, !goesOn).catch((error: unknown): Outcome[] => [{ indexes, error }]);
			outcomes.push(...outcome);
			if (!goesOn && 'error' in outcome[0]) break;
		}
		return outcomes;
	};
	const run = async (batch: Batch): Promise<Outcome[]> => {
		if (!operation.splitWhenRejected || batch.entries.length < 2) return await sendBatch(batch, !goesOn);
		return await sendBatch(batch, false).catch(async (error: unknown) =>
			isAboutContent(error) ? await sendSingly(batch) : await Promise.reject(error as Error),
		);
	};
	return tasksOf(formBatches(list, operation, limits, refused), run);
}

function* tasksOf(batches: Iterable<Batch>, run: (batch: Batch) => Promise<Outcome[]>): Generator<Task> {
	for (const batch of batches) yield { indexes: batch.indexes, run: async () => await run(batch) };
}

/** True for a refusal that another content could have avoided: not for one of the credential, the address or the pace. */
function isAboutContent(error: unknown): boolean {
	const status = error instanceof ServiceError ? (error.failure.status ?? 0) : 0;
	return status >= 400 && status < 500 && ![401, 403, 405, 408, 429].includes(status);
}
