import fc from 'fast-check';

import { Cancelled, clock, pause } from '../../../../nodes/common/clock';
import { backOff, Pace, Patience, PauseTooLong, retryAfter } from '../../../../nodes/common/pacing';
import { settle, VirtualClock } from '../virtualClock';

const LONGEST_TIMER = 2 ** 31 - 1;
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
		['0', 0],
		['1.5', 1500],
		['0.0001', 1],
		['Sat, 21 Nov 2026 09:01:00 GMT', 60_000],
		['Saturday, 21-Nov-26 09:01:00 GMT', 60_000],
		['2026-11-21T09:00:30Z', 30_000],
		['Sat, 21 Nov 2026 08:00:00 GMT', 0],
	])('%s is %d ms', (header, expected) => {
		expect(retryAfter(header, now)).toBe(expected);
	});
	test.each([undefined, '', '  ', '-5', '5 s', 'soon', 'NaN', '5, 5', '1e3'])('%p means nothing', (header) => {
		expect(retryAfter(header, now)).toBeUndefined();
	});
	test('is never negative and never NaN', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9]{1,15}(\.[0-9]{1,9})?$/), fc.date({ noInvalidDate: true }).map((date) => date.toUTCString())), (header) => {
				const asked = retryAfter(header, now);
				expect(asked === undefined || (asked >= 0 && !Number.isNaN(asked))).toBe(true);
			}),
			{ numRuns: 2000 },
		);
	});
	test('seconds are seconds', () => {
		fc.assert(fc.property(fc.integer({ min: 0, max: 1e9 }), (seconds) => retryAfter(String(seconds), now) === seconds * 1000));
	});
	test.failing('BUG pacing.ts:36 a number without end makes a pause without end (Infinity)', () => {
		const asked = retryAfter('9'.repeat(400), now);
		expect(asked === undefined || Number.isFinite(asked)).toBe(true);
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
});

describe('Patience', () => {
	test('is without end before the first request, and counts after it', () => {
		const patience = new Patience(1000);
		expect(patience.allows(1e9)).toBe(true);
		patience.sent = true;
		expect([patience.allows(1000), patience.allows(1001)]).toEqual([true, false]);
		patience.waited = 600;
		expect([patience.allows(400), patience.allows(401)]).toEqual([true, false]);
	});
});

