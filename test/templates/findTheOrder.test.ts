import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { ORDER_COLUMNS, ORDERS } from '../../tools/demo/orders';
import { errorOf, itemsOf, runsOf } from '../../tools/n8n/execution';
import { nodeOf, readTemplate, type Template } from './library';
import { type Imported, Stage } from './stage';
import { speaking } from './texts';

const FILE = '21-find-the-order-sub-workflow.json';
const ASK = '01-alert-to-slack.json';
const TRIGGER = 'Chargebackhit Trigger';
const PAID = '2026-11-02T09:14:00Z';
const ARN = '24123456324000123456111';

let stage: Stage;
let finder: Imported;
beforeAll(async () => {
	stage = await Stage.open();
	stage.owns('orders');
	await stage.fillTable(FILE, 'orders', ROWS);
	finder = await stage.import(FILE);
	await finder.publishForCalls();
});
afterAll(async () => await stage.close());

const ROWS: IDataObject[] = [
	{ orderId: 'BY-ID', transactionId: '20261102-600000000000001', amount: '10.00', currency: 'USD' },
	{ orderId: 'BY-ARN', arn: ARN, card: '411111******1111' },
	{ orderId: 'BY-CODE', authCode: '204417', card: '400000******0002', orderDate: PAID },
	{ orderId: 'BY-CARD', card: '510510******5100', amount: '33.30', currency: 'USD', orderDate: PAID },
	{ orderId: 'TWIN-1', card: '222300******7777', amount: '44.40', currency: 'USD', orderDate: PAID },
	{ orderId: 'TWIN-2', card: '222300******7777', amount: '44.40', currency: 'USD', orderDate: PAID },
	{ orderId: 'LARGER', card: '401288******1881', amount: '90.00', currency: 'USD', orderDate: PAID },
	{ orderId: 'LAST-FOUR', card: 'visa ****4321', amount: '55.50', currency: 'USD', orderDate: PAID },
	{ orderId: '', transactionId: '600000000000009' },
];

/** An alert without an order number, as Chargebackhit has it, and as a trigger outputs it. */
function alert(transaction: IDataObject, event: IDataObject = {}): IDataObject & { id: string } {
	const id = stage.addAlert({ orderId: '', amount: String(transaction.amount ?? '19.90') });
	const record = stage.sandbox.state.chargebackhit.alerts.get(id);
	if (record === undefined) throw new Error(`There is no alert ${id}.`);
	const { amount = '19.90', currency = 'USD' } = transaction as Record<string, string>;
	record.transaction = { amount, currency, ...(transaction as Record<string, string>) };
	return outputOf(id, { amount, currency, ...event });
}
const outputOf = (id: string, changes: IDataObject): IDataObject & { id: string } => ({
	...readTemplate(FILE).pinData['When Called'][0].json,
	...{ id, orderId: null, transactionId: null, arn: null, card: null, deliveryId: `init-refund:${id}` },
	...changes,
});

/** What is returned for each alert, all in one run. */
async function find(...alerts: IDataObject[]): Promise<IDataObject[]> {
	const caller = await stage.call(finder, alerts);
	expect(errorOf(caller)).toBeUndefined();
	return itemsOf(caller, 'Call').map(({ json }) => json);
}

it('the sample finds its order, which the sandbox and the demonstration know', async () => {
	expect(ORDER_COLUMNS.map(({ name }) => name)).toEqual(
		expect.arrayContaining(['transactionId', 'arn', 'authCode', 'card', 'amount', 'currency', 'orderDate']),
	);
	const { id, transactionId, arn } = readTemplate(FILE).pinData['When Called'][0].json;
	// the sandbox has the sample, without an order number, and the demonstration its order
	const { transaction } = stage.sandbox.state.chargebackhit.alerts.get(String(id)) ?? {};
	expect(transaction).toMatchObject({ transaction_id: transactionId, arn });
	expect(transaction).not.toHaveProperty('transaction_merchant_id');
	expect(ORDERS).toContainEqual(expect.objectContaining({ orderId: 'ORDER-1001', transactionId, arn }));
	const execution = await finder.run('When Called');
	expect(itemsOf(execution, 'The Results').map(({ json }) => json)).toMatchObject([
		{ id, orderId: 'ORDER-1001', orderMatch: { result: 'found', matchedBy: 'transactionId' } },
	]);
});

