import { clock, pause } from '../clock';
import { LearnedRate } from './learnedRate';
import { backOff } from './retryPolicy';

/** If a service asks for less, the next request would follow at once, over and over. */
const SHORTEST_PAUSE = 250;

/** What one item (or one batch) has spent on pauses. */
export class WaitBudget {
	/** False until the item's first request is sent; until then it waits as long as necessary. */
	sent = false;
	/** Milliseconds spent in pauses since the first request was sent, or since the last successful response. */
	waited = 0;

	/** @param limit milliseconds of pauses allowed (option Max Retry Wait) */
	constructor(readonly limit: number) {}

	allows(milliseconds: number): boolean {
		return !this.sent || this.waited + milliseconds <= this.limit;
	}
}

/** Thrown if a pause is longer than an item may still wait. */
export class WaitTooLong extends Error {
	/** @param milliseconds the remaining wait */
	constructor(readonly milliseconds: number) {
		super('The pause is longer than the item may wait');
	}
}

/**
 * What a result says about the pace: a response, a rejection for too many requests, or (without a response) nothing.
 * `asked`: milliseconds that the service asked to wait.
 */
export type PaceSignal = { kind: 'answered' } | { kind: 'refused'; asked: number | undefined } | { kind: 'silence' };

/** The right to have one request in flight. */
export interface Slot {
	/**
	 * Makes room for the next request.
	 * @returns the remaining milliseconds of the pause that this result caused; 0 if it caused none
	 */
	release: (signal: PaceSignal) => number;
}

/**
 * The pace of all requests of one node run. A 429 or 503 pauses them all and halves how many are in flight; every two full
 * rounds of successful responses after that add one slot. From then on, the observed rate is the limit.
 */
export class RateLimiter {
	private inFlight = 0;
	private slots: number;
	private pausedUntil = 0;
	/** Consecutive pauses without a successful response in between. */
	private pausesInARow = 0;
	private goodResponses = 0;
	private lastSlowed = Number.NEGATIVE_INFINITY;
	private readonly rate = new LearnedRate();
	private readonly queue: Array<() => void> = [];

	/**
	 * @param maxSlots requests in flight at once (option Max Concurrent Requests)
	 * @param signal ends the run: everything that waits is rejected with its reason
	 */
	constructor(
		private readonly maxSlots: number,
		private readonly signal: AbortSignal,
	) {
		this.slots = maxSlots;
		signal.addEventListener('abort', () => this.wakeAll(), { once: true });
	}

	/** Waits on behalf of one item. @throws the signal's reason if the run ends meanwhile */
	async wait(milliseconds: number): Promise<void> {
		// a pause throws only if the run has ended
		await pause(milliseconds, this.signal).catch(() => this.signal.throwIfAborted());
	}

	/**
	 * Waits for a free slot, outside of any pause.
	 * @throws WaitTooLong if a pause is longer than this item may still wait
	 * @throws the signal's reason if the run ends before the request is sent
	 */
	async acquire(budget: WaitBudget): Promise<Slot> {
		await this.takeSlot(budget).catch((error: unknown) => {
			// this waiter used up a wake-up: pass it on
			this.wake();
			throw error;
		});
		budget.sent = true;
		const sentAt = clock.now();
		let isReleased = false;
		return {
			release: (signal) => {
				if (isReleased) return 0;
				isReleased = true;
				const left = signal.kind === 'refused' ? this.refused(sentAt, signal.asked) : 0;
				if (signal.kind === 'answered') this.answered(sentAt);
				this.inFlight--;
				this.wake();
				return left;
			},
		};
	}

	private async takeSlot(budget: WaitBudget): Promise<void> {
		for (;;) {
			this.signal.throwIfAborted();
			const left = this.pausedUntil - clock.now();
			if (left > 0) {
				if (!budget.allows(left)) throw new WaitTooLong(left);
				if (budget.sent) budget.waited += left;
				await this.wait(left);
			} else if (this.inFlight < this.slots) {
				this.inFlight++;
				if (await this.mayLeave()) return;
				this.inFlight--;
			} else {
				await new Promise<void>((resolve) => {
					if (budget.sent) this.queue.unshift(resolve);
					else this.queue.push(resolve);
				});
			}
		}
	}

	/** Waits until a request may be sent. @returns false if a pause began meanwhile */
	private async mayLeave(): Promise<boolean> {
		const early = this.rate.take();
		if (early <= 0) return true;
		await this.wait(early);
		return this.pausedUntil <= clock.now();
	}

	private wake(): void {
		for (let free = this.slots - this.inFlight; free > 0; free--) this.queue.shift()?.();
	}

	private wakeAll(): void {
		while (this.queue.length > 0) this.queue.shift()?.();
	}

	private answered(sentAt: number): void {
		this.rate.answered(sentAt);
		this.pausesInARow = 0;
		this.goodResponses++;
		if (this.slots < this.maxSlots && this.goodResponses >= this.slots * 2) {
			this.goodResponses = 0;
			this.slots++;
		}
	}

	/**
	 * A request was rejected for too many requests: all requests pause.
	 * @param sentAt when it was sent (milliseconds since 1970): rejections of requests sent before the last slowdown are no news
	 * @param asked milliseconds that the service asked to wait; if undefined, exponential back-off applies
	 * @returns the remaining milliseconds of this pause
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
			this.goodResponses = 0;
			this.slots = Math.max(1, Math.floor(this.slots / 2));
		}
		return Math.max(0, this.pausedUntil - now);
	}
}
