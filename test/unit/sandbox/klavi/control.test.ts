import { createSandbox } from '../../../../sandbox/server';
import { claimsOf, payment, type RunningKlavi, runKlavi } from './harness';

let running: RunningKlavi;
beforeAll(async () => {
	running = await runKlavi();
});
beforeEach(() => running.sandbox.reset());
afterAll(() => running.sandbox.close());

const list = async (query = '') => (await running.control('GET', `/klavi/payments${query}`)).json;

describe('the clock', () => {
	it('is ahead by what it was advanced, until a reset', async () => {
		const clock = async () => (await running.control('GET', '/klavi/clock')).json;
		expect((await clock()).advancedSeconds).toBe(0);
		const { json } = await running.control('POST', '/klavi/clock', { advanceSeconds: 90 });
		expect(json.advancedSeconds).toBe(90);
		expect(Date.parse(json.now) - Date.now()).toBeGreaterThan(85_000);
		await running.advance(10);
		expect((await clock()).advancedSeconds).toBe(100);
		await running.control('POST', '/reset');
		expect((await clock()).advancedSeconds).toBe(0);
	});

	it.each([{}, { advanceSeconds: -1 }, { advanceSeconds: '5' }, { seconds: 5 }])('refuses %j', async (body) => {
		expect((await running.control('POST', '/klavi/clock', body)).status).toBe(400);
	});
});

describe('payments', () => {
	it('are listed with their own id, and found by status, revision and id', async () => {
		const body = payment();
		const { json } = await running.create(body);
		await running.createInstant();
		const { total, payments } = await list();
		expect(total).toBe(2);
		expect(payments[0]).toMatchObject({
			number: 1,
			id: json.id,
			revision: 'participants',
			clientId: body.externalId,
			externalId: body.externalId,
			amount: '4800',
			status: 'STARTED',
			history: [{ status: 'STARTED', at: json.createAt }],
			next: { status: 'ENQUEUED' },
			checkout: false,
		});
		expect(payments[1].clientRequestId).toBe(payments[1].clientId);
		expect((await list('?revision=instant')).total).toBe(1);
		expect((await list(`?clientId=${body.externalId}`)).payments[0].id).toBe(json.id);
		await running.advance(10);
		expect((await list('?status=ENQUEUED')).payments).toMatchObject([{ id: json.id }]);
		expect((await running.control('GET', '/klavi/payments?state=x')).status).toBe(400);
		expect((await running.control('GET', '/klavi/payments?revision=x')).status).toBe(400);
	});

	it('are shown whole', async () => {
		const { json } = await running.create();
		const { json: shown } = await running.control('GET', `/klavi/payments/${json.id}`);
		expect(shown.detail).toMatchObject({ id: json.id, method: 'PIX_MANU_AUTO' });
		expect((await running.control('GET', '/klavi/payments/x')).json).toEqual({ error: 'There is no payment x.' });
	});

	it('take any status, even one nobody knows', async () => {
		const { json, token } = await running.create();
		const set = (body: object) => running.control('POST', `/klavi/payments/${json.id}/status`, body);
		const read = async () => (await running.klavi('GET', `/payments/${json.id}/status`, undefined, token)).json;
		await set({ status: 'PAYMENT_ON_HOLIDAY' });
		await running.advance(1000);
		expect((await read()).status).toBe('PAYMENT_ON_HOLIDAY');
		await set({ status: 'PAYMENT_REJECTED', code: 'VALOR_ACIMA_LIMITE' });
		expect(await read()).toMatchObject({ status: 'PAYMENT_REJECTED', error: { code: 'VALOR_ACIMA_LIMITE' } });
		await set({ status: 'CONSENT_AWAITING_AUTHORIZATION' });
		expect(await read()).toMatchObject({ error: {}, redirectConsentURL: expect.any(String) });
		expect((await set({})).json.error).toBe('status is required.');
	});

	it('are authorized and refused while they wait for it', async () => {
		const { json } = await running.create();
		const act = (action: string) => running.control('POST', `/klavi/payments/${json.id}/${action}`);
		expect((await act('authorize')).json.error).toContain('The payment is STARTED');
		await running.advance(20);
		expect((await act('authorize')).json.status).toBe('CONSENT_AUTHORIZED');
		expect((await act('refuse')).status).toBe(409);
	});

	it('are counted, and gone after a reset with tokens, plans and ids', async () => {
		const body = payment();
		const { token } = await running.create(body);
		await running.control('POST', '/klavi/next', { refuse: 4101 });
		const counts = async () =>
			(await running.control('GET', '')).json.services.find((one: any) => one.name === 'klavi').counts;
		expect(await counts()).toEqual({ participants: 62, authCalls: 1, tokens: 1, payments: 1, events: 0 });
		await running.control('POST', '/reset');
		expect(await counts()).toMatchObject({ authCalls: 0, tokens: 0, payments: 0 });
		expect((await running.create(payment(), token)).status).toBe(401);
		expect((await running.create(body)).status).toBe(201);
	});
});

