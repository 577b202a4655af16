import { STATUS_SEQUENCES } from '../../../../sandbox/klavi/catalogue';
import { klaviSettings } from '../../../../sandbox/klavi/settings';
import { INSTANT, instantPayment, payment, type RunningKlavi, runKlavi } from './harness';

let running: RunningKlavi;
beforeAll(async () => {
	running = await runKlavi();
});
beforeEach(() => running.sandbox.reset());
afterAll(() => running.sandbox.close());

const AWAITING = 'CONSENT_AWAITING_AUTHORIZATION';
const statuses = async (): Promise<string[]> => (await running.payments())[0].history.map((one: any) => one.status);
const without = (course: readonly string[], ...left: string[]) => course.filter((status) => !left.includes(status));
const control = (id: string, action: string, body?: unknown) =>
	running.control('POST', `/klavi/payments/${id}/${action}`, body);

/** A payment that waits for the payer. */
async function waiting(kind: 'create' | 'createInstant' = 'create', changes: object = {}) {
	const created = await running[kind](kind === 'create' ? payment(changes) : instantPayment(changes));
	await running.advance(20);
	return created;
}

describe('the happy path', () => {
	it('goes through every status of Customer API v1 in order', async () => {
		running.set({ payer: 'authorizes' });
		const { json } = await running.create();
		expect(json.status).toBe('STARTED');
		await running.advance(100);
		expect(await statuses()).toEqual(without(STATUS_SEQUENCES.participants, 'PAYMENT_PARTIALLY_ACCEPTED'));
	});

	it('goes through every status of Instant payments in order', async () => {
		running.set({ payer: 'authorizes' });
		await running.createInstant();
		await running.advance(100);
		expect(await statuses()).toEqual(
			without(STATUS_SEQUENCES.instant, 'PAYMENT_PARTIALLY_ACCEPTED', 'PAYMENT_SCHEDULED'),
		);
	});

	it('waits for further approvers where set so', async () => {
		running.set({ payer: 'authorizes', partialAcceptance: true });
		await running.create();
		await running.advance(100);
		expect(await statuses()).toEqual(STATUS_SEQUENCES.participants);
	});

	it('takes the time set for each step, and keeps the moment of each', async () => {
		running.set({ payer: 'authorizes', stepTime: 4000, stepTimes: { ENQUEUED: 2000, PAYMENT_PENDING: 7000 } });
		await running.create();
		await running.advance(60);
		const [{ history }] = await running.payments();
		const times = history.map(({ at }: { at: string }) => Date.parse(at));
		const gaps = times.slice(1).map((time: number, index: number) => time - times[index]);
		expect(gaps).toEqual([4000, 2000, 4000, 4000, 7000, 4000, 4000]);
	});

	it('stays where the time is null until it is moved on', async () => {
		running.set({ payer: 'authorizes', stepTimes: { PAYMENT_PENDING: null } });
		const { json } = await running.create();
		await running.advance(4000);
		expect((await running.payments())[0]).toMatchObject({ status: 'PAYMENT_PENDING', next: null });
		expect((await control(json.id, 'advance')).json.status).toBe('PAYMENT_SETTLEMENT_PROCESSING');
		expect((await control(json.id, 'advance', { steps: 2 })).json.status).toBe('PAYMENT_COMPLETED');
		expect((await control(json.id, 'advance')).status).toBe(409);
	});

	it('moves in real time without anybody looking', async () => {
		running.set({ payer: 'authorizes', stepTime: 5, stepTimes: {} });
		const { json } = await running.create();
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(running.sandbox.state.klavi.payments.get(json.id)?.status).toBe('PAYMENT_COMPLETED');
	});

	it('is created awaiting when the first steps take no time, and then carries the URL at once', async () => {
		running.set({ stepTimes: { STARTED: 0, ENQUEUED: 0 } });
		const { json } = await running.create();
		expect([json.status, json.redirectConsentURL]).toEqual([AWAITING, expect.stringContaining('/klavi/bank/')]);
	});

	it('has the consent URL after about two seconds by default', async () => {
		const { stepTime, stepTimes } = klaviSettings;
		running.set({ stepTime: stepTime.start, stepTimes: stepTimes.start });
		const { id } = (await running.create()).json;
		await running.advance(1);
		expect((await running.payments())[0].consentUrl).toBeNull();
		await running.advance(1);
		expect((await running.payments())[0]).toMatchObject({ id, consentUrl: expect.any(String) });
	});
});

