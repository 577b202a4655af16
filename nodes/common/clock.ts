import { sleep } from 'n8n-workflow';

/** Milliseconds of one step of a long wait. */
const STEP = 100;

const systemTime = (): number => Date.now();

/** The only code that reads the time and waits. Tests replace its functions, so a pause of a minute can be tested unchanged. */
export const clock = {
	/** Milliseconds since 1970, by the system's clock. It jumps if that clock is set: only for dates. */
	now: systemTime,
	/**
	 * Whole milliseconds since some moment, by a clock that nobody can set: for durations. With fractions, the sum of a moment and a
	 * pause may differ a little: 60 s would be more than the 60 s allowed. Tests that replace `now` replace this too.
	 */
	steady: (): number => (clock.now === systemTime ? Math.floor(performance.now()) : clock.now()),
	/** Resolves after this many milliseconds. */
	wait: async (milliseconds: number): Promise<void> => await sleep(milliseconds),
	/**
	 * The same in steps, for a delay that is to give other work its chance. A single timer is over as soon as a process that was
	 * held up goes on, before anything else had its turn; here everything has one in each step.
	 */
	waitInSteps: async (milliseconds: number): Promise<void> => {
		for (let left = milliseconds; left > 0; left -= STEP) await sleep(Math.min(STEP, left));
	},
	/** When this process started, in milliseconds since 1970. */
	startedAt: (): number => performance.timeOrigin,
	/** A number from 0 to 1, evenly distributed: the jitter of back-off. */
	random: (): number => Math.random(),
};

/** Lets arrived responses be processed before longer work goes on. Not a pause: the tests' clock does not control it. */
export async function giveWay(milliseconds = 0): Promise<void> {
	await sleep(milliseconds);
}

/** Thrown if the execution was stopped: by hand, by its time-out, or by n8n's shutdown. */
export class Cancelled extends Error {
	constructor() {
		super('The execution was stopped');
	}
}

/** The longest timer that Node supports; a longer one would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Waits, but no longer than the execution runs. @throws Cancelled as soon as the execution is cancelled */
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
		waiting.leave(stop);
	}
}

/** The pauses that end when an execution is cancelled. One listener serves them all: Node warns of a leak from the eleventh on. */
class Waiting {
	private readonly stops = new Set<() => void>();

	constructor(private readonly signal: AbortSignal) {
		signal.addEventListener('abort', this.stopAll, { once: true });
	}

	add(stop: () => void): void {
		this.stops.add(stop);
	}

	leave(stop: () => void): void {
		this.stops.delete(stop);
		if (this.stops.size > 0) return;
		this.signal.removeEventListener('abort', this.stopAll);
		pauses.delete(this.signal);
	}

	private readonly stopAll = (): void => {
		for (const stop of [...this.stops]) stop();
	};
}

const pauses = new WeakMap<AbortSignal, Waiting>();

function waitingFor(signal: AbortSignal): Waiting {
	const known = pauses.get(signal) ?? new Waiting(signal);
	pauses.set(signal, known);
	return known;
}
