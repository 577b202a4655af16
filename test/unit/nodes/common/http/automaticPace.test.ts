import { type LimiterModel, limiterCases, type Verdict } from '../../../../../bench/limiterModels';
import { WaitBudget } from '../../../../../nodes/common/http/rateLimiter';
import type { PaceSignal } from '../../../../../nodes/common/http/retryPolicy';
import { type SlotRange, slotRange } from '../../../../../nodes/common/http/slots';
import { VirtualClock } from '../../virtualClock';
import { TestLimiter } from './limited';

let time: VirtualClock;
let random: () => number;
beforeEach(() => {
	time = new VirtualClock().install();
	random = randomFrom(7);
});
afterEach(() => time.restore());

/** The same numbers from 0 to 1 in every run (mulberry32). */
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

const reads = slotRange(undefined, 'read');
const writes = slotRange(undefined, 'write');
const noLimit: LimiterModel = { arrives: () => ({ isAccepted: true }) };

interface Passage {
	seconds: number;
	refusals: number;
	/** The most requests in flight at once. */
	most: number;
}

/**
 * Sends 500 items through a limiter, each until it is accepted.
 * @param latency milliseconds until an accepted request has its response. @param inFlight requests in flight, with this one
 */
async function through(
	limiter: LimiterModel,
	range: SlotRange | number,
	latency: (inFlight: number) => number = () => 45 + 10 * random(),
): Promise<Passage> {
	const pace = new TestLimiter(range);
	const begun = time.time;
	let open = 500;
	let refusals = 0;
	let inFlight = 0;
	let most = 0;
	const judge = ({ isAccepted, asked }: Verdict): PaceSignal =>
		isAccepted ? { kind: 'answered' } : { kind: 'refused', asked };
	const request = async () => {
		most = Math.max(most, ++inFlight);
		// requests do not arrive in the order in which they are sent
		await time.after(2 + 2 * random());
		const verdict = limiter.arrives(time.time);
		if (verdict.isAccepted) {
			await time.after(latency(inFlight));
			limiter.leaves?.();
		}
		await time.after(1);
		inFlight--;
		return verdict;
	};
	const worker = async () => {
		while (open-- > 0) {
			const budget = new WaitBudget(60_000);
			while (!(await pace.send(budget, request, judge)).answer.isAccepted) refusals++;
		}
	};
	await time.run(Promise.all(Array.from({ length: 100 }, worker)), 100_000);
	return { seconds: (time.time - begun) / 1000, refusals, most };
}

describe.each([
	['reads', reads],
	['writes', writes],
])('%s', (_effect, range) => {
	test.each(limiterCases.map((limiter) => [limiter.title, limiter] as const))(
		'through a limiter: %s',
		async (_title, { open, idealSeconds, most: mostRatio }) => {
			const { seconds, refusals, most } = await through(open(), range);
			expect(seconds / idealSeconds).toBeLessThan(mostRatio);
			expect(most).toBeLessThanOrEqual(64);
			// a polite client: less than one refusal for every ten requests that pass
			expect(refusals).toBeLessThan(50);
		},
		60_000,
	);
});

describe('without a limit', () => {
	const distant = () => 240 + 20 * random();

	test('reads grow quickly, to 64 at once', async () => {
		const { seconds, most } = await through(noLimit, reads, distant);
		expect(most).toBe(64);
		// 10, 20, 40, and then 64 at a time
		expect(seconds).toBeLessThan(11 * 0.265);
	});
	test('writes grow slowly: an outage leaves few of them unknown', async () => {
		const { seconds, most } = await through(noLimit, writes, distant);
		expect(most).toBeGreaterThan(20);
		expect(most).toBeLessThanOrEqual(26);
		// with 10 at once it would be 50 rounds
		expect(seconds).toBeLessThan(32 * 0.265);
	});
	test('latencies that vary by a few times their own, but by little, do not stop the growth', async () => {
		expect((await through(noLimit, reads, () => 1 + 24 * random())).most).toBe(64);
	});
	test.each([1, 10, 100])('a number is never exceeded, and used from the start: %i', async (fixed) => {
		const { seconds, most } = await through(noLimit, fixed, distant);
		expect(most).toBe(fixed);
		expect(seconds).toBeLessThan((500 / fixed) * 0.265);
	});
});

describe('if requests wait for each other', () => {
	/** A service that works on so many at once and lets the others wait. */
	const queue = (capacity: number, busy: number) => (inFlight: number) =>
		busy * Math.max(1, inFlight / capacity) * (0.9 + 0.2 * random());

	test('their number stays near what the service can work on', async () => {
		const { most, seconds } = await through(noLimit, reads, queue(20, 200));
		expect(most).toBeLessThan(60);
		expect(seconds).toBeLessThan(7);
	});
	test('it is never less than at the start', async () => {
		const { most, seconds } = await through(noLimit, reads, queue(3, 200));
		expect(most).toBeLessThan(30);
		expect(seconds).toBeLessThan(40);
	});
	test('it is halved if the service slows down later', async () => {
		let isSlow = false;
		const counts: number[] = [];
		const slowing = (inFlight: number) => {
			counts.push(inFlight);
			isSlow ||= counts.length === 250;
			return isSlow ? 20 * inFlight : 100;
		};
		await through(noLimit, reads, slowing);
		expect(Math.max(...counts.slice(0, 250))).toBeGreaterThan(60);
		expect(Math.max(...counts.slice(-30))).toBeLessThan(20);
	});
});
