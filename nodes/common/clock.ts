import { sleep } from 'n8n-workflow';

/**
 * The one place that knows the time and waits. Tests replace its two functions, so that a pause of a minute is tested without
 * loosening the rule that made it a minute.
 */
export const clock = {
	/** Milliseconds since 1970. */
	now: (): number => Date.now(),
	/** Resolves after so many milliseconds. */
	wait: async (milliseconds: number): Promise<void> => await sleep(milliseconds),
	/** A number from 0 to 1, spread evenly: the jitter of back-off. */
	random: (): number => Math.random(),
};

/** Thrown by `pause` when the execution was cancelled in the meantime. */
export class Cancelled extends Error {
	constructor() {
		super('The execution was cancelled');
	}
}

/** The longest a timer can wait; a longer one would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Waits, but no longer than the execution lives.
 *
 * @param milliseconds how long
 * @param signal n8n's cancel signal of the execution, where there is one
 * @throws Cancelled as soon as the execution is cancelled
 */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
	let left = milliseconds;
	for (; left > LONGEST_TIMER; left -= LONGEST_TIMER) await pauseOnce(LONGEST_TIMER, signal);
	await pauseOnce(left, signal);
}

async function pauseOnce(milliseconds: number, signal?: AbortSignal): Promise<void> {
	if (signal?.aborted) throw new Cancelled();
	if (milliseconds <= 0) return;
	if (!signal) return await clock.wait(milliseconds);

	let stop = () => {};
	const cancelled = new Promise<never>((_, reject) => {
		stop = () => reject(new Cancelled());
	});
	const waiting = waitingFor(signal);
	waiting.add(stop);
	try {
		await Promise.race([clock.wait(milliseconds), cancelled]);
	} finally {
		waiting.delete(stop);
	}
}

/** What each execution's signal ends. It gets one listener for all pauses: Node warns of a leak from the eleventh on. */
const pauses = new WeakMap<AbortSignal, Set<() => void>>();

function waitingFor(signal: AbortSignal): Set<() => void> {
	const known = pauses.get(signal);
	if (known) return known;
	const waiting = new Set<() => void>();
	pauses.set(signal, waiting);
	const stopAll = () => {
		for (const stop of [...waiting]) stop();
	};
	signal.addEventListener('abort', stopAll, { once: true });
	return waiting;
}
