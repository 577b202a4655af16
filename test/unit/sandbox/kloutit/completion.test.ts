import { SECTORS } from '../../../../sandbox/kloutit/catalogue';
import { completeCase, type RunningKloutit, runKloutit } from './harness';

let running: RunningKloutit;
beforeAll(async () => {
	running = await runKloutit();
});
beforeEach(() => running.sandbox.reset());
afterAll(() => running.sandbox.close());

const post = (path: string, body?: unknown) => running.kloutit('POST', path, body);
const create = (body: unknown) => post('/case', body);
/** Creates a case and gives it a status. */
async function caseIn(status: string, number = 'EXP-1', connected = false): Promise<void> {
	await create(completeCase(number, 'FASHION'));
	await running.control('PATCH', `/kloutit/cases/${number}`, { status, connected });
}

describe('check', () => {
	it.each(SECTORS)('of %s finds required fields, then optional ones, then nothing', async (sector) => {
		const complete = completeCase('EXP-1', sector, { chargebackReason: 'FRAUD' });
		// Which dates a parking needs is known only once its kind is.
		const kind = sector === 'PARKING' ? { serviceDurationType: 'TRANSACTIONAL' } : {};
		await create({ expedientNumber: 'EXP-1', sector, ...kind });
		const first = await post('/case/EXP-1/check-case');
		expect(first.status).toBe(406);
		expect(Object.keys(first.json)).toEqual(['missingFields']);
		const missing: Array<{ field: string; type: string; required: boolean }> = first.json.missingFields;
		const required = missing.filter((one) => one.required).map(({ field }) => field);
		expect(required).toEqual(expect.arrayContaining(['disputeAmount', 'purchaseDate', 'customerEmail']));
		expect(required.length).toBeGreaterThan(9);
		expect(missing.some((one) => !one.required)).toBe(true);
		expect(missing.find(({ field }) => field === 'purchaseDate')?.type).toBe('date');

		const needed = [...required, 'expedientNumber', 'last4Digits', 'cardBrand', 'sector', ...Object.keys(kind)];
		const onlyRequired = Object.fromEntries(Object.entries(complete).filter(([name]) => needed.includes(name)));
		await create({ ...onlyRequired, expedientNumber: 'EXP-2' });
		const second = await post('/case/EXP-2/check-case');
		expect(second.status).toBe(206);
		expect(second.json.missingFields.every((one: { required: boolean }) => !one.required)).toBe(true);

		await create({ ...complete, expedientNumber: 'EXP-3' });
		const third = await post('/case/EXP-3/check-case');
		expect([third.status, third.bytes.length]).toEqual([204, 0]);
	});

	const requiredOf = async (body: Record<string, unknown>): Promise<string[]> => {
		await create({ expedientNumber: 'EXP-1', ...body });
		const { json } = await post('/case/EXP-1/check-case');
		return json.missingFields
			.filter(({ required }: { required: boolean }) => required)
			.map(({ field }: { field: string }) => field);
	};

	it('asks for a sector when there is none', async () => expect(await requiredOf({})).toContain('sector'));

	it.each([
		['TRANSACTIONAL', 'checkinDate', 'commitmentEndDate'],
		['SUBSCRIPTION', 'commitmentEndDate', 'checkinDate'],
	])('asks for the period that fits %s parking', async (serviceDurationType, asked, unasked) => {
		const required = await requiredOf({ sector: 'PARKING', serviceDurationType });
		expect(required).toContain(asked);
		const { json } = await post('/case/EXP-1/check-case');
		expect(json.missingFields.map(({ field }: { field: string }) => field)).not.toContain(unasked);
	});

	it('asks for more by reason', async () => {
		expect(await requiredOf({ sector: 'FOOD', chargebackReason: 'OTHER' })).not.toContain('deliveryCompany');
		await running.control('POST', '/reset');
		const reason = { chargebackReason: 'PRODUCT_SERVICE_NOT_RECEIVED' };
		expect(await requiredOf({ sector: 'FOOD', ...reason })).toContain('deliveryCompany');
	});

	it('of an unknown case is refused', async () => expect((await post('/case/EXP-0/check-case')).status).toBe(404));
});

