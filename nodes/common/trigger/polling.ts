import { createHash } from 'node:crypto';

import type { IDataObject, INode, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { clock } from '../clock';
import { errorLine, nodeError, ServiceError } from '../errors/errors';
import { problems } from '../errors/problems';
import { withoutOptions } from './withoutOptions';

/**
 * What a polling trigger keeps between two polls: n8n stores it with the workflow. n8n saves it a moment before it stores the
 * execution of a poll's events, and saves nothing after a poll without events (as of 2.41). So the state also contains the one
 * before its last events, and the process that reported them. A process that lives on has stored its execution. After a restart
 * nobody knows, so the trigger goes back and reports these events once more.
 */
interface Stored<State> {
	now: State;
	/** The state before the events of the last poll that had any. */
	before?: State;
	/** The process that reported them. */
	process?: number;
}

/** What one poll found, and the state after it. */
export interface Polled<State> {
	events: IDataObject[];
	state: State;
}

/** The pollers of this process, by workflow and node: those that have polled, and those that are at it. */
const pollers = new Map<string, { isPolling: boolean }>();

/**
 * Runs a trigger's `poll`. Two polls of one trigger never run at once: n8n starts one however long the last one takes.
 * @param repeats true if the events of the last poll before a restart are reported once more
 * @param read reads what is new since a state; undefined in the first poll
 * @returns n8n's items; null if there are none
 */
export async function poll<State>(
	context: IPollFunctions,
	repeats: () => boolean,
	read: (state: State | undefined) => Promise<Polled<State>>,
): Promise<INodeExecutionData[][] | null> {
	const { id = '' } = context.getWorkflow();
	const node = context.getNode();
	const key = JSON.stringify([id, node.id]);
	const poller = pollers.get(key);
	if (poller?.isPolling) return null;
	pollers.set(key, { isPolling: true });
	try {
		const stored = context.getWorkflowStaticData('node') as Partial<Stored<State>>;
		const isOwn = stored.process === undefined || stored.process === clock.startedAt();
		const start = isOwn || !repeats() ? stored.now : (stored.before ?? stored.now);
		const { events, state } = await read(start);
		const hasEvents = events.length > 0;
		// what was repeated once after a restart is not repeated again: the state to go back to has it behind it
		const next: Stored<State> = hasEvents
			? { now: state, ...(stored.now === undefined ? {} : { before: plain(stored.now) }), process: clock.startedAt() }
			: { now: state };
		for (const name of ['now', 'before', 'process'] as const) {
			if (next[name] === undefined) delete stored[name];
			else Object.assign(stored, { [name]: next[name] });
		}
		return hasEvents ? [context.helpers.returnJsonArray(events)] : null;
	} catch (error) {
		// n8n calls the trigger when it starts, and would leave a workflow off whose first poll fails: the next one tells
		const isStart = ['init', 'leadershipChange'].includes(context.getActivationMode());
		if (poller === undefined && isStart) {
			context.logger.warn(`${node.name}: ${errorLine(error)}`, { workflowId: id });
			return null;
		}
		throw pollError(node, error);
	} finally {
		pollers.set(key, { isPolling: false });
	}
}

/** Runs a poll that a user starts in the editor: it changes nothing. */
export async function testPoll(
	context: IPollFunctions,
	read: () => Promise<IDataObject[]>,
): Promise<INodeExecutionData[][]> {
	try {
		return [context.helpers.returnJsonArray(await read())];
	} catch (error) {
		throw pollError(context.getNode(), error);
	}
}

/** The error of a poll. */
function pollError(node: INode, error: unknown): Error {
	if (!(error instanceof ServiceError)) return nodeError(node, error);
	const problem = withoutOptions(error.failure.problem, problems.pollLater());
	return nodeError(node, new ServiceError({ ...error.failure, problem }));
}

/** A copy without n8n's observer around it. */
const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

/** Characters of an ID's mark. With 48 bits, one in 10^10 new IDs looks like one of 10,000 others. */
const ID_MARK = 8;
/** Characters of a state's mark. */
const STATE_MARK = 4;

const markOf = (text: string, length: number): string =>
	createHash('sha256').update(text).digest('base64url').slice(0, length);

/** What tells a record from others, and what has been reported of it. */
export interface Identity {
	id: string;
	/** For records that change: what must differ to be reported again. */
	state?: string;
}

/** Records that were reported, in the order in which they were added. Written as marks of 12 characters, so that they stay small. */
export class Seen {
	private readonly states = new Map<string, string>();

	/** @param written see `toString` */
	constructor(written = '') {
		for (let at = 0; at < written.length; at += ID_MARK + STATE_MARK) {
			const id = written.slice(at, at + ID_MARK);
			this.states.set(id, written.slice(at + ID_MARK, at + ID_MARK + STATE_MARK));
		}
	}

	get size(): number {
		return this.states.size;
	}

	/** True if the record was seen in any state. */
	hasId({ id }: Identity): boolean {
		return this.states.has(markOf(id, ID_MARK));
	}

	/** True if the record was seen in this state. */
	has({ id, state = '' }: Identity): boolean {
		return this.states.get(markOf(id, ID_MARK)) === markOf(state, STATE_MARK);
	}

	add({ id, state = '' }: Identity): void {
		this.put(markOf(id, ID_MARK), markOf(state, STATE_MARK));
	}

	delete({ id }: Identity): void {
		this.states.delete(markOf(id, ID_MARK));
	}

	addAll(others: Seen): void {
		for (const [id, state] of others.states) this.put(id, state);
	}

	/** Keeps this many of the newest. */
	keep(most: number): void {
		for (const id of this.states.keys()) {
			if (this.states.size <= most) return;
			this.states.delete(id);
		}
	}

	toString(): string {
		return [...this.states].flat().join('');
	}

	private put(id: string, state: string): void {
		this.states.delete(id);
		this.states.set(id, state);
	}
}