it('finds the one order that matches, each alert of a run its own, also by what only Chargebackhit knows', async () => {
	const card = (bin: string, lastFour: string) => ({ bin, last_four: lastFour });
	const found = await find(
		alert({ transaction_id: '600000000000001' }),
		alert({ arn: ARN, ...card('411111', '1111') }),
		alert({ auth_code: '204417', date: PAID, ...card('400000', '0002') }),
		alert({ amount: '33.30', date: PAID, ...card('510510', '5100') }),
	);
	const said = found.map(({ orderId, orderMatch }) => {
		const { result, matchedBy, confidence, orders } = orderMatch as IDataObject;
		return [orderId, result, matchedBy, confidence, orders];
	});
	expect(said).toEqual([
		['BY-ID', 'found', 'transactionId', 'high', ['BY-ID']],
		['BY-ARN', 'found', 'arn', 'high', ['BY-ARN']],
		['BY-CODE', 'found', 'authorizationCode', 'high', ['BY-CODE']],
		['BY-CARD', 'found', 'cardAmountAndDate', 'medium', ['BY-CARD']],
	]);
});

it('leaves the order empty if several match, if none does, and if a person must check it', async () => {
	const card = (bin: string, lastFour: string) => ({ date: PAID, bin, last_four: lastFour });
	const found = await find(
		alert({ amount: '44.40', ...card('222300', '7777') }),
		alert({ transaction_id: '699999999999999' }),
		alert({ amount: '30.00', ...card('401288', '1881') }),
		alert({ amount: '55.50', ...card('411111', '4321') }),
		alert({ transaction_id: '600000000000009' }),
		alert({}),
	);
	expect(found.map(({ orderId }) => orderId)).toEqual(found.map(() => null));
	expect(found.map(({ orderMatch }) => orderMatch)).toMatchObject([
		{ result: 'several', matchedBy: 'cardAmountAndDate', confidence: null, orders: ['TWIN-1', 'TWIN-2'] },
		{ result: 'none', matchedBy: null, orders: [] },
		{ result: 'unsure', matchedBy: 'cardAndDate', confidence: 'low', orders: ['LARGER'] },
		{ result: 'unsure', matchedBy: 'cardAmountAndDate', confidence: 'low', orders: ['LAST-FOUR'] },
		{ result: 'unsure', matchedBy: 'transactionId', orders: [] },
		{ result: 'none', matchedBy: null, orders: [] },
	]);
	for (const { orderMatch } of found)
		expect((orderMatch as IDataObject).reason).toEqual(expect.stringMatching(/\w{4}/));
});

it('returns an alert that has an order number as it came, and searches without Chargebackhit if it must', async () => {
	const given = outputOf(randomUUID(), { orderId: 'MINE', transactionId: '600000000000001' });
	// Chargebackhit does not have these alerts
	const gone = outputOf(randomUUID(), { arn: ARN, card: '411111******1111' });
	const noId = outputOf('not an ID', { transactionId: '699999999999999' });
	const found = await find(given, gone, noId);
	expect(found).toMatchObject([
		{ ...given, orderMatch: { result: 'not needed', matchedBy: null, confidence: null } },
		{ ...gone, orderId: 'BY-ARN', orderMatch: { result: 'found', matchedBy: 'arn' } },
		{ ...noId, orderId: null, orderMatch: { result: 'none' } },
	]);
	const [, , { orderMatch }] = found;
	expect((orderMatch as IDataObject).reason).toMatch(/could not be read: .*UUID/);
});

