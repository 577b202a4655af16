import type { IDataObject, IHookFunctions, IHttpRequestOptions, IWebhookFunctions } from 'n8n-workflow';

import { KloutitTrigger } from '../../../../nodes/Kloutit/KloutitTrigger.node';
import { hasArrivedElsewhere, knownKey } from '../../../../nodes/Kloutit/trigger/addressKey';
import { VirtualClock } from '../virtualClock';

const PUBLIC = 'https://n8n.example.com/webhook/1/kloutit';
const MOVED = 'https://n8n.example.org/webhook/1/kloutit';
const LOCAL = 'http://localhost:5678/webhook/1/kloutit';

let time: VirtualClock;
beforeEach(() => {
	time = new VirtualClock().install();
});
afterEach(() => time.restore());

interface Webhook {
	id: string;
	targetUrl: string;
	event: string;
	key: string;
}

/** One trigger in an n8n, and as much of Kloutit as it uses. */
class Stage {
	address = PUBLIC;
	parameters: IDataObject = { events: ['CASE_CREATED', 'CASE_WON'] };
	credential: IDataObject = { apiKey: 'klt_1', baseUrl: 'https://clients-api.kloutit.com' };
	stored: IDataObject = {};
	webhooks: Webhook[] = [];
	sent: string[] = [];
	logged: string[] = [];
	/** The status with which Kloutit answers a request instead, by its method and number. */
	fails: (method: string, count: number) => number | 'timeout' | undefined = () => undefined;
	private ids = 0;

	private respond(options: IHttpRequestOptions) {
		const method = String(options.method);
		this.sent.push(method);
		const failure = this.fails(method, this.sent.filter((one) => one === method).length);
		if (failure === 'timeout') throw Object.assign(new Error('timeout'), { code: 'ECONNABORTED' });
		if (failure) return { statusCode: failure, headers: {}, body: '{"message":"no"}' };
		const key = String(this.credential.apiKey);
		if (method === 'GET') return this.json(this.webhooks.filter((one) => one.key === key));
		if (method === 'DELETE') {
			const id = options.url.split('/').pop();
			this.webhooks = this.webhooks.filter((one) => one.id !== id || one.key !== key);
			return { statusCode: 204, headers: {}, body: '' };
		}
		const { targetUrl, event } = JSON.parse(String(options.body)) as Webhook;
		const known = this.webhooks.find((one) => one.targetUrl === targetUrl && one.event === event && one.key === key);
		const made = known ?? { id: `sub-${++this.ids}`, targetUrl, event, key };
		if (!known) this.webhooks.push(made);
		return this.json(made);
	}

	private json(body: unknown) {
		return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
	}

	get context() {
		return {
			getNode: () => ({ name: 'Events', type: 'x.kloutitTrigger', typeVersion: 1, parameters: {} }),
			getWorkflow: () => ({ id: 'w1' }),
			getNodeParameter: (name: string, fallback?: unknown) => this.parameters[name] ?? fallback,
			getNodeWebhookUrl: () => this.address,
			getWorkflowStaticData: () => this.stored,
			getCredentials: async () => await Promise.resolve(this.credential),
			logger: { warn: (line: string) => this.logged.push(line) },
			helpers: {
				httpRequestWithAuthentication: async (_credential: string, options: IHttpRequestOptions) =>
					await Promise.resolve(this.respond(options)),
			},
		};
	}

	private async call(method: 'checkExists' | 'create' | 'delete'): Promise<boolean> {
		const { webhookMethods } = new KloutitTrigger();
		return await time.run(webhookMethods.default[method].call(this.context as unknown as IHookFunctions));
	}

	/** As n8n publishes or starts; a registration that fails is deleted. */
	async register(): Promise<void> {
		try {
			if (!(await this.call('checkExists'))) await this.call('create');
		} catch (error) {
			await this.call('delete').catch(() => undefined);
			throw error;
		}
	}

