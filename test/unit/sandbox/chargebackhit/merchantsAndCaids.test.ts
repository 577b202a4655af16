import type { CaidRecord, MerchantRecord } from '../../../../sandbox/chargebackhit/records';
import { type Running, run, UNKNOWN_ID } from '../harness';

let running: Running;
let merchants: MerchantRecord[];
let caids: CaidRecord[];
beforeEach(async () => {
	running = await run();
	merchants = [...running.sandbox.state.chargebackhit.merchants.values()];
	caids = [...running.sandbox.state.chargebackhit.caids.values()];
});
afterEach(() => running.sandbox.close());

describe('merchants', () => {
	it('are got and updated', async () => {
		const { id, name, descriptor } = merchants[4];
		const updated = await running.call('PATCH', `/api/v2/merchants/${id}`, { internal_id: 'mid_QWE12345' });
		expect([updated.status, updated.json]).toEqual([
			200,
			{ data: { id, internal_id: 'mid_QWE12345', descriptor, name } },
		]);
		expect((await running.call('GET', `/api/v2/merchants/${id}`)).json).toEqual(updated.json);
		running.sandbox.settings.chargebackhit.responseStyle = 'alternative';
		expect((await running.call('GET', `/api/v2/merchants/${id}`)).json.id).toBe(id);
	});

	it.each([{}, { internal_id: 5 }, { internal_id: 'x'.repeat(501) }])('refuse the update %#', async (body) => {
		const { status, json } = await running.call('PATCH', `/api/v2/merchants/${merchants[0].id}`, body);
		expect([status, Object.keys(json.error.constraints)]).toEqual([400, ['internal_id']]);
	});

	it('take an internal id of 500 characters', async () => {
		expect(
			(await running.call('PATCH', `/api/v2/merchants/${merchants[0].id}`, { internal_id: 'x'.repeat(500) })).status,
		).toBe(200);
	});

	it('answer 404 to an unknown id', async () => {
		expect((await running.call('GET', `/api/v2/merchants/${UNKNOWN_ID}`)).status).toBe(404);
		expect((await running.call('PATCH', `/api/v2/merchants/${UNKNOWN_ID}`, { internal_id: 'x' })).status).toBe(404);
	});

	it.each([
		['ids', ({ id }: MerchantRecord) => id],
		['internal_ids', ({ internalId }: MerchantRecord) => internalId],
		['descriptors', ({ descriptor }: MerchantRecord) => descriptor],
		['names', ({ name }: MerchantRecord) => name],
	])('are listed by %s', async (filter, of) => {
		const { json } = await running.call('POST', '/api/v2/merchants/list', {
			filter: { [filter]: [of(merchants[2]), of(merchants[30])] },
		});
		expect(json.data.map(({ id }: MerchantRecord) => id)).toEqual([merchants[30].id, merchants[2].id]);
	});

	it('are listed by offset only', async () => {
		const page = (pagination: unknown) => running.call('POST', '/api/v2/merchants/list', { pagination });
		const ids = [];
		for (const offset of [0, 15, 30])
			ids.push(...(await page({ method: 'offset', limit: 15, offset })).json.data.map(({ id }: MerchantRecord) => id));
		expect(ids).toEqual(merchants.map(({ id }) => id).reverse());
		const { status, json } = await page({ method: 'token' });
		expect([status, json.error.constraints['pagination.method']]).toEqual([400, 'must be offset']);
		expect((await page({ method: 'offset', page_token: '' })).status).toBe(400);
		expect((await page({ method: 'offset', offset: -1 })).status).toBe(400);
	});
});

