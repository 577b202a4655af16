import { giveWay } from '../clock';

/** Milliseconds in which the requests that have just left get under way, before the next ones are made. */
const HEAD_START = 3;

/**
 * Makes what comes next while the requests before it wait for their answers: writing a large batch takes time, in which nothing else
 * happens. No more is made ahead than goes out at once, so that memory does not grow with the work.
 */
export class Prefetch<T> {
	private readonly made: T[] = [];

	private isMaking = false;

	/** What kept something from being made. */
	private failure?: { error: unknown };

	/**
	 * @param source makes one with each step
	 * @param most how many are made ahead
	 * @param signal aborted as soon as nothing more is needed
	 */
	constructor(
		private readonly source: Iterator<T, void>,
		private readonly most: number,
		private readonly signal: AbortSignal,
	) {}

	/**
	 * The next one, made ahead or made now; undefined at the end.
	 *
	 * @throws what the source has thrown, once all before it is taken
	 */
	take(): T | undefined {
		const made = this.made.shift();
		if (made !== undefined) return made;
		if (this.failure) throw this.failure.error;
		return this.source.next().value ?? undefined;
	}

	/** Makes what is missing ahead, one at a time between the responses that come in. */
	async make(): Promise<void> {
		if (this.isMaking) return;
		this.isMaking = true;
		for (await giveWay(HEAD_START); this.made.length < this.most && !this.signal.aborted; await giveWay()) {
			try {
				const { done, value } = this.source.next();
				if (done) break;
				this.made.push(value);
			} catch (error) {
				this.failure = { error };
				break;
			}
		}
		this.isMaking = false;
	}
}
