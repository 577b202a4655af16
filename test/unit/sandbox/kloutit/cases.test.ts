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

describe('who may call', () => {
	const GUARDED = [
		['GET', '/connection'],
		['POST', '/case'],
		['POST', '/case/EXP-100001/update-case'],
		['POST', '/case/EXP-100001/upload-file'],
		['POST', '/case/EXP-100001/upload-product-photo'],
		['POST', '/case/EXP-100001/check-case'],
		['POST', '/case/EXP-100001/submit-completed-case'],
		['POST', '/case/EXP-100001/update-status'],
		['POST', '/case/download-defense/PDF/EXP-100001'],
		['POST', '/case/verify-event'],
		['GET', '/webhooks'],
		['POST', '/webhooks'],
		['DELETE', '/webhooks/1'],
	];

	it.each(GUARDED)('%s %s refuses a missing and a wrong key', async (method, path) => {
		const missing = await running.kloutit(method, path, undefined, { 'x-api-key': undefined });
		expect([missing.status, missing.json]).toEqual([
			401,
			{ statusCode: 401, message: 'The header x-api-key is required', error: 'Unauthorized' },
		]);
		const wrong = await running.kloutit(method, path, undefined, { 'x-api-key': 'klt_wrong' });
		expect([wrong.status, wrong.json.message]).toEqual([401, 'The API key is not valid']);
		const { json } = await running.control('GET', '/requests');
		expect(json.requests.map((one: { signature: string }) => one.signature)).toEqual(['missing', 'wrong']);
	});

	it('answers health without a key', async () => {
		const { status, bytes } = await running.kloutit('GET', '/health', undefined, { 'x-api-key': undefined });
		expect([status, bytes.toString()]).toEqual([200, 'OK']);
	});

	it('names organisation and sectors', async () => {
		running.sandbox.settings.kloutit.sectors = ['FOOD', 'PARKING'];
		const { status, json } = await running.kloutit('GET', '/connection');
		expect([status, json]).toEqual([
			200,
			{ valid: true, organization: { name: expect.any(String), sectors: ['FOOD', 'PARKING'] } },
		]);
	});

	it.each([
		['GET', '/connection'],
		['GET', '/webhooks'],
		['POST', '/webhooks'],
		['DELETE', '/webhooks/1'],
		['POST', '/case/EXP-100001/update-status'],
	])('has no %s %s before API 2.2, whatever the key', async (method, path) => {
		running.sandbox.settings.kloutit.apiVersion = '2.0';
		for (const key of [running.sandbox.settings.kloutit.apiKey, 'klt_wrong', undefined]) {
			const { status, json } = await running.kloutit(method, path, undefined, { 'x-api-key': key });
			expect([status, json.message]).toEqual([404, `Cannot ${method} ${path}`]);
		}
		expect((await create(completeCase('EXP-1', 'FOOD'))).status).toBe(201);
	});

	it('answers 404 to paths it does not have', async () => {
		expect((await running.kloutit('GET', '/case/EXP-100001')).status).toBe(404);
	});
});

