import { Cancelled, clock, pause } from '../clock';
import { LearnedRate } from './learnedRate';

const FIRST_BACK_OFF = 500;
const LONGEST_BACK_OFF = 30_000;
/** A service that asks for less would be asked again at once, over and over. */
const SHORTEST_PAUSE = 250;
const LONGEST_PAUSE = 30 * 24 * 3600 * 1000;

/** What one item (or one batch) has spent on pauses. */
export class WaitBudget {
	/** False until the item's first request has left: until then it waits as long as it takes. */
	sent = false;
	/** Milliseconds spent in pauses since the first request left, or since the last good answer. */
	waited = 0;

	/** @param limit milliseconds of pauses allowed (option Max Retry Wait) */
	constructor(readonly limit: number) {}

	allows(milliseconds: number): boolean {
		return !this.sent || this.waited + milliseconds <= this.limit;
	}
}

/** Thrown where a pause would last longer than an item may still wait. */
export class WaitTooLong extends Error {
	/** @param milliseconds what is still to be waited */
	constructor(readonly milliseconds: number) {
		super('The pause is longer than the item may wait');
	}
}

/** Thrown in place of a request that was not sent any more, because another item's failure stopped the run. */
export class Aborted extends Error {
	constructor() {
		super('Not sent: the run was stopped');
	}
}

/**
 * Reads a `Retry-After` header (RFC 9110, 10.2.3): seconds or an HTTP date.
 *
 * @returns milliseconds from now, 30 days at most; undefined where the header is absent, means nothing, or asks for no pause at all
 */
export function retryAfter(header: string | undefined, now: number): number | undefined {
	const text = header?.trim() ?? '';
	const isSeconds = /^\d+(\.\d+)?$/.test(text);
	if (!isSeconds && !/[a-z]/i.test(text)) return undefined;
	const asked = isSeconds ? Math.ceil(Number(text) * 1000) : Date.parse(text) - now;
	return asked > 0 ? Math.min(LONGEST_PAUSE, asked) : undefined;
}

/** The n-th back-off (from 0) in milliseconds: doubled each time, the upper half of it random. */
export function backOff(turn: number): number {
	const whole = Math.min(LONGEST_BACK_OFF, FIRST_BACK_OFF * 2 ** turn);
	return Math.round(whole / 2 + (whole / 2) * clock.random());
}

/**
 * What a request says about the pace: it was answered, or it was refused as one too many, or (without an answer) nothing.
 * `asked`: milliseconds that the service asked to wait.
 */
export type PaceSignal = { kind: 'answered' } | { kind: 'refused'; asked: number | undefined } | { kind: 'silence' };

/**
 * The pace of all requests of one node run. A service that says 429 or 503 pauses them all, and halves how many are in flight;
 * every two full rounds of good answers after that give one place back. What it was seen to allow bounds the rate from then on.
 */
export class RateLimiter {
	private inFlight = 0;
	private slots: number;
	private pausedUntil = 0;
	/** Pauses in a row without a good answer in between. */
	private pausesInARow = 0;
	private goodAnswers = 0;
	private lastSlowed = Number.NEGATIVE_INFINITY;
	private readonly rate = new LearnedRate();
	private readonly queue: Array<() => void> = [];
	private readonly ending = new AbortController();
	private halted = false;

	/**
	 * @param maxSlots requests in flight at once (option Max Concurrent Requests)
	 * @param signal n8n's cancel signal
	 */
	constructor(
		private readonly maxSlots: number,
		signal?: AbortSignal,
	) {
		this.slots = maxSlots;
		if (signal?.aborted) this.end();
		signal?.addEventListener('abort', () => this.end(), { once: true });
	}

	/** Sends nothing any more: whatever waits for a place or in a pause is rejected with `Halted`. */
	halt(): void {
		this.halted = true;
		this.end();
	}

	private end(): void {
		this.ending.abort();
		while (this.queue.length > 0) this.queue.shift()?.();
	}

