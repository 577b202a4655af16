import fc from 'fast-check';

import { Cancelled } from '../../../../../nodes/common/clock';
import { Aborted } from '../../../../../nodes/common/http/itemRequests';
import { WaitBudget, WaitTooLong } from '../../../../../nodes/common/http/rateLimiter';
import type { PaceSignal } from '../../../../../nodes/common/http/retryPolicy';
import { settle, VirtualClock } from '../../virtualClock';
import { TestLimiter } from './limited';

let time: VirtualClock;

beforeEach(() => {
	time = new VirtualClock().install();
});
afterEach(() => time.restore());

const patient = () => new WaitBudget(3_600_000);
/** One whose first request has left, and which may still wait so long. */
const sentBefore = (left: number) => Object.assign(new WaitBudget(left), { sent: true });

const answered = (): PaceSignal => ({ kind: 'answered' });
const silence = (): PaceSignal => ({ kind: 'silence' });
const refused = (asked?: number) => (): PaceSignal => ({ kind: 'refused', asked });

const nothing = async () => await Promise.resolve();
/** Sends at once if there is a slot and no pause. @returns what the pause then lasts */
const sendAs = async (pace: TestLimiter, judge: () => PaceSignal) => (await pace.send(patient(), nothing, judge)).pause;

/** A request that is under way until it is released. */
function held() {
	let release = () => {};
	const ended = new Promise<void>((resolve) => (release = resolve));
	return { request: jest.fn(async () => await ended), release: () => release() };
}

describe('a slot', () => {
	test('the answer, and no pause where there was no refusal', async () => {
		const pace = new TestLimiter(1);
		const judge = jest.fn(answered);
		expect(await pace.send(patient(), async () => await Promise.resolve('yes'), judge)).toEqual({
			answer: 'yes',
			pause: undefined,
		});
		expect(judge).toHaveBeenCalledWith('yes');
		expect(await sendAs(pace, silence)).toBeUndefined();
	});
	test('the pause that a refusal causes, never less than 250 ms', async () => {
		expect(await sendAs(new TestLimiter(1), refused(10_000))).toBe(10_000);
		expect(await sendAs(new TestLimiter(1), refused(1))).toBe(250);
		expect(await sendAs(new TestLimiter(1), refused())).toBe(375);
	});
	test('what is left of a longer pause that another caused', async () => {
		const pace = new TestLimiter(2);
		const first = held();
		const late = pace.send(patient(), first.request, refused(1000));
		expect(await sendAs(pace, refused(10_000))).toBe(10_000);
		time.time += 4000;
		first.release();
		expect((await late).pause).toBe(6000);
	});
	test('marks the item as sent when its request leaves, not before', async () => {
		const pace = new TestLimiter(1);
		await sendAs(pace, refused(5000));
		const patience = new WaitBudget(5000);
		const seen: boolean[] = [];
		const waiting = pace.send(patience, async () => await Promise.resolve(seen.push(patience.sent)), answered);
		await settle();
		expect(patience.sent).toBe(false);
		await time.run(waiting);
		expect(seen).toEqual([true]);
		expect(patience.waited).toBe(0);
	});
	test('a request that fails gives its slot back and is not judged', async () => {
		const pace = new TestLimiter(1);
		const judge = jest.fn(answered);
		await expect(pace.send(patient(), async () => await Promise.reject(new Error('no')), judge)).rejects.toThrow('no');
		expect(judge).not.toHaveBeenCalled();
		expect((await time.run(pace.send(patient(), async () => await Promise.resolve('yes'), judge))).answer).toBe('yes');
	});
});

