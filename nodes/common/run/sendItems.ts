import { Cancelled } from '../clock';
import { Aborted } from '../http/client';
import type { Results } from './results';
import type { Outcome, Task, Work } from './task';

/** Completes the tasks, several at a time. Unless the node goes on after failures, no request leaves after the first one. */
export async function sendItems(
	{ tasks, concurrency, run, client }: Work,
	results: Results,
	goesOn: boolean,
): Promise<void> {
	const fail = (index: number, error: unknown) => {
		// what was kept from leaving has not failed: it counts as not sent
		if (error instanceof Aborted) return;
		results.fail(index, error);
		tasks.failed?.();
		if (!goesOn || error instanceof Cancelled) run.abort();
	};
	const complete = async (task: Task, order: number): Promise<void> => {
		const failed = (error: unknown): Outcome[] => [{ indexes: task.indexes, error }];
		for (const outcome of await task.run().catch(failed)) {
			if ('error' in outcome) for (const index of outcome.indexes) fail(index, outcome.error);
			else results.add(outcome.indexes, outcome.outputs, order);
		}
	};
	let taken = 0;
	/** What cannot be written ends the run too; what has left already comes to its own end. */
	let unwritable: unknown;
	/** @returns false if there is nothing more to do */
	const step = async (): Promise<boolean> => {
		try {
			const next = tasks.next();
			const task = next instanceof Promise ? await next : next;
			if (task === undefined || run.signal.aborted) return false;
			await complete(task, taken++);
			return true;
		} catch (error) {
			unwritable = error;
			run.abort();
			return false;
		}
	};
	const worker = async (): Promise<void> => {
		while (!run.signal.aborted && (await step()));
	};
	if (!client?.firstGoesAlone || (await step())) await Promise.all(Array.from({ length: concurrency }, worker));
	if (unwritable !== undefined) results.failOpen(unwritable);
}
