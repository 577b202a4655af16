import { createSandbox } from '../../../../sandbox/server';
import { type Running, receiveWebhooks, run } from '../harness';

let running: Running;
beforeEach(async () => {
	running = await run();
});
afterEach(() => running.sandbox.close());
const list = (query = '') => running.call('POST', `/api/v2/alerts/list${query}`, {});

describe('overview', () => {
	it('names services, addresses, keys and counts', async () => {
		const { json } = await running.control('GET', '');
		expect(json.control).toContain('GET|POST /_sandbox/chargebackhit/alerts');
		expect(json.services).toMatchObject([
			{
				name: 'chargebackhit',
				baseUrl: `${running.url}/chargebackhit`,
				settings: { publicKey: 'cbh_pk_sandbox_5e1c7a9d', webhookUrl: null, responseStyle: 'documented' },
				counts: { alerts: 320, merchants: 40, caids: 130, enrollments: 120, disputes: 70, deliveries: 0 },
			},
			{ name: 'kloutit' },
			{ name: 'kount' },
			{ name: 'klavi' },
		]);
	});
});

describe('settings', () => {
	it('come from the environment, and options go before it', async () => {
		const environment = {
			SANDBOX_CHARGEBACKHIT_PUBLIC_KEY: 'pk_env',
			SANDBOX_CHARGEBACKHIT_SECRET_KEY: 'sk_env',
			SANDBOX_CHARGEBACKHIT_WEBHOOK_URL: 'http://127.0.0.1:9/x',
		};
		const other = await createSandbox({ environment, chargebackhit: { secretKey: 'sk_option' } });
		expect(other.settings.chargebackhit).toMatchObject({
			publicKey: 'pk_env',
			secretKey: 'sk_option',
			webhookUrl: 'http://127.0.0.1:9/x',
		});
		await other.close();
		await expect(createSandbox({ environment: { SANDBOX_CHARGEBACKHIT_WEBHOOK_URL: 'x' } })).rejects.toThrow(
			'SANDBOX_CHARGEBACKHIT_WEBHOOK_URL must be',
		);
		await expect(createSandbox({ chargebackhit: { latency: -1 } })).rejects.toThrow('chargebackhit.latency must be');
	});

	it('are changed one by one', async () => {
		const { status, json } = await running.control('PATCH', '/settings', {
			chargebackhit: { webhookUrl: 'http://127.0.0.1:9/', latency: 1 },
		});
		expect([status, json.chargebackhit]).toEqual([
			200,
			expect.objectContaining({
				webhookUrl: 'http://127.0.0.1:9/',
				latency: 1,
				publicKey: 'cbh_pk_sandbox_5e1c7a9d',
			}),
		]);
		expect((await running.control('GET', '/settings')).json).toEqual(json);
	});

	it.each<[unknown, string]>([
		[{ chargebackhit: { publicKey: '' } }, 'chargebackhit.publicKey must be'],
		[{ chargebackhit: { webhookUrl: 'here' } }, 'chargebackhit.webhookUrl must be an http or https URL, or null'],
		[{ chargebackhit: { responseStyle: 'new' } }, 'chargebackhit.responseStyle must be one of documented, alternative'],
		[{ chargebackhit: { latency: 1, toString: 1 } }, 'chargebackhit.toString is not a known setting'],
		[{ chargebackhit: 5 }, 'chargebackhit must be a JSON object'],
		[{ elsewhere: {} }, 'elsewhere is not a known field'],
		['[]', 'must be a JSON object'],
		['{', 'not valid JSON'],
	])('are refused with a sentence: %j', async (body, sentence) => {
		const { status, json } = await running.control('PATCH', '/settings', body);
		expect([status, json.error]).toEqual([400, expect.stringContaining(sentence)]);
		expect(running.sandbox.settings.chargebackhit.latency).toBe(0);
	});
});

describe('journal', () => {
	it('holds every request to a service as it came, and no control call', async () => {
		await running.call('POST', '/api/v2/alerts/list?x=1', '{ "filter": {} }', { 'x-note': 'yes' });
		const { json } = await running.control('GET', '/requests');
		expect(json).toEqual({ total: 1, requests: [expect.anything()] });
		expect(json.requests[0]).toMatchObject({
			number: 1,
			service: 'chargebackhit',
			method: 'POST',
			path: '/api/v2/alerts/list?x=1',
			body: '{ "filter": {} }',
			bodyBytes: 16,
			status: 200,
			signature: 'valid',
			headers: { 'x-note': 'yes', 'content-type': 'application/json' },
		});
		expect(json.requests[0].at).toMatch(/^\d{4}-.*Z$/);
		expect(json.requests[0].duration).toBeGreaterThan(0);
		expect(json.requests[0]).not.toHaveProperty('bodyBase64');
	});

	it('is filtered by path, service and number, and emptied', async () => {
		await list('?a');
		await running.call('POST', '/api/v2/caids/list', {});
		await list();
		const numbers = async (query: string) =>
			(await running.control('GET', `/requests?${query}`)).json.requests.map(
				({ number }: { number: number }) => number,
			);
		expect(await numbers('path=/api/v2/alerts/list')).toEqual([1, 3]);
		expect(await numbers('path=/api/v2/caids/*')).toEqual([2]);
		expect(await numbers('since=1')).toEqual([2, 3]);
		expect(await numbers('service=elsewhere')).toEqual([]);
		expect((await running.control('DELETE', '/requests')).json.total).toBe(3);
		await list();
		expect(await numbers('')).toEqual([4]);
		expect((await running.control('GET', '/requests?since=x')).status).toBe(400);
		expect((await running.control('GET', '/requests?form=x')).json.error).toContain('form is not a known field');
	});

	it('is bounded in number and in bytes', async () => {
		const { journal } = running.sandbox;
		const request = (size: number) => ({
			service: 's',
			method: 'GET',
			path: '/',
			headers: {},
			body: Buffer.alloc(size, 'x'),
			signature: 'valid' as const,
		});
		for (let index = 0; index < 12_500; index += 1) journal.open(request(1), '/', 1);
		expect(journal.total).toBe(12_500);
		expect(journal.requests.length).toBeGreaterThanOrEqual(5000);
		expect(journal.requests.length).toBeLessThan(6000);
		expect(journal.requests.at(-1)?.number).toBe(12_500);
		for (let index = 0; index < 70; index += 1) journal.open(request(1024 * 1024), '/', 1);
		expect(journal.requests.length).toBeLessThanOrEqual(64);
	});
});

