import type { IDataObject } from 'n8n-workflow';

import { ChargebackhitBench } from './chargebackhit';

let bench: ChargebackhitBench;
beforeAll(async () => {
	bench = await ChargebackhitBench.open();
});
afterAll(async () => await bench.close());
beforeEach(() => bench.sandbox.reset());

const ALERT = {
	alert: { id: 'a1', type: 'init-refund', amount: '15.50', currency: 'USD' },
	transaction: { transaction_id: 'T-1', bin: '411111', last_four: '1111', date: '2026-11-20T10:00:00Z' },
	merchant: {},
};

const match = async (input: IDataObject[], parameters: IDataObject = {}) =>
	await bench.run(
		'alert',
		'matchToOrder',
		{ alert: JSON.stringify(ALERT), orderColumns: {}, ...parameters },
		{ input, credentials: {} },
	);

it('returns one item for all orders, needs no credential and sends nothing', async () => {
	const card = '4111 1111 1111 1111';
	const { outputs, error } = await match([
		{ 'Order Number': 'ORDER-1', 'Transaction ID': 'T-2' },
		{ 'Order Number': 'ORDER-2', 'Transaction ID': 't-1', note: card },
	]);
	expect(error).toBeUndefined();
	expect(outputs[0]).toHaveLength(1);
	expect(outputs[0][0].json).toMatchObject({ match: 'one', matchedBy: 'transactionId', confidence: 'high' });
	expect(outputs[0][0].json).toMatchObject({ orderId: 'ORDER-2', order: { 'Transaction ID': 't-1' } });
	expect(JSON.stringify(outputs)).not.toContain(card);
	expect(bench.requests).toEqual([]);
});

it('says that several match, and that none does', async () => {
	const order = { card: '411111******1111', date: '2026-11-20', amount: '15.50', currency: 'USD' };
	const { json: several } = await match([
		{ order: 'A', ...order },
		{ order: 'B', ...order },
	]);
	expect(several[0]).toMatchObject({ match: 'several', order: null, orderId: null, problem: 'matchSeveral' });
	expect(several[0].orders).toHaveLength(2);
	const { json: unnamed } = await match([order, order]);
	expect(unnamed[0].reason).toContain('1st item, 2nd item');
	// in words, not by the names of the output
	expect(unnamed[0].reason).not.toContain(String(unnamed[0].matchedBy));
	const { json: none } = await match([{ order: 'A' }]);
	expect(none[0]).toMatchObject({ match: 'none', order: null, problem: 'matchNone' });
	const { json: noOrders } = await match([{}]);
	expect(noOrders[0]).toMatchObject({ match: 'none', problem: 'matchNone' });
	const { json: noKey } = await match([{ order: 'A' }], { alert: '{"alert": {}, "transaction": {}}' });
	expect(noKey[0]).toMatchObject({ match: 'none', problem: 'matchWithoutKey' });
});

it('names the columns if none is known, and hints at values that cannot be read', async () => {
	const { error } = await match([{ Nr: 'T-1', Sum: '1' }]);
	expect(error?.message).toContain('Nr, Sum');
	const { json } = await match([{ Nr: 'T-1', Sum: '1' }], { orderColumns: { transactionId: 'nr' } });
	expect(json[0]).toMatchObject({ match: 'one', orderId: 'T-1' });
	const { hints } = await match([{ order: 'A', amount: '15,50', date: '20/11/2026' }]);
	expect(hints.map(({ message }) => message.split(' ')[0])).toEqual(['Amount', 'Date']);
});

it('asks for an alert', async () => {
	const { json } = await match([{ order: 'A' }], { alert: '{}' });
	expect(json[0]).toMatchObject({ match: 'none', problem: 'matchWithoutKey' });
});