describe('create', () => {
	/** How many fields each sample of the contract shows. */
	const FIELD_COUNTS: Record<string, number> = {
		DIGITAL_PRODUCT: 24,
		EDUCATION: 18,
		FASHION: 23,
		FOOD: 23,
		GAMING: 17,
		HEALTH_BEAUTY: 19,
		HOME: 24,
		LEISURE: 18,
		MARKETPLACE: 29,
		PARKING: 22,
		PHONE: 19,
		SOFTWARE: 19,
		SPORT: 23,
		SUBSCRIPTION: 20,
		SUPPLY: 19,
		TECHNOLOGY: 24,
		TRANSPORT: 31,
		TRAVEL_AIRLINE: 31,
		TRAVEL_HOTEL: 22,
		TRAVEL_HOTEL_AIRLINE: 34,
		RENTING_VEHICLE: 31,
	};

	it('knows the 21 sectors', () => expect([...SECTORS].sort()).toEqual(Object.keys(FIELD_COUNTS).sort()));

	it.each(Object.entries(FIELD_COUNTS))('takes all %s fields (%i), and gives them back', async (sector, count) => {
		const body = completeCase('EXP-1', sector);
		expect(Object.keys(body)).toHaveLength(count + 5);
		const { status, json } = await create(body);
		expect([status, json]).toEqual([201, expect.objectContaining(body)]);
		expect(json).toMatchObject({ status: 'PENDING', active: true, isDeleted: false });
		expect(json.id).toMatch(/^[0-9a-f-]{36}$/);
	});

	it('does not return what is only for the defence and the organisation', async () => {
		const { json } = await create({
			expedientNumber: 'EXP 1/ñ',
			salesChannelCode: 'NEW',
			salesChannelTermsUrl: 'https://example.org/terms',
			filialIdentifier: 'X1',
			filialName: 'New one',
			preferredDefenseLanguage: 'ES',
			paymentProcessor: 'REVOLUT',
		});
		expect(json).toMatchObject({ salesChannelCode: 'NEW', filialIdentifier: 'X1', paymentProcessor: 'REVOLUT' });
		for (const name of ['salesChannelTermsUrl', 'filialName', 'preferredDefenseLanguage']) {
			expect(json).not.toHaveProperty(name);
		}
		const again = await post(`/case/${encodeURIComponent('EXP 1/ñ')}/update-case`, { salesChannelCode: 'NEW' });
		expect([again.status, again.json.expedientNumber]).toEqual([200, 'EXP 1/ñ']);
	});

	const UTC = 'must be an ISO 8601 date-time in UTC such as 2026-01-31T10:00:00.000Z';
	it.each<[Record<string, unknown>, string]>([
		[{ expedientNumber: undefined }, 'expedientNumber should not be empty'],
		[{ expedientNumber: '' }, 'expedientNumber should not be empty'],
		[{ expedientNumber: 7 }, 'expedientNumber must be a string'],
		[{ sector: 'CASINO' }, 'sector must be one of the following values: DIGITAL_PRODUCT, '],
		[{ chargebackReason: '4855' }, 'chargebackReason must be one of the following values: FRAUD, '],
		[{ paymentProcessor: 'Stripe' }, 'paymentProcessor must be one of the following values: STRIPE, '],
		[{ liabilityShift: true }, 'liabilityShift must be a string'],
		[{ preferredDefenseLanguage: 'FR' }, 'preferredDefenseLanguage must be one of the following values: ES, EN'],
		[{ purchaseDate: '18/10/2026' }, `purchaseDate ${UTC}`],
		[{ purchaseDate: '2026-10-18' }, `purchaseDate ${UTC}`],
		[{ purchaseDate: '2026-10-18T16:20:00+02:00' }, `purchaseDate ${UTC}`],
		[{ purchaseDate: '2026-02-30T00:00:00Z' }, `purchaseDate ${UTC}`],
		[{ isChargeRefundable: 'true' }, 'isChargeRefundable must be a boolean value'],
		[{ disputeAmount: 84.5 }, 'disputeAmount must be an object with value and currency'],
		[{ disputeAmount: { value: '84,50', currency: 'EUR' } }, 'disputeAmount.value must be a number'],
		[{ disputeAmount: { value: -1, currency: 'EUR' } }, 'disputeAmount.value must not be less than 0'],
		[{ disputeAmount: { value: 1, currency: 'ZAR' } }, 'disputeAmount.currency must be one of the following'],
		[{ disputeAmount: { value: 1, currency: 'EUR', cents: 1 } }, 'property disputeAmount.cents should not exist'],
		[{ communications: 'hello' }, 'communications must be an array'],
		[{ communications: ['hello'] }, 'communications.0 must be an object with sender, content and date'],
		[{ communications: [{ sender: 'customer', content: 'x', date: 'today' }] }, `communications.0.date ${UTC}`],
		[{ customerName: null }, 'customerName must be a string'],
		[{ chargebackAmount: 1 }, 'property chargebackAmount should not exist'],
		[{ status: 'WON' }, 'property status should not exist'],
		[{ toString: 'x' }, 'property toString should not exist'],
		[{ hotelName: 'Faro' }, 'property hotelName should not exist in sector FASHION'],
		[{ salesChannelCode: 'UNKNOWN' }, 'salesChannelTermsUrl should not be empty'],
	])('refuses %j', async (changes, sentence) => {
		const { status, json } = await create(completeCase('EXP-1', 'FASHION', changes));
		expect([status, json]).toEqual([
			400,
			{ statusCode: 400, error: 'Bad Request', message: [expect.stringContaining(sentence)] },
		]);
		expect(running.sandbox.state.kloutit.cases.has('EXP-1')).toBe(false);
	});

	it('reports everything that is wrong at once', async () => {
		const { json } = await create({ sector: 'FOOD', product: 1, deliveryDate: 'soon' });
		expect(json.message.map((text: string) => text.split(' ')[0])).toEqual([
			'expedientNumber',
			'product',
			'deliveryDate',
		]);
	});

	it('refuses a sector that is not the account’s', async () => {
		running.sandbox.settings.kloutit.sectors = ['FOOD', 'PARKING'];
		const { status, json } = await create({ expedientNumber: 'EXP-1', sector: 'FASHION' });
		expect([status, json.message]).toEqual([
			400,
			['sector must be one of the sectors of the organisation: FOOD, PARKING'],
		]);
	});

	it('refuses a number that is taken', async () => {
		await create({ expedientNumber: 'EXP-1' });
		const { status, json } = await create({ expedientNumber: 'EXP-1' });
		expect([status, json.error]).toEqual([409, 'Conflict']);
	});

	it.each([
		['{', 'application/json', 'The body is not valid JSON'],
		['[]', 'application/json', 'The body must be a JSON object'],
		['{}', 'text/plain', 'The body must be sent as application/json; it was sent as "text/plain"'],
		[Buffer.from('7b22ff227d', 'hex'), 'application/json', 'The body is not valid UTF-8'],
	])('refuses the body %s as %s', async (body, type, sentence) => {
		const { status, json } = await running.kloutit('POST', '/case', body, { 'content-type': type });
		expect([status, json.message]).toEqual([400, sentence]);
	});

	it('ignores foreign fields when told to', async () => {
		running.sandbox.settings.kloutit.foreignFields = 'ignore';
		const body = completeCase('EXP-1', 'FASHION', { hotelName: 'Faro', chargebackAmount: 1 });
		const { status, json } = await create(body);
		expect(status).toBe(201);
		expect(json).not.toHaveProperty('hotelName');
		expect(json).not.toHaveProperty('chargebackAmount');
	});

	/** What Kloutit's own clients and README send, and the case it makes. */
	const LOOSE: Array<[string, Record<string, unknown>, Record<string, unknown>]> = [
		['a date of the PHP client', { purchaseDate: '2026-10-18T16:20:00+00:00' }, {}],
		['the same with fractions', { deadline: '2026-10-18T16:20:00.123456+00:00' }, {}],
		['it in a message', { communications: [{ sender: 'a', content: 'b', date: '2026-10-18T16:20:00+00:00' }] }, {}],
		[
			'chargebackAmount',
			{ disputeAmount: undefined, chargebackAmount: { value: 299.99, currency: 'EUR' } },
			{ disputeAmount: { value: 299.99, currency: 'EUR' } },
		],
		[
			'chargebackDate',
			{ notificationDate: undefined, chargebackDate: '2025-01-15T09:00:00.000Z' },
			{ notificationDate: '2025-01-15T09:00:00.000Z' },
		],
		['reasonCode of the schema', { chargebackReason: undefined, reasonCode: 'FRAUD' }, { chargebackReason: 'FRAUD' }],
		['reasonCode of the network', { chargebackReason: undefined, reasonCode: '4855' }, {}],
	];
	it.each(LOOSE)('takes %s unless strict', async (_name, changes, made) => {
		const body = JSON.parse(JSON.stringify(completeCase('EXP-1', 'FASHION', changes)));
		const loose = await create(body);
		const kept = Object.fromEntries(
			Object.entries(body).filter(([name]) => !/^chargeback(Amount|Date)|reasonCode/.test(name)),
		);
		expect([loose.status, loose.json]).toEqual([201, expect.objectContaining({ ...kept, ...made })]);
		for (const name of ['chargebackAmount', 'chargebackDate', 'reasonCode'])
			expect(loose.json).not.toHaveProperty(name);
		running.sandbox.settings.kloutit.strict = true;
		const { status, json } = await create({ ...body, expedientNumber: 'EXP-2' });
		expect([status, json.message]).toEqual([400, [expect.any(String)]]);
	});

	it('judges what comes under an older name, and calls it so', async () => {
		const { json } = await create({
			expedientNumber: 'EXP-1',
			chargebackAmount: 12,
			chargebackDate: '15/01/2025',
			reasonCode: '',
		});
		expect(json.message).toEqual([
			expect.stringContaining('chargebackAmount must be an object'),
			expect.stringContaining('chargebackDate must be an ISO 8601'),
			expect.stringContaining('reasonCode must be one of'),
		]);
	});

	it('a case made with the network’s reason code still needs its reason', async () => {
		await create({ expedientNumber: 'EXP-1', sector: 'TECHNOLOGY', reasonCode: '4855' });
		const { status, json } = await post('/case/EXP-1/check-case');
		expect(status).toBe(406);
		expect(json.missingFields).toContainEqual({ field: 'chargebackReason', type: 'string', required: true });
	});
});