describe('reset', () => {
	it('brings data, journal, faults, limits and settings back to the start', async () => {
		const receiver = await receiveWebhooks();
		const own = await run({ chargebackhit: { webhookUrl: receiver.url } });
		const before = JSON.stringify([...own.sandbox.state.chargebackhit.alerts.values()]);
		await own.control('PATCH', '/settings', { chargebackhit: { webhookUrl: null, responseStyle: 'alternative' } });
		await own.control('POST', '/chargebackhit/alerts', { type: 'resolved', url: receiver.url });
		await own.control('POST', '/faults', { service: 'chargebackhit', status: 500 });
		await own.control('POST', '/limits', {
			service: 'chargebackhit',
			kind: 'tokenBucket',
			capacity: 1,
			perSecond: 1,
		});
		await own.call('POST', '/api/v2/import/mids/batch-create', [{ descriptor: 'X', psp_name: 'Y' }]);
		expect((await own.control('POST', '/reset')).status).toBe(200);
		expect(JSON.stringify([...own.sandbox.state.chargebackhit.alerts.values()])).toBe(before);
		const { json } = await own.control('GET', '');
		expect(json.services[0]).toMatchObject({
			counts: { alerts: 320, deliveries: 0 },
			settings: { webhookUrl: receiver.url, responseStyle: 'documented' },
		});
		expect(json.requests).toEqual({ total: 0, kept: 0 });
		expect((await own.control('GET', '/faults')).json.faults).toEqual([]);
		expect((await own.control('GET', '/limits')).json.limits).toEqual([]);
		await own.sandbox.close();
		await receiver.close();
	});

	it('keeps all settings on demand', async () => {
		await running.control('PATCH', '/settings', { chargebackhit: { secretKey: 'sk_kept' } });
		await running.control('POST', '/reset', { keepSettings: true });
		expect(running.sandbox.settings.chargebackhit.secretKey).toBe('sk_kept');
		await running.control('POST', '/reset', {});
		expect(running.sandbox.settings.chargebackhit.secretKey).not.toBe('sk_kept');
		expect((await running.control('POST', '/reset', { keepSettings: 1 })).status).toBe(400);
	});
});

describe('seed', () => {
	it('is the same every time, ids included', async () => {
		const seedTime = new Date('2025-06-01T00:00:00Z');
		const [one, two] = await Promise.all([createSandbox({ seedTime }), createSandbox({ seedTime })]);
		expect(JSON.stringify([...one.state.chargebackhit.alerts.values()])).toBe(
			JSON.stringify([...two.state.chargebackhit.alerts.values()]),
		);
		await Promise.all([one.close(), two.close()]);
	});

	it('keeps to the rules of the contract', () => {
		const { alerts } = running.sandbox.state.chargebackhit;
		const open = new Set<string>();
		for (const { alert, transaction } of alerts.values()) {
			if (transaction.arn !== undefined) expect(transaction.arn).toMatch(/^.4.{21}$/);
			if (transaction.arn !== undefined) expect(String(transaction.arn).slice(1, 7)).toBe(alert.acquirer_bin);
			if (alert.type !== 'init-refund') expect(['', 'acknowledged']).toContain(alert.outcome);
			if (alert.outcome === '') open.add(alert.type);
			expect(Date.parse(String(alert.date))).toBeLessThanOrEqual(Date.now());
		}
		expect(open.size).toBe(6);
	});
});

it('answers 404 with a sentence to other paths', async () => {
	expect((await running.control('GET', '/nothing')).json.error).toContain('GET /_sandbox/nothing');
});

it('opens and closes many times', async () => {
	for (let index = 0; index < 10; index += 1) {
		const one = await run();
		expect((await one.call('POST', '/api/v2/alerts/list', {})).status).toBe(200);
		await one.sandbox.close();
		await expect(one.call('POST', '/api/v2/alerts/list', {})).rejects.toMatchObject({ code: 'ECONNREFUSED' });
	}
}, 60_000);
