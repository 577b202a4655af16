import { clock } from '../clock';

/** Milliseconds before the first try whether the service has recovered: short outages are over by then. */
const FIRST_PAUSE = 4000;
const LONGEST_PAUSE = 30_000;

/**
 * A time in which a service fails: each request that is sent now would be lost, or have an unknown outcome. It ends with the first
 * response to a request that was sent after the last failed one. If there is none in flight, all pause; then one request tries.
 */
export class Outage {
	/** The status of the last failure; undefined if there was no response. */
	status: number | undefined;
	private newest = 0;
	private pauses = 0;
	private until: number | undefined;
	private readonly since = clock.monotonic();

	/** Notes that a request failed. @param turn its position among all requests */
	withFailure(turn: number, status: number | undefined): this {
		this.newest = Math.max(this.newest, turn);
		this.status = status;
		// the request that tried has failed: the next pause is longer
		if (this.until !== undefined && this.left <= 0) this.until = undefined;
		return this;
	}

	get hasPaused(): boolean {
		return this.pauses > 0;
	}

	/** True if a response to this request shows that the service has recovered. */
	isOverAfter(turn: number): boolean {
		return turn > this.newest;
	}

	/** @returns false if the pause has begun before */
	beginPause(): boolean {
		if (this.until !== undefined) return false;
		const whole = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.pauses++);
		this.until = clock.monotonic() + Math.round(whole * (0.9 + 0.1 * clock.random()));
		return true;
	}

	/** Milliseconds until the pause is over. */
	get left(): number {
		return this.until === undefined ? Number.POSITIVE_INFINITY : this.until - clock.monotonic();
	}

	/**
	 * @param limit milliseconds that items which were not sent may wait in all
	 * @returns whether one may try now, or the `milliseconds` that are too long
	 */
	pauseFor(limit: number): { isOver: boolean; milliseconds?: number } {
		if (this.until === undefined) return { isOver: false };
		const left = this.until - clock.monotonic();
		if (this.until - this.since > limit) return { isOver: false, milliseconds: Math.max(0, left) };
		return { isOver: left <= 0 };
	}
}
