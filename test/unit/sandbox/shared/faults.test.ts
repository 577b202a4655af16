import { type Running, run } from '../harness';

let running: Running;
let id: string;
beforeEach(async () => {
	running = await run();
	[id] = running.sandbox.state.chargebackhit.alerts.keys();
});
afterEach(() => running.sandbox.close());

const order = async (fault: object) =>
	(await running.control('POST', '/faults', { service: 'chargebackhit', ...fault })).json;
const get = () => running.call('GET', `/api/v2/alerts/${id}`);
const openAlert = () =>
	[...running.sandbox.state.chargebackhit.alerts.values()].find(
		({ alert }) => alert.type === 'init-refund' && alert.outcome === '',
	)!;
const update = (alertId: string) =>
	running.call('POST', `/api/v2/alerts/${alertId}/update-outcome`, { outcome: 'reversed' });
const last = () => running.sandbox.journal.requests.at(-1);

describe('faults', () => {
	it('answer with a status without carrying the request out, as often as ordered', async () => {
		const { alert } = openAlert();
		const fault = await order({
			status: 503,
			retryAfter: 7,
			count: 2,
			path: '/api/v2/alerts/*/update-outcome',
			method: 'post',
		});
		for (const _ of [1, 2]) {
			const { status, headers, json } = await update(alert.id);
			expect([status, headers['retry-after'], json.error.code]).toEqual([503, '7', 'sandbox_fault']);
			expect(last()).toMatchObject({ status: 503, fault: fault.number });
		}
		expect(alert.outcome).toBe('');
		expect((await update(alert.id)).status).toBe(200);
		expect((await running.control('GET', '/faults')).json.faults).toMatchObject([
			{ number: fault.number, remaining: 0 },
		]);
	});

	it('carry the request out first when asked to', async () => {
		const { alert } = openAlert();
		await order({ status: 500, afterProcessing: true, body: { trouble: true } });
		const { status, json } = await update(alert.id);
		expect([status, json, alert.outcome]).toEqual([500, { trouble: true }, 'reversed']);
	});

	it('send body, content type and Retry-After as they stand', async () => {
		await order({
			status: 429,
			retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT',
			body: 'slow down',
			contentType: 'text/x-note',
		});
		const { text, headers } = await get();
		expect([text, headers['retry-after'], headers['content-type']]).toEqual([
			'slow down',
			'Wed, 21 Oct 2026 07:28:00 GMT',
			'text/x-note',
		]);
		await order({ body: { data: 'replaced' } });
		const replaced = await get();
		expect([replaced.status, replaced.json]).toEqual([200, { data: 'replaced' }]);
	});

	it('delay the real answer', async () => {
		await order({ delay: 400 });
		const { status, milliseconds } = await get();
		expect(status).toBe(200);
		expect(milliseconds).toBeGreaterThanOrEqual(400);
		await get();
		expect(last()?.duration).toBeLessThan(400);
	});

	it('break the real answer: truncated, html, empty, array', async () => {
		const { text: whole } = await get();
		for (const malformed of ['truncated', 'html', 'empty', 'array']) await order({ malformed });
		expect((await get()).text).toBe(whole.slice(0, Math.floor(whole.length / 2)));
		const html = await get();
		expect([html.status, html.text.slice(0, 15), html.headers['content-type']]).toEqual([
			200,
			'<!DOCTYPE html>',
			'text/html; charset=utf-8',
		]);
		expect((await get()).text).toBe('');
		expect((await get()).text).toBe('[]');
		expect((await get()).text).toBe(whole);
	});

	it('break an empty answer and an error page too', async () => {
		await order({ malformed: 'truncated' });
		await order({ status: 502, malformed: 'html' });
		expect((await update(openAlert().alert.id)).text).toBe('{');
		const { status, text } = await get();
		expect([status, text.slice(0, 15)]).toEqual([502, '<!DOCTYPE html>']);
	});

	it('reset the connection before or after the request was carried out', async () => {
		const { alert } = openAlert();
		await order({ reset: 'before', delay: 20 });
		await expect(update(alert.id)).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect(last()).toMatchObject({ status: null });
		expect(last()?.duration).toBeGreaterThanOrEqual(20);
		expect(alert.outcome).toBe('');
		await order({ reset: 'after' });
		await expect(update(alert.id)).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect(last()).toMatchObject({ status: null });
		expect(alert.outcome).toBe('reversed');
		expect((await get()).status).toBe(200);
	});

	it('reset the connection before the body was read, however large it is', async () => {
		const { alert } = openAlert();
		await order({ reset: 'unread', skip: 1 });
		await get();
		const big = running.call('POST', `/api/v2/alerts/${alert.id}/update-outcome`, {
			outcome: 'reversed',
			note: 'x'.repeat(900_000),
		});
		await expect(big).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) });
		expect(last()).toMatchObject({ status: null, body: '', bodyBytes: 0 });
		expect(alert.outcome).toBe('');
		expect((await update(alert.id)).status).toBe(200);
	});

	it('let the first requests pass and meet only their path and method', async () => {
		await order({ status: 500, path: '/api/v2/alerts/list', method: 'POST', skip: 2 });
		const list = () => running.call('POST', '/api/v2/alerts/list?x=1', {});
		expect((await get()).status).toBe(200);
		await order({ status: 502, method: 'PATCH' });
		expect([(await list()).status, (await list()).status, (await list()).status, (await list()).status]).toEqual([
			200, 200, 500, 200,
		]);
	});

	it('are played one after the other', async () => {
		await order({ status: 500, count: 2 });
		await order({ status: 429 });
		const statuses = [];
		for (let index = 0; index < 4; index += 1) statuses.push((await get()).status);
		expect(statuses).toEqual([500, 500, 429, 200]);
	});

	it('are forgotten on demand', async () => {
		await order({ status: 500, count: 5 });
		expect((await running.control('DELETE', '/faults')).json).toEqual({ faults: [] });
		expect((await get()).status).toBe(200);
	});

	it.each<[object, string]>([
		[{}, 'needs an effect'],
		[{ status: 99 }, 'status must be a whole number from 200 to 599; it was 99'],
		[{ status: 500, path: 'api' }, 'path must start with /'],
		[{ status: 500, count: 0 }, 'count must be'],
		[{ status: 500, skip: -1 }, 'skip must be'],
		[{ status: 500, service: 'elsewhere' }, 'service must be one of chargebackhit'],
		[{ status: 500, reset: 'before' }, 'cannot be combined'],
		[{ reset: 'never' }, 'reset must be one of unread, before, after'],
		[{ malformed: 'xml' }, 'malformed must be one of truncated, html, empty, array'],
		[{ status: 500, retryAfter: {} }, 'retryAfter must be'],
		[{ status: 500, when: 'now' }, 'when is not a known field'],
		[{ delay: '5' }, 'delay must be'],
	])('are refused with a sentence: %j', async (fault, sentence) => {
		const { status, json } = await running.control('POST', '/faults', { service: 'chargebackhit', ...fault });
		expect([status, json.error]).toEqual([400, expect.stringContaining(sentence)]);
		expect((await get()).status).toBe(200);
	});
});

it('closes with answers still delayed', async () => {
	await order({ delay: 60_000 });
	const pending = get().catch(() => 'broken off');
	while (last()?.fault === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
	const startedAt = performance.now();
	await running.sandbox.close();
	expect(performance.now() - startedAt).toBeLessThan(4000);
	await pending;
});
