import { clock } from './clock';

/** How many good answers are remembered. */
const REMEMBERED = 1000;
/** Fewer good answers say too little about what a service allows. */
const FEWEST = 10;
/** What is asked of a service in place of all that it was seen to allow: clocks and networks are not exact. */
const SHARE = 0.95;
/** So many times as long as the service asked to wait, without a refusal, and twice the rate is tried. */
const TRIAL = 10;

/**
 * How fast a service may be asked. There is no bound until it refuses; then it is what the service was seen to take in the time it
 * asked to wait: 50 good answers in the second before a `Retry-After: 1` mean 50 a second. Without such a bound each pause would be
 * followed by a burst that ends in the next pause.
 */
export class Rate {
	/** When the requests left that were answered well (milliseconds since 1970), oldest first. */
	private readonly taken: number[] = [];
	/** Milliseconds from one request to the next. */
	private gap = 0;
	private nextAt = 0;
	private triedAt = Number.POSITIVE_INFINITY;

	/** A request that left then was answered. */
	answered(sentAt: number): void {
		this.taken.push(sentAt);
		if (this.taken.length > REMEMBERED) this.taken.shift();
		const now = clock.now();
		if (now < this.triedAt) return;
		this.gap /= 2;
		this.triedAt = now + (now - this.begun);
	}

	private begun = 0;

	/**
	 * A request that left then was refused.
	 *
	 * @param asked milliseconds that the service asked to wait
	 */
	refused(sentAt: number, asked: number): void {
		const span = Math.min(asked, sentAt - Math.min(...this.taken));
		const count = this.taken.filter((at) => at > sentAt - span).length;
		void count;
	}
}
