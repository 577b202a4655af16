import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';

import { byId, ChargebackhitBench, hurryClock, runClock } from './chargebackhit';

/** The laws that hold for every operation of every service, tried on Alert: Get (a read) and Alert: Respond (a write). */
let bench: ChargebackhitBench;
let ids: string[];
let waited: number[];
beforeAll(async () => {
	bench = await ChargebackhitBench.open();
});
afterAll(async () => await bench.close());
beforeEach(() => {
	bench.sandbox.reset();
	waited = hurryClock();
	ids = [...bench.sandbox.state.chargebackhit.alerts.keys()].slice(0, 40);
});

const FROM_ITEM = byId('={{ $json.alert }}');
const items = (count: number) => ids.slice(0, count).map((alert) => ({ alert }));
const get = async (
	input: IDataObject[],
	options: Parameters<ChargebackhitBench['run']>[3] = {},
	parameters: IDataObject = {},
) => await bench.run('alert', 'get', { alertId: FROM_ITEM, ...parameters }, { input, ...options });
const respond = async (options: Parameters<ChargebackhitBench['run']>[3] = {}, parameters: IDataObject = {}) =>
	await bench.run(
		'alert',
		'respond',
		{ alertId: byId(bench.alertId('init-refund', '')), outcome: 'reversed', ...parameters },
		options,
	);

describe('items', () => {
	it('come out in their order, each paired to its own, however long each takes', async () => {
		// the first of each ten is slow
		for (let skip = 0; skip < 40; skip += 10) bench.fault({ delay: 80, skip: 9 });
		const { json, outputs } = await get(items(40));
		expect(json.map(({ id }) => id)).toEqual(ids);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(ids.map((_, item) => ({ item })));
	});

	it('go out no more than Max Concurrent Requests at once: 10, unless said otherwise', async () => {
		bench.sandbox.settings.chargebackhit.latency = 60;
		const most = async (options: IDataObject) => {
			bench.sandbox.journal.reset();
			await get(items(40), {}, { options });
			// each was surely under way for the 60 ms that the service takes; arrivals are noted in whole milliseconds
			const spans = bench.requests.map(({ at }) => [Date.parse(at) + 1, Date.parse(at) + 58]);
			return Math.max(...spans.map(([start]) => spans.filter(([from, to]) => from <= start && start < to).length));
		};
		const byDefault = await most({});
		expect(byDefault).toBeGreaterThan(5);
		expect(byDefault).toBeLessThanOrEqual(10);
		expect(await most({ maxConcurrentRequests: 2 })).toBe(2);
	});

	it('are unharmed by one that fails', async () => {
		const input = items(5);
		input[2] = { alert: '00000000-0000-4000-8000-000000000000' };
		input[3] = { alert: 'nonsense' };
		const { outputs } = await get(input, { onError: 'continueRegularOutput' });
		expect(outputs[0]).toHaveLength(5);
		expect(outputs[0].map(({ json }) => json.id ?? json.error)).toEqual([
			ids[0],
			ids[1],
			'Chargebackhit does not know alert 00000000-0000-4000-8000-000000000000 [item 2]',
			'Alert must be a UUID such as 3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b; this item has "nonsense" [item 3]',
			ids[4],
		]);
		expect(Object.keys(outputs[0][2].json)).toEqual(['error', 'message', 'details']);
		expect(outputs[0][2].json.details).toEqual({ httpCode: '404', code: expect.any(String) as string });
	});

	it('are not changed', async () => {
		const input = items(2);
		const before = JSON.stringify(input);
		await get(input);
		expect(JSON.stringify(input)).toBe(before);
	});

	it('stop at the first failure, and the message says what had been done', async () => {
		const input = items(4);
		bench.fault({ status: 400, body: {}, skip: 1 });
		const { error } = await get(input, {}, { options: { maxConcurrentRequests: 1 } });
		expect(error?.message).toBe('Chargebackhit answered 400: {} [item 1]');
		expect(error?.description).toContain('Carried out: item 0. Not sent: items 2–3.');
		expect(error?.description).toContain('set On Error to "Continue"');
		expect(bench.requests).toHaveLength(2);
	});

	it('of which one cannot be read send nothing at all', async () => {
		const { error } = await get([...items(3), { alert: '' }]);
		expect(error?.message).toBe('Alert is empty [item 3]');
		expect(bench.requests).toHaveLength(0);
	});
});

describe('an unknown operation', () => {
	it('is explained', async () => {
		const { error } = await bench.run('alert', 'melt', {});
		expect(error?.message).toContain('This node has no operation "melt" for "alert"');
	});
});

