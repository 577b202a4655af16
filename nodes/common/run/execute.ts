import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Cancelled } from '../clock';
import { InputError } from '../errors/errors';
import { messages } from '../errors/problems';
import { Aborted } from '../http/rateLimiter';
import type { Service } from '../operation';
import { mayHaveDetails } from './olderN8n';
import { Prefetch } from './prefetch';
import { NO_WORK, type Outcome, prepare, type Task, type Work } from './prepare';
import { Results } from './results';
import { Stagger } from './stagger';

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
	const inputs = context.getInputData();
	const goesOn = context.continueOnFail();
	const results = new Results(inputs.length);

	let work = NO_WORK;
	try {
		work = await prepare(context, service, inputs, results);
	} catch (error) {
		inputs.forEach((_, index) => results.fail(index, error));
	}
	if (results.hasFailures && !goesOn) throw results.nothingSentError(context.getNode());

	await carryOut(work, results, goesOn);
	const isStopped = results.failedWith(Cancelled) || (results.hasFailures && !goesOn);
	if (isStopped) throw results.stoppedError(context.getNode(), work.mayContinue);
	return [results.items(mayHaveDetails(context.getNode()))];
}

/** Carries the tasks out, several at a time. Without `goesOn` no request leaves after the first failure. */
async function carryOut(
	{ tasks, ahead, concurrency, firstAlone, halt }: Work,
	results: Results,
	goesOn: boolean,
): Promise<void> {
	const departures = new Stagger();
	let halted = false;
	const fail = (index: number, error: unknown) => {
		// what was kept from leaving has not failed: it counts as not sent
		if (error instanceof Aborted) return;
		results.fail(index, error);
		// those that leave together share what is fetched for them: a token server that is down must not be asked by each
		departures.end();
		if (goesOn && !(error instanceof Cancelled)) return;
		halted = true;
		halt();
	};
	const one = async (task: Task, place: number): Promise<void> => {
		const failed = (error: unknown): Outcome[] => [{ indexes: task.indexes, error }];
		for (const outcome of await task.run().catch(failed)) {
			if ('error' in outcome) for (const index of outcome.indexes) fail(index, outcome.error);
			else results.add(outcome.indexes, outcome.outputs, place);
		}
	};
	const next = new Prefetch(tasks, concurrency);
	let taken = 0;
	let unwritable: InputError | undefined;
	/** Nothing after a failure. What cannot be written at all ends the run too; what has left already comes to its own end. */
	const takeNext = (): Task | undefined => {
		if (halted) return undefined;
		try {
			return next.take();
		} catch (error) {
			halted = true;
			halt();
			unwritable = new InputError(messages.notWritable((error as Error).message), messages.notWritableAdvice);
			return undefined;
		}
	};
	/** @returns false where there is nothing more to do */
	const step = async (): Promise<boolean> => {
		if (ahead) await departures.next();
		const task = takeNext();
		if (task === undefined) {
			departures.end();
			return false;
		}
		const underWay = one(task, taken++);
		if (ahead) void next.make(() => halted);
		await underWay;
		return true;
	};
	const worker = async (): Promise<void> => {
		while (await step());
	};
	if (!firstAlone || (await step())) await Promise.all(Array.from({ length: concurrency }, worker));
	if (unwritable) results.failOpen(unwritable);
}
