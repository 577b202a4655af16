import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';

import { problems } from '../../nodes/common/errors/problems';
import { detailsOf, isAnotherN8n, problemOf } from '../anotherN8n';
import { byId, ChargebackhitBench, hurryClock, runClock } from './chargebackhit';
import { type Run, runNodes } from './engine';

/** What is true of every operation of every service, tested with Alert: Get (a read) and Alert: Respond (a write). */
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

const GOES_ON = { onError: 'continueRegularOutput' } as const;
/** The first item that comes out, which tells why it failed. */
const firstOf = ({ outputs }: Run): IDataObject => outputs[0]?.[0]?.json ?? {};

describe('items', () => {
	it('come out in their order, each paired to its own, no matter how long each takes', async () => {
		// the first of each ten is slow
		for (let skip = 0; skip < 40; skip += 10) bench.fault({ delay: 80, skip: 9 });
		const { json, outputs } = await get(items(40));
		expect(json.map(({ id }) => id)).toEqual(ids);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(ids.map((_, item) => ({ item })));
	});

	it('go out no more than Max Concurrent Requests at once, by default from 10 to 64', async () => {
		bench.sandbox.settings.chargebackhit.latency = 60;
		const most = async (options: IDataObject) => {
			bench.sandbox.journal.reset();
			await get(items(160), {}, { options });
			// the service needs 60 ms for each, and notes arrivals in whole milliseconds
			const spans = bench.requests.map(({ at }) => [Date.parse(at) + 1, Date.parse(at) + 58]);
			return Math.max(...spans.map(([start]) => spans.filter(([from, to]) => from <= start && start < to).length));
		};
		const byDefault = await most({});
		expect(byDefault).toBeGreaterThan(12);
		expect(await most({ maxConcurrentRequests: '' })).toBeGreaterThan(12);
		expect(byDefault).toBeLessThanOrEqual(64);
		expect(await most({ maxConcurrentRequests: 2 })).toBe(2);
	});

	it('are unharmed by one that fails', async () => {
		const input = items(5);
		input[2] = { alert: '00000000-0000-4000-8000-000000000000' };
		input[3] = { alert: 'nonsense' };
		const { outputs } = await get(input, { onError: 'continueRegularOutput' });
		expect(outputs[0]).toHaveLength(5);
		expect(outputs[0].map(({ json }) => json.id ?? problemOf(json))).toEqual([
			ids[0],
			ids[1],
			'notFound',
			'uuid',
			ids[4],
		]);
		expect(outputs[0][2].json.error).toMatch(/00000000-0000-4000-8000-000000000000.* \(3rd item\b.*\)$/);
		expect(outputs[0][3].json.error).toMatch(/"nonsense" \(4th item\b.*\)$/);
		expect(Object.keys(outputs[0][2].json)).toEqual(['error', 'message', 'details']);
		expect(outputs[0][2].json.details).toEqual({
			problem: 'notFound',
			httpCode: '404',
			code: expect.any(String) as string,
		});
		expect(outputs[0][3].json.details).toEqual({ problem: 'uuid' });
	});

	it('are not changed', async () => {
		const input = items(2);
		const before = JSON.stringify(input);
		await get(input);
		expect(JSON.stringify(input)).toBe(before);
	});

	it('stop at the first failure, and the message says what was completed', async () => {
		const input = items(4);
		bench.fault({ status: 400, body: {}, skip: 1 });
		const { error } = await get(input, {}, { options: { maxConcurrentRequests: 1 } });
		expect(error?.message).toContain('(2nd item');
		const { message, advice } = problems.runStopped({
			completed: [0],
			partly: [],
			failed: [],
			unknown: [],
			notSent: [2, 3],
		});
		expect(error?.description).toContain(message);
		expect(error?.description).toContain(advice);
		expect(bench.requests).toHaveLength(2);
	});

	it('of which one cannot be read send nothing at all', async () => {
		const { error } = await get([...items(3), { alert: '' }]);
		expect(error?.message).toBe(`${problems.fieldEmpty('Alert').message} (4th item)`);
		expect(error?.description).toContain(problems.nothingSent().message);
		expect(bench.requests).toHaveLength(0);
	});
});