describe('slots', () => {
	test('lets no more through than there are slots, and all of them in the end', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 6 }),
				fc.array(fc.nat(500), { minLength: 1, maxLength: 40 }),
				async (most, durations) => {
					const pace = new TestLimiter(most);
					let inFlight = 0;
					let highest = 0;
					const send = async (duration: number) =>
						await pace.send(
							patient(),
							async () => {
								highest = Math.max(highest, ++inFlight);
								await time.after(duration);
								inFlight--;
							},
							answered,
						);
					await time.run(Promise.all(durations.map(send)));
					expect(highest).toBe(Math.min(most, durations.length));
					expect(inFlight).toBe(0);
				},
			),
			{ numRuns: 25 },
		);
	}, 60_000);

	test('never exceeds the slots, nor sends in a pause, whatever answers come', async () => {
		const job = fc.record({
			duration: fc.integer({ min: 1, max: 300 }),
			refusals: fc.nat(2),
			asked: fc.option(fc.integer({ min: 1, max: 2000 })),
		});
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 8 }),
				fc.array(job, { minLength: 1, maxLength: 25 }),
				async (most, jobs) => {
					const pace = new TestLimiter(most);
					let inFlight = 0;
					let sent = 0;
					let pausedUntil = 0;
					const work = jobs.map(async ({ duration, refusals, asked }) => {
						const patience = patient();
						for (let left = refusals; left >= 0; left--) {
							const request = async () => {
								sent++;
								expect(++inFlight).toBeLessThanOrEqual(most);
								expect(time.time).toBeGreaterThanOrEqual(pausedUntil);
								await time.after(duration);
								inFlight--;
							};
							const { pause } = await pace.send(patience, request, left === 0 ? answered : refused(asked ?? undefined));
							if (pause !== undefined) pausedUntil = Math.max(pausedUntil, time.time + pause);
						}
					});
					await time.run(Promise.all(work));
					expect(sent).toBe(jobs.reduce((sum, { refusals }) => sum + refusals + 1, 0));
				},
			),
			{ numRuns: 25 },
		);
	}, 60_000);

	/** How many requests are under way at once; their answers say nothing about the pace. */
	async function slotsOf(pace: TestLimiter): Promise<number> {
		const requests = Array.from({ length: 9 }, held);
		const all = Promise.all(requests.map(async ({ request }) => await pace.send(patient(), request, silence)));
		await settle();
		const seen = requests.filter(({ request }) => request.mock.calls.length > 0).length;
		for (const { release } of requests) release();
		await all;
		return seen;
	}

	test('halves them at a refusal, once for those that left together, and gives them back step by step', async () => {
		const pace = new TestLimiter(8);
		const requests = Array.from({ length: 5 }, held);
		const all = Promise.all(requests.map(async ({ request }) => await pace.send(patient(), request, refused(1000))));
		time.time += 10;
		for (const { release } of requests) release();
		await all;
		time.time += 5000;
		expect(await slotsOf(pace)).toBe(4);
		for (let good = 0; good < 7; good++) await sendAs(pace, answered);
		expect(await slotsOf(pace)).toBe(4);
		await sendAs(pace, answered);
		expect(await slotsOf(pace)).toBe(5);
		for (let good = 0; good < 1000; good++) await sendAs(pace, answered);
		expect(await slotsOf(pace)).toBe(8);
	});

	test('leaves one at the least', async () => {
		const pace = new TestLimiter(2);
		for (let refusal = 0; refusal < 6; refusal++) {
			time.time += 1000;
			await sendAs(pace, refused(1));
		}
		time.time += 1000;
		expect(await slotsOf(pace)).toBe(1);
	});
});

