import { clock } from '../clock';

/** How many good answers are remembered. */
const REMEMBERED = 1000;
/** Fewer good answers say too little about what a service allows. */
const FEWEST = 10;
/** The share of what a service was seen to allow that is asked of it: requests do not arrive as evenly as they leave. */
const SHARE = 0.9;
/** So many times as long as the service asked to wait, without a refusal: then twice the rate is tried. */
const QUIET = 30;

/**
 * How fast a service may be asked. There is no bound until it refuses; then it is what the service was seen to take in the time it
 * asked to wait: 50 good answers in the second before a `Retry-After: 1` mean 50 a second. Without a bound each pause would be
 * followed by a burst that ends in the next pause.
 */
export class LearnedRate {
	/** When the requests left that were answered well (milliseconds since 1970), oldest first. */
	private readonly taken: number[] = [];
	/** Milliseconds from one request to the next. */
	private gap = 0;
	private nextAt = 0;
	/** Milliseconds without a refusal after which more is tried. */
	private quiet = 0;
	private triedAt = 0;

	/** A refusal that nothing was learned from yet. */
	private refusal: { sentAt: number; asked: number } | undefined;

	/** A request that left then was answered well. */
	answered(sentAt: number): void {
		this.taken.push(sentAt);
		if (this.taken.length > REMEMBERED) this.taken.shift();
		const now = clock.now();
		if (this.gap === 0 || now < this.triedAt + this.quiet) return;
		this.gap /= 2;
		this.triedAt = now;
	}

	/**
	 * A request that left then was refused as one too many.
	 *
	 * @param asked milliseconds that the service asked to wait
	 */
	refused(sentAt: number, asked: number): void {
		this.refusal = { sentAt, asked };
	}

	/** Takes the next moment at which a request may leave. @returns milliseconds until then */
	take(): number {
		this.learn();
		const now = clock.now();
		const at = Math.max(now, this.nextAt);
		this.nextAt = at + this.gap;
		return at - now;
	}

	/** Done only after the pause: what was under way at the refusal has been answered by then. */
	private learn(): void {
		if (!this.refusal) return;
		const { sentAt, asked } = this.refusal;
		this.refusal = undefined;
		const span = Math.min(asked, sentAt - (this.taken[0] ?? sentAt));
		const count = this.taken.filter((at) => at > sentAt - span && at <= sentAt).length;
		if (count < FEWEST) return;
		this.gap = span / (count * SHARE);
		this.quiet = QUIET * asked;
		this.triedAt = clock.now();
	}
}