describe('the plan for the next creates', () => {
	it('is seen and forgotten', async () => {
		await running.control('POST', '/klavi/next', { refuse: 4102, count: 3 });
		expect((await running.control('GET', '/klavi/next')).json).toEqual({ next: [{ refuse: 4102, remaining: 3 }] });
		await running.create();
		expect((await running.control('GET', '/klavi/next')).json.next[0].remaining).toBe(2);
		await running.control('DELETE', '/klavi/next');
		expect((await running.create()).status).toBe(201);
	});

	it.each([
		{},
		{ refuse: 4101, end: 'ERROR' },
		{ end: 'PAYMENT_COMPLETED' },
		{ refuse: 4101, message: 5 },
		{ refuse: 'x' },
	])('refuses %j', async (body) => {
		expect((await running.control('POST', '/klavi/next', body)).status).toBe(400);
	});
});

describe('settings', () => {
	it('come from the environment', async () => {
		const other = await createSandbox({
			environment: {
				SANDBOX_KLAVI_ACCESS_KEY: 'given',
				SANDBOX_KLAVI_SECRET_KEY: 'a&b#c%d$e!',
				SANDBOX_KLAVI_WEBHOOK_URL: 'http://127.0.0.1:9/x',
			},
		});
		expect(other.settings.klavi).toMatchObject({
			accessKey: 'given',
			secretKey: 'a&b#c%d$e!',
			webhookUrl: 'http://127.0.0.1:9/x',
		});
		await other.close();
	});

	it.each([
		{ tokenScope: 'all' },
		{ stepTimes: { PAYMENT_COMPLETED: 5 } },
		{ stepTimes: { STARTED: -1 } },
		{ stepTimes: [] },
		{ tokenSeconds: 0 },
		{ retryDelays: ['x'] },
		{ payer: 'nobody' },
		{ secretKey: '' },
		{ speed: 1 },
	])('refuse %j', async (changes) => {
		expect((await running.control('PATCH', '/settings', { klavi: changes })).status).toBe(400);
	});
});

describe('200 payments under faults', () => {
	it('are 200 payments, one for each id', async () => {
		const order = (fault: object) =>
			running.control('POST', '/faults', { service: 'klavi', path: '*/payments', method: 'POST', ...fault });
		await order({ reset: 'before', count: 20 });
		await order({ reset: 'after', count: 20, skip: 20 });
		await order({ status: 503, retryAfter: 0, count: 20, skip: 30 });
		await order({ status: 500, afterProcessing: true, count: 20, skip: 40 });
		const outcomes = { broken: 0, conflicts: 0, failed: 0 };
		const create = async (body: object): Promise<void> => {
			const token = await running.token();
			for (let attempt = 0; attempt < 5; attempt += 1) {
				const answer = await running.create(body, token).catch(() => undefined);
				if (answer?.status === 201) return;
				if (answer?.status === 409) {
					outcomes.conflicts += 1;
					const { id } = claimsOf(token).payload;
					const { json } = await running.klavi('GET', `/payments/${id}/status`, undefined, token);
					expect(json.externalId).toBe((body as { externalId: string }).externalId);
					return;
				}
				outcomes[answer === undefined ? 'broken' : 'failed'] += 1;
			}
			throw new Error('The payment was never created');
		};
		const bodies = Array.from({ length: 200 }, () => payment());
		for (let start = 0; start < bodies.length; start += 20)
			await Promise.all(bodies.slice(start, start + 20).map(create));
		const { total, payments } = await list();
		expect(total).toBe(200);
		expect(payments.map((one: any) => one.externalId).toSorted()).toEqual(
			bodies.map(({ externalId }) => externalId).toSorted(),
		);
		expect(outcomes).toEqual({ broken: 40, conflicts: 40, failed: 40 });
	}, 30_000);

	it('a connection broken after reading has created the payment, one broken before has not', async () => {
		const body = payment();
		const token = await running.token();
		const read = async () => {
			const { id } = claimsOf(token).payload;
			return (await running.klavi('GET', `/payments/${id}/status`, undefined, token)).json.externalId;
		};
		await running.control('POST', '/faults', { service: 'klavi', path: '*/payments', reset: 'before' });
		await expect(running.create(body, token)).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect([await read(), (await list()).total]).toEqual([null, 0]);
		await running.control('POST', '/faults', { service: 'klavi', path: '*/payments', reset: 'after' });
		await expect(running.create(body, token)).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect([await read(), (await list()).total]).toEqual([body.externalId, 1]);
		expect((await running.create(body, token)).status).toBe(409);
	});

	it('answers faults and limits in the shape of the service', async () => {
		await running.control('POST', '/faults', { service: 'klavi', status: 503, retryAfter: 2 });
		const { status, json, headers } = await running.klavi('GET', '/participants');
		expect([status, headers['retry-after'], json]).toEqual([
			503,
			'2',
			{ statusCode: 503, error: 'Service Unavailable', message: 'HTTP status 503' },
		]);
		await running.control('POST', '/limits', { service: 'klavi', kind: 'slidingWindow', capacity: 1, perSecond: 0.1 });
		await running.token();
		expect((await running.klavi('GET', '/participants')).json).toMatchObject({ statusCode: 429 });
	});
});
