import { clock } from '../clock';
import { regrowth } from './regrowth';

/** How many successful responses are remembered. */
const REMEMBERED = 1000;
/** Fewer successful responses say too little about what a service allows, unless their rate must be the reason. */
const FEWEST = 10;
/** The share of the observed rate that is used: requests do not arrive as evenly as they are sent. */
const SHARE = 0.95;
/** Try a higher rate after this many multiples of the pause that a refusal cost. Each time it is refused again, wait twice as long. */
const HOLD = 2;
/** And after one more for every so many responses. A pause whose length the service did not name says less: one in all. */
const TRUSTED = 16;
/** Rates that differ by no more than this share are the same limit. */
const SAME = 0.4;

/**
 * The highest rate at which a service accepts requests. It is unlimited until the service refuses a request. Then it is
 * what the service accepted in a period as long as the pause: 50 successful responses in the second before a
 * `Retry-After: 1` mean 50 a second. Without a limit, each pause would be followed by a burst that ends in the next pause.
 */
export class LearnedRate {
	/** When each successful request was sent (by the steady clock), oldest first. */
	private readonly taken: number[] = [];
	/** Requests per millisecond; undefined if there is no limit. */
	private learned: { rate: number; since: number; hold: number } | undefined;
	/** The last rate without a refusal, if a higher one was tried and refused; else 0. */
	private accepted = 0;
	private nextAt = 0;

	/** A request that was sent at this time succeeded. */
	answered(sentAt: number): void {
		this.taken.push(sentAt);
		if (this.taken.length > REMEMBERED) this.taken.shift();
	}

	/** Reserves the next moment at which a request may be sent. @returns milliseconds until then */
	take(): number {
		const now = clock.steady();
		const at = Math.max(now, this.nextAt);
		this.nextAt = at + this.gap;
		return at - now;
	}

	/** Milliseconds between two requests. */
	private get gap(): number {
		return this.learned ? 1 / (this.learned.rate * regrowth(this.learned)) : 0;
	}

	/**
	 * Called after the pause that a refusal caused: by then, the requests in flight at the refusal have their responses.
	 * @param sentAt when the refused request was sent
	 * @param pause milliseconds
	 * @param cause `isRate`: true if the rate must be the reason, however few responses there were. `isAsked`: true if the service
	 * named the pause
	 * @returns false if too few responses were seen
	 */
	learn(sentAt: number, pause: number, { isRate, isAsked }: { isRate: boolean; isAsked: boolean }): boolean {
		const { learned } = this;
		const span = isRate ? pause : Math.min(pause, sentAt - (this.taken[0] ?? sentAt));
		const count = this.taken.filter((at) => at > sentAt - span && at <= sentAt).length;
		if (count < (isRate ? 1 : FEWEST)) return false;
		// by how much the refused rate was higher than the learned one
		const factor = learned ? regrowth(learned, sentAt) : 1;
		const accepted = learned && factor > 1 ? learned.rate : this.accepted;
		this.accepted = learned && factor > 1 ? learned.rate : 0;
		// few responses, or a pause among them, count too little: the limit is between the accepted rate and the refused one
		const isExact = learned !== undefined && count >= FEWEST && learned.since + span <= sentAt;
		const between = learned && !isExact ? Math.sqrt(accepted * learned.rate * factor) : 0;
		const rate = Math.max(SHARE * Math.max(count / span, between), this.accepted);
		const isSame = learned !== undefined && Math.abs(rate / learned.rate - 1) < SAME;
		this.learned = {
			rate,
			since: clock.steady(),
			hold: isSame ? learned.hold * 2 : (isAsked ? HOLD + count / TRUSTED : 1) * pause,
		};
		return true;
	}
}