describe('Pace', () => {
	const patient = () => new Patience(3_600_000);

	test('lets no more through than there are places, and all of them in the end', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.array(fc.nat(500), { minLength: 1, maxLength: 40 }), async (most, durations) => {
				const pace = new Pace(most);
				let inFlight = 0;
				let highest = 0;
				const done = Promise.all(
					durations.map(async (duration) =>
						await pace.send(patient(), async () => {
							highest = Math.max(highest, ++inFlight);
							await time.after(duration);
							inFlight--;
						}),
					),
				);
				await time.run(done);
				expect(highest).toBe(Math.min(most, durations.length));
				expect(inFlight).toBe(0);
			}),
			{ numRuns: 25 },
		);
	}, 60_000);

	test('a request that fails gives its place back', async () => {
		const pace = new Pace(1);
		await expect(pace.send(patient(), async () => await Promise.reject(new Error('no')))).rejects.toThrow('no');
		expect(await time.run(pace.send(patient(), async () => await Promise.resolve('yes')))).toBe('yes');
	});

	test('a refusal pauses all, and every request is sent in the end', async () => {
		const pace = new Pace(4);
		const starts: number[] = [];
		const begun = time.time;
		pace.refused(begun, 10_000);
		await time.run(
			Promise.all(
				Array.from({ length: 12 }, async () =>
					await pace.send(patient(), async () => {
						starts.push(time.time - begun);
						await time.after(100);
					}),
				),
			),
		);
		expect(starts).toHaveLength(12);
		expect(Math.min(...starts)).toBeGreaterThanOrEqual(10_000);
	});

	test('never exceeds the places left after refusals, whatever answers come', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 8 }),
				fc.array(fc.record({ duration: fc.integer({ min: 1, max: 300 }), refusals: fc.nat(2), asked: fc.option(fc.integer({ min: 0, max: 2000 })) }), {
					minLength: 1,
					maxLength: 25,
				}),
				async (most, jobs) => {
					const pace = new Pace(most);
					let inFlight = 0;
					let sent = 0;
					const expected = jobs.reduce((sum, { refusals }) => sum + refusals + 1, 0);
					const work = jobs.map(async ({ duration, refusals, asked }) => {
						const patience = patient();
						for (let left = refusals; ; left--) {
							let sentAt = 0;
							await pace.send(patience, async () => {
								sentAt = time.time;
								sent++;
								expect(++inFlight).toBeLessThanOrEqual(most);
								await time.after(duration);
								inFlight--;
							});
							if (left === 0) return pace.answered();
							pace.refused(sentAt, asked ?? undefined);
						}
					});
					await time.run(Promise.all(work));
					expect(sent).toBe(expected);
				},
			),
			{ numRuns: 25 },
		);
	}, 60_000);

	test('halves the places at a refusal, once for those that left together, and gives them back step by step', async () => {
		const pace = new Pace(8);
		const begun = time.time;
		time.time += 10;
		for (let refusal = 0; refusal < 5; refusal++) pace.refused(begun, 1000);
		time.time += 5000;
		const places = async () => {
			let inFlight = 0;
			const release: Array<() => void> = [];
			const all = Promise.all(
				Array.from({ length: 9 }, async () =>
					await pace.send(patient(), async () => {
						inFlight++;
						await new Promise<void>((resolve) => release.push(resolve));
					}),
				),
			);
			await settle();
			const seen = inFlight;
			while (release.length > 0) {
				release.shift()!();
				await settle();
			}
			await all;
			return seen;
		};
		expect(await places()).toBe(4);
		for (let good = 0; good < 8; good++) pace.answered();
		expect(await places()).toBe(5);
		for (let good = 0; good < 1000; good++) pace.answered();
		expect(await places()).toBe(8);
	});

	test('leaves one place at the least', async () => {
		const pace = new Pace(2);
		for (let refusal = 0; refusal < 6; refusal++) {
			time.time += 1000;
			pace.refused(time.time, 1);
		}
		expect(await time.run(pace.send(patient(), async () => await Promise.resolve('sent')))).toBe('sent');
	});

	test('without Retry-After the pauses grow, and a good answer lets them start small again', () => {
		const pace = new Pace(4);
		const pauses: number[] = [];
		for (let turn = 0; turn < 4; turn++) {
			time.time += 100_000;
			pauses.push(pace.refused(time.time, undefined));
		}
		expect(pauses).toEqual([375, 750, 1500, 3000]);
		pace.answered();
		time.time += 100_000;
		expect(pace.refused(time.time, 0)).toBe(375);
	});

	test('an item that was sent before gives up at once where the pause is longer than it may wait', async () => {
		const pace = new Pace(1);
		const patience = new Patience(1000);
		patience.sent = true;
		pace.refused(time.time, 5000);
		await expect(pace.send(patience, async () => await Promise.resolve())).rejects.toMatchObject({ milliseconds: 5000 });
		await expect(pace.send(patience, async () => await Promise.resolve())).rejects.toBeInstanceOf(PauseTooLong);
		expect(time.waits).toEqual([]);
	});

	test('one that gives up takes no wake-up from those behind it', async () => {
		const pace = new Pace(1);
		let release = () => {};
		const first = pace.send(patient(), async () => await new Promise<void>((resolve) => (release = resolve)));
		const impatient = new Patience(0);
		impatient.sent = true;
		const gaveUp = pace.send(impatient, async () => await Promise.resolve()).catch((error: unknown) => error);
		const last = pace.send(patient(), async () => await Promise.resolve('sent'));
		await settle();
		pace.refused(time.time, 5000);
		release();
		expect(await time.run(last)).toBe('sent');
		expect(await gaveUp).toBeInstanceOf(PauseTooLong);
		await first;
	});

	test('a cancelled execution ends the pause', async () => {
		const controller = new AbortController();
		const pace = new Pace(1, controller.signal);
		pace.refused(time.time, 60_000);
		const request = jest.fn(async () => await Promise.resolve());
		const waiting = pace.send(patient(), request);
		controller.abort();
		await expect(waiting).rejects.toBeInstanceOf(Cancelled);
		expect(request).not.toHaveBeenCalled();
	});

	test.failing('BUG pacing.ts:96 one that waits for a place is sent although the execution was cancelled', async () => {
		const controller = new AbortController();
		const pace = new Pace(1, controller.signal);
		let release = () => {};
		const first = pace.send(patient(), async () => await new Promise<void>((resolve) => (release = resolve)));
		const request = jest.fn(async () => await Promise.resolve());
		const second = pace.send(patient(), request).catch((error: unknown) => error);
		await settle();
		controller.abort();
		release();
		await first;
		await second;
		expect(request).not.toHaveBeenCalled();
	});

	test.failing('BUG pacing.ts:92 a refused request wakes the next one before the pause is known, so one more goes out after each 429', async () => {
		const pace = new Pace(1);
		const starts: number[] = [];
		const begun = time.time;
		// exactly what request.ts does: it learns of the refusal from the answer
		const item = async (isRefused: boolean) => {
			await pace.send(patient(), async () => {
				starts.push(time.time - begun);
				await time.after(100);
			});
			if (isRefused) pace.refused(begun, 10_000);
		};
		await time.run(Promise.all([item(true), item(false)]));
		expect(starts).toEqual([0, 10_100]);
	});

	test.failing('BUG pacing.ts:102 a pause longer than a timer can be (24.8 days) becomes 1 ms, over and over', async () => {
		const controller = new AbortController();
		const pace = new Pace(1, controller.signal);
		pace.refused(time.time, 30 * 24 * 3_600_000);
		const waiting = pace.send(patient(), async () => await Promise.resolve()).catch(() => undefined);
		await settle();
		controller.abort();
		await waiting;
		expect(Math.max(0, ...time.waits)).toBeLessThanOrEqual(LONGEST_TIMER);
	});
});
