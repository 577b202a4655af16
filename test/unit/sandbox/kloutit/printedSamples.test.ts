import { PDF_BYTES, type RunningKloutit, runKloutit } from './harness';

let running: RunningKloutit;
beforeEach(async () => (running = await runKloutit()));
afterEach(() => running.sandbox.close());

const post = (path: string, body?: unknown) => running.kloutit('POST', path, body);

/** The bodies that the README prints, in the order of its complete workflow. */
const CREATE = {
	expedientNumber: 'CASE_001',
	sector: 'TECHNOLOGY',
	chargebackAmount: { value: 299.99, currency: 'EUR' },
	chargebackDate: '2025-01-15T09:00:00.000Z',
	reasonCode: '4855',
};
const UPDATE = {
	purchaseDate: '2025-01-10T14:30:00.000Z',
	purchaseAmount: { value: 299.99, currency: 'EUR' },
	service: 'Premium Software License',
};

it('the README’s workflow as printed', async () => {
	const created = await post('/case', CREATE);
	expect([created.status, created.json]).toEqual([
		201,
		expect.objectContaining({
			expedientNumber: 'CASE_001',
			sector: 'TECHNOLOGY',
			disputeAmount: { value: 299.99, currency: 'EUR' },
			notificationDate: '2025-01-15T09:00:00.000Z',
			status: 'PENDING',
		}),
	]);
	const file = { field: 'file', value: PDF_BYTES, name: 'invoice.pdf', type: 'application/pdf' };
	// FileCategoryEnum.INVOICE, which the README prints, is not a member of the enum (Contract: 9 (7))
	const uploaded = await running.upload('/case/CASE_001/upload-file', [{ field: 'category', value: 'RECEIPT' }, file]);
	expect(uploaded.status).toBe(201);
	expect((await post('/case/CASE_001/update-case', UPDATE)).json).toMatchObject(UPDATE);
	expect((await post('/case/CASE_001/check-case')).status).toBe(406);
});

it('the README’s create where only the schema’s names are accepted', async () => {
	running.sandbox.settings.kloutit.strict = true;
	const { status, json } = await post('/case', CREATE);
	expect([status, json.message]).toEqual([
		400,
		['chargebackAmount', 'chargebackDate', 'reasonCode'].map((name) => `property ${name} should not exist`),
	]);
});

/** As `\DateTime::ATOM` writes it, which the PHP client uses for every date. */
const ATOM = '2026-10-18T16:20:00+00:00';

it.each([
	[false, 200],
	[true, 400],
])('an update of the PHP client, strict: %s', async (strict, expected) => {
	running.sandbox.settings.kloutit.strict = strict;
	await post('/case', { expedientNumber: 'CASE_002', sector: 'TECHNOLOGY' });
	const body = {
		transactionDate: ATOM,
		purchaseDate: ATOM,
		communications: [{ sender: 'customer', content: 'Hola', date: ATOM }],
	};
	const { status, json } = await post('/case/CASE_002/update-case', body);
	expect(status).toBe(expected);
	if (!strict) expect(json).toMatchObject(body);
	else expect(json.message).toHaveLength(3);
});