describe('the answers of Customer API v1', () => {
	it('carry the consent URL on the status call alone, and only while it is awaited', async () => {
		const body = payment({ date: '2026-12-01', metadata: { cart: 7 }, ibge: '3550308' });
		const { json: created, status, token } = await running.create(body);
		expect([status, created.redirectConsentURL]).toEqual([201, null]);
		const read = async (path = '') =>
			(await running.klavi('GET', `/payments/${created.id}${path}`, undefined, token)).json;
		expect(await read('/status')).not.toHaveProperty('redirectConsentURL');
		await running.advance(20);
		const awaiting = await read('/status');
		expect(awaiting).toEqual({
			id: created.id,
			externalId: body.externalId,
			status: AWAITING,
			date: '2026-12-01',
			amount: '4800',
			createAt: created.createAt,
			updateAt: expect.stringMatching(/Z$/),
			error: {},
			consentId: expect.stringMatching(/^urn:/),
			endToEndId: null,
			transactionIdentification: null,
			redirectConsentURL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/klavi\/bank\/[\w-]{32}$/),
		});
		expect(await read()).not.toHaveProperty('redirectConsentURL');
		await control(created.id, 'authorize');
		expect(await read('/status')).not.toHaveProperty('redirectConsentURL');
		const { endToEndId, debtor, creditor, metadata, ibge, paymentId, createAt, updateAt } = await read();
		expect(endToEndId).toMatch(/^E\d{8}\d{12}[0-9a-zA-Z]{11}$/);
		expect(debtor).toMatchObject({ taxId: '12345678901', number: '******54', bank: { name: 'Mock Bank' } });
		expect(creditor.number).toMatch(/^\*+\d\d$/);
		expect([metadata, ibge, typeof paymentId]).toEqual([{ cart: 7 }, '3550308', 'string']);
		expect(Date.parse(updateAt) - Date.parse(createAt)).toBeGreaterThanOrEqual(20_000);
	});

	it('leave the debtor empty before the authorization', async () => {
		const { json } = await running.create();
		expect(json.debtor).toMatchObject({ taxId: '', name: '', number: '', ispb: '' });
	});
});

describe('the answers of Instant payments', () => {
	it('have their own names', async () => {
		const body = instantPayment();
		const { json: created, token } = await running.createInstant(body);
		await running.advance(10);
		const read = async (path = '') =>
			(await running.klavi('GET', `${INSTANT}/${created.id}${path}`, undefined, token)).json;
		expect(await read('/status')).toEqual({
			id: created.id,
			clientRequestId: body.clientRequestId,
			amount: '1333.04',
			currency: 'BRL',
			status: AWAITING,
			statusUpdateAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
			redirectConsentURL: expect.stringContaining('/klavi/bank/'),
		});
		await control(created.id, 'refuse');
		expect(await read('/status')).toMatchObject({
			status: 'CONSENT_REJECTED',
			statusReason: { code: 'REJEITADO_USUARIO', message: expect.any(String) },
		});
		expect(await read()).toMatchObject({
			institutionId: body.institutionId,
			initType: 'PIX_DICT',
			proxy: body.proxy,
			customer: body.customer,
			redirectUrl: body.redirectUrl,
			consentId: expect.stringMatching(/^urn:/),
		});
	});

	it('know nothing of the payments of the other revision', async () => {
		running.set({ tokenScope: 'any', instantTokenScope: 'any' });
		const { json, token } = await running.create();
		expect((await running.klavi('GET', `${INSTANT}/${json.id}`, undefined, token)).status).toBe(404);
		expect((await running.klavi('GET', `/payments/nobody`, undefined, token)).status).toBe(404);
	});
});

