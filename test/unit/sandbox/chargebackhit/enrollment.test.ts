import { type Running, run, until } from '../harness';

let running: Running;
beforeEach(async () => {
	running = await run();
});
afterEach(() => running.sandbox.close());

const create = (body: unknown) => running.call('POST', '/api/v2/import/mids/batch-create', body);
const list = async (filter: unknown) => (await running.call('POST', '/api/v2/import/mids/list', { filter })).json.data;
const arn = (index: number): string => `74${String(index).padStart(21, '0')}`;
const base = { descriptor: 'NEW*SHOP', psp_name: 'Adyen' };
const withBin = { ...base, acquirer_bin: '412345', card_acceptor_id: '123456789012345' };
const site = { support_info_merchant: { website_url: 'https://shop.example' } };

describe('enrol a batch', () => {
	it.each([
		['nothing in particular', base],
		['500 emojis', { ...base, description: '😀'.repeat(500) }],
		['ethoca, cdrn', { ...base, required_products: ['ethoca', 'cdrn'] }],
		['rdr by BIN and CAID', { ...withBin, required_products: ['rdr'] }],
		['rdr by ARNs', { ...base, required_products: ['rdr'], arns: [1, 2, 3].map(arn) }],
		['oi', { ...withBin, ...site, required_products: ['oi'] }],
		['consumer-clarity', { ...base, ...site, required_products: ['consumer-clarity'] }],
		['visa-dispute, visa-fraud', { ...withBin, required_products: ['visa-dispute', 'visa-fraud'] }],
		['paypal', { ...base, required_products: ['paypal'], paypal_merchant_id: 'PP1' }],
	])('accepts %s', async (_name, element) => {
		const { status, text } = await create([element]);
		expect([status, text]).toEqual([201, '{}']);
	});

	it.each<[string, unknown, string[]]>([
		['no descriptor', { psp_name: 'Adyen' }, ['descriptor']],
		['an empty PSP', { ...base, psp_name: ' ' }, ['psp_name']],
		['an unknown product', { ...base, required_products: ['ce3.0'] }, ['required_products[0]']],
		['no product in the list', { ...base, required_products: [] }, ['required_products']],
		['rdr without BIN', { ...base, required_products: ['rdr'], card_acceptor_id: '1' }, ['acquirer_bin']],
		['rdr with nothing', { ...base, required_products: ['rdr'] }, ['acquirer_bin', 'card_acceptor_id']],
		['oi without website', { ...withBin, required_products: ['oi'] }, ['support_info_merchant.website_url']],
		[
			'consumer-clarity without website',
			{ ...base, required_products: ['consumer-clarity'] },
			['support_info_merchant.website_url'],
		],
		[
			'visa-fraud without CAID',
			{ ...base, acquirer_bin: '412345', required_products: ['visa-fraud'] },
			['card_acceptor_id'],
		],
		['paypal without merchant', { ...base, required_products: ['paypal'] }, ['paypal_merchant_id']],
		['a BIN of five digits', { ...base, acquirer_bin: '41234' }, ['acquirer_bin']],
		['an MCC that is a number', { ...base, mcc: 5651 }, ['mcc']],
		['two ARNs', { ...base, arns: [1, 2].map(arn) }, ['arns']],
		['eleven ARNs', { ...base, arns: Array.from({ length: 11 }, (_, index) => arn(index)) }, ['arns']],
		[
			'an ARN of 22 characters and one with 5 second',
			{ ...base, arns: [arn(1), arn(2).slice(1), `75${'0'.repeat(21)}`] },
			['arns[1]', 'arns[2]'],
		],
		['another matching integration', { ...base, integration_for_matching: 'shopify' }, ['integration_for_matching']],
		['a long description', { ...base, description: 'x'.repeat(501) }, ['description']],
		['a long description of emojis', { ...base, description: '😀'.repeat(501) }, ['description']],
	])('refuses %s and the whole batch with it', async (_name, element, fields) => {
		const before = running.sandbox.state.chargebackhit.enrollments.size;
		const { status, json } = await create([base, element]);
		expect([status, json.error.code]).toEqual([400, 'validation_error']);
		expect(Object.keys(json.error.constraints)).toEqual(fields.map((field) => `[1].${field}`));
		expect(running.sandbox.state.chargebackhit.enrollments.size).toBe(before);
	});

	it('refuses what is no array of 1 to 1000 objects', async () => {
		for (const body of [base, [], Array.from({ length: 1001 }, () => base)]) {
			const { status, json } = await create(body);
			expect([status, json.error.code]).toEqual([400, 'validation_error']);
		}
		expect((await create([base, 'x'])).json.error.constraints).toEqual({ '[1]': 'must be an object' });
		expect((await create(Array.from({ length: 1000 }, () => base))).status).toBe(201);
	});

	it('becomes accepted, then a success with a CAID', async () => {
		const known = [...running.sandbox.state.chargebackhit.merchants.values()][3];
		await create([
			{ ...withBin, required_products: ['rdr'], merchant_internal_id: known.internalId, description: 'caid_new' },
		]);
		const status = async () => (await list({ descriptions: ['caid_new'] }))[0].status;
		running.sandbox.settings.chargebackhit.enrollmentStep = 60_000;
		const enrollment = [...running.sandbox.state.chargebackhit.enrollments.values()].at(-1)!;
		expect(await status()).toBe('new');
		enrollment.createdAt -= 60_000;
		expect(await status()).toBe('accepted');
		expect(
			(await running.call('POST', '/api/v2/caids/list', { filter: { caids: [withBin.card_acceptor_id] } })).json.data,
		).toEqual([]);
		enrollment.createdAt -= 60_000;
		expect(await status()).toBe('success');
		const { json } = await running.call('POST', '/api/v2/caids/list', {
			filter: { caids: [withBin.card_acceptor_id] },
		});
		expect(json.data[0]).toMatchObject({
			merchant_id: known.id,
			internal_id: 'caid_new',
			acquirer_bin: '412345',
			info: { products: { rdr: { status: 'enrolled' } } },
		});
		expect(
			(await running.call('POST', `/api/v2/caids/${json.data[0].id}/disenroll`, { products: ['rdr'] })).status,
		).toBe(200);
	});

	it('ends as error or rejected for descriptors made for it', async () => {
		running.sandbox.settings.chargebackhit.enrollmentStep = 0;
		await create([
			{ ...base, descriptor: 'ERROR*X', description: 'one' },
			{ ...base, descriptor: 'REJECT*X', description: 'two' },
		]);
		await new Promise((resolve) => setTimeout(resolve, 5));
		const [two, one] = await list({ descriptions: ['one', 'two'] });
		expect([one.status, two.status]).toEqual(['error', 'rejected']);
		expect(one.import_message).not.toBe('');
	});

	it('returns a status for each MID in the alternative style', async () => {
		running.sandbox.settings.chargebackhit.responseStyle = 'alternative';
		const { json } = await create([withBin, base]);
		expect(json.items).toHaveLength(2);
		expect(json.items[0]).toMatchObject({ card_acceptor_id: withBin.card_acceptor_id, status: 'new' });
	});
});