	/** @throws Halted or Cancelled where nothing may be sent any more */
	private assertOpen(): void {
		if (this.ending.signal.aborted) throw this.halted ? new Aborted() : new Cancelled();
	}

	/** Waits on behalf of one item. @throws Halted or Cancelled when the run ends meanwhile */
	async wait(milliseconds: number): Promise<void> {
		// the only thing a pause throws is that the run has ended
		await pause(milliseconds, this.ending.signal).catch(() => this.assertOpen());
	}

	/**
	 * Sends one request when there is a place for it and no pause.
	 *
	 * @param judge says what the answer means for the pace; asked before the place is given to the next request
	 * @returns the answer, and the milliseconds that a pause it caused still lasts
	 * @throws PauseTooLong where a pause is longer than this item may still wait
	 * @throws Halted or Cancelled when the run ends before the request has left
	 */
	async send<T>(
		patience: WaitBudget,
		request: () => Promise<T>,
		judge: (answer: T) => PaceSignal,
	): Promise<{ answer: T; pause: number | undefined }> {
		try {
			await this.place(patience);
		} catch (error) {
			// this waiter took a wake-up with it: pass it on
			this.wake();
			return await Promise.reject(error as Error);
		}
		patience.sent = true;
		const sentAt = clock.now();
		try {
			const answer = await request();
			const verdict = judge(answer);
			if (verdict.kind === 'refused') return { answer, pause: this.refused(sentAt, verdict.asked) };
			if (verdict.kind === 'answered') this.answered(sentAt);
			return { answer, pause: undefined };
		} finally {
			this.inFlight--;
			this.wake();
		}
	}

	private async place(patience: WaitBudget): Promise<void> {
		for (;;) {
			this.assertOpen();
			const left = this.pausedUntil - clock.now();
			if (left > 0) {
				if (!patience.allows(left)) throw new WaitTooLong(left);
				if (patience.sent) patience.waited += left;
				await this.wait(left);
			} else if (this.inFlight < this.slots) {
				this.inFlight++;
				if (await this.turnComes()) return;
				this.inFlight--;
			} else {
				await new Promise<void>((resolve) => {
					if (patience.sent) this.queue.unshift(resolve);
					else this.queue.push(resolve);
				});
			}
		}
	}

	/** Waits for the moment at which a request may leave. @returns false where a pause began meanwhile */
	private async turnComes(): Promise<boolean> {
		const early = this.rate.take();
		if (early <= 0) return true;
		await this.wait(early);
		return this.pausedUntil <= clock.now();
	}

	private wake(): void {
		for (let free = this.slots - this.inFlight; free > 0; free--) this.queue.shift()?.();
	}

	private answered(sentAt: number): void {
		this.rate.answered(sentAt);
		this.pausesInARow = 0;
		this.goodAnswers++;
		if (this.slots < this.maxSlots && this.goodAnswers >= this.slots * 2) {
			this.goodAnswers = 0;
			this.slots++;
		}
	}

	/**
	 * A request was refused as one too many: all requests pause.
	 *
	 * @param sentAt when that request left (milliseconds since 1970): refusals of requests that left before the last slowing down
	 *   say nothing new about the pace
	 * @param asked milliseconds that the service asked to wait; without it, exponential back-off
	 * @returns milliseconds that this pause still lasts
	 */
	private refused(sentAt: number, asked: number | undefined): number {
		const now = clock.now();
		const isNews = sentAt > this.lastSlowed;
		if (asked !== undefined) this.pausedUntil = Math.max(this.pausedUntil, now + Math.max(SHORTEST_PAUSE, asked));
		else if (isNews) this.pausedUntil = Math.max(this.pausedUntil, now + backOff(this.pausesInARow));
		if (isNews) {
			if (asked !== undefined) this.rate.refused(sentAt, asked);
			this.pausesInARow++;
			this.lastSlowed = now;
			this.goodAnswers = 0;
			this.slots = Math.max(1, Math.floor(this.slots / 2));
		}
		return Math.max(0, this.pausedUntil - now);
	}
}
