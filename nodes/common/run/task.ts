import type { Client } from '../http/client';
import type { Effect } from '../operation';
import type { ItemOutput } from './results';

/** The result of a task for one item or several. `isDry`: nothing was sent for them. */
export type Outcome =
	| { indexes: number[]; outputs: ItemOutput[]; isDry?: boolean }
	| { indexes: number[]; error: unknown };

/** The work for one item, or for the items of one batch. */
export interface Task {
	indexes: number[];
	run: () => Promise<Outcome[]>;
}

/** A queue from which tasks are taken one by one. */
export interface TaskQueue {
	/** @throws InputError if the next task cannot be serialized; no more tasks follow */
	next: () => Task | undefined | Promise<Task | undefined>;
	/** Called when a task has failed. */
	failed?: () => void;
	/** The items with a task that was not taken, if an item may have several tasks. */
	left?: () => Iterable<number>;
}

/** What to do once everything is read. */
export interface Work {
	effect: Effect;
	tasks: TaskQueue;
	/** Tasks that run at once, to begin with: more if more requests may be in flight. */
	concurrency: number;
	/** Ends the run, after which no request is sent; the signal shows that it has ended. */
	run: Pick<Client, 'abort' | 'signal'>;
	/** Sends the requests; omitted for an operation that sends none. */
	client?: Client;
}
