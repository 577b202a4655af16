import { clock } from '../clock';

/** How many successful responses are remembered. */
const REMEMBERED = 1000;
/** Fewer successful responses say too little about what a service allows. */
const FEWEST = 10;
/** The share of the observed rate that is used: requests do not arrive as evenly as they are sent. */
const SHARE = 0.9;
/** After this many multiples of the requested wait without a rejection, try twice the rate. */
const QUIET = 30;

/**
 * The highest rate at which a service accepts requests. It is unlimited until the service throttles a request. Then it is
 * what the service accepted in a period as long as the wait it asked for: 50 successful responses in the second before a
 * `Retry-After: 1` mean 50 a second. Without a limit, each pause would be followed by a burst that ends in the next pause.
 */
export class LearnedRate {
	/** When each successful request was sent (by the steady clock), oldest first. */
	private readonly taken: number[] = [];
	/** Milliseconds between two requests. */
	private gap = 0;
	private nextAt = 0;
	/** Milliseconds without a rejection after which a higher rate is tried. */
	private quiet = 0;
	private triedAt = 0;
	/** A rejection that the rate was not derived from yet. */
	private refusal: { sentAt: number; asked: number } | undefined;

	/** A request that was sent at this time succeeded. */
	answered(sentAt: number): void {
		this.taken.push(sentAt);
		if (this.taken.length > REMEMBERED) this.taken.shift();
		const now = clock.monotonic();
		if (this.gap === 0 || now < this.triedAt + this.quiet) return;
		this.gap /= 2;
		this.triedAt = now;
	}

	/** A request that was sent at this time was throttled. @param asked milliseconds that the service asked to wait */
	refused(sentAt: number, asked: number): void {
		this.refusal = { sentAt, asked };
	}

	/** Reserves the next moment at which a request may be sent. @returns milliseconds until then */
	take(): number {
		this.learn();
		const now = clock.monotonic();
		const at = Math.max(now, this.nextAt);
		this.nextAt = at + this.gap;
		return at - now;
	}

	/** Runs only after the pause: by then, the requests pending at the rejection have their responses. */
	private learn(): void {
		if (!this.refusal) return;
		const { sentAt, asked } = this.refusal;
		this.refusal = undefined;
		const span = Math.min(asked, sentAt - (this.taken[0] ?? sentAt));
		const count = this.taken.filter((at) => at > sentAt - span && at <= sentAt).length;
		if (count < FEWEST) return;
		this.gap = span / (count * SHARE);
		this.quiet = QUIET * asked;
		this.triedAt = clock.monotonic();
	}
}
