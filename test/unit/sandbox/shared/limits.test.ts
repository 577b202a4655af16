import { Limits } from '../../../../sandbox/shared/limits';
import { type Running, run } from '../harness';

let running: Running;
let path: string;
beforeEach(async () => {
	running = await run();
	path = `/api/v2/alerts/${[...running.sandbox.state.chargebackhit.alerts.keys()][0]}`;
});
afterEach(() => running.sandbox.close());

const limit = (body: object) => running.control('POST', '/limits', { service: 'chargebackhit', ...body });
const statuses = async (count: number): Promise<number[]> => {
	const found: number[] = [];
	for (let index = 0; index < count; index += 1) found.push((await running.call('GET', path)).status);
	return found;
};

describe('limits', () => {
	it.each(['tokenBucket', 'slidingWindow'])(
		'of kind %s refuse what is beyond the capacity and count it',
		async (kind) => {
			await limit({ kind, capacity: 3, perSecond: 0.01 });
			expect(await statuses(5)).toEqual([200, 200, 200, 429, 429]);
			expect((await running.control('GET', '/limits')).json.limits[0]).toMatchObject({ passed: 3, refused: 2 });
		},
	);

	it('answer 429 in the wrapper with Retry-After: as given, computed, or none', async () => {
		await limit({ kind: 'tokenBucket', capacity: 1, perSecond: 0.25 });
		await statuses(1);
		const { headers, json } = await running.call('GET', path);
		expect([headers['retry-after'], json.error.code]).toEqual(['4', 'too_many_requests']);
		expect(running.sandbox.journal.requests.at(-1)).toMatchObject({ status: 429, signature: 'valid' });
		for (const [retryAfter, sent] of [
			['soon', 'soon'],
			[0, '0'],
			[null, undefined],
		]) {
			await running.control('DELETE', '/limits');
			await limit({ kind: 'slidingWindow', capacity: 1, perSecond: 0.01, retryAfter });
			await statuses(1);
			expect((await running.call('GET', path)).headers['retry-after']).toBe(sent);
		}
	});

	it('hold for their path only and end on demand', async () => {
		await limit({ kind: 'slidingWindow', capacity: 1, perSecond: 0.01, path: '/api/v2/caids/*' });
		expect(await statuses(2)).toEqual([200, 200]);
		const list = async () => (await running.call('POST', '/api/v2/caids/list', {})).status;
		expect([await list(), await list()]).toEqual([200, 429]);
		await running.control('DELETE', '/limits');
		expect(await list()).toBe(200);
	});

	it.each<[object, string]>([
		[{}, 'kind is required'],
		[{ kind: 'fixed' }, 'kind must be one of tokenBucket, slidingWindow'],
		[{ kind: 'tokenBucket', capacity: 0, perSecond: 1 }, 'capacity must be'],
		[{ kind: 'tokenBucket', capacity: 1, perSecond: 0 }, 'perSecond must be a number above 0'],
		[{ kind: 'tokenBucket', capacity: 1 }, 'perSecond is required'],
	])('are refused with a sentence: %j', async (body, sentence) => {
		const { status, json } = await limit(body);
		expect([status, json.error]).toEqual([400, expect.stringContaining(sentence)]);
	});
});

describe('the clock of a limit', () => {
	let now = 0;
	let limits: Limits;
	beforeEach(() => {
		now = 1000;
		limits = new Limits();
		jest.spyOn(performance, 'now').mockImplementation(() => now);
	});
	afterEach(() => {
		jest.restoreAllMocks();
	});
	/** The Retry-After of a request at each moment; `undefined` when it passes. */
	const at = (...moments: number[]) =>
		moments.map((moment) => {
			now = 1000 + moment;
			return limits.admit('chargebackhit', '/any');
		});

	it('of a token bucket: a burst, then one for each token refilled, never more than its capacity', () => {
		limits.add({ service: 'chargebackhit', kind: 'tokenBucket', capacity: 3, perSecond: 0.5 }, ['chargebackhit']);
		expect(at(0, 0, 0, 0)).toEqual([undefined, undefined, undefined, 2]);
		expect(at(1999, 2000, 2001)).toEqual([1, undefined, 2]);
		expect(at(60_000, 60_000, 60_000, 60_000)).toEqual([undefined, undefined, undefined, 2]);
	});

	it('of a sliding window: no more than its capacity within any span', () => {
		limits.add({ service: 'chargebackhit', kind: 'slidingWindow', capacity: 2, perSecond: 0.5 }, ['chargebackhit']);
		expect(at(0, 3000, 3000, 3999)).toEqual([undefined, undefined, 1, 1]);
		expect(at(4000, 4001, 6999, 7000)).toEqual([undefined, 3, 1, undefined]);
	});
});

describe('latency', () => {
	it('delays every answer, refusals included, and hundreds at the same time', async () => {
		await running.control('PATCH', '/settings', { chargebackhit: { latency: 50 } });
		expect((await running.call('GET', path)).milliseconds).toBeGreaterThanOrEqual(50);
		const refused = await running.call('GET', path, undefined, { signature: 'wrong' });
		expect(refused.status).toBe(401);
		expect(refused.milliseconds).toBeGreaterThanOrEqual(50);
		await running.control('PATCH', '/settings', { chargebackhit: { latency: 1000 } });
		const startedAt = performance.now();
		const answers = await Promise.all(Array.from({ length: 300 }, () => running.call('GET', path)));
		expect(answers.every(({ status }) => status === 200)).toBe(true);
		// One after the other they would take 300 seconds.
		expect(performance.now() - startedAt).toBeLessThan(25_000);
	}, 30_000);
});
