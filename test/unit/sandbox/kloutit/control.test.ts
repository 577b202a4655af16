import { CASE_STATUSES, SECTORS } from '../../../../sandbox/kloutit/catalogue';
import { createSandbox } from '../../../../sandbox/server';
import { type RunningKloutit, runKloutit } from './harness';

let running: RunningKloutit;
beforeAll(async () => {
	running = await runKloutit();
});
beforeEach(() => running.sandbox.reset());
afterAll(() => running.sandbox.close());

describe('seed', () => {
	it('is the same every time, ids included', async () => {
		const seedTime = new Date('2026-06-01T00:00:00Z');
		const [one, two] = await Promise.all([createSandbox({ seedTime }), createSandbox({ seedTime })]);
		const text = (sandbox: typeof one) => JSON.stringify([...sandbox.state.kloutit.cases.values()]);
		expect(text(one)).toBe(text(two));
		await one.close();
		await two.close();
	});

	it('has four cases a sector besides those of the samples, every status, and defences that fit', async () => {
		const { json } = await running.control('GET', '/kloutit/cases');
		expect(json.cases).toHaveLength(86);
		for (const sector of SECTORS) {
			expect(json.cases.filter((one: { sector: string }) => one.sector === sector)).toHaveLength(
				sector === 'FASHION' ? 6 : 4,
			);
		}
		const seen = new Set(json.cases.map(({ status }: { status: string }) => status));
		expect(CASE_STATUSES.filter((status) => !seen.has(status))).toEqual(['GENERATING']);
		for (const { status, defenseAt, files } of json.cases) {
			const isMade = !['PENDING', 'ACCEPTED', 'EXPIRED'].includes(status);
			expect([status, defenseAt !== null, files.length]).toEqual([status, isMade, isMade ? 1 : 0]);
		}
	});

	it('would be accepted by create, and needs completing where it is open', async () => {
		const { json } = await running.control('GET', '/kloutit/cases');
		const answers = new Map<string, number>();
		for (const one of json.cases) {
			const { id, status, active, isDeleted, createdAt, updatedAt, connected, submittedAt, defenseAt, files, ...body } =
				one;
			expect([id, active, isDeleted, createdAt, updatedAt, connected, submittedAt, defenseAt, files]).toBeDefined();
			const created = await running.kloutit('POST', '/case', {
				...body,
				expedientNumber: `NEW-${body.expedientNumber}`,
			});
			expect([created.status, created.json.message]).toEqual([201, undefined]);
			const { status: checked } = await running.kloutit('POST', `/case/${body.expedientNumber}/check-case`);
			if (status !== 'PENDING') expect([body.sector, checked]).toEqual([body.sector, 204]);
			answers.set(String(checked), (answers.get(String(checked)) ?? 0) + 1);
		}
		expect(answers.get('406')).toBeGreaterThan(5);
	});
});

describe('cases', () => {
	it('are filtered by status and sector', async () => {
		const list = async (query: string) => (await running.control('GET', `/kloutit/cases?${query}`)).json.cases;
		expect((await list('sector=FOOD')).map((one: { sector: string }) => one.sector)).toEqual(Array(4).fill('FOOD'));
		const pending = await list('status=PENDING');
		expect(pending.length).toBeGreaterThan(10);
		expect(pending.every((one: { status: string }) => one.status === 'PENDING')).toBe(true);
		expect((await running.control('GET', '/kloutit/cases?status=OPEN')).json.error).toContain('status must be one of');
		expect((await running.control('GET', '/kloutit/cases?state=PENDING')).json.error).toContain('not a known field');
	});

	it('are moved to any status, with or without a defence', async () => {
		const move = async (status: string) =>
			(await running.control('PATCH', '/kloutit/cases/EXP-100001', { status })).json;
		expect(await move('GENERATED')).toMatchObject({ status: 'GENERATED', defenseAt: expect.any(String) });
		expect(await move('REOPENED')).toMatchObject({ status: 'REOPENED', defenseAt: expect.any(String) });
		expect(await move('PENDING')).toMatchObject({ status: 'PENDING', defenseAt: null });
		expect(running.sandbox.state.kloutit.events).toEqual([]);
	});

	it('are refused in sentences', async () => {
		const patch = (number: string, body: unknown) => running.control('PATCH', `/kloutit/cases/${number}`, body);
		expect((await patch('EXP-0', { status: 'WON' })).json).toEqual({ error: 'There is no case EXP-0.' });
		expect((await patch('EXP-100001', { status: 'OPEN' })).json.error).toContain('status must be one of PENDING');
		expect((await patch('EXP-100001', { connected: 1 })).json.error).toContain('connected must be true or false');
		expect((await running.control('POST', '/kloutit/cases/EXP-0/advance')).status).toBe(404);
	});

	it('are counted, and gone after a reset', async () => {
		await running.control('POST', '/kloutit/events', { event: 'CASE_CREATED' });
		const counts = async () => (await running.control('GET', '')).json.services[1].counts;
		expect(await counts()).toMatchObject({ cases: 87, events: 1, subscriptions: 0 });
		await running.control('POST', '/reset');
		expect(await counts()).toMatchObject({ cases: 86, events: 0, verifications: 0 });
	});
});

describe('settings', () => {
	it('come from the environment', async () => {
		const environment = {
			SANDBOX_KLOUTIT_API_KEY: 'klt_env',
			SANDBOX_KLOUTIT_WEBHOOK_URL: 'http://127.0.0.1:9/x',
		};
		const other = await createSandbox({ environment });
		expect(other.settings.kloutit).toMatchObject({ apiKey: 'klt_env', webhookUrl: 'http://127.0.0.1:9/x' });
		await other.close();
	});

	it('are changed one by one', async () => {
		const changes = { sectors: ['FOOD'], retryDelays: [], apiVersion: '2.0', automaticDefense: false, latency: 30 };
		const { status, json } = await running.control('PATCH', '/settings', { kloutit: changes });
		expect([status, json.kloutit]).toEqual([200, expect.objectContaining({ ...changes, defenseTime: 30 })]);
		const startedAt = performance.now();
		await running.kloutit('GET', '/health');
		expect(performance.now() - startedAt).toBeGreaterThanOrEqual(30);
	});

	it.each([
		[{ sectors: [] }, 'kloutit.sectors must be a list of one or more of DIGITAL_PRODUCT'],
		[{ sectors: ['CASINO'] }, 'kloutit.sectors must be'],
		[{ retryDelays: [1, -1] }, 'kloutit.retryDelays must be a list of up to 10 whole numbers'],
		[{ retryDelays: 5 }, 'kloutit.retryDelays must be'],
		[{ automaticDefense: 'no' }, 'kloutit.automaticDefense must be true or false'],
		[{ apiVersion: '3.0' }, 'kloutit.apiVersion must be one of 2.2, 2.0'],
		[{ apiKey: '' }, 'kloutit.apiKey must be'],
		[{ defenseTime: 1.5 }, 'kloutit.defenseTime must be a whole number of milliseconds'],
	])('refuse %j', async (changes, sentence) => {
		const { status, json } = await running.control('PATCH', '/settings', { kloutit: changes });
		expect([status, json.error]).toEqual([400, expect.stringContaining(sentence)]);
	});
});
