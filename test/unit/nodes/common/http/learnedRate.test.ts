import { LearnedRate } from '../../../../../nodes/common/http/learnedRate';
import { WaitBudget } from '../../../../../nodes/common/http/rateLimiter';
import type { PaceSignal } from '../../../../../nodes/common/http/retryPolicy';
import { settle, VirtualClock } from '../../virtualClock';
import { TestLimiter } from './limited';

let time: VirtualClock;
beforeEach(() => {
	time = new VirtualClock().install();
});
afterEach(() => time.restore());

/** So many good answers, one every so many milliseconds. */
function answers(rate: LearnedRate, count: number, every: number): void {
	for (let place = 0; place < count; place++) {
		rate.answered(time.time);
		time.time += every;
	}
}
/** Milliseconds between the next two requests. */
function gapOf(rate: LearnedRate): number {
	time.time += 1000;
	rate.take();
	return rate.take();
}

const RATE = { isRate: true, isAsked: true };
const UNSURE = { isRate: false, isAsked: true };

describe('the rate', () => {
	test('has no bound until a refusal', () => {
		const rate = new LearnedRate();
		answers(rate, 100, 1);
		expect([rate.take(), rate.take(), rate.take()]).toEqual([0, 0, 0]);
	});
	test.each([
		['50 in the second before', 50, 20, 1000, UNSURE, 1000 / (49 * 0.95)],
		['only the time that the service names counts', 100, 20, 1000, UNSURE, 1000 / (49 * 0.95)],
		['no more than has passed', 11, 100, 60_000, UNSURE, 1100 / (10 * 0.95)],
		['a few, if the rate must be the reason', 3, 100, 1000, RATE, 1000 / (3 * 0.95)],
	])('is then a little less than what was taken: %s', (_case, count, every, pause, cause, expected) => {
		const rate = new LearnedRate();
		answers(rate, count, every);
		expect(rate.learn(time.time, pause, cause)).toBe(true);
		expect(gapOf(rate)).toBeCloseTo(expected, 0);
	});
	test('says nothing after too few good answers', () => {
		const rate = new LearnedRate();
		expect(rate.learn(time.time, 1000, RATE)).toBe(false);
		answers(rate, 9, 10);
		expect(rate.learn(time.time, 1000, UNSURE)).toBe(false);
		expect(gapOf(rate)).toBe(0);
	});
	test('is held for a while, and then grows more and more quickly', () => {
		const rate = new LearnedRate();
		answers(rate, 49, 20);
		rate.learn(time.time, 1000, RATE);
		const hold = 1000 * (2 + 49 / 16);
		const begun = time.time;
		const gaps = [0, 1, 1.5, 2, 3].map((holds) => {
			time.time = begun + holds * hold;
			return rate['gap'];
		});
		expect(gaps.map((gap) => Math.round((gaps[0] / gap) * 1000) / 1000)).toEqual([1, 1, 1.125, 2, 9]);
	});
	test('is held for twice as long if it is refused again', () => {
		const rate = new LearnedRate();
		const holds = [1, 2, 3].map(() => {
			answers(rate, 50, 20);
			rate.learn(time.time, 1000, RATE);
			return rate['learned']?.hold ?? 0;
		});
		expect([holds[1] / holds[0], holds[2] / holds[0]]).toEqual([2, 4]);
	});
	test('never falls below one that was accepted for long, if only a higher one is refused', () => {
		const rate = new LearnedRate();
		answers(rate, 50, 20);
		rate.learn(time.time, 1000, RATE);
		const before = rate['gap'];
		time.time += 12_000;
		answers(rate, 3, 20);
		rate.learn(time.time, 1000, RATE);
		expect(rate['gap']).toBeLessThanOrEqual(before);
	});
	test('does not make up for moments that were not used', () => {
		const rate = new LearnedRate();
		answers(rate, 50, 20);
		rate.learn(time.time, 1000, RATE);
		time.time += 1000;
		const gap = 1000 / (49 * 0.95);
		expect([rate.take(), rate.take(), rate.take()].map(Math.round)).toEqual([0, Math.round(gap), Math.round(2 * gap)]);
	});
});

test('a request whose turn comes in a pause that began meanwhile waits for its end, and gives its place back', async () => {
	const pace = new TestLimiter(4);
	const patient = () => new WaitBudget(60_000);
	const send = async (kind: 'answered' | 'refused', duration = 0) =>
		await pace.send(
			patient(),
			async () => await time.after(duration),
			() => (kind === 'answered' ? { kind } : { kind, asked: 1000 }),
		);
	for (let place = 0; place < 20; place++) await time.run(send('answered', 50));
	await time.run(send('refused'));
	time.time += 1000;

	// under way, to be refused before the next one's turn comes
	const refused = send('refused', 10);
	await settle();
	const leaves: number[] = [];
	const begun = time.time;
	const next = pace.send(
		patient(),
		async () => await Promise.resolve(leaves.push(time.time - begun)),
		() => ({ kind: 'answered' }),
	);
	await time.run(Promise.all([refused, next]));
	expect(leaves).toHaveLength(1);
	expect(leaves[0]).toBeGreaterThanOrEqual(1010);
	await time.run(send('answered'));
});

/** Requests that pass, out of those that arrive now: 50 a second. */
const limits = {
	'token bucket': () => {
		let tokens = 50;
		let filledAt = time.time;
		return () => {
			tokens = Math.min(50, tokens + ((time.time - filledAt) / 1000) * 50);
			filledAt = time.time;
			if (tokens < 1) return false;
			tokens -= 1;
			return true;
		};
	},
	'sliding window': () => {
		const passed: number[] = [];
		return () => {
			while (passed[0] <= time.time - 1000) passed.shift();
			return passed.length < 50 && passed.push(time.time) > 0;
		};
	},
};

/** Sends all items through a limit as a node run does: so many workers, each sending its item until it is taken. */
async function through(kind: keyof typeof limits, items: number, workers = 10) {
	const allows = limits[kind]();
	const pace = new TestLimiter(workers);
	const begun = time.time;
	let open = items;
	let refusals = 0;
	const judge = (isTaken: boolean): PaceSignal => (isTaken ? { kind: 'answered' } : { kind: 'refused', asked: 1000 });
	const worker = async () => {
		while (open-- > 0) {
			const patience = new WaitBudget(60_000);
			for (;;) {
				const request = async () => {
					await time.after(2);
					const isTaken = allows();
					await time.after(isTaken ? 50 : 1);
					return isTaken;
				};
				if ((await pace.send(patience, request, judge)).answer) break;
				refusals++;
			}
		}
	};
	await time.run(Promise.all(Array.from({ length: workers }, worker)), 100_000);
	return { seconds: (time.time - begun) / 1000, refusals };
}

test.each([
	['token bucket', 10, 1.1],
	['sliding window', 10, 1.3],
	['token bucket', 100, 1.15],
	['sliding window', 100, 1.3],
] as const)('500 items through a %s, %d at once, take at most %d of the ideal', async (kind, workers, most) => {
	const { seconds } = await through(kind, 500, workers);
	expect(seconds / 10).toBeLessThan(most);
});
