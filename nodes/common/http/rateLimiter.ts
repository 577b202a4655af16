import { clock, pause } from '../clock';
import { LearnedRate } from './learnedRate';
import { Outage } from './outage';
import { backOff, type PaceSignal } from './retryPolicy';
import { type SlotRange, Slots } from './slots';

/** If a service asks for less, the next request would follow at once, over and over. */
const SHORTEST_PAUSE = 250;

/** What one item (or one batch) has spent on pauses. */
export class WaitBudget {
	/** False until the item's first request is sent. Until then, each pause counts alone. */
	sent = false;
	/** Milliseconds spent in pauses since the first request was sent, or since the last successful response. */
	waited = 0;
	/** The current request's deadline: see {@link ServiceRequest.deadline}. */
	deadline = Number.POSITIVE_INFINITY;

	/** @param limit milliseconds of pauses allowed (option Max Retry Wait) */
	constructor(readonly limit: number) {}

	/** Milliseconds until the deadline. */
	get left(): number {
		return this.deadline - clock.steady();
	}

	/** True if the deadline does not allow this many milliseconds, whatever the limit allows. */
	endsWithin(milliseconds: number): boolean {
		return milliseconds >= this.left;
	}

	allows(milliseconds: number): boolean {
		return !this.endsWithin(milliseconds) && this.waited + milliseconds <= this.limit;
	}
}

/** Thrown if a pause is longer than an item may still wait. */
export class WaitTooLong extends Error {
	/**
	 * @param milliseconds the remaining wait
	 * @param paused why all requests pause
	 */
	constructor(
		readonly milliseconds: number,
		readonly paused: PauseCause,
	) {
		super('The pause is longer than the item may wait');
	}
}

/** Why all requests pause. */
export interface PauseCause {
	/** The status of the response; undefined if there was none. */
	status?: number;
	/** True if the service asked for the pause. False if it is failing, and the next request waits until it may have recovered. */
	isAsked: boolean;
	/** The date until which it asked for it, if it named one. */
	until?: string;
}

/** The right to have one request in flight. */
export interface Slot {
	/**
	 * Makes room for the next request.
	 * @returns the remaining milliseconds of the pause that this result caused; 0 if it caused none
	 */
	release: (signal: PaceSignal) => number;
}

/** A request in flight. */
interface Sent {
	/** Its position among all requests. */
	turn: number;
	/** By the steady clock. */
	at: number;
	/** How many were in flight then, with it. */
	inFlight: number;
}

/**
 * The pace of all requests of one node run. A 429 or 503 pauses them all, halves how many are in flight (see `Slots`), and
 * shows what the service accepts: so many at once, or so many in a time (see `LearnedRate`). That is the limit from then on.
 * If the service fails, items that were not sent yet wait, and one of them tries whether it has recovered: see `Outage`.
 */
export class RateLimiter {
	/** Slots in use. */
	private taken = 0;
	/** Requests that were sent and have no result yet. */
	private inFlight = 0;
	private readonly slots: Slots;
	private turns = 0;
	private pausedUntil = 0;
	private refusal: PauseCause = { isAsked: true };
	/** How many items have waited in vain since the last successful response. */
	private givenUp = 0;
	/** Consecutive pauses without a successful response in between. */
	private pausesInARow = 0;
	private lastSlowed = Number.NEGATIVE_INFINITY;
	private outage: Outage | undefined;
	/** True while a timer runs until the end of the outage's pause. */
	private isTimed = false;
	/** The latest refusal that came after a success. */
	private lesson: { sent: Sent; at: number; pause: number; isAsked: boolean; isLearned: boolean } | undefined;
	private readonly rate = new LearnedRate();
	private readonly queue: Array<() => void> = [];

	/**
	 * @param range how many requests may be in flight
	 * @param signal ends the run: everything that waits is rejected with its reason
	 */
	constructor(
		range: SlotRange,
		private readonly signal: AbortSignal,
	) {
		this.slots = new Slots(range);
		signal.addEventListener('abort', () => this.wakeAll(), { once: true });
	}

	/** Has a function called whenever one more request may be in flight than ever before. */
	onGrowth(grown: () => void): void {
		this.slots.onGrowth = grown;
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
		const sent: Sent = { turn: ++this.turns, at: clock.steady(), inFlight: ++this.inFlight };
		let isReleased = false;
		return {
			release: (signal) => {
				if (isReleased) return 0;
				isReleased = true;
				this.inFlight--;
				this.taken--;
				const left = this.judge(sent, signal);
				this.wake();
				return left;
			},
		};
	}

	/**
	 * True if an item may wait this long. Waiting has an end for all of them: once an item has waited in vain for as long as it may,
	 * the next one tries, but waits no more; if that fails too, nothing else is sent.
	 */
	mayWait(budget: WaitBudget, milliseconds: number): boolean {
		const isAllowed = budget.allows(milliseconds) && this.givenUp < (budget.sent ? 1 : 2);
		if (!isAllowed && budget.sent) this.givenUp++;
		return isAllowed;
	}

