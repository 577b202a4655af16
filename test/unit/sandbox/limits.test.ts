import { run, type Running } from './harness';

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
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('limits', () => {
	it('of a token bucket let a burst pass and refill', async () => {
		await limit({ kind: 'tokenBucket', capacity: 3, perSecond: 2 });
		expect(await statuses(4)).toEqual([200, 200, 200, 429]);
		await pause(520);
		expect(await statuses(2)).toEqual([200, 429]);
		expect((await running.control('GET', '/limits')).json.limits[0]).toMatchObject({ passed: 4, refused: 2 });
	});

	it('of a sliding window let no more pass until the first is old enough', async () => {
		await limit({ kind: 'slidingWindow', capacity: 2, perSecond: 4 });
		expect(await statuses(3)).toEqual([200, 200, 429]);
		await pause(520);
		expect(await statuses(3)).toEqual([200, 200, 429]);
	});

	it('answer 429 in the wrapper with Retry-After: as given, computed, or none', async () => {
		await limit({ kind: 'tokenBucket', capacity: 1, perSecond: 0.25 });
		await statuses(1);
		const { headers, json } = await running.call('GET', path);
		expect([headers['retry-after'], json.error.code]).toEqual(['4', 'too_many_requests']);
		expect(running.sandbox.journal.requests.at(-1)).toMatchObject({ status: 429, signature: 'valid' });
		for (const [retryAfter, sent] of [['soon', 'soon'], [0, '0'], [null, undefined]]) {
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
		expect(performance.now() - startedAt).toBeLessThan(4000);
	});
});
