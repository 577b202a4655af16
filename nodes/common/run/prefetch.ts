import { giveWay } from '../clock';

/** Milliseconds for the requests that were just sent to get under way before the next batches are made. */
const HEAD_START = 3;

/**
 * Makes the next batches while earlier requests wait for their responses: serializing a large batch takes time and blocks
 * everything else. It makes no more in advance than are sent at once, so memory use does not grow with the number of batches.
 */
export class Prefetch<T> {
	private readonly made: T[] = [];
	private isMaking = false;
	/** Why something could not be made. */
	private failure?: { error: unknown };

	/**
	 * @param source makes one with each step
	 * @param most how many are made in advance
	 * @param signal aborted as soon as no more are needed
	 */
	constructor(
		private readonly source: Iterator<T, void>,
		private readonly most: number,
		private readonly signal: AbortSignal,
	) {}

	/**
	 * The next one, made in advance or now; undefined at the end.
	 * @throws what the source threw, after all earlier ones were taken
	 */
	take(): T | undefined {
		const made = this.made.shift();
		if (made !== undefined) return made;
		if (this.failure) throw this.failure.error;
		return this.source.next().value ?? undefined;
	}

	/** Makes the missing ones in advance, one at a time between incoming responses. */
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