describe('what may be sent twice', () => {
	const PASSING = [
		['a reset before the request was read', { reset: 'before' }],
		['a reset after it was carried out', { reset: 'after' }],
		['408', { status: 408 }],
		['500', { status: 500 }],
		['502', { status: 502 }],
		['504', { status: 504 }],
		['a broken-off body', { malformed: 'truncated' }],
		['an empty body', { malformed: 'empty' }],
		['a time-out', { delay: 3000 }],
	] as const;
	/** Short where the time-out is what is tried; elsewhere a busy machine must not run into it. */
	const timeoutFor = (fault: object) => ('delay' in fault ? { timeout: 1 } : {});

	it.each(PASSING)('a read, after %s', async (_case, fault) => {
		bench.fault({ ...fault });
		const { json, error } = await get(items(1), {}, { options: timeoutFor(fault) });
		expect(error).toBeUndefined();
		expect(json[0].id).toBe(ids[0]);
		expect(bench.requests).toHaveLength(2);
	});

	it('a read, three times at most', async () => {
		bench.fault({ status: 500, count: 99, body: { error: { message: 'down for repair' } } });
		const { error } = await get(items(1));
		expect(error?.message).toBe('Chargebackhit answered 500: down for repair [item 0]');
		expect(error?.description).toContain('tried 3 times');
		expect(bench.requests).toHaveLength(3);
	});

	it.each(PASSING.filter(([name]) => !name.includes('body')))('not a write, after %s', async (_case, fault) => {
		bench.fault({ ...fault });
		const { error } = await respond({}, { options: timeoutFor(fault) });
		expect(error?.description).toContain('It is not known whether this was carried out');
		expect(bench.requests).toHaveLength(1);
	});

	it('a write that answers with broken JSON is not sent again, and may have been carried out', async () => {
		bench.fault({ status: 200, body: '{"data": ', contentType: 'application/json' });
		const { error } = await respond();
		expect(error?.message).toContain('but with an incomplete answer instead of JSON');
		expect(error?.description).toContain('may have been carried out');
		expect(bench.requests).toHaveLength(1);
	});

	it.each([
		['429 with seconds', { status: 429, retryAfter: 2 }],
		['429 with a date', { status: 429, retryAfter: new Date(Date.now() + 3000).toUTCString() }],
		['429 without Retry-After', { status: 429 }],
		['503 with Retry-After', { status: 503, retryAfter: 1 }],
	])('a write, after %s', async (_case, fault) => {
		bench.fault({ ...fault, count: 2 });
		const { json, error } = await respond();
		expect(error).toBeUndefined();
		expect(json[0].success).toBe(true);
		expect(bench.requests.map(({ status }) => status)).toEqual([fault.status, fault.status, 200]);
		expect(waited.length).toBeGreaterThanOrEqual(2);
	});

	it('not a write, after 503 without Retry-After', async () => {
		bench.fault({ status: 503 });
		const { error } = await respond();
		expect(error?.description).toContain('It is not known whether this was carried out');
		expect(bench.requests).toHaveLength(1);
	});

	it('a read, after 503 without Retry-After', async () => {
		bench.fault({ status: 503 });
		const { error } = await get(items(1));
		expect(error).toBeUndefined();
		expect(bench.requests).toHaveLength(2);
	});

	it('nothing, after a refusal', async () => {
		bench.fault({ status: 422, count: 9 });
		await get(items(1));
		expect(bench.requests).toHaveLength(1);
	});
});

describe('a redirect', () => {
	it.each([301, 302, 307, 308])('%i is not followed: no key reaches the other address', async (status) => {
		const reached: string[] = [];
		const other = createServer((request, response) => {
			reached.push(`${request.method} ${request.url}`);
			response.end('{}');
		});
		await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
		const target = `http://127.0.0.1:${(other.address() as AddressInfo).port}/elsewhere`;
		const first = createServer((_request, response) => response.writeHead(status, { location: target }).end());
		await new Promise<void>((resolve) => first.listen(0, '127.0.0.1', resolve));
		const baseUrl = `http://127.0.0.1:${(first.address() as AddressInfo).port}`;
		try {
			const { error } = await respond({ credentials: { chargebackhitApi: { ...bench.credential, baseUrl } } });
			expect(error?.message).toBe(
				`Chargebackhit answered ${status} with a redirect to ${target}; redirects are not followed [item 0]`,
			);
			expect(reached).toEqual([]);
		} finally {
			first.close();
			other.close();
		}
	});
});