describe('a payment that does not succeed', () => {
	it('is rejected 300 seconds after the payer was asked, and not before', async () => {
		const { json, token } = await waiting();
		await running.advance(295);
		expect((await running.payments())[0].status).toBe(AWAITING);
		await running.advance(5);
		const { json: read } = await running.klavi('GET', `/payments/${json.id}/status`, undefined, token);
		expect(read).toMatchObject({
			status: 'CONSENT_REJECTED',
			error: { code: 'TEMPO_EXPIRADO_AUTORIZACAO', title: expect.any(String), detail: expect.any(String) },
		});
	});

	it('is rejected by a payer who always refuses', async () => {
		running.set({ payer: 'refuses' });
		await running.create();
		await running.advance(30);
		expect((await running.payments())[0]).toMatchObject({
			status: 'CONSENT_REJECTED',
			failure: { code: 'REJEITADO_USUARIO' },
		});
	});

	it.each([
		['ERROR', 'STARTED', 'NAO_INFORMADO'],
		['EXPIRED', 'STARTED', undefined],
		['CONSENT_REJECTED', AWAITING, 'REJEITADO_USUARIO'],
		['PAYMENT_REJECTED', 'PAYMENT_PENDING', 'SALDO_INSUFICIENTE'],
		['CANCELED', 'PAYMENT_PENDING', undefined],
	])('ends as %s when planned so', async (end, before, code) => {
		running.set({ payer: 'authorizes' });
		await running.control('POST', '/klavi/next', { end });
		await running.create();
		await running.create();
		await running.advance(100);
		const [planned, other] = await running.payments();
		expect(planned.history.slice(-2).map((one: any) => one.status)).toEqual([before, end]);
		expect(planned.failure?.code).toBe(code);
		expect(other.status).toBe('PAYMENT_COMPLETED');
	});

	it('fails with the code asked for, as often as asked for', async () => {
		running.set({ payer: 'authorizes' });
		await running.control('POST', '/klavi/next', { end: 'PAYMENT_REJECTED', code: 'VALOR_ACIMA_LIMITE', count: 2 });
		for (let index = 0; index < 3; index += 1) await running.createInstant();
		await running.advance(100);
		const codes = (await running.payments()).map(({ failure }) => failure?.code);
		expect(codes).toEqual(['VALOR_ACIMA_LIMITE', 'VALOR_ACIMA_LIMITE', undefined]);
	});

	it('expires on demand: its consent, or the payment before there is one', async () => {
		const early = await running.create();
		expect((await control(early.json.id, 'expire')).json.status).toBe('EXPIRED');
		const late = await waiting();
		expect((await control(late.json.id, 'expire')).json).toMatchObject({
			status: 'CONSENT_REJECTED',
			failure: { code: 'TEMPO_EXPIRADO_AUTORIZACAO' },
		});
		expect((await control(late.json.id, 'expire')).status).toBe(409);
	});
});

describe('cancel', () => {
	const by = { cancelledBy: '12345678901', identifierType: 'CPF' };
	const cancel = async (id: string, body: unknown = by) =>
		running.klavi('POST', `${INSTANT}/${id}/cancel`, body, await running.token());

	it('ends a pending payment', async () => {
		running.set({ payer: 'authorizes', stepTimes: { PAYMENT_PENDING: null } });
		const { json } = await running.createInstant();
		await running.advance(100);
		const { status, json: cancelled } = await cancel(json.id);
		expect([status, cancelled.status, cancelled.id]).toEqual([200, 'CANCELED', json.id]);
		expect((await cancel(json.id)).status).toBe(409);
		await running.advance(100);
		expect((await running.payments())[0].status).toBe('CANCELED');
	});

	it('ends a payment scheduled for a later day, which otherwise is made on that day', async () => {
		running.set({ payer: 'authorizes' });
		const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
		const ids = [];
		for (let index = 0; index < 2; index += 1)
			ids.push((await running.createInstant(instantPayment({ date: inDays(3) }))).json.id);
		await running.advance(3600);
		expect((await running.payments()).map(({ status }) => status)).toEqual(['PAYMENT_SCHEDULED', 'PAYMENT_SCHEDULED']);
		expect((await cancel(ids[0])).json.status).toBe('CANCELED');
		await running.advance(5 * 86_400);
		const [cancelled, made] = await running.payments();
		expect([cancelled.status, made.status]).toEqual(['CANCELED', 'PAYMENT_COMPLETED']);
		const settled = made.history.find((one: any) => one.status === 'PAYMENT_SETTLEMENT_PROCESSING');
		expect(settled.at).toBe(`${inDays(3)}T03:00:00.000Z`);
	});

	it('is refused before and after, and by somebody nameless', async () => {
		const { json } = await running.createInstant();
		const early = await cancel(json.id);
		expect([early.status, early.json.message]).toEqual([409, expect.stringContaining('STARTED')]);
		expect((await cancel(json.id, {})).status).toBe(422);
		expect((await cancel(json.id, { cancelledBy: '12345678901', identifierType: 'CNPJ' })).status).toBe(422);
		expect((await cancel('nobody')).status).toBe(404);
		expect((await running.klavi('POST', `/payments/${json.id}/cancel`, by, await running.token())).status).toBe(404);
	});
});

describe('the same id', () => {
	it('creates once, in each revision', async () => {
		const body = payment();
		const first = await running.create(body);
		for (const token of [first.token, await running.token()]) {
			const { status, json } = await running.create(body, token);
			expect([status, json.statusCode, json.message]).toEqual([409, 409, expect.stringContaining(body.externalId)]);
		}
		expect((await running.createInstant(instantPayment({ clientRequestId: body.externalId }))).status).toBe(201);
		expect((await running.createInstant(instantPayment({ clientRequestId: body.externalId }))).status).toBe(409);
		expect(await running.payments()).toHaveLength(2);
	});

	it('is free again after a refused create', async () => {
		const body = payment();
		expect((await running.create({ ...body, amount: 'x' })).status).toBe(422);
		expect((await running.create(body)).status).toBe(201);
	});
});