	async unregister(): Promise<void> {
		await this.call('delete');
	}

	keyOf(webhook: Webhook | undefined): string {
		return new URL(webhook?.targetUrl ?? '').searchParams.get('key') ?? '';
	}

	async accepts(key: string | undefined): Promise<boolean> {
		const context = { ...this.context, getQueryData: () => (key === undefined ? {} : { key }) };
		return (await knownKey(context as unknown as IWebhookFunctions)) !== undefined;
	}

	get at() {
		return [...new Set(this.webhooks.map(({ targetUrl }) => targetUrl.split('?')[0]))];
	}

	get events() {
		return this.webhooks.map(({ event }) => event).sort();
	}
}

let stage: Stage;
beforeEach(() => {
	stage = new Stage();
});

test('the ids are stored, and unpublishing deletes by them even if Kloutit cannot list', async () => {
	await stage.register();
	expect((stage.stored.webhooks as Webhook[]).map(({ id }) => id)).toEqual(['sub-1', 'sub-2']);
	expect(JSON.stringify(stage.stored)).not.toContain('klt_1');
	stage.fails = (method) => (method === 'GET' ? 500 : undefined);
	await stage.unregister();
	expect(stage.webhooks).toEqual([]);
});

test('the next start asks and changes nothing', async () => {
	await stage.register();
	const stored = structuredClone(stage.stored);
	stage.sent = [];
	await stage.register();
	expect(stage.sent).toEqual(['GET']);
	expect(stage.stored).toEqual(stored);
});

test('a changed address: the new webhooks are registered before the former ones are deleted', async () => {
	await stage.register();
	stage.sent = [];
	stage.address = MOVED;
	await stage.register();
	expect(stage.sent).toEqual(['GET', 'POST', 'POST', 'DELETE', 'DELETE']);
	expect([stage.at, stage.events]).toEqual([[MOVED], ['CASE_CREATED', 'CASE_WON']]);
});

test('a changed address is moved back, although the former ids are gone', async () => {
	await stage.register();
	stage.address = MOVED;
	await stage.register();
	stage.address = PUBLIC;
	await stage.register();
	expect([stage.at, stage.events]).toEqual([[PUBLIC], ['CASE_CREATED', 'CASE_WON']]);
	await stage.unregister();
	expect(stage.webhooks).toEqual([]);
});

test('an address of which the stored data know nothing is cleaned up as well', async () => {
	await stage.register();
	const { key } = stage.stored;
	stage.stored = {};
	await stage.register();
	expect(stage.webhooks).toHaveLength(2);
	expect(stage.stored.key).not.toBe(key);
});

test.each([1, 2])('a failed move (request %i) leaves what was registered, and nothing else', async (failing) => {
	await stage.register();
	const before = structuredClone(stage.webhooks);
	stage.address = MOVED;
	stage.fails = (method, count) => (method === 'POST' && count >= 2 + failing ? 400 : undefined);
	await expect(stage.register()).rejects.toThrow(/Kloutit returned 400: no/);
	expect(stage.webhooks).toEqual(before);
	expect(await stage.accepts(stage.keyOf(before[0]))).toBe(true);
	stage.fails = () => undefined;
	await stage.register();
	expect(stage.at).toEqual([MOVED]);
});

/** What Kloutit does to every request: a status, or no response in time. */
test.each([400, 422, 429, 503, 'timeout'] as const)(
	'what the error for %s advises fits a publication, which has no items and no Options',
	async (failure) => {
		stage.fails = () => failure;
		const failed = (await stage.register().then(
			() => new Error('It was published'),
			(error: unknown) => error,
		)) as Error;
		expect(failed.message).toContain(failure === 'timeout' ? 'within 30 s' : String(failure));
		expect(failed.message).not.toMatch(/\bitems?\b|under Options/i);
	},
);