describe('an unknown operation', () => {
	it('is explained', async () => {
		const { error } = await bench.run('alert', 'melt', {});
		// the only item needs no name
		expect(error?.message).toBe(problems.operationUnknown('alert', 'melt').message);
		expect(problemOf(firstOf(await bench.run('alert', 'melt', {}, GOES_ON)))).toBe('operationUnknown');
	});
});

describe('an If node decides by details.problem', () => {
	/** Before n8n 2.36 an item at the error output has no details. */
	const OUTPUTS = [
		['regular', 'continueRegularOutput'],
		...(isAnotherN8n ? [] : [['error', 'continueErrorOutput'] as const]),
	] as const;

	it.each(OUTPUTS)('behind the %s output', async (_output, onError) => {
		const input = [...items(1), { alert: '00000000-0000-4000-8000-000000000000' }, { alert: 'nonsense' }];
		const { outputs, error } = await runNodes({
			nodes: [
				{ type: 'test.passOn' },
				{
					type: bench.node,
					onError,
					next: onError === 'continueErrorOutput' ? 1 : 0,
					parameters: { resource: 'alert', operation: 'get', alertId: FROM_ITEM },
				},
				{ type: 'test.if', parameters: { condition: "={{ $json.details?.problem === 'notFound' }}" } },
			],
			input,
			credentials: { [bench.credentialType]: bench.credential },
		});
		expect(error).toBeUndefined();
		const [fulfilled, others] = outputs.map((output) => output.map(({ json }) => problemOf(json) ?? json.id));
		expect(fulfilled).toEqual(['notFound']);
		expect(others).toEqual(onError === 'continueErrorOutput' ? ['uuid'] : [ids[0], 'uuid']);
	});
});

