import { ControlFields } from './controlFields';
import { readRetryAfter } from './faults';
import { compilePath, type PathPattern } from './pathPattern';

/** A limiter in front of a service. */
export interface Limit {
	number: number;
	service: string;
	path?: string;
	/**
	 * `tokenBucket`: `capacity` requests at once, refilled with `perSecond`. `slidingWindow`: at most `capacity`
	 * requests within any `capacity / perSecond` seconds.
	 */
	kind: 'tokenBucket' | 'slidingWindow';
	capacity: number;
	perSecond: number;
	/** Sent unchanged; `null`: no header; omitted: the whole seconds until a request would pass. */
	retryAfter?: number | string | null;
	passed: number;
	refused: number;
}

interface ActiveLimit {
	limit: Limit;
	matches: PathPattern;
	/** Milliseconds until the next request would pass; 0 when it passes now. */
	wait(now: number): number;
	count(now: number): void;
}

/**
 * The limiters of all services. A request must pass every one that matches; rejected requests are not counted against
 * any.
 */
export class Limits {
	private active: ActiveLimit[] = [];

	private added = 0;

	/**
	 * Adds a limiter from the body of a control call.
	 * @throws ControlError naming the field and its rule
	 */
	add(body: unknown, services: readonly string[]): Limit {
		const fields = new ControlFields(body, ['service', 'path', 'kind', 'capacity', 'perSecond', 'retryAfter']);
		const limit: Limit = {
			number: this.added + 1,
			service: fields.required('service', fields.choice('service', services)),
			path: fields.text('path'),
			kind: fields.required('kind', fields.choice('kind', ['tokenBucket', 'slidingWindow'])),
			capacity: fields.required('capacity', fields.integer('capacity', 1, 1_000_000)),
			perSecond: fields.required('perSecond', fields.positive('perSecond')),
			retryAfter: fields.any('retryAfter') === null ? null : readRetryAfter(fields),
			passed: 0,
			refused: 0,
		};
		const matches = compilePath(limit.path);
		const rate = limit.kind === 'tokenBucket' ? tokenBucket(limit) : slidingWindow(limit);
		this.added += 1;
		this.active.push({ limit, matches, ...rate });
		return limit;
	}

	/** Accepts a request (`undefined`), or returns the Retry-After to reject it with (`null`: without that header). */
	admit(service: string, path: string): number | string | null | undefined {
		const matching = this.active.filter((one) => one.limit.service === service && one.matches(path));
		if (matching.length === 0) return undefined;
		const now = performance.now();
		for (const one of matching) {
			const wait = one.wait(now);
			if (wait <= 0) continue;
			one.limit.refused += 1;
			return one.limit.retryAfter === undefined ? Math.max(1, Math.ceil(wait / 1000)) : one.limit.retryAfter;
		}
		for (const one of matching) {
			one.count(now);
			one.limit.passed += 1;
		}
		return undefined;
	}

	list(): Limit[] {
		return this.active.map(({ limit }) => limit);
	}

	clear(): void {
		this.active = [];
	}
}

function tokenBucket({ capacity, perSecond }: Limit): Pick<ActiveLimit, 'wait' | 'count'> {
	let tokens = capacity;
	let filledAt = performance.now();
	const fill = (now: number): void => {
		tokens = Math.min(capacity, tokens + ((now - filledAt) / 1000) * perSecond);
		filledAt = now;
	};
	return {
		wait(now) {
			fill(now);
			return tokens >= 1 ? 0 : ((1 - tokens) / perSecond) * 1000;
		},
		count() {
			tokens -= 1;
		},
	};
}

function slidingWindow({ capacity, perSecond }: Limit): Pick<ActiveLimit, 'wait' | 'count'> {
	const span = (capacity / perSecond) * 1000;
	const passedAt: number[] = [];
	return {
		wait(now) {
			while (passedAt.length > 0 && passedAt[0] <= now - span) passedAt.shift();
			return passedAt.length < capacity ? 0 : passedAt[0] + span - now;
		},
		count(now) {
			passedAt.push(now);
		},
	};
}