test('a failed first registration leaves nothing, also if the response was lost', async () => {
	stage.fails = (method, count) => (method === 'POST' && count > 1 ? 500 : undefined);
	await expect(stage.register()).rejects.toThrow();
	expect(stage.webhooks).toEqual([]);
});

test('a local address is refused before anything is sent, unless the API is local too', async () => {
	stage.address = LOCAL;
	await expect(stage.register()).rejects.toThrow(/N8N_WEBHOOK_URL/);
	expect(stage.sent).toEqual([]);
	stage.credential = { ...stage.credential, baseUrl: 'http://127.0.0.1:3000/kloutit' };
	await stage.register();
	expect(stage.at).toEqual([LOCAL]);
});

test('a start with a local address, or without Kloutit, keeps what was registered', async () => {
	await stage.register();
	const before = structuredClone(stage.webhooks);
	stage.address = LOCAL;
	await stage.register();
	stage.address = PUBLIC;
	for (const status of [401, 404, 429, 503]) {
		stage.fails = () => status;
		await stage.register();
	}
	expect(stage.webhooks).toEqual(before);
	expect(stage.logged).toHaveLength(5);
	expect(await stage.accepts(stage.keyOf(before[0]))).toBe(true);
});

test('a changed API key: registered again, at an address that can be told from the former one', async () => {
	await stage.register();
	stage.credential = { ...stage.credential, apiKey: 'klt_2' };
	// until then
	const [former] = stage.webhooks;
	expect(await stage.accepts(stage.keyOf(former))).toBe(true);
	await stage.register();
	expect(stage.webhooks).toHaveLength(4);
	const next = stage.webhooks.find(({ key }) => key === 'klt_2');
	expect(stage.keyOf(next)).not.toBe(stage.keyOf(former));
	expect(stage.logged.join()).toContain('earlier API key');
	await stage.unregister();
	expect(stage.webhooks.map(({ key }) => key)).toEqual(['klt_1', 'klt_1']);
	stage.credential = { ...stage.credential, apiKey: 'klt_1' };
	await stage.register();
	await stage.unregister();
	expect(stage.webhooks).toEqual([]);
});

test('by hand: nothing is sent, and no key is needed', async () => {
	stage.parameters = { ...stage.parameters, registerByHand: true };
	stage.address = LOCAL;
	await stage.register();
	expect(await stage.accepts(undefined)).toBe(true);
	await stage.unregister();
	expect(stage.sent.filter((method) => method === 'POST')).toEqual([]);
});

describe('the key in an address', () => {
	test('works from the first moment, although n8n stores the registration later', async () => {
		await stage.register();
		const stored = structuredClone(stage.stored);
		stage.address = MOVED;
		await stage.register();
		const key = stage.keyOf(stage.webhooks[0]);
		stage.stored = stored;
		expect(await stage.accepts(key)).toBe(true);
	});

	test('of a former address works for an hour', async () => {
		await stage.register();
		const key = stage.keyOf(stage.webhooks[0]);
		stage.address = MOVED;
		await stage.register();
		expect(await stage.accepts(key)).toBe(true);
		time.time += 60 * 60 * 1000;
		expect(await stage.accepts(key)).toBe(false);
	});

	test.each([undefined, '', '0', '0'.repeat(64), 'g'.repeat(64)])('%s is not one', async (key) => {
		await stage.register();
		expect(await stage.accepts(key)).toBe(false);
	});
});

test('an event counts as known only if it arrives at another address within an hour', () => {
	const context = stage.context as unknown as IWebhookFunctions;
	expect(hasArrivedElsewhere(context, 'event-1', 'a')).toBe(false);
	expect(hasArrivedElsewhere(context, 'event-1', 'b')).toBe(true);
	expect(hasArrivedElsewhere(context, 'event-1', 'a')).toBe(false);
	expect(hasArrivedElsewhere(context, 'event-2', 'b')).toBe(false);
	time.time += 60 * 60 * 1000;
	expect(hasArrivedElsewhere(context, 'event-1', 'b')).toBe(false);
});