it('says that the search failed, and returns the alert all the same', async () => {
	const failing = await stage.import(FILE, (template) => {
		nodeOf(template, 'Match to Order').parameters.alert = 'no JSON';
	});
	const asked = outputOf(randomUUID(), { arn: ARN });
	const caller = await stage.call(failing, [asked]);
	expect(itemsOf(caller, 'Call').map(({ json }) => json)).toMatchObject([
		{ ...asked, orderMatch: { result: 'failed', matchedBy: null, reason: expect.stringContaining('Alert') as string } },
	]);
});

describe('before a person is asked in Slack', () => {
	/** Stands in for Slack: what it would say, and a person who presses Refunded. */
	const refunded = (template: Template) => {
		speaking(template);
		const { assignments } = nodeOf(template, 'Ask in Slack').parameters.assignments as { assignments: IDataObject[] };
		assignments.push({ id: 'data', name: 'data', value: '={{ { approved: true } }}', type: 'object' });
	};
	const importAsk = async (workflowId?: string) =>
		await stage.import(ASK, (template) => {
			refunded(template);
			const node = nodeOf(template, 'Find the Order');
			expect(node.disabled).toBe(true);
			if (workflowId === undefined) return;
			delete node.disabled;
			node.parameters.workflowId = { __rl: true, mode: 'id', value: workflowId };
		});
	/** Sends an alert without an order number to the published trigger; what Slack says. */
	const send = async (workflow: Imported) => {
		const url = await workflow.publish(TRIGGER);
		const { data: sent } = await stage.control.post<{ id: string; reply: IDataObject }>('/chargebackhit/alerts', {
			url,
			type: 'init-refund',
			product: 'ethoca',
			alert: { amount: '19.90', currency: 'USD' },
			transaction: {
				...{ transaction_merchant_id: null, transaction_id: null, arn: ARN, amount: '19.90', currency: 'USD' },
				...{ bin: '411111', last_four: '1111' },
			},
		});
		expect(sent.reply).toMatchObject({ status: 200, body: { outcome: 'pending' } });
		const [execution] = await workflow.finished(1);
		const [{ json }] = itemsOf(execution, 'Ask in Slack');
		expect(runsOf(execution, 'Answer: Refunded')).toHaveLength(1);
		const { outcomes = [] } = stage.sandbox.state.chargebackhit.alerts.get(sent.id) ?? {};
		return { message: String(json.message), outcomes };
	};

	it('the message shows the order and how it was found, and the answer has its number', async () => {
		const { message, outcomes } = await send(await importAsk(finder.id));
		expect(message).toMatch(/\nOrder: BY-ARN \(.*ARN.*high.*\)\nAmount: 19\.90 USD/);
		expect(outcomes).toMatchObject([{ outcome: 'pending' }, { outcome: 'reversed', orderId: 'BY-ARN' }]);
	});

	it('deactivated, nothing is searched, and the message is as before', async () => {
		const { message, outcomes } = await send(await importAsk());
		expect(message).toContain('\nOrder: unknown\nAmount: 19.90 USD');
		expect(outcomes.map(({ outcome, orderId }) => [outcome, orderId])).toEqual([
			['pending', undefined],
			['reversed', undefined],
		]);
	});

	it('a search that fails does not keep the alert from the person', async () => {
		const failing = await stage.import(FILE, (template) => {
			Object.assign(nodeOf(template, 'The Alert'), {
				type: 'n8n-nodes-base.stopAndError',
				typeVersion: 1,
				parameters: { errorMessage: 'out of order' },
			});
		});
		await failing.publishForCalls();
		const { message, outcomes } = await send(await importAsk(failing.id));
		expect(message).toMatch(/\nOrder: unknown \(.*out of order.*\)\n/);
		expect(outcomes.map(({ outcome }) => outcome)).toEqual(['pending', 'reversed']);
	});
});
