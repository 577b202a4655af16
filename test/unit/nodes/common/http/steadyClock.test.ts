import { clock } from '../../../../../nodes/common/clock';
import { WaitBudget } from '../../../../../nodes/common/http/rateLimiter';
import type { PaceSignal } from '../../../../../nodes/common/http/retryPolicy';
import { TestLimiter } from './limited';

const TEN_MINUTES = 600_000;

/** Sets the system's clock. */
function set(by: number): void {
	const real = Date.now.bind(Date);
	jest.spyOn(Date, 'now').mockImplementation(() => real() + by);
}
afterEach(() => jest.restoreAllMocks());

const nothing = async () => await Promise.resolve();
const answered = (): PaceSignal => ({ kind: 'answered' });
const refused = (): PaceSignal => ({ kind: 'refused', asked: 400 });

test('a pause is as long as the service asked, to the millisecond: as long as the limit is still allowed', () => {
	for (const now of [8001.096, 9001.233, 33_004.521]) {
		jest.spyOn(performance, 'now').mockReturnValue(now);
		for (const pause of [40_000, 60_000]) {
			expect(clock.steady() + pause - clock.steady()).toBe(pause);
			const budget = new WaitBudget(pause);
			expect(budget.allows(clock.steady() + pause - clock.steady())).toBe(true);
		}
	}
});

describe.each([-TEN_MINUTES, TEN_MINUTES])('if the system clock is set by %i ms', (by) => {
	test('the steady clock goes on', () => {
		const before = clock.steady();
		set(by);
		expect(clock.steady() - before).toBeLessThan(1000);
		expect(clock.steady()).toBeGreaterThanOrEqual(before);
		expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000);
	});

	test('a pause is as long as before', async () => {
		const pace = new TestLimiter(1);
		await pace.send(new WaitBudget(5000), nothing, refused);
		const begun = performance.now();
		set(by);
		await pace.send(new WaitBudget(5000), nothing, answered);
		const waited = performance.now() - begun;
		expect(waited).toBeGreaterThan(300);
		expect(waited).toBeLessThan(5000);
	});

	test('so is one that has begun', async () => {
		const pace = new TestLimiter(1);
		await pace.send(new WaitBudget(5000), nothing, refused);
		const begun = performance.now();
		const waiting = pace.send(new WaitBudget(5000), nothing, answered);
		set(by);
		await waiting;
		expect(performance.now() - begun).toBeLessThan(5000);
	});
});
