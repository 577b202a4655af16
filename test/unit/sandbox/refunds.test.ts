import axios from 'axios';

import { createSandbox, type Sandbox } from '../../../sandbox/server';

let sandbox: Sandbox;
let url: string;
beforeAll(async () => {
	sandbox = await createSandbox();
	url = await sandbox.listen(0);
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const refund = async (key: string | undefined, body: unknown) =>
	await axios.post(`${url}/refunds`, body, {
		headers: key === undefined ? {} : { 'Idempotency-Key': key },
		validateStatus: () => true,
	});

describe('refunds', () => {
	it('are made once for each key, and told again', async () => {
		const first = await refund('a', { amount: '49.90', currency: 'EUR' });
		const again = await refund('a', { amount: '49.90', currency: 'EUR' });
		expect([first.status, again.status]).toEqual([201, 200]);
		expect(again.data).toEqual({ ...first.data, calls: 2 });
		expect((await refund('b', { amount: '1', currency: 'EUR' })).status).toBe(201);
		const { data } = await axios.get(`${url}/_sandbox/refunds`);
		expect(data.refunds).toEqual(sandbox.refunds.list());
		expect(data.refunds).toMatchObject([
			{ key: 'a', calls: 2 },
			{ key: 'b', calls: 1 },
		]);
	});

	it('are refused where a known key comes with another amount', async () => {
		await refund('a', { amount: '49.90', currency: 'EUR' });
		const { status, data } = await refund('a', { amount: '49.91', currency: 'EUR' });
		expect([status, data.error]).toEqual([409, 'The key belongs to a refund of 49.90 EUR']);
	});

	it.each([
		[undefined, { amount: '1', currency: 'EUR' }, 'Idempotency-Key'],
		['a', { amount: 1, currency: 'EUR' }, 'amount'],
		['a', { amount: '1', currency: 'eur' }, 'currency'],
	])('are refused with a sentence: %j %j', async (key, body, word) => {
		const { status, data } = await refund(key, body);
		expect([status, data.error]).toEqual([400, expect.stringContaining(word)]);
		expect(sandbox.refunds.list()).toEqual([]);
	});

	it('are forgotten by a reset', async () => {
		await refund('a', { amount: '1', currency: 'EUR' });
		await axios.post(`${url}/_sandbox/reset`);
		expect(sandbox.refunds.list()).toEqual([]);
	});
});