describe('pacing', () => {
	it('waits as long as the service says', async () => {
		bench.fault({ status: 429, retryAfter: 7 });
		await get(items(1));
		expect(waited.some((milliseconds) => milliseconds > 6900 && milliseconds <= 7000)).toBe(true);
	});

	it('fails an item at once where the service asks for more than Max Retry Wait', async () => {
		bench.fault({ status: 429, retryAfter: 3600 });
		const { error } = await get(items(1));
		expect(error?.message).toBe(
			'Chargebackhit asks to wait 3600 s before the next request, more than Max Retry Wait (60 s) still allows [item 0]',
		);
		expect(error?.description).toContain('This request was not carried out.');
		expect(waited).toEqual([]);
		expect(bench.requests).toHaveLength(1);
	});

	it('gives up after Max Retry Wait where the service goes on refusing', async () => {
		bench.fault({ status: 429, retryAfter: 4, count: 999 });
		const { error } = await get(items(1), {}, { options: { maxRetryWait: 10 } });
		expect(error?.message).toBe(
			'Chargebackhit asks to wait 4 s before the next request, more than Max Retry Wait (10 s) still allows [item 0]',
		);
		expect(bench.requests).toHaveLength(3);
	});

	it('says how long it waited where the service names no time', async () => {
		bench.fault({ status: 429, count: 999 });
		const { error } = await get(items(1), {}, { options: { maxRetryWait: 10 } });
		expect(error?.message).toMatch(
			/^Chargebackhit still answered 429 after \d+ s of waiting; Max Retry Wait \(10 s\) allows no more \[item 0\]$/,
		);
	});

	it('does not wait at all where Max Retry Wait is 0', async () => {
		bench.fault({ status: 429, retryAfter: 1 });
		const { error } = await get(items(1), {}, { options: { maxRetryWait: 0 } });
		expect(error?.message).toContain('asks to wait 1 s');
		expect(waited).toEqual([]);
	});

	it('lets items that were not sent yet wait as long as it takes', async () => {
		bench.fault({ status: 429, retryAfter: 3600 });
		const { outputs } = await get(
			items(3),
			{ onError: 'continueErrorOutput' },
			{ options: { maxConcurrentRequests: 1 } },
		);
		expect(outputs[1]).toHaveLength(1);
		expect(outputs[0].map(({ json }) => json.id)).toEqual([ids[1], ids[2]]);
	});

	it('delivers every item through a limit, without tuning', async () => {
		runClock();
		bench.sandbox.limits.add(
			{ service: 'chargebackhit', kind: 'tokenBucket', capacity: 10, perSecond: 50, retryAfter: 1 },
			['chargebackhit'],
		);
		const { json, error } = await get(items(40));
		expect(error).toBeUndefined();
		expect(json.map(({ id }) => id)).toEqual(ids);
	});

	it('ends its pauses when the execution is cancelled', async () => {
		runClock();
		bench.fault({ status: 429, retryAfter: 30, count: 99 });
		const begun = Date.now();
		const { json, error } = await get(items(3), { started: (execution) => setTimeout(() => execution.cancel(), 400) });
		expect(Date.now() - begun).toBeLessThan(5000);
		expect(json).toEqual([]);
		expect(error?.message).toBe('The execution was cancelled [item 0]');
		const asked = bench.requests.length;
		await pause(200);
		expect(bench.requests).toHaveLength(asked);
	});
});

describe('parameters', () => {
	it('that hold an expression are evaluated for each item; others are the same for all', async () => {
		const open = [...bench.sandbox.state.chargebackhit.alerts.values()]
			.filter(({ alert }) => alert.type === 'init-refund' && alert.outcome === '')
			.slice(0, 2)
			.map(({ alert }) => alert.id);
		const input = open.map((alert, row) => ({ alert, order: `ORDER-${row}` }));
		await bench.run(
			'alert',
			'respond',
			{ alertId: FROM_ITEM, outcome: 'reversed', orderId: '={{ $json.order }}', options: { maxConcurrentRequests: 1 } },
			{ input },
		);
		expect(bench.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
			{ outcome: 'reversed', order: { order_id: 'ORDER-0' } },
			{ outcome: 'reversed', order: { order_id: 'ORDER-1' } },
		]);
	});
});

describe("n8n's Retry On Fail", () => {
	it('does not run again because a record holds a member called "error"', async () => {
		bench.fault({ status: 200, body: { data: [{ alert: { id: ids[0] }, error: 'text' }] }, count: 9 });
		const { json } = await get(items(1), { retryOnFail: true }, { simplify: false });
		expect(json).toEqual([{ alert: { id: ids[0] }, serviceError: 'text' }]);
		expect(bench.requests).toHaveLength(1);
	});
});
