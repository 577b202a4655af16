import { claimsOf, INSTANT, instantPayment, payment, type RunningKlavi, runKlavi } from './harness';

let running: RunningKlavi;
beforeAll(async () => {
	running = await runKlavi();
});
beforeEach(() => running.sandbox.reset());
afterAll(() => running.sandbox.close());

const auth = (body: unknown) => running.klavi('POST', '/auth', body);
const keys = () => {
	const { accessKey, secretKey } = running.sandbox.settings.klavi;
	return { accessKey, secretKey };
};

describe('auth', () => {
	it('gives a JWT that lives 1800 seconds and names the payment', async () => {
		const { status, json } = await auth(keys());
		expect([status, json]).toEqual([200, { accessToken: expect.any(String), expireIn: 1800 }]);
		const { exp, iat, payload } = claimsOf(json.accessToken);
		expect([exp - iat, payload.id]).toEqual([1800, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
		const created = await running.create(payment(), json.accessToken);
		expect(created.json.id).toBe(payload.id);
	});

	it('says its life as text where set so', async () => {
		running.set({ expiryField: 'expire', tokenSeconds: 60 });
		expect((await auth(keys())).json).toEqual({ accessToken: expect.any(String), expire: '60' });
	});

	it('carries no claim where that is switched off', async () => {
		running.set({ tokenClaim: false });
		const token = await running.token();
		expect(claimsOf(token)).not.toHaveProperty('payload');
		expect((await running.create(payment(), token)).status).toBe(201);
	});

	it.each<[object | string, number]>([
		[{ accessKey: 'other', secretKey: 'wrong' }, 401],
		[{ accessKey: 'klavi-demo', secretKey: 'wrong' }, 401],
		[{ accessKey: 'other', secretKey: 'kv&sandbox#9f%2$6!c1' }, 401],
		[{ accessKey: 'klavi-demo' }, 422],
		[{ accessKey: 'klavi-demo', secretKey: '' }, 422],
		['{', 400],
		['[]', 400],
	])('refuses %j with %i', async (body, expected) => {
		const { status, json } = await auth(body);
		expect([status, json.statusCode]).toEqual([expected, expected]);
		expect(json.message).not.toBe('');
	});

	it('refuses a body that is not declared as JSON', async () => {
		const { status } = await running.raw('POST', '/payment/customer/v1/auth', JSON.stringify(keys()), {
			'content-type': 'application/x-www-form-urlencoded',
		});
		expect(status).toBe(400);
	});

	it('is counted, refused calls included', async () => {
		await running.token();
		await running.token();
		await auth({ accessKey: 'x', secretKey: 'y' });
		const { json } = await running.control('GET', '/klavi/tokens');
		expect([json.authCalls, json.tokens.length]).toEqual([3, 2]);
		expect(JSON.stringify(json)).not.toContain('eyJ');
	});
});

describe('a token', () => {
	const reading = ['/participants', '/payments/x', '/payments/x/status', `${INSTANT}/x`, `${INSTANT}/x/status`];

	it.each(reading)('is needed for GET %s', async (path) => {
		for (const token of [undefined, 'unknown']) {
			const { status, json } = await running.klavi('GET', path, undefined, token);
			expect([status, json.statusCode, json.error]).toEqual([401, 401, 'Unauthorized']);
		}
	});

	it.each(['/payments', INSTANT, `${INSTANT}/x/cancel`])('is needed for POST %s', async (path) => {
		expect((await running.klavi('POST', path, {})).status).toBe(401);
	});

	it('ends after its 1800 seconds, and not before', async () => {
		const token = await running.token();
		await running.advance(1790);
		expect((await running.klavi('GET', '/participants', undefined, token)).status).toBe(200);
		await running.advance(10);
		const { status, json } = await running.klavi('GET', '/participants', undefined, token);
		expect([status, json.message]).toEqual([401, 'The token has expired']);
	});

	it('ends on demand', async () => {
		const token = await running.token();
		const { json } = await running.control('POST', '/klavi/tokens/expire');
		expect(json.tokens).toMatchObject([{ number: 1, expired: true, created: [] }]);
		expect((await running.create(payment(), token)).status).toBe(401);
		expect((await running.create()).status).toBe(201);
	});

	it('creates one payment and serves only that one', async () => {
		const first = await running.create();
		expect((await running.create(payment(), first.token)).status).toBe(403);
		const second = await running.create();
		const read = (id: string, token: string, path = '') =>
			running.klavi('GET', `/payments/${id}${path}`, undefined, token);
		expect((await read(first.json.id, first.token)).status).toBe(200);
		for (const path of ['', '/status']) expect((await read(first.json.id, second.token, path)).status).toBe(403);
		expect((await read(first.json.id, await running.token(), '/status')).status).toBe(403);
		expect(await running.payments()).toHaveLength(2);
	});

	it('reads any payment in the scope create, and does everything in the scope any', async () => {
		const first = await running.create();
		running.set({ tokenScope: 'create' });
		const fresh = await running.token();
		expect((await running.klavi('GET', `/payments/${first.json.id}/status`, undefined, fresh)).status).toBe(200);
		expect((await running.create(payment(), first.token)).status).toBe(403);
		running.set({ tokenScope: 'any' });
		const again = await running.create(payment(), first.token);
		expect([again.status, again.json.id === first.json.id]).toEqual([201, false]);
	});

	it('may read any instant payment, but creates one, unless set otherwise', async () => {
		const first = await running.createInstant();
		const fresh = await running.token();
		const read = () => running.klavi('GET', `${INSTANT}/${first.json.id}`, undefined, fresh);
		expect((await read()).status).toBe(200);
		expect((await running.createInstant(instantPayment(), first.token)).status).toBe(403);
		running.set({ instantTokenScope: 'payment' });
		expect((await read()).status).toBe(403);
	});

	it('has its payment STARTED before the create comes, or none', async () => {
		const token = await running.token();
		const { id } = claimsOf(token).payload;
		const read = () => running.klavi('GET', `/payments/${id}/status`, undefined, token);
		expect((await read()).json).toMatchObject({ id, status: 'STARTED', externalId: null, amount: null });
		expect(await running.payments()).toEqual([]);
		running.set({ beforeCreate: 'notFound' });
		expect((await read()).status).toBe(404);
		running.set({ beforeCreate: 'STARTED' });
		expect((await running.klavi('GET', `/payments/${id}`, undefined, await running.token())).status).toBe(404);
	});
});

describe('the journal', () => {
	it('tells who came with valid credentials', async () => {
		const token = await running.token();
		await auth({ accessKey: 'klavi-demo', secretKey: 'x' });
		await running.klavi('GET', '/participants', undefined, token);
		await running.klavi('GET', '/participants', undefined, `${token}x`);
		await running.klavi('GET', '/participants');
		expect(running.sandbox.journal.requests.map(({ signature }) => signature)).toEqual([
			'valid',
			'wrong',
			'valid',
			'wrong',
			'missing',
		]);
	});
});