describe('pauses', () => {
	test('a refusal pauses all, and every request is sent in the end', async () => {
		const pace = new TestLimiter(4);
		const begun = time.time;
		await sendAs(pace, refused(10_000));
		const starts: number[] = [];
		const send = async () =>
			await pace.send(
				patient(),
				async () => {
					starts.push(time.time - begun);
					await time.after(100);
				},
				answered,
			);
		await time.run(Promise.all(Array.from({ length: 12 }, send)));
		expect(starts).toHaveLength(12);
		expect(Math.min(...starts)).toBe(10_000);
	});

	test('a refused request wakes the next one only after the pause', async () => {
		const pace = new TestLimiter(1);
		const starts: number[] = [];
		const begun = time.time;
		const item = async (judge: () => PaceSignal) =>
			await pace.send(
				patient(),
				async () => {
					starts.push(time.time - begun);
					await time.after(100);
				},
				judge,
			);
		await time.run(Promise.all([item(refused(10_000)), item(answered)]));
		expect(starts).toEqual([0, 10_100]);
	});

	test('without Retry-After they grow, and a good answer lets them start small again', async () => {
		const pace = new TestLimiter(4);
		const pauses: Array<number | undefined> = [];
		for (let turn = 0; turn < 4; turn++) {
			time.time += 100_000;
			pauses.push(await sendAs(pace, refused()));
		}
		expect(pauses).toEqual([375, 750, 1500, 3000]);
		time.time += 100_000;
		await sendAs(pace, silence);
		expect(await sendAs(pace, refused())).toBe(6000);
		time.time += 100_000;
		await sendAs(pace, answered);
		time.time += 100_000;
		expect(await sendAs(pace, refused())).toBe(375);
	});

	test('an item that was sent before gives up at once where one is longer than it may wait', async () => {
		const pace = new TestLimiter(1);
		await sendAs(pace, refused(5000));
		const request = jest.fn(nothing);
		await expect(pace.send(sentBefore(1000), request, answered)).rejects.toMatchObject({ milliseconds: 5000 });
		await expect(pace.send(sentBefore(1000), request, answered)).rejects.toBeInstanceOf(WaitTooLong);
		expect(request).not.toHaveBeenCalled();
		expect(time.waits).toEqual([]);
	});

	test.each([0, 4999])('an item that was not sent gives up too where one is longer than %i ms', async (limit) => {
		const pace = new TestLimiter(1);
		await sendAs(pace, refused(5000));
		const request = jest.fn(nothing);
		await expect(pace.send(new WaitBudget(limit), request, answered)).rejects.toMatchObject({
			milliseconds: 5000,
			paused: { isAsked: true },
		});
		expect(request).not.toHaveBeenCalled();
		expect(time.waits).toEqual([]);
	});

	test('once an item has waited in vain, the next one tries, and then nothing else is sent', async () => {
		const pace = new TestLimiter(1);
		await sendAs(pace, refused(5000));
		expect(pace.mayWait(sentBefore(1000), 5000)).toBe(false);
		expect((await time.run(pace.send(new WaitBudget(60_000), nothing, refused(5000)))).pause).toBe(5000);
		expect(pace.mayWait(sentBefore(60_000), 5000)).toBe(false);
		await expect(pace.send(new WaitBudget(60_000), nothing, answered)).rejects.toBeInstanceOf(WaitTooLong);
	});

	test('a good answer ends that', async () => {
		const pace = new TestLimiter(1);
		await sendAs(pace, refused(5000));
		expect(pace.mayWait(sentBefore(1000), 5000)).toBe(false);
		await time.run(pace.send(new WaitBudget(60_000), nothing, answered));
		await sendAs(pace, refused(5000));
		expect(pace.mayWait(sentBefore(60_000), 5000)).toBe(true);
	});

	test('one that gives up takes no wake-up from those behind it', async () => {
		const pace = new TestLimiter(1);
		const first = held();
		const refusedOne = pace.send(patient(), first.request, refused(5000));
		const gaveUp = pace.send(sentBefore(0), nothing, answered).catch((error: unknown) => error);
		const last = pace.send(patient(), async () => await Promise.resolve('sent'), answered);
		await settle();
		first.release();
		expect((await time.run(last)).answer).toBe('sent');
		expect(await gaveUp).toBeInstanceOf(WaitTooLong);
		await refusedOne;
	});
});

describe('an outage', () => {
	const failed = (): PaceSignal => ({ kind: 'failed', status: 503 });
	/** Sends so many items, which take this long; the service fails while `isDown`. */
	async function sendAll(pace: TestLimiter, count: number, isDown: (sentAt: number) => boolean, limit = 60_000) {
		const begun = time.time;
		const sends: Array<{ at: number; isDown: boolean }> = [];
		const one = async () => {
			const at = time.time - begun;
			return await pace
				.send(
					new WaitBudget(limit),
					async () => {
						sends.push({ at: time.time - begun, isDown: isDown(time.time - begun) });
						await time.after(50);
						return sends[sends.length - 1] && isDown(time.time - begun - 50);
					},
					(down) => (down ? failed() : answered()),
				)
				.then(
					({ answer }) => (answer ? 'failed' : 'answered'),
					(error: unknown) => (error instanceof WaitTooLong ? `not sent: ${error.paused.status} after ${at}` : 'error'),
				);
		};
		const results = await time.run(Promise.all(Array.from({ length: count }, one)), 200_000);
		return { results, sends, seconds: (time.time - begun) / 1000 };
	}

	test('of three seconds costs no more than what was in flight, wherever it begins', async () => {
		for (let start = 0; start < 1000; start += 230) {
			const pace = new TestLimiter(10);
			const { results, seconds } = await sendAll(pace, 500, (at) => at >= start && at < start + 3000);
			expect(results.filter((result) => result !== 'answered').length).toBeLessThanOrEqual(10);
			expect(seconds).toBeLessThan(12);
		}
	}, 60_000);

	test('is tried by one request at a time, which the others wait for', async () => {
		const pace = new TestLimiter(5);
		const { results, sends } = await sendAll(pace, 40, (at) => at < 10_000);
		expect(results.filter((result) => result === 'failed')).toHaveLength(6);
		const tries = sends.filter(({ at }) => at > 100);
		expect(tries[0].isDown).toBe(true);
		const recovered = tries.find(({ isDown }) => !isDown);
		// the second try succeeds, and only then the others go on
		expect(tries.filter(({ at }) => at < recovered!.at + 50)).toHaveLength(2);
		expect(results.filter((result) => result === 'answered')).toHaveLength(34);
	});

	test('without end ends with Max Retry Wait: what is left is not sent', async () => {
		const pace = new TestLimiter(5);
		const { results, seconds } = await sendAll(pace, 40, () => true);
		expect(seconds).toBeLessThanOrEqual(60);
		// five in flight, and four tries after pauses of almost 4, 8, 16 and 30 s
		expect(results.filter((result) => result === 'failed')).toHaveLength(9);
		expect(results.filter((result) => result.startsWith('not sent: 503'))).toHaveLength(31);
	});

	test('is not waited for with Max Retry Wait 0', async () => {
		const pace = new TestLimiter(5);
		const { results, seconds } = await sendAll(pace, 40, () => true, 0);
		expect(seconds).toBeLessThan(1);
		expect(results.filter((result) => result === 'failed')).toHaveLength(5);
		expect(results.filter((result) => result.startsWith('not sent'))).toHaveLength(35);
	});

	test('is none if one request fails while later ones are answered', async () => {
		const pace = new TestLimiter(5);
		let sent = 0;
		const one = async () =>
			await pace.send(
				patient(),
				async () => {
					const turn = sent++;
					await time.after(50);
					return turn % 20 === 3;
				},
				(fails) => (fails ? failed() : answered()),
			);
		const begun = time.time;
		await time.run(Promise.all(Array.from({ length: 100 }, one)));
		expect(time.time - begun).toBeLessThan(1500);
	});

	test('does not hold back an item that was sent before', async () => {
		const pace = new TestLimiter(1);
		const begun = time.time;
		await pace.send(patient(), nothing, failed);
		await pace.send(sentBefore(0), nothing, answered);
		expect(time.time).toBe(begun);
	});
});

