import { Cancelled } from '../clock';
import { Aborted } from '../http/itemRequests';
import type { Results } from './results';
import type { Outcome, Work } from './task';

/** Completes the tasks, several at a time. Unless the node continues after failures, nothing is sent after the first one. */
export async function sendItems(
	{ tasks, concurrency, run, client }: Work,
	results: Results,
	goesOn: boolean,
): Promise<void> {
	const fail = (index: number, error: unknown) => {
		// a request that was held back has not failed: it counts as not sent
		if (error instanceof Aborted || error instanceof Cancelled) {
			results.holdBack(index);
			return;
		}
		results.fail(index, error);
		tasks.failed?.();
		if (!goesOn) run.abort();
	};
	let taken = 0;
	/** An item that cannot be serialized also ends the run; requests in flight still finish. */
	let unwritable: unknown;
	/** Runs one task after the other, until there are none or the run has ended. */
	const work = async (most = Number.POSITIVE_INFINITY): Promise<void> => {
		for (let count = 0; count < most && !run.signal.aborted; count++) {
			try {
				const next = tasks.next();
				const task = next instanceof Promise ? await next : next;
				if (task === undefined) return;
				if (run.signal.aborted) {
					for (const index of task.indexes) results.holdBack(index);
					return;
				}
				const order = taken++;
				const failed = (error: unknown): Outcome[] => [{ indexes: task.indexes, error }];
				for (const outcome of await task.run().catch(failed)) {
					if ('error' in outcome) for (const index of outcome.indexes) fail(index, outcome.error);
					else results.add(outcome.indexes, outcome.outputs, order, outcome.isDry);
				}
			} catch (error) {
				unwritable = error;
				run.abort();
			}
		}
	};
	if (client?.firstGoesAlone) await work(1);
	const workers = Array.from({ length: concurrency }, () => work());
	// each worker that is added while others work is awaited too
	client?.onGrowth(() => workers.push(work()));
	for (const worker of workers) await worker;
	for (const index of tasks.left?.() ?? []) results.holdBack(index);
	if (unwritable !== undefined) results.failOpen(unwritable);
}
