import { clock, pause } from './clock';

const FIRST_BACK_OFF = 500;
const LONGEST_BACK_OFF = 30_000;

/** What one item (or one batch) has spent on pauses. */
export class Patience {
	/** False until the item's first request has left: until then it waits as long as it takes. */
	sent = false;
	/** Milliseconds spent in pauses since the first request left. */
	waited = 0;

	/** @param limit milliseconds of pauses allowed (option Max Retry Wait) */
	constructor(readonly limit: number) {}

	allows(milliseconds: number): boolean {
		return !this.sent || this.waited + milliseconds <= this.limit;
	}
}

/** Thrown where a pause would last longer than an item may still wait. */
export class PauseTooLong extends Error {
	/** @param milliseconds what is still to be waited */
	constructor(readonly milliseconds: number) {
		super('The pause is longer than the item may wait');
	}
}

/**
 * Reads a `Retry-After` header (RFC 9110, 10.2.3): seconds or an HTTP date.
 *
 * @returns milliseconds from now, or undefined where the header is absent or means nothing
 */
export function retryAfter(header: string | undefined, now: number): number | undefined {
	const text = header?.trim() ?? '';
	if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
	if (!/[a-z]/i.test(text)) return undefined;
	const date = Date.parse(text);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The n-th back-off (from 0) in milliseconds: doubled each time, the upper half of it random. */
export function backOff(turn: number): number {
	const whole = Math.min(LONGEST_BACK_OFF, FIRST_BACK_OFF * 2 ** turn);
	return Math.round(whole / 2 + (whole / 2) * clock.random());
}

/**
 * The pace of all requests of one node run. A service that says 429 or 503 pauses them all, and halves how many are in flight;
 * every two full rounds of good answers after that give one place back.
 */
export class Pace {
	private inFlight = 0;
	private places: number;
	private pausedUntil = 0;
	/** Pauses in a row without a good answer in between. */
	private turn = 0;
	private goodAnswers = 0;
	private lastSlowed = Number.NEGATIVE_INFINITY;
	private readonly queue: Array<() => void> = [];

	/**
	 * @param most requests in flight at once (option Max Concurrent Requests)
	 * @param signal n8n's cancel signal
	 */
	constructor(
		private readonly most: number,
		private readonly signal?: AbortSignal,
	) {
		this.places = most;
	}

	/**
	 * Sends one request when there is a place for it and no pause.
	 *
	 * @throws PauseTooLong where a pause is longer than this item may still wait
	 * @throws Cancelled when the execution is cancelled
	 */
	async send<T>(patience: Patience, request: () => Promise<T>): Promise<T> {
		try {
			await this.place(patience);
		} catch (error) {
			// this waiter took a wake-up with it: pass it on
			this.wake();
			return await Promise.reject(error as Error);
		}
		patience.sent = true;
		try {
			return await request();
		} finally {
			this.inFlight--;
			this.wake();
		}
	}

	private async place(patience: Patience): Promise<void> {
		for (;;) {
			const left = this.pausedUntil - clock.now();
			if (left > 0) {
				if (!patience.allows(left)) throw new PauseTooLong(left);
				if (patience.sent) patience.waited += left;
				await pause(left, this.signal);
			} else if (this.inFlight < this.places) {
				this.inFlight++;
				return;
			} else {
				await new Promise<void>((resolve) => {
					if (patience.sent) this.queue.unshift(resolve);
					else this.queue.push(resolve);
				});
			}
		}
	}

	private wake(): void {
		for (let free = this.places - this.inFlight; free > 0; free--) this.queue.shift()?.();
	}

	/** A request was answered without being refused as one too many. */
	answered(): void {
		this.turn = 0;
		this.goodAnswers++;
		if (this.places < this.most && this.goodAnswers >= this.places * 2) {
			this.goodAnswers = 0;
			this.places++;
			this.wake();
		}
	}

	/**
	 * A request was refused as one too many: all requests pause.
	 *
	 * @param sentAt when that request left (milliseconds since 1970): refusals of requests that left before the last slowing down
	 *   say nothing new about the pace
	 * @param asked milliseconds that the service asked to wait; nothing and zero alike leave it to back-off
	 * @returns milliseconds that this pause still lasts
	 */
	refused(sentAt: number, asked: number | undefined): number {
		const now = clock.now();
		const isNews = sentAt > this.lastSlowed;
		if (asked) {
			this.pausedUntil = Math.max(this.pausedUntil, now + asked);
		} else if (isNews) {
			this.pausedUntil = Math.max(this.pausedUntil, now + backOff(this.turn));
		}
		if (isNews) {
			this.turn++;
			this.lastSlowed = now;
			this.goodAnswers = 0;
			this.places = Math.max(1, Math.floor(this.places / 2));
		}
		return Math.max(0, this.pausedUntil - now);
	}
}