describe('the end of a run', () => {
	/** One request under way, one that waits for its slot. */
	async function queued(pace: TestLimiter) {
		const first = held();
		const underWay = pace.send(patient(), first.request, answered);
		const request = jest.fn(nothing);
		const waiting = pace.send(patient(), request, answered).catch((error: unknown) => error);
		await settle();
		return { first, underWay, request, waiting };
	}
	/** One that waits out a pause. */
	async function paused(pace: TestLimiter) {
		await sendAs(pace, refused(60_000));
		const request = jest.fn(nothing);
		const waiting = pace.send(patient(), request, answered).catch((error: unknown) => error);
		await settle();
		return { request, waiting };
	}

	test.each([
		['a failure', Aborted],
		['a cancelled execution', Cancelled],
	] as const)('%s: what waits in a pause is not sent, and waits no longer', async (_way, kind) => {
		const pace = new TestLimiter(1);
		const begun = time.time;
		const { request, waiting } = await paused(pace);
		pace.end(new kind());
		expect(await waiting).toBeInstanceOf(kind);
		expect(time.time).toBe(begun);
		expect(request).not.toHaveBeenCalled();
	});

	test.each([
		['a failure', Aborted],
		['a cancelled execution', Cancelled],
	] as const)('%s: what waits for a slot is not sent, and what is under way ends', async (_way, kind) => {
		const pace = new TestLimiter(1);
		const { first, underWay, request, waiting } = await queued(pace);
		pace.end(new kind());
		expect(await waiting).toBeInstanceOf(kind);
		first.release();
		expect((await underWay).pause).toBeUndefined();
		expect(request).not.toHaveBeenCalled();
	});

	test('after it nothing begins', async () => {
		const pace = new TestLimiter(5);
		pace.end(new Aborted());
		pace.end(new Cancelled());
		const request = jest.fn(nothing);
		await expect(pace.send(patient(), request, answered)).rejects.toBeInstanceOf(Aborted);
		const ended = new AbortController();
		ended.abort(new Cancelled());
		await expect(new TestLimiter(5, ended).send(patient(), request, answered)).rejects.toBeInstanceOf(Cancelled);
		expect(request).not.toHaveBeenCalled();
	});

	test('wait ends with it too', async () => {
		const pace = new TestLimiter(1);
		await time.run(pace.wait(1000));
		expect(time.waits).toEqual([1000]);
		const waiting = pace.wait(60_000);
		pace.end(new Aborted());
		await expect(waiting).rejects.toBeInstanceOf(Aborted);
		await expect(pace.wait(0)).rejects.toBeInstanceOf(Aborted);
		const cancelled = new TestLimiter(1);
		const wait = cancelled.wait(60_000);
		cancelled.end(new Cancelled());
		await expect(wait).rejects.toBeInstanceOf(Cancelled);
	});
});
