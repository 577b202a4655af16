import type { Client } from '../http/client';
import type { ItemOutput } from './results';

/** What a piece of work came to, for one item or several. */
export type Outcome = { indexes: number[]; outputs: ItemOutput[] } | { indexes: number[]; error: unknown };

/** A piece of work for one item, or for the items of one batch. */
export interface Task {
	indexes: number[];
	run: () => Promise<Outcome[]>;
}

/** Where tasks are taken one by one. */
export interface TaskQueue {
	/** @throws InputError if what comes next cannot be written; nothing follows then */
	next: () => Task | undefined | Promise<Task | undefined>;
	/** Called when a task has failed. */
	failed?: () => void;
}

/** What is to be done once everything is read. */
export interface Work {
	tasks: TaskQueue;
	/** Tasks under way at once. */
	concurrency: number;
	/** Ends the run, after which no request leaves; the signal says that it has ended. */
	run: Pick<Client, 'abort' | 'signal'>;
	/** Sends the requests; left out for an operation that sends none. */
	client?: Client;
}
