import fc from 'fast-check';

import { Cancelled, clock, pause } from '../../../../../nodes/common/clock';
import { WaitBudget } from '../../../../../nodes/common/http/rateLimiter';
import { askedWait, backOff, retryAfter } from '../../../../../nodes/common/http/retryPolicy';
import { VirtualClock } from '../../virtualClock';

const LONGEST_TIMER = 2 ** 31 - 1;
const THIRTY_DAYS = 30 * 24 * 3_600_000;
let time: VirtualClock;

beforeEach(() => {
	time = new VirtualClock().install();
});
afterEach(() => time.restore());

describe('retryAfter', () => {
	const now = Date.parse('2026-11-21T09:00:00Z');
	test.each([
		['120', 120_000],
		[' 5 ', 5000],
		['1.5', 1500],
		['0.0001', 1],
		['Sat, 21 Nov 2026 09:01:00 GMT', 60_000],
		['Saturday, 21-Nov-26 09:01:00 GMT', 60_000],
		['2026-11-21T09:00:30Z', 30_000],
		['2592000', 2_592_000_000],
		['2592001', 2_592_000_000],
		['Sat, 21 Nov 2099 09:00:00 GMT', 2_592_000_000],
	])('%s is %d ms', (header, expected) => {
		expect(retryAfter(header, now)).toBe(expected);
	});
	test.each([
		undefined,
		'',
		'  ',
		'-5',
		'5 s',
		'soon',
		'NaN',
		'5, 5',
		'in 2099',
		'error 2099',
		'12:30',
		'1e3',
		'0',
		'0.0',
		'Sat, 21 Nov 2026 08:00:00 GMT',
		'Sat, 21 Nov 2026 09:00:00 GMT',
	])('%p means nothing', (header) => {
		expect(retryAfter(header, now)).toBeUndefined();
	});
	test('is more than nothing and at most 30 days', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.stringMatching(/^[0-9]{1,15}(\.[0-9]{1,9})?$/),
					fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
				),
				(header) => {
					const asked = retryAfter(header, now);
					expect(asked === undefined || (asked > 0 && asked <= THIRTY_DAYS)).toBe(true);
				},
			),
			{ numRuns: 2000 },
		);
	});
	test('seconds are seconds', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: THIRTY_DAYS / 1000 }),
				(seconds) => retryAfter(String(seconds), now) === seconds * 1000,
			),
		);
	});
	test('a number without end means 30 days', () => {
		expect(retryAfter('9'.repeat(400), now)).toBe(THIRTY_DAYS);
	});
});

describe('backOff', () => {
	test('doubles, the upper half random, at most 30 s', () => {
		clock.random = () => 1;
		expect([0, 1, 2, 5, 6, 20, 2000].map(backOff)).toEqual([500, 1000, 2000, 16_000, 30_000, 30_000, 30_000]);
		clock.random = () => 0;
		expect([0, 1, 6].map(backOff)).toEqual([250, 500, 15_000]);
	});
});

describe('pause', () => {
	test('waits as long as it should, with and without a signal', async () => {
		await time.run(pause(5000));
		await time.run(pause(7000, new AbortController().signal));
		expect(time.waits).toEqual([5000, 7000]);
	});
	test('longer than a timer can be (24.8 days) is waited in several', async () => {
		const begun = time.time;
		await time.run(pause(THIRTY_DAYS));
		expect(Math.max(...time.waits)).toBeLessThanOrEqual(LONGEST_TIMER);
		expect(time.time - begun).toBe(THIRTY_DAYS);
	});
	test('does not wait for nothing', async () => {
		await pause(0);
		await pause(-5, new AbortController().signal);
		expect(time.waits).toEqual([]);
	});
	test('ends as soon as the execution is cancelled', async () => {
		const controller = new AbortController();
		const waiting = pause(60_000, controller.signal);
		const started = time.time;
		controller.abort();
		await expect(waiting).rejects.toBeInstanceOf(Cancelled);
		expect(time.time).toBe(started);
	});
	test('does not begin where the execution was cancelled before', async () => {
		await expect(pause(0, AbortSignal.abort())).rejects.toBeInstanceOf(Cancelled);
		expect(time.waits).toEqual([]);
	});
	test('leaves no listener behind', async () => {
		const { signal } = new AbortController();
		const removed = jest.spyOn(signal, 'removeEventListener');
		await time.run(pause(10, signal));
		expect(removed).toHaveBeenCalledTimes(1);
	});
	test('many at once share one listener, and all end with the execution', async () => {
		const abort = new AbortController();
		const added = jest.spyOn(abort.signal, 'addEventListener');
		const removed = jest.spyOn(abort.signal, 'removeEventListener');
		const outcomes = Promise.allSettled(Array.from({ length: 20 }, async () => await pause(1e6, abort.signal)));
		abort.abort();
		expect((await outcomes).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 'rejected'));
		expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([1, 1]);
	});
});

describe('Patience', () => {
	test('has an end, and counts what was waited', () => {
		const patience = new WaitBudget(1000);
		expect([patience.allows(1000), patience.allows(1001)]).toEqual([true, false]);
		patience.waited = 600;
		expect([patience.allows(400), patience.allows(401)]).toEqual([true, false]);
	});
});

describe('askedWait', () => {
	const now = Date.parse('2026-11-21T09:00:00Z');
	test.each<[Record<string, string>, number | undefined]>([
		[{ 'retry-after': '2', 'ratelimit-reset': '9' }, 2000],
		[{ 'ratelimit-reset': '9' }, 9000],
		[{ 'retry-after': 'soon', 'ratelimit-reset': '9' }, 9000],
		[{ 'x-ratelimit-reset': '9' }, 9000],
		[{ 'x-ratelimit-reset': String(now / 1000 + 30) }, 30_000],
		[{ 'x-rate-limit-reset': String(now + 30_000) }, 30_000],
		[{ 'x-ratelimit-reset': '2026-11-21T09:00:30Z' }, 30_000],
		[{ ratelimit: '"default";r=0;t=7' }, 7000],
		[{ ratelimit: '"default";r=3;t=7' }, undefined],
		[{ 'x-ratelimit-reset': '3600', 'x-ratelimit-remaining': '4980' }, undefined],
		[{ 'x-ratelimit-reset': '3600', 'x-ratelimit-remaining': '0' }, 3_600_000],
		[{ 'ratelimit-reset': '0' }, undefined],
		[{ 'x-ratelimit-reset': String(now / 1000 - 30) }, undefined],
		[{ 'x-ratelimit-reset': '9'.repeat(20) }, THIRTY_DAYS],
		[{}, undefined],
	])('%j is %p ms', (headers, expected) => {
		expect(askedWait(headers, now)).toBe(expected);
	});
});