describe('list enrolments', () => {
	it('gives every enrolment once, by offset', async () => {
		const ids = new Set<string>();
		for (const offset of [0, 100]) {
			const { json } = await running.call('POST', '/api/v2/import/mids/list', {
				pagination: { method: 'offset', limit: 100, offset },
			});
			for (const { id } of json.data) ids.add(id);
			expect(json.data).toHaveLength(offset === 0 ? 100 : 20);
		}
		expect(ids.size).toBe(120);
	});

	it('filters, and knows no sort', async () => {
		const all = [...running.sandbox.state.chargebackhit.enrollments.values()];
		const { element } = all[11];
		expect(await list({ statuses: ['error'] })).toHaveLength(all.filter(({ status }) => status === 'error').length);
		expect((await list({ descriptions: [element.description] }))[0]).toMatchObject({
			description: element.description,
			psp_name: element.psp_name,
		});
		const same = all.filter((one) => one.element.merchant_internal_id === element.merchant_internal_id);
		expect(await list({ merchant_internal_ids: [element.merchant_internal_id] })).toHaveLength(same.length);
		const sorted = await running.call('POST', '/api/v2/import/mids/list', {
			sort: { field: 'created_at', direction: 'asc' },
		});
		expect(sorted.json.error.constraints).toEqual({ sort: 'is not a known member' });
		const wrong = await running.call('POST', '/api/v2/import/mids/list', { filter: { statuses: ['done'] } });
		expect(Object.keys(wrong.json.error.constraints)).toEqual(['filter.statuses[0]']);
	});

	it('is brought up to date by a look at the CAIDs as well', async () => {
		running.sandbox.settings.chargebackhit.enrollmentStep = 1;
		await create([{ ...withBin, card_acceptor_id: 'ONLY-HERE', required_products: ['rdr'] }]);
		await new Promise((resolve) => setTimeout(resolve, 10));
		await running.call('POST', '/api/v2/caids/list', {});
		await until(() =>
			[...running.sandbox.state.chargebackhit.caids.values()].some((caid) => caid.cardAcceptorId === 'ONLY-HERE'),
		);
	});
});
