import type { DisputeRecord } from '../../../../sandbox/chargebackhit/records';
import { type Running, run, UNKNOWN_ID } from '../harness';

let running: Running;
let disputes: Array<DisputeRecord['dispute']>;
beforeAll(async () => {
	running = await run();
	disputes = [...running.sandbox.state.chargebackhit.disputes.values()].map(({ dispute }) => dispute);
});
afterAll(() => running.sandbox.close());

const list = (body: unknown) => running.call('POST', '/api/v2/disputes/list', body);
const idsOf = (json: any): string[] => json.items.map(({ id }: { id: string }) => id);

describe('disputes', () => {
	it('are got bare', async () => {
		const { status, json } = await running.call('GET', `/api/v2/disputes/${disputes[0].id}`);
		expect([status, json]).toEqual([200, disputes[0]]);
		expect((await running.call('GET', `/api/v2/disputes/${UNKNOWN_ID}`)).status).toBe(404);
		expect((await running.call('GET', '/api/v2/disputes/7')).status).toBe(400);
	});

	it('have an outcome only when resolved', () => {
		for (const dispute of disputes) expect('outcome' in dispute).toBe(dispute.status === 'resolved');
	});

	it('are listed in items by token, without a method', async () => {
		const ids: string[] = [];
		let token = '';
		do {
			const { json } = await list({ pagination: { limit: 30, page_token: token } });
			ids.push(...idsOf(json));
			token = json.pagination.next_page_token;
		} while (token);
		expect(ids).toEqual(disputes.map(({ id }) => id).reverse());
		expect(Object.keys((await list({ pagination: { method: 'token' } })).json.error.constraints)).toEqual([
			'pagination.method',
		]);
		expect(Object.keys((await list({ sort: {} })).json.error.constraints)).toEqual(['sort']);
	});

	it.each(['status', 'provider'] as const)('are filtered by %s', async (name) => {
		const { json } = await list({ filter: { [name]: [disputes[1][name]] } });
		expect(idsOf(json).reverse()).toEqual(
			disputes.filter((one) => one[name] === disputes[1][name]).map(({ id }) => id),
		);
		expect((await list({ filter: { [name]: ['other'] } })).status).toBe(400);
	});

	it.each(['dispute_date', 'updated_at'] as const)('are filtered by %s', async (name) => {
		const [from, to] = [disputes[20][name], disputes[40][name]].sort();
		const expected = disputes.filter((one) => one[name] >= from && one[name] <= to).map(({ id }) => id);
		const { json } = await list({ filter: { [`${name}_from`]: from, [`${name}_to`]: to } });
		expect(idsOf(json).sort()).toEqual(expected.sort());
		expect(expected.length).toBeLessThan(70);
	});
});