describe('CAIDs', () => {
	const disenroll = (id: string, products: unknown) =>
		running.call('POST', `/api/v2/caids/${id}/disenroll`, { products });

	it('are got, with activities on request', async () => {
		const { id, cardAcceptorId } = caids[0];
		const plain = await running.call('GET', `/api/v2/caids/${id}`);
		expect(plain.json.data).toMatchObject({
			id,
			card_acceptor_id: cardAcceptorId,
			info: { products: { rdr: { status: 'active' } } },
		});
		expect(plain.json.data).not.toHaveProperty('activities');
		expect(plain.json.data).not.toHaveProperty('status');
		const full = await running.call('GET', `/api/v2/caids/${id}?include=caid.activities`);
		expect(full.json.data.activities).toHaveLength(7);
		expect((await running.call('GET', `/api/v2/caids/${id}?include=all`)).json.error.constraints).toEqual({
			include: 'must be caid.activities',
		});
		expect((await running.call('GET', `/api/v2/caids/${UNKNOWN_ID}`)).status).toBe(404);
	});

	it('are bare with a status in the alternative style', async () => {
		running.sandbox.settings.chargebackhit.responseStyle = 'alternative';
		expect((await running.call('GET', `/api/v2/caids/${caids[0].id}`)).json).toMatchObject({
			id: caids[0].id,
			status: 'active',
		});
	});

	it('are updated', async () => {
		const path = `/api/v2/caids/${caids[5].id}?include=caid.activities`;
		const { json } = await running.call('PATCH', path, { internal_id: 'caid_QWE12345' });
		expect(json.data.internal_id).toBe('caid_QWE12345');
		expect(json.data).toHaveProperty('activities');
		expect((await running.call('PATCH', path, { internal_id: 'x'.repeat(501) })).status).toBe(400);
	});

	it('lose products that are enrolled, once', async () => {
		const { status, json } = await disenroll(caids[0].id, ['rdr', 'oi']);
		expect(status).toBe(200);
		expect(json.data.info.products.rdr.status).toBe('removing');
		expect(json.data.info.products.cdrn.status).toBe('active');
		const again = await disenroll(caids[0].id, ['cdrn', 'rdr']);
		expect([again.status, again.json.error]).toEqual([
			400,
			{
				code: 'validation_status_invalid',
				message: 'status must be a valid value for a product passed in request',
				constraints: { 'products[1]': 'rdr is removing' },
			},
		]);
		expect(caids[0].products.cdrn?.status).toBe('active');
	});

	it.each([undefined, [], 'rdr', ['paypal'], ['rdr', 'ce3.0']])('refuse to lose %j', async (products) => {
		const { status, json } = await disenroll(caids[0].id, products);
		expect([status, json.error.code]).toEqual([400, 'validation_error']);
		expect(Object.keys(json.error.constraints)[0]).toMatch(/^products/);
		expect(caids[0].products.rdr?.status).toBe('active');
	});

	it('are listed by token only, each once', async () => {
		const ids: string[] = [];
		let token = '';
		do {
			const { json } = await running.call('POST', '/api/v2/caids/list', {
				pagination: { method: 'token', limit: 100, page_token: token },
			});
			ids.push(...json.data.map(({ id }: CaidRecord) => id));
			token = json.pagination.next_page_token;
		} while (token);
		expect(ids).toEqual(caids.map(({ id }) => id).reverse());
		expect(ids).toHaveLength(130);
		expect(
			(await running.call('POST', '/api/v2/caids/list', { pagination: { method: 'offset', offset: 0 } })).status,
		).toBe(400);
	});

	it.each<[string, (caid: CaidRecord) => unknown]>([
		['ids', ({ id }) => id],
		['merchant_ids', ({ merchantId }) => merchantId],
		['descriptors', ({ descriptor }) => descriptor],
		['psp_names', ({ pspName }) => pspName],
		['caids', ({ cardAcceptorId }) => cardAcceptorId],
		['bins', ({ acquirerBin }) => acquirerBin],
	])('are listed by %s', async (filter, of) => {
		const expected = caids.filter((caid) => of(caid) === of(caids[9])).map(({ id }) => id);
		const { json } = await running.call('POST', '/api/v2/caids/list', { filter: { [filter]: [of(caids[9])] } });
		expect(json.data.map(({ id }: CaidRecord) => id).reverse()).toEqual(expected);
		expect(expected.length).toBeLessThan(130);
	});

	it('are listed by the status of a product and by dates', async () => {
		await disenroll(caids[1].id, ['rdr']);
		const removing = await running.call('POST', '/api/v2/caids/list', { filter: { statuses: ['removing'] } });
		expect(removing.json.data.map(({ id }: CaidRecord) => id)).toEqual([caids[1].id]);
		const updated = await running.call('POST', '/api/v2/caids/list', {
			filter: { updated_at_from: new Date(Date.now() - 60_000).toISOString() },
		});
		expect(updated.json.data.map(({ id }: CaidRecord) => id)).toContain(caids[1].id);
		const filter = { created_at_to: new Date(caids[2].createdAt).toISOString() };
		const oldest = await running.call('POST', '/api/v2/caids/list', { filter });
		expect(oldest.json.data.map(({ id }: CaidRecord) => id)).toEqual([2, 1, 0].map((index) => caids[index].id));
	});
});
