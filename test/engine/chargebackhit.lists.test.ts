import type { INodeListSearchResult } from 'n8n-workflow';

import { problems } from '../../nodes/common/errors/problems';
import { ChargebackhitBench } from './chargebackhit';
import { searchList } from './engine';

let bench: ChargebackhitBench;
beforeAll(async () => {
	bench = await ChargebackhitBench.open();
});
afterAll(async () => await bench.close());
beforeEach(() => bench.sandbox.reset());

const search = async (method: string, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> =>
	await searchList({
		type: 'chargebackhit',
		method,
		credentials: { chargebackhitApi: bench.credential },
		filter,
		paginationToken,
	});

const state = () => bench.sandbox.state.chargebackhit;

describe('the list of alerts', () => {
	it('shows the newest 50, says what each is, and goes on by token', async () => {
		const first = await search('searchAlerts');
		expect(first.results).toHaveLength(50);
		expect(bench.body()).toEqual({
			sort: { field: 'created_at', direction: 'desc' },
			pagination: { method: 'token', limit: 50, page_token: '' },
		});
		const newest = [...state().alerts.values()].sort((a, b) => b.createdAt - a.createdAt)[0];
		expect(first.results[0].value).toBe(newest.alert.id);
		expect(first.results[0].name).toContain(`${String(newest.alert.amount)} ${String(newest.alert.currency)}`);
		expect(first.results[0].name).toContain(newest.alert.type);
		const second = await search('searchAlerts', undefined, String(first.paginationToken));
		expect(second.results).toHaveLength(50);
		expect(first.results.map(({ value }) => value)).not.toContain(second.results[0].value);
	});

	it('finds a UUID by the filter for ids', async () => {
		const id = bench.alertId('resolved');
		const { results } = await search('searchAlerts', ` ${id.toUpperCase()} `);
		expect(bench.body().filter).toEqual({ ids: [id] });
		expect(results.map(({ value }) => value)).toEqual([id]);
		expect(results[0].name).toContain('alert ID matches · ');
	});

	it('finds a transaction by its id, after asking for an order of that name', async () => {
		const record = [...state().alerts.values()][5];
		const { results } = await search('searchAlerts', String(record.transaction.transaction_id));
		expect(results.map(({ value }) => value)).toContain(record.alert.id);
		expect(results[0].name).toContain('transaction ID matches · ');
		expect(bench.requests.map(({ body }) => Object.keys((JSON.parse(body) as { filter: object }).filter)[0])).toEqual([
			'order_ids',
			'transaction_merchant_ids',
			'transaction_ids',
		]);
	});

	it('finds an order by its id', async () => {
		const record = [...state().alerts.values()].find(({ orderId }) => orderId);
		const { results } = await search('searchAlerts', String(record?.orderId));
		expect(results.map(({ value }) => value)).toContain(record?.alert.id);
		expect(results[0].name).toContain('order ID matches · ');
	});

	it('finds an ARN, for which the service has no filter, in the newest records', async () => {
		const record = [...state().alerts.values()].sort((a, b) => b.createdAt - a.createdAt)[60];
		const { results } = await search('searchAlerts', String(record.transaction.arn));
		expect(results.map(({ value }) => value)).toEqual([record.alert.id]);
		expect(results[0].name).toContain('found in the newest records · ');
		expect(bench.requests.every(({ body }) => !body.includes('filter'))).toBe(true);
	});

	it('filters by descriptor', async () => {
		const part = String([...state().alerts.values()][0].alert.descriptor)
			.slice(0, 6)
			.toLowerCase();
		const { results } = await search('searchAlerts', part);
		expect(results.length).toBeGreaterThan(0);
		expect(results.every(({ name }) => String(name).toLowerCase().includes(part))).toBe(true);
	});

	it('is empty if nothing matches', async () => {
		expect((await search('searchAlerts', 'no such shop')).results).toEqual([]);
		expect(bench.requests.length).toBeLessThanOrEqual(5);
	});

	it('fails with a sentence if the keys are wrong', async () => {
		const wrong = { ...bench.credential, secretKey: 'wrong-secret' };
		const failing = searchList({
			type: 'chargebackhit',
			method: 'searchAlerts',
			credentials: { chargebackhitApi: wrong },
		});
		await expect(failing).rejects.toThrow(
			problems.credentialRejected('Chargebackhit', `${bench.url}/chargebackhit`, '').message,
		);
	});
});

describe('the other lists', () => {
	it('of merchants pages by offset and searches by internal id or name', async () => {
		const merchant = [...state().merchants.values()][3];
		const all = await search('searchMerchants');
		expect(all.results).toHaveLength(Math.min(50, state().merchants.size));
		expect((await search('searchMerchants', merchant.internalId)).results.map(({ value }) => value)).toEqual([
			merchant.id,
		]);
		expect((await search('searchMerchants', merchant.name.slice(0, 5))).results.map(({ value }) => value)).toContain(
			merchant.id,
		);
	});

	it('of CAIDs finds a CAID by its number', async () => {
		const caid = [...state().caids.values()][7];
		const { results } = await search('searchCaids', caid.cardAcceptorId);
		expect(results.map(({ value }) => value)).toContain(caid.id);
	});

	it('of disputes shows 50 and goes on', async () => {
		const first = await search('searchDisputes');
		expect(first.results).toHaveLength(50);
		const second = await search('searchDisputes', undefined, String(first.paginationToken));
		expect(second.results).toHaveLength(state().disputes.size - 50);
		expect(second.paginationToken).toBeUndefined();
	});
});
