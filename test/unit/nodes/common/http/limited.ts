import { RateLimiter, type WaitBudget } from '../../../../../nodes/common/http/rateLimiter';
import type { PaceSignal } from '../../../../../nodes/common/http/retryPolicy';
import { type SlotRange, slotRange } from '../../../../../nodes/common/http/slots';

/** A rate limiter whose run a test can end, with the way of one request through it. */
export class TestLimiter extends RateLimiter {
	private readonly run: AbortController;

	/** @param range a number fixes how many are in flight */
	constructor(range: number | SlotRange, run = new AbortController()) {
		super(typeof range === 'number' ? slotRange(range, 'read') : range, run.signal);
		this.run = run;
	}

	end(reason: Error): void {
		this.run.abort(reason);
	}

	/** @returns the response, and milliseconds of the pause that it caused, if it did */
	async send<T>(budget: WaitBudget, request: () => Promise<T>, judge: (response: T) => PaceSignal) {
		const slot = await this.acquire(budget);
		let signal: PaceSignal = { kind: 'silence' };
		let left = 0;
		let response: T;
		try {
			response = await request();
			signal = judge(response);
		} finally {
			left = slot.release(signal);
		}
		return { answer: response, pause: signal.kind === 'refused' ? left : undefined };
	}
}