describe('submit', () => {
	it('starts the generation of the defence', async () => {
		running.sandbox.settings.kloutit.defenseTime = 60_000;
		await create(completeCase('EXP-1', 'FASHION'));
		const { status, bytes } = await post('/case/EXP-1/submit-completed-case');
		expect([status, bytes.length]).toEqual([204, 0]);
		const { json } = await post('/case/EXP-1/update-case');
		expect(json.status).toBe('GENERATING');
	});

	it('only flags the case when generation is not automatic', async () => {
		running.sandbox.settings.kloutit.automaticDefense = false;
		await create(completeCase('EXP-1', 'FASHION'));
		expect((await post('/case/EXP-1/submit-completed-case')).status).toBe(204);
		const { json } = await running.control('GET', '/kloutit/cases/EXP-1');
		expect(json).toMatchObject({ status: 'PENDING', submittedAt: expect.stringMatching(/Z$/) });
	});

	it('is refused while required fields are missing', async () => {
		await create(completeCase('EXP-1', 'FASHION', { product: undefined, bankName: undefined }));
		const { status, json } = await post('/case/EXP-1/submit-completed-case');
		expect([status, json]).toEqual([
			406,
			{
				missingFields: [
					{ field: 'product', type: 'string', required: true },
					{ field: 'bankName', type: 'string', required: false },
				],
			},
		]);
		expect((await post('/case/EXP-1/update-case')).json.status).toBe('PENDING');
	});

	it.each([
		['PENDING', 204],
		['REOPENED', 204],
		['PREARBITRATION', 204],
		['ARBITRATION', 204],
		['GENERATING', 400],
		['GENERATED', 400],
		['ALLEGED', 400],
		['WON', 400],
	])('of a case that is %s is answered %i', async (from, expected) => {
		await caseIn(from);
		expect((await post('/case/EXP-1/submit-completed-case')).status).toBe(expected);
	});

	it('of an unknown case is refused', async () => {
		expect((await post('/case/EXP-0/submit-completed-case')).status).toBe(404);
	});
});

describe('update status', () => {
	const ALLOWED = {
		ALLEGED: ['GENERATED'],
		ACCEPTED: ['PENDING', 'GENERATED', 'ALLEGED', 'REOPENED', 'PREARBITRATION', 'ARBITRATION'],
		WON: ['ALLEGED'],
		LOST: ['ALLEGED'],
	};
	const ALL =
		'PENDING GENERATING GENERATED ALLEGING ALLEGED REOPENED PREARBITRATION ARBITRATION WON LOST ACCEPTED EXPIRED';

	it.each(Object.entries(ALLOWED))('to %s follows only what the contract says', async (status, allowed) => {
		await create(completeCase('EXP-1', 'FASHION'));
		for (const from of ALL.split(' ')) {
			await running.control('PATCH', '/kloutit/cases/EXP-1', { status: from });
			const answer = await post('/case/EXP-1/update-status', { status });
			expect([from, answer.status]).toEqual([from, allowed.includes(from) ? 200 : 400]);
			if (answer.status === 200) expect(answer.json).toMatchObject({ status, expedientNumber: 'EXP-1' });
		}
	});

	it('is forbidden for a case that a connected processor runs', async () => {
		await caseIn('ALLEGED', 'EXP-1', true);
		const { status, json } = await post('/case/EXP-1/update-status', { status: 'WON' });
		expect([status, json.error]).toEqual([403, 'Forbidden']);
		await running.control('PATCH', '/kloutit/cases/EXP-1', { connected: false });
		expect((await post('/case/EXP-1/update-status', { status: 'WON' })).status).toBe(200);
	});

	it.each([{}, { status: 'GENERATED' }, { status: 'won' }, { status: 'WON', note: 'x' }])(
		'refuses %j',
		async (body) => {
			await caseIn('ALLEGED');
			expect((await post('/case/EXP-1/update-status', body)).status).toBe(400);
		},
	);

	it('of an unknown case is refused', async () => {
		expect((await post('/case/EXP-0/update-status', { status: 'WON' })).status).toBe(404);
	});
});
