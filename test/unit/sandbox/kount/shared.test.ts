import { createSandbox } from '../../../../sandbox/server';
import { KEY, KOUNT_LOGIN, ORDER, type RunningKount, runKount } from './harness';

let running: RunningKount;
beforeEach(async () => (running = await runKount()));
afterEach(() => running.sandbox.close());

const ANY_ORDER = '/commerce/v2/orders/credential-test';
const overview = async () =>
	(await running.control('GET', '')).json.services.find(({ name }: { name: string }) => name === 'kount');

describe('what all services share', () => {
	it('shows Kount in the overview, with its key and counts', async () => {
		await running.upload([ORDER, ORDER]);
		expect(await overview()).toMatchObject({
			baseUrl: `${running.url}/kount`,
			settings: { apiKey: KEY, tokenLifeSeconds: 1200, webhookUrl: null, signedWebhookUrl: null },
			counts: { alerts: 13, orders: 3, uploads: 1, transactions: 2, events: 0, tokenCalls: 1 },
		});
	});

	it('starts with the figures of the contract', async () => {
		const sandbox = await createSandbox();
		expect(sandbox.settings.kount).toMatchObject({
			keyBits: 4096,
			alertRetryDelays: { length: 4 },
			signedRetryDelays: [120_000, 120_000, 120_000, 120_000],
			staleToken: 'unauthorized',
			unknownStatusCodes: 'accept',
			keepTransactions: true,
		});
		await sandbox.close();
	});

	it('journals key and token as the signature', async () => {
		await running.login();
		await running.login(KOUNT_LOGIN, { authorization: 'Basic x' });
		await running.login(KOUNT_LOGIN, { authorization: undefined });
		await running.kount('GET', ANY_ORDER);
		await running.plain('GET', ANY_ORDER, undefined, { authorization: 'Bearer x' });
		await running.plain('GET', ANY_ORDER);
		const { requests } = (await running.control('GET', '/requests?service=kount')).json;
		const seen = requests.map(({ path, status, signature }: any) => [path === ANY_ORDER, status, signature]);
		expect(seen).toEqual([
			[false, 200, 'valid'],
			[false, 401, 'wrong'],
			[false, 401, 'missing'],
			[false, 200, 'valid'],
			[true, 404, 'valid'],
			[true, 401, 'wrong'],
			[true, 401, 'missing'],
		]);
	});

	it('plays faults, before and after the request was carried out', async () => {
		const fault = (order: object) => running.control('POST', '/faults', { service: 'kount', ...order });
		await fault({ path: '/kff/uploads', status: 503, retryAfter: 2 });
		const early = await running.upload([ORDER]);
		expect([early.status, early.json.code, early.headers['retry-after']]).toEqual([503, 14, '2']);
		expect((await running.control('GET', '/kount/uploads')).json.requests).toBe(0);
		await fault({ path: '/kff/uploads', status: 502, afterProcessing: true });
		expect((await running.upload([ORDER])).status).toBe(502);
		expect((await running.control('GET', '/kount/uploads')).json.requests).toBe(1);
		await fault({ path: '/oauth2/*', reset: 'before' });
		await expect(running.login()).rejects.toThrow();
	});

	it('limits', async () => {
		const limit = { service: 'kount', path: '/kff/*', kind: 'tokenBucket', capacity: 1, perSecond: 0.1 };
		await running.control('POST', '/limits', limit);
		expect((await running.upload([ORDER])).status).toBe(200);
		const { status, json, headers } = await running.upload([ORDER]);
		expect([status, json.code]).toEqual([429, 8]);
		expect(Number(headers['retry-after'])).toBeGreaterThan(5);
		expect((await running.login()).status).toBe(200);
	});

	it('resets data, tokens, counts and settings', async () => {
		const { access_token: token } = (await running.login()).json;
		await running.upload([ORDER]);
		await running.kount('POST', '/commerce/v2/orders', { merchantOrderId: 'M' });
		await running.control('POST', '/kount/alerts', { count: 5 });
		await running.control('PATCH', '/settings', { kount: { tokenLifeSeconds: 5 } });
		await running.control('POST', '/reset', {});
		expect(await overview()).toMatchObject({
			settings: { tokenLifeSeconds: 1200, keyBits: 2048 },
			counts: { alerts: 13, orders: 3, uploads: 0, transactions: 0, events: 0, tokenCalls: 0 },
		});
		const late = await running.plain('GET', ANY_ORDER, undefined, { authorization: `Bearer ${token}` });
		expect(late.status).toBe(401);
	});

	it.each<[object, string]>([
		[{ tokenLifeSeconds: -1 }, 'tokenLifeSeconds must be a whole number from 0 to 86400'],
		[{ tokenCallLimit: 1.5 }, 'tokenCallLimit must be'],
		[{ keyBits: 1024 }, 'keyBits must be a whole number from 2048 to 4096'],
		[{ alertRetryDelays: [-1] }, 'alertRetryDelays must be a list of up to 10'],
		[{ signedRetryDelays: Array(11).fill(1) }, 'signedRetryDelays must be a list of up to 10'],
		[{ webhookHeaderName: 'a b' }, 'webhookHeaderName must be a header name'],
		[{ signedWebhookUrl: 'here' }, 'signedWebhookUrl must be an http or https URL'],
		[{ answers: 'xml' }, 'answers must be one of json, empty, text'],
	])('refuses settings that break a rule: %j', async (values, sentence) => {
		const { status, json } = await running.control('PATCH', '/settings', { kount: values });
		expect([status, json.error]).toEqual([400, expect.stringContaining(sentence)]);
	});

	it('reads keys and addresses from the environment', async () => {
		const environment = {
			SANDBOX_KOUNT_API_KEY: 'a2V5',
			SANDBOX_KOUNT_WEBHOOK_URL: 'http://127.0.0.1:9/a',
			SANDBOX_KOUNT_SIGNED_WEBHOOK_URL: 'http://127.0.0.1:9/b',
			SANDBOX_KOUNT_WEBHOOK_HEADER_NAME: 'x-name',
			SANDBOX_KOUNT_WEBHOOK_HEADER_VALUE: 'value',
		};
		const sandbox = await createSandbox({ environment });
		expect(sandbox.settings.kount).toMatchObject({
			apiKey: 'a2V5',
			webhookUrl: 'http://127.0.0.1:9/a',
			signedWebhookUrl: 'http://127.0.0.1:9/b',
			webhookHeaderName: 'x-name',
			webhookHeaderValue: 'value',
		});
		await sandbox.close();
	});
});
