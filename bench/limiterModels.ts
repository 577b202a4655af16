/** What a limiter says to a request that arrives. */
export interface Verdict {
	isAccepted: boolean;
	/** Milliseconds of its Retry-After, if it names any. */
	asked?: number;
}

/** A limiter in front of a service, by a clock of its own. */
export interface LimiterModel {
	arrives: (now: number) => Verdict;
	/** An accepted request has its response. */
	leaves?: () => void;
}

const ACCEPTED: Verdict = { isAccepted: true };
/** As servers write it: whole seconds. */
const inSeconds = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / 1000)) * 1000;
const refused = (asked?: number): Verdict => ({ isAccepted: false, asked });

export function tokenBucket(capacity: number, perSecond: number, asks = true): LimiterModel {
	let tokens = capacity;
	let filledAt: number | undefined;
	return {
		arrives: (now) => {
			tokens = Math.min(capacity, tokens + ((now - (filledAt ?? now)) / 1000) * perSecond);
			filledAt = now;
			if (tokens < 1) return refused(asks ? inSeconds(((1 - tokens) / perSecond) * 1000) : undefined);
			tokens -= 1;
			return ACCEPTED;
		},
	};
}

export function slidingWindow(capacity: number, span: number): LimiterModel {
	const passed: number[] = [];
	return {
		arrives: (now) => {
			while (passed[0] <= now - span) passed.shift();
			if (passed.length >= capacity) return refused(inSeconds(passed[0] + span - now));
			passed.push(now);
			return ACCEPTED;
		},
	};
}

/** Windows that begin at fixed times, this long after the first request. */
export function fixedWindow(capacity: number, span: number, asks = true): LimiterModel {
	let begun: number | undefined;
	let window = -1;
	let count = 0;
	return {
		arrives: (now) => {
			begun ??= now;
			const current = Math.floor((now - begun) / span);
			if (current !== window) count = 0;
			window = current;
			if (count >= capacity) return refused(asks ? inSeconds(begun + (window + 1) * span - now) : undefined);
			count++;
			return ACCEPTED;
		},
	};
}

/** The generic cell rate algorithm: one request per interval, and no more than a few early. */
export function gcra(perSecond: number, burst: number, asks = true): LimiterModel {
	const interval = 1000 / perSecond;
	let theoretical = Number.NEGATIVE_INFINITY;
	return {
		arrives: (now) => {
			const at = Math.max(theoretical, now);
			const early = at - now - (burst - 1) * interval;
			if (early > 0) return refused(asks ? inSeconds(early) : undefined);
			theoretical = at + interval;
			return ACCEPTED;
		},
	};
}

/** No more than this many at once. @param capacity may change with time */
export function concurrencyLimit(capacity: (now: number) => number, asked?: number): LimiterModel {
	let inFlight = 0;
	return {
		arrives: (now) => {
			if (inFlight >= capacity(now)) return refused(asked);
			inFlight++;
			return ACCEPTED;
		},
		leaves: () => {
			inFlight--;
		},
	};
}

/** A limiter that another client uses too, evenly. */
export function shared(limiter: LimiterModel, perSecond: number): LimiterModel {
	let next: number | undefined;
	return {
		arrives: (now) => {
			for (next ??= now; next <= now; next += 1000 / perSecond) limiter.arrives(next);
			return limiter.arrives(now);
		},
	};
}

/** A service that starts slowly: its rate grows evenly to the highest. */
export function slowStart(from: number, to: number, span: number, asked = 1000): LimiterModel {
	let begun: number | undefined;
	let at = 0;
	let tokens = 1;
	return {
		arrives: (now) => {
			begun ??= now;
			const passed = now - begun;
			const rate = from + (to - from) * Math.min(1, passed / span);
			tokens = Math.min(Math.max(1, rate / 5), tokens + ((passed - at) / 1000) * rate);
			at = passed;
			if (tokens < 1) return refused(asked);
			tokens -= 1;
			return ACCEPTED;
		},
	};
}

/** A limiter, and how long a client that knows it takes for 500 requests. */
export interface LimiterCase {
	name: string;
	title: string;
	open: () => LimiterModel;
	idealSeconds: number;
	/** The longest that ours may take, as a multiple. */
	most: number;
}

/** The limiters that 500 requests of 50 ms are sent through, in the tests and in the bench. */
export const limiterCases: LimiterCase[] = [
	{
		name: 'token-bucket',
		title: '50 per second (token bucket)',
		open: () => tokenBucket(50, 50),
		idealSeconds: 9,
		most: 1.2,
	},
	{
		name: 'no-retry-after',
		title: '50 per second, 429 without Retry-After',
		open: () => tokenBucket(50, 50, false),
		idealSeconds: 9,
		most: 1.2,
	},
	{
		name: 'sliding-window',
		title: '50 in any second (sliding window)',
		open: () => slidingWindow(50, 1000),
		idealSeconds: 9,
		most: 1.5,
	},
	{
		name: 'fixed-window',
		title: '100 per 10 s (fixed window)',
		open: () => fixedWindow(100, 10_000),
		idealSeconds: 40,
		most: 1.5,
	},
	{
		name: 'fixed-window-no-retry-after',
		title: '100 per 10 s (fixed window), 429 without Retry-After',
		open: () => fixedWindow(100, 10_000, false),
		idealSeconds: 40,
		most: 1.5,
	},
	{
		name: 'gcra',
		title: '5 per second, one at a time (GCRA)',
		open: () => gcra(5, 1),
		idealSeconds: 99.8,
		most: 1.5,
	},
	{
		name: 'gcra-burst',
		title: '5 per second, 5 of them early (GCRA)',
		open: () => gcra(5, 5),
		idealSeconds: 99,
		most: 1.2,
	},
	{
		name: 'shared',
		title: '50 per second, of which a second client takes 25',
		open: () => shared(tokenBucket(50, 50), 25),
		idealSeconds: 18,
		most: 1.3,
	},
	{
		name: 'five-at-once',
		title: '5 at once',
		open: () => concurrencyLimit(() => 5, 1000),
		idealSeconds: 5,
		most: 1.5,
	},
	{
		name: 'three-at-once',
		title: '3 at once, 429 without Retry-After',
		open: () => concurrencyLimit(() => 3),
		idealSeconds: 8.4,
		most: 1.5,
	},
	{
		name: 'slow-start',
		title: '5 per second, rising to 50 within 10 s',
		open: () => slowStart(5, 50, 10_000),
		idealSeconds: 14.5,
		most: 1.5,
	},
];