describe('what may be sent twice', () => {
	/** Each with the problem that a write reports. */
	const PASSING = [
		['a reset before the request was read', { reset: 'before' }, 'connectionLost'],
		['a reset after it was completed', { reset: 'after' }, 'connectionLost'],
		['408', { status: 408 }, 'outcomeUnknown'],
		['500', { status: 500 }, 'outcomeUnknown'],
		['502', { status: 502 }, 'outcomeUnknown'],
		['504', { status: 504 }, 'outcomeUnknown'],
		['a truncated body', { status: 200, malformed: 'truncated' }, 'incompleteJson'],
		['a timeout', { delay: 3000 }, 'timeout'],
	] as const;
	/** Short only if the timeout is what is tested: a busy machine must not run into it elsewhere. */
	const timeoutFor = (fault: object) => ('delay' in fault ? { timeout: 1 } : {});

	it.each([...PASSING, ['an empty body', { malformed: 'empty' }, 'wrongShape'] as const])(
		'a read, after %s',
		async (_case, fault) => {
			bench.fault({ ...fault });
			const { json, error } = await get(items(1), {}, { options: timeoutFor(fault) });
			expect(error).toBeUndefined();
			expect(json[0].id).toBe(ids[0]);
			expect(bench.requests).toHaveLength(2);
		},
	);

	it('a read, three times at most', async () => {
		bench.fault({ status: 500, count: 99, body: { error: { message: 'down for repair' } } });
		const failed = firstOf(await get(items(1), GOES_ON));
		expect(detailsOf(failed)).toEqual({ problem: 'serverError', httpCode: '500' });
		expect(failed.error).toContain('down for repair');
		expect(failed.message).toBe(problems.serverError('Chargebackhit', 500, 'down for repair', 3).advice);
		expect(bench.requests).toHaveLength(3);
	});

	it.each(PASSING)('not a write, after %s', async (_case, fault, problem) => {
		bench.fault({ ...fault });
		const failed = firstOf(await respond(GOES_ON, { options: timeoutFor(fault) }));
		expect(detailsOf(failed)).toMatchObject({ problem, unclear: true });
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
		const failed = firstOf(await respond(GOES_ON));
		expect(detailsOf(failed)).toMatchObject({ problem: 'outcomeUnknown', httpCode: '503', unclear: true });
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
			const credentials = { chargebackhitApi: { ...bench.credential, baseUrl } };
			const failed = firstOf(await respond({ credentials, ...GOES_ON }));
			expect(detailsOf(failed)).toEqual({ problem: 'redirect', httpCode: String(status) });
			expect(failed.error).toContain(target);
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

	it('fails an item at once if the service asks for more than Max Retry Wait', async () => {
		bench.fault({ status: 429, retryAfter: 3600 });
		const failed = firstOf(await get(items(1), GOES_ON));
		expect(detailsOf(failed)).toMatchObject({ problem: 'waitTooLong', httpCode: '429' });
		expect(failed.error).toBe(problems.waitTooLong('Chargebackhit', 'of 3600 s', 60, '').message);
		expect(waited).toEqual([]);
		expect(bench.requests).toHaveLength(1);
	});

	it('gives up after Max Retry Wait if the service keeps refusing', async () => {
		bench.fault({ status: 429, retryAfter: 4, count: 999 });
		const failed = firstOf(await get(items(1), GOES_ON, { options: { maxRetryWait: 10 } }));
		expect(problemOf(failed)).toBe('waitTooLong');
		expect(failed.error).toBe(problems.waitTooLong('Chargebackhit', 'of 4 s', 10, '').message);
		expect(bench.requests).toHaveLength(3);
	});

	it('says how long it waited if the service names no time', async () => {
		bench.fault({ status: 429, count: 999 });
		const failed = firstOf(await get(items(1), GOES_ON, { options: { maxRetryWait: 10 } }));
		expect(detailsOf(failed)).toMatchObject({ problem: 'stillBusy', httpCode: '429' });
		const [seconds] = /\d+(?= s\b)/.exec(String(failed.error)) ?? [];
		expect(Number(seconds)).toBeGreaterThan(0);
		expect(failed.error).toBe(problems.stillBusy('Chargebackhit', 429, Number(seconds), 10, '').message);
	});

	it('does not wait at all if Max Retry Wait is 0', async () => {
		bench.fault({ status: 429, retryAfter: 1 });
		const failed = firstOf(await get(items(1), GOES_ON, { options: { maxRetryWait: 0 } }));
		expect(problemOf(failed)).toBe('waitTooLong');
		expect(failed.error).toBe(problems.waitTooLong('Chargebackhit', 'of 1 s', 0, '').message);
		expect(waited).toEqual([]);
	});

	it('does not send items that would have to wait longer than Max Retry Wait', async () => {
		bench.fault({ status: 429, retryAfter: 3600 });
		const { outputs } = await get(items(3), GOES_ON, { options: { maxConcurrentRequests: 1 } });
		for (const { json } of outputs[0])
			expect(detailsOf(json)).toMatchObject({ problem: 'waitTooLong', httpCode: '429', notSent: true });
		expect(outputs[0]).toHaveLength(3);
		expect(bench.requests).toHaveLength(1);
		expect(waited).toEqual([]);
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
		const started = (execution: { cancel: () => void }) => setTimeout(() => execution.cancel(), 400);
		const { json, error } = await get(items(3), { started });
		expect(Date.now() - begun).toBeLessThan(5000);
		expect(json).toEqual([]);
		const states = { completed: [], partly: [], failed: [], unknown: [], notSent: [0, 1, 2] };
		const { message, advice } = problems.runCancelled('Chargebackhit', states, []);
		expect([error?.message, error?.description]).toEqual([message, advice]);
		const sent = bench.requests.length;
		await pause(200);
		expect(bench.requests).toHaveLength(sent);
	});
});

describe('parameters', () => {
	it('that contain an expression are evaluated for each item; others are the same for all', async () => {
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
	it('does not run again because a record has a field called "error"', async () => {
		bench.fault({ status: 200, body: { data: [{ alert: { id: ids[0] }, error: 'text' }] }, count: 9 });
		const { json } = await get(items(1), { retryOnFail: true }, { simplify: false });
		expect(json).toEqual([{ alert: { id: ids[0] }, serviceError: 'text' }]);
		expect(bench.requests).toHaveLength(1);
	});
});