	private async takeSlot(budget: WaitBudget): Promise<void> {
		for (;;) {
			this.signal.throwIfAborted();
			const left = this.pausedUntil - clock.steady();
			if (left > 0) {
				if (!this.mayWait(budget, left)) throw new WaitTooLong(left, this.refusal);
				if (budget.sent) budget.waited += left;
				await this.wait(left);
			} else if (this.mayBegin(budget)) {
				this.learn();
				this.taken++;
				if (await this.mayLeave(budget)) return;
				this.taken--;
				this.pauseIfIdle();
			} else {
				const turn = new Promise<void>((resolve) => {
					if (budget.sent) this.queue.unshift(resolve);
					else this.queue.push(resolve);
				});
				this.wakeAfterPause();
				await turn;
			}
		}
	}

	/** True if a request may be sent now. @throws WaitTooLong if it would have to wait too long for the service to recover */
	private mayBegin(budget: WaitBudget): boolean {
		if (this.outage === undefined || budget.sent) return this.taken < this.slots.count;
		const { milliseconds, isOver } = this.outage.pauseFor(budget.limit);
		if (milliseconds !== undefined) throw new WaitTooLong(milliseconds, { status: this.outage.status, isAsked: false });
		return isOver && this.taken === 0;
	}

	/** Waits until a request may be sent. @returns false if a pause or an outage began meanwhile */
	private async mayLeave(budget: WaitBudget): Promise<boolean> {
		const early = this.rate.take();
		if (early <= 0) return true;
		const { outage } = this;
		await this.wait(early);
		return this.pausedUntil <= clock.steady() && (budget.sent || this.outage === outage);
	}

	private wake(): void {
		for (let free = this.slots.count - this.taken; free > 0; free--) this.queue.shift()?.();
	}

	private wakeAll(): void {
		while (this.queue.length > 0) this.queue.shift()?.();
	}

	/** @returns the remaining milliseconds of the pause that this result caused; 0 if it caused none */
	private judge(sent: Sent, signal: PaceSignal): number {
		if (signal.kind === 'failed') this.outage = (this.outage ?? new Outage()).withFailure(sent.turn, signal.status);
		else if (signal.kind !== 'silence' && this.outage?.isOverAfter(sent.turn)) this.recover();
		const left = signal.kind === 'refused' ? this.refused(sent, signal) : 0;
		if (signal.kind === 'answered') this.answered(sent);
		this.pauseIfIdle();
		return left;
	}

	/** If whatever was in flight has its result, and nothing shows that the service has recovered, the pause begins. */
	private pauseIfIdle(): void {
		if (this.outage && this.taken === 0 && this.outage.beginPause()) this.wakeAll();
	}

	/** Those that wait for the end of an outage's pause look again when it is over. One timer serves them all. */
	private wakeAfterPause(): void {
		const left = this.outage?.left ?? 0;
		if (this.isTimed || left <= 0 || left === Number.POSITIVE_INFINITY) return;
		this.isTimed = true;
		const wake = () => {
			this.isTimed = false;
			this.wake();
		};
		void this.wait(left).then(wake, () => {});
	}

	/** The service has recovered. After a pause, fewer requests than before go on, as after a refusal. */
	private recover(): void {
		if (this.outage?.hasPaused) this.slowDown();
		this.outage = undefined;
	}

	private slowDown(): void {
		this.lastSlowed = clock.steady();
		this.slots.slowDown();
	}

	private answered({ at, inFlight }: Sent): void {
		this.rate.answered(at);
		this.givenUp = 0;
		this.pausesInARow = 0;
		if (at > this.lastSlowed) this.slots.succeeded(at, inFlight);
		else this.slots.succeededLate();
	}

	/** After the pause, the requests that were in flight at the refusal have their responses. */
	private learn(): void {
		if (!this.lesson || this.lesson.isLearned) return;
		const { sent, pause, isAsked } = this.lesson;
		this.lesson.isLearned = true;
		const isRate = this.slots.isRefusedForRate(sent.inFlight, this.inFlight, pause);
		if (this.rate.learn(sent.at, pause, { isRate, isAsked }) && isRate) this.slots.restore();
	}

	/**
	 * A request was rejected for too many requests: all requests pause.
	 * @param sent rejections of requests sent before the last slowdown are no news
	 * @param refusal if it names no wait, exponential back-off applies
	 * @returns the remaining milliseconds of this pause
	 */
	private refused(sent: Sent, { asked, until, status }: Extract<PaceSignal, { kind: 'refused' }>): number {
		const now = clock.steady();
		const isNews = sent.at > this.lastSlowed;
		this.refusal = { status, isAsked: true, until };
		const pause = asked === undefined ? backOff(this.pausesInARow) : Math.max(SHORTEST_PAUSE, asked);
		if (asked !== undefined || isNews) this.pausedUntil = Math.max(this.pausedUntil, now + pause);
		if (isNews) {
			// without a success in between, it is still the same refusal, and the pause was too short
			const { sent: first, at } = this.pausesInARow > 0 && this.lesson ? this.lesson : { sent, at: now };
			const inFlight = Math.max(sent.inFlight, this.inFlight + 1);
			const isAsked = asked !== undefined;
			this.lesson = {
				sent: { ...sent, at: first.at, inFlight },
				at,
				pause: now + pause - at,
				isAsked,
				isLearned: false,
			};
			this.pausesInARow++;
			this.slowDown();
		}
		return Math.max(0, this.pausedUntil - now);
	}
}