describe('update', () => {
	beforeEach(() => create({ expedientNumber: 'EXP-1', sector: 'FASHION', product: 'Coat', customerName: 'A' }));

	it('merges, and returns the case', async () => {
		const { status, json } = await post('/case/EXP-1/update-case', { product: 'Hat', is3DSPurchase: false });
		expect(status).toBe(200);
		expect(json).toMatchObject({ product: 'Hat', is3DSPurchase: false, customerName: 'A', sector: 'FASHION' });
	});

	it('returns the case as it is for no changes', async () => {
		const { status, json } = await post('/case/EXP-1/update-case');
		expect([status, json.product]).toEqual([200, 'Coat']);
	});

	it('judges the fields by the new sector', async () => {
		const moved = await post('/case/EXP-1/update-case', { sector: 'TRAVEL_HOTEL', hotelName: 'Faro' });
		expect([moved.status, moved.json.hotelName, moved.json.product]).toEqual([200, 'Faro', 'Coat']);
		const { json } = await post('/case/EXP-1/update-case', { product: 'Hat' });
		expect(json.message).toEqual(['property product should not exist in sector TRAVEL_HOTEL']);
	});

	it.each(['expedientNumber', 'notificationDate', 'deadline', 'disputeAmount', 'chargebackReason', 'transactionId'])(
		'refuses %s, which is for create',
		async (name) => {
			const { status, json } = await post('/case/EXP-1/update-case', { [name]: 'x' });
			expect([status, json.message]).toEqual([400, [`property ${name} should not exist in an update`]]);
		},
	);

	it.each(['chargebackAmount', 'chargebackDate', 'reasonCode'])('knows no %s', async (name) => {
		const { status, json } = await post('/case/EXP-1/update-case', { [name]: 'x' });
		expect([status, json.message]).toEqual([400, [`property ${name} should not exist`]]);
	});

	it('refuses unknown and resolved cases', async () => {
		const unknown = await post('/case/EXP-0/update-case', {});
		expect([unknown.status, unknown.json.message]).toEqual([404, 'Case with expedientNumber EXP-0 not found']);
		await running.control('PATCH', '/kloutit/cases/EXP-1', { status: 'LOST' });
		expect((await post('/case/EXP-1/update-case', { product: 'Hat' })).status).toBe(400);
	});
});
