import { clock } from '../clock';
import type { Effect } from '../operation';
import { regrowth } from './regrowth';

/** How many requests may be in flight at once. */
export interface SlotRange {
	/** At the start. Rising latency leaves at least these. */
	first: number;
	/** Up to here, every good response adds a slot. Beyond, only every two full rounds do. */
	steep: number;
	most: number;
}

const FIRST = 10;
const MOST = 64;

/**
 * @param fixed option Max Concurrent Requests; undefined: automatic
 * @param effect an outage leaves the outcome of every write in flight unknown, so their number grows slowly
 */
export function slotRange(fixed: number | undefined, effect: Effect): SlotRange {
	if (fixed !== undefined) return { first: fixed, steep: fixed, most: fixed };
	return { first: FIRST, steep: effect === 'read' ? MOST : FIRST, most: MOST };
}

/** If a service accepts this many at once and not more, try one more after this many multiples of the pause that it cost. */
const HOLD = 5;

/** Below, latency is as usual. Small ones vary by more than their own size: the milliseconds are added. */
const isUsual = (latency: number, lowest: number): boolean => latency <= 1.5 * lowest + 25;
/** Above, requests wait for each other. */
const isHigh = (latency: number, lowest: number): boolean => latency > 2 * lowest + 100;

/**
 * The number of requests that may be in flight. It grows as long as responses are good and their latency stays near the lowest,
 * and is halved by a refusal or by a high latency. What the service accepted at once before a refusal is the ceiling, until
 * time has passed: see `regrowth`.
 */
export class Slots {
	count: number;
	/** Called whenever the count is higher than ever before. */
	onGrowth = (): void => {};
	private highest: number;
	private steep: number;
	/** The count at the last success. */
	private before: number;
	private good = 0;
	private lowest = Number.POSITIVE_INFINITY;
	private latencies: number[] = [];
	private isLatencyUsual = true;
	/** When the count was halved for a high latency. */
	private shrunkAt = Number.NEGATIVE_INFINITY;
	/** The most that were in flight when a request was sent that then succeeded. */
	private seen = 0;
	/** Requests in flight at the refusal that succeeded. */
	private accepted = 0;
	private ceiling: { height: number; since: number; hold: number } | undefined;

	constructor(private readonly range: SlotRange) {
		this.count = range.first;
		this.highest = range.first;
		this.before = range.first;
		this.steep = range.steep;
	}

	/**
	 * A request succeeded.
	 * @param sentAt by the steady clock
	 * @param inFlight how many were in flight then, with it
	 */
	succeeded(sentAt: number, inFlight: number): void {
		this.seen = Math.max(this.seen, inFlight);
		this.before = this.count;
		const latency = clock.steady() - sentAt;
		if (sentAt > this.shrunkAt) this.judge(latency);
		this.good++;
		if (this.count >= this.most) return;
		// slots that are not used say nothing about more of them
		const isProven = this.isLatencyUsual && inFlight * 2 >= this.count;
		if (this.count >= this.range.first && !isProven) return;
		if (this.count < this.steep ? !isUsual(latency, this.lowest) : this.good < this.count * 2) return;
		this.good = 0;
		this.count++;
		if (this.count <= this.highest) return;
		this.highest = this.count;
		this.onGrowth();
	}

	/** A request that had been sent before the last slow-down succeeded. */
	succeededLate(): void {
		this.accepted++;
	}

	/** The service is failing, or has refused a request. */
	slowDown(): void {
		this.good = 0;
		this.accepted = 0;
		this.count = Math.max(1, Math.floor(this.count / 2));
		this.steep = Math.min(this.steep, this.count);
	}

	/**
	 * Called after the pause that a refusal caused.
	 * @param inFlight how many were in flight with the refused request
	 * @param unknown requests that were in flight then, and still are
	 * @param pause milliseconds
	 * @returns false if so many at once are the reason: more than the service has accepted before. True if it must be their rate
	 */
	isRefusedForRate(inFlight: number, unknown: number, pause: number): boolean {
		const { ceiling } = this;
		const accepted = this.accepted + unknown;
		const seen = Math.min(this.seen, this.count);
		this.seen = 0;
		if (accepted === 0 || (ceiling && inFlight <= ceiling.height)) {
			this.ceiling = undefined;
			return true;
		}
		const height = Math.max(accepted, seen);
		const isSame = ceiling !== undefined && height <= ceiling.height * 1.25;
		this.ceiling = { height, since: clock.steady(), hold: isSame ? ceiling.hold * 2 : HOLD * pause };
		this.count = Math.min(this.count, height);
		this.steep = height;
		return false;
	}

	/** A rate was learned that is the limit from now on: as many as before may be in flight. */
	restore(): void {
		this.steep = this.before;
	}

	private get most(): number {
		if (!this.ceiling) return this.range.most;
		return Math.min(this.range.most, Math.floor(this.ceiling.height * regrowth(this.ceiling)));
	}

	/** Once per round: single responses vary too much. */
	private judge(latency: number): void {
		this.lowest = Math.min(this.lowest, latency);
		this.latencies.push(latency);
		if (this.latencies.length < this.count) return;
		const typical = this.latencies.sort((a, b) => a - b)[Math.floor(this.latencies.length / 2)];
		this.latencies = [];
		this.isLatencyUsual = isUsual(typical, this.lowest);
		if (!this.isLatencyUsual) this.steep = Math.min(this.steep, this.count);
		if (!isHigh(typical, this.lowest) || this.count <= this.range.first) return;
		this.count = Math.max(this.range.first, Math.floor(this.count / 2));
		this.shrunkAt = clock.steady();
	}
}
