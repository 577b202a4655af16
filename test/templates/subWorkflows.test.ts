import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { inventAlert } from '../../sandbox/kount/seed';
import { type Execution, errorOf, itemsOf, runsOf } from '../../tools/n8n/execution';
import { dhlCredential, startDhl } from './dhl';
import { callable, nodeOf, type Template } from './library';
import { startShop } from './shop';
import { type Imported, Stage } from './stage';
import { startStripe } from './stripe';
import { passing, speaking } from './texts';

const SHEETS = 'n8n-nodes-base.googleSheets';
const DRIVE = 'n8n-nodes-base.googleDrive';

let stage: Stage;
beforeAll(async () => {
	stage = await Stage.open({ kloutit: { defenseTime: 300, retryDelays: [] } });
	stage.owns('chargeback_alerts', 'handled_alerts', 'orders', 'payments_reported');
});
afterAll(async () => await stage.close());
beforeEach(() => {
	stage.sandbox.reset();
	stage.sandbox.state.chargebackhit.alerts.clear();
});

/** An alert as a trigger outputs it. */
const event = (id: string, changes: IDataObject = {}): IDataObject => ({
	provider: 'chargebackhit',
	event: 'alert',
	type: 'init-refund',
	status: null,
	id,
	orderId: 'ORDER-1',
	transactionId: null,
	arn: null,
	amount: '19.90',
	currency: 'USD',
	reason: '10.4',
	card: '411111******1111',
	network: 'ethoca',
	merchant: 'KESTREL & THYME',
	occurredAt: '2026-11-20T08:00:00Z',
	respondBy: null,
	deliveryId: `init-refund:${id}`,
	receivedAt: '2026-11-20T08:00:04.120Z',
	...changes,
});

/** Calls the workflow with all alerts in one run, which must succeed. */
async function handOver(workflow: Imported, alerts: IDataObject[]): Promise<Execution> {
	const caller = await stage.call(workflow, alerts);
	expect(errorOf(caller)).toBeUndefined();
	return caller;
}

/** Two alerts at once, and what became of each: by file, for every template that can be called. */
const CASES: Record<string, () => Promise<void>> = {
	'01-alert-to-slack.json': async () => {
		const ids = [stage.addAlert({ orderId: 'A' }), stage.addAlert({ orderId: 'B' })];
		const workflow = await stage.import('01-alert-to-slack.json', (template) => {
			speaking(template);
			// stands in for the person: order A is refunded, order B is not
			Object.assign(nodeOf(template, 'Ask in Slack'), {
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: { mode: 'raw', jsonOutput: "={{ { data: { approved: $json.orderId === 'A' } } }}", options: {} },
			});
		});
		await workflow.publishForCalls();
		await handOver(workflow, [event(ids[0], { orderId: 'A' }), event(ids[1], { orderId: 'B' })]);
		// the run that was called, and one for each alert
		await workflow.finished(3);
		expect(ids.map((id) => stage.outcomesOf(id))).toEqual([['reversed'], ['acknowledged']]);
	},

	'02-alert-log-data-table.json': async () => {
		const ids = [randomUUID(), randomUUID()];
		const workflow = await stage.import('02-alert-log-data-table.json');
		await handOver(workflow, [event(ids[0], { amount: '1.10' }), event(ids[1], { amount: '2.20' })]);
		await workflow.finished(1);
		expect(await stage.rows('chargeback_alerts')).toMatchObject([
			{ deliveryId: `init-refund:${ids[0]}`, amount: '1.10', alertId: ids[0] },
			{ deliveryId: `init-refund:${ids[1]}`, amount: '2.20', alertId: ids[1] },
		]);
	},

	'02-alert-log-google-sheets.json': async () => {
		const ids = [randomUUID(), randomUUID()];
		const workflow = await stage.import('02-alert-log-google-sheets.json', passing(SHEETS));
		await handOver(workflow, [event(ids[0], { amount: '1.10' }), event(ids[1], { amount: '2.20' })]);
		const [execution] = await workflow.finished(1);
		expect(itemsOf(execution, 'Add to the Sheet').map(({ json }) => json)).toMatchObject([
			{ 'Alert ID': ids[0], Amount: '1.10' },
			{ 'Alert ID': ids[1], Amount: '2.20' },
		]);
	},

	'03-refund-one-alert-sub-workflow.json': async () => {
		const payments = ['A', 'B', 'LARGE'].map((orderId) => ({
			id: `pi_${orderId}`,
			orderId,
			amount: orderId === 'LARGE' ? 30_000 : 1990,
			currency: 'usd',
		}));
		const stripe = await startStripe(payments);
		const refunds = await importRefunds(stripe.url);
		try {
			const [a, b] = [stage.addAlert({ orderId: 'A' }), stage.addAlert({ orderId: 'B' })];
			const large = stage.addAlert({ orderId: 'LARGE', amount: '300.00' });
			const gone = randomUUID();
			const caller = await handOver(refunds, [
				event(a, { orderId: 'A' }),
				event(large, { orderId: 'LARGE', amount: '300.00' }),
				event(b, { orderId: 'B' }),
				event(a, { orderId: 'A' }),
			]);
			expect(stripe.calls).toEqual([
				{ key: a, payment: 'pi_A', alert: a },
				{ key: b, payment: 'pi_B', alert: b },
			]);
			expect([a, large, b].map((id) => stage.outcomesOf(id))).toEqual([['reversed'], [], ['reversed']]);
			expect(itemsOf(caller, 'Call').map(({ json: { id, orderId, result } }) => [id, orderId, result])).toEqual([
				[a, 'A', 'reversed'],
				[large, 'LARGE', 'left to a person'],
				[b, 'B', 'reversed'],
				[a, 'A', 'handled before'],
			]);

			// one that cannot be finished: the others are, and the run says so at its end
			const c = stage.addAlert({ orderId: 'A' });
			stripe.calls.splice(0);
			const failed = await stage.call(refunds, [event(gone, { orderId: 'GONE' }), event(c, { orderId: 'A' })]);
			expect(failed.status).toBe('error');
			expect(errorOf(failed)).toContain(gone);
			expect(errorOf(failed)).not.toContain(c);
			expect(stripe.calls.map(({ key }) => key)).toEqual([c]);
			expect(stage.outcomesOf(c)).toEqual(['previously-reversed']);
			expect((await stage.rows('handled_alerts')).map(({ alertId }) => alertId)).toEqual([a, large, b, c]);
		} finally {
			await stripe.close();
		}
	},

	'07-defend-dispute-with-kloutit.json': async () => {
		const orders = [
			{ orderId: 'ORDER-71', orderDate: '2026-11-05T17:40:00Z', amount: '7.10', currency: 'EUR', firstName: 'Ana' },
			{ orderId: 'ORDER-72', orderDate: '2026-11-06T17:40:00Z', amount: '7.20', currency: 'EUR', firstName: 'Tom' },
		];
		await stage.fillTable('07-defend-dispute-with-kloutit.json', 'orders', orders);
		const workflow = await stage.import('07-defend-dispute-with-kloutit.json', (template) => {
			speaking(template);
			// a search that finds no file
			passing(DRIVE)(template);
			Object.assign(nodeOf(template, 'Find the Evidence'), {
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: { mode: 'raw', jsonOutput: '{}', options: {} },
			});
		});
		const ids = [randomUUID(), randomUUID()];
		const dispute = (place: number) =>
			event(ids[place], {
				event: 'dispute',
				type: 'dispute-notification',
				deliveryId: `dispute-notification:${ids[place]}`,
				orderId: orders[place].orderId,
				amount: orders[place].amount,
				currency: 'EUR',
				reason: '13.1',
			});
		await workflow.publishForCalls();
		await handOver(workflow, [dispute(0), dispute(1)]);
		await workflow.finished(3);
		const cases = await Promise.all(
			ids.map(async (id) => (await stage.control.get<IDataObject>(`/kloutit/cases/${id}`)).data),
		);
		expect(cases).toMatchObject([
			{ orderNumber: 'ORDER-71', customerName: 'Ana' },
			{ orderNumber: 'ORDER-72', customerName: 'Tom' },
		]);
	},

	'22-evidence-from-a-tracking-number.json': async () => {
		const dhl = await startDhl(
			Object.fromEntries(['ONE', 'TWO'].map((number) => [number, [{ shippedAt: '2026-10-06T18:05:00Z' }]])),
		);
		try {
			const credentials = await dhlCredential(stage);
			const workflow = await stage.import('22-evidence-from-a-tracking-number.json', (template) => {
				speaking(template);
				delete template.pinData['Ask DHL'];
				const ask = nodeOf(template, 'Ask DHL');
				ask.parameters.url = `${dhl.url}/track/shipments`;
				ask.credentials = credentials;
			});
			const cases = ['ONE', 'TWO'].map((trackingNumber) => ({
				caseNumber: `EXP-${randomUUID().slice(0, 8)}`,
				trackingNumber,
			}));
			for (const { caseNumber } of cases)
				await stage.control.post('/kloutit/events', {
					event: 'CASE_CREATED',
					expedientNumber: caseNumber,
					sector: 'FASHION',
					wait: 'none',
				});
			await handOver(workflow, cases);
			for (const { caseNumber, trackingNumber } of cases)
				expect((await stage.control.get<IDataObject>(`/kloutit/cases/${caseNumber}`)).data).toMatchObject({
					trackingNumber,
				});
		} finally {
			await dhl.close();
		}
	},

	'11-one-dispute-inbox.json': async () => {
		const ids = [randomUUID(), randomUUID()];
		const workflow = await stage.import('11-one-dispute-inbox.json', (template) => {
			speaking(template);
			passing(SHEETS)(template);
		});
		await handOver(workflow, [event(ids[0], { orderId: 'A' }), event(ids[1], { orderId: 'B' })]);
		const [execution] = await workflow.finished(1);
		expect(itemsOf(execution, 'Add to the Sheet').map(({ json }) => json)).toMatchObject([
			{ ID: ids[0], Order: 'A' },
			{ ID: ids[1], Order: 'B' },
		]);
		expect(itemsOf(execution, 'Post to Slack').map(({ json }) => json.text)).toEqual([
			expect.stringContaining('Order A') as string,
			expect.stringContaining('Order B') as string,
		]);
	},

	'13-refund-kount-alerts.json': async () => {
		const orders = ['ORDER-131', 'ORDER-132'].map((orderId) => ({ orderId, amount: '19.90', currency: 'USD' }));
		await stage.fillTable('13-refund-kount-alerts.json', 'orders', orders);
		const payments = orders.map(({ orderId }) => ({ id: `pi_${orderId}`, orderId, amount: 1990, currency: 'usd' }));
		const stripe = await startStripe(payments);
		try {
			const workflow = await importRefunds(stripe.url, '13-refund-kount-alerts.json');
			const ids = [randomUUID(), randomUUID()];
			for (const id of ids) inventAlert(stage.sandbox.state.kount, 'DISPUTE', Date.now(), { requestID: id });
			const caller = await handOver(
				workflow,
				ids.map((id, place) => event(id, { provider: 'kount', type: 'DISPUTE', orderId: orders[place].orderId })),
			);
			expect(itemsOf(caller, 'Call').map(({ json: { id, result } }) => [id, result])).toEqual(
				ids.map((id) => [id, 'REFUNDED']),
			);
			expect(stripe.calls.map(({ key, payment }) => [key, payment])).toEqual([
				[ids[0], 'pi_ORDER-131'],
				[ids[1], 'pi_ORDER-132'],
			]);
			expect(ids.map((id) => stage.sandbox.state.kount.alerts.get(id)?.answer?.statusCode)).toEqual([
				'REFUNDED',
				'REFUNDED',
			]);
		} finally {
			await stripe.close();
		}
	},

	'19-after-an-alert.json': async () => {
		const shop = await startShop({ customer: 'cus_1', orderId: 'A', orderStatus: '', subscriptions: {}, failing: [] });
		try {
			const workflow = await importRefunds(shop.url, '19-after-an-alert.json', (template) => {
				for (const name of ['Read the Order', 'Hold the Order']) nodeOf(template, name).disabled = true;
			});
			await workflow.publishForCalls();
			const ids = [randomUUID(), randomUUID()];
			await handOver(workflow, [event(ids[0], { orderId: 'A' }), event(ids[1], { orderId: 'A' })]);
			// the run that was called, and one for each alert
			await workflow.finished(3);
			expect(shop.calls.sort()).toEqual(
				ids.map((id) => `POST /v1/customers/cus_1 metadata[chargeback_alert]=init-refund ${id}`).sort(),
			);
		} finally {
			await shop.close();
		}
	},

	'18-never-twice-sub-workflow.json': async () => {
		const workflow = await stage.import('18-never-twice-sub-workflow.json');
		const [one, two, again] = [randomUUID(), randomUUID(), randomUUID()];
		const caller = await handOver(workflow, [
			event(one, { orderId: 'NEVER-1' }),
			event(two, { orderId: 'NEVER-2' }),
			event(again, { orderId: 'NEVER-1' }),
		]);
		const said = itemsOf(caller, 'Call').map(({ json: { id, paymentCheck } }) => [id, paymentCheck]);
		expect(said).toMatchObject([
			[one, { result: 'new' }],
			[two, { result: 'new' }],
			[again, { result: 'duplicate of', firstDeliveryId: `init-refund:${one}` }],
		]);
	},

	'21-find-the-order-sub-workflow.json': async () => {
		const workflow = await stage.import('21-find-the-order-sub-workflow.json');
		await stage.fillTable('21-find-the-order-sub-workflow.json', 'orders', [
			{ orderId: 'FIND-1', transactionId: '700000000000001' },
			{ orderId: 'FIND-2', transactionId: '700000000000002' },
		]);
		const ids = [randomUUID(), randomUUID(), randomUUID()];
		const caller = await handOver(workflow, [
			event(ids[0], { orderId: null, transactionId: '700000000000002' }),
			event(ids[1], { orderId: 'GIVEN' }),
			event(ids[2], { orderId: null, transactionId: '700000000000001' }),
		]);
		const said = itemsOf(caller, 'Call').map(({ json: { id, orderId, orderMatch } }) => [id, orderId, orderMatch]);
		expect(said).toMatchObject([
			[ids[0], 'FIND-2', { result: 'found' }],
			[ids[1], 'GIVEN', { result: 'not needed' }],
			[ids[2], 'FIND-1', { result: 'found' }],
		]);
	},

	'auto-refund-alert.json': async () => {
		const workflow = await stage.import('auto-refund-alert.json', (template) => {
			nodeOf(template, 'Refund').parameters.url = `${stage.url}/refunds`;
		});
		const ids = [stage.addAlert({ amount: '1.10' }), stage.addAlert({ amount: '2.20' })];
		const gone = randomUUID();
		const caller = await handOver(
			workflow,
			ids.map((id) => event(id)),
		);
		expect(itemsOf(caller, 'Call').map(({ json: { id, result } }) => [id, result])).toEqual(
			ids.map((id) => [id, 'reversed']),
		);
		const third = stage.addAlert({ amount: '3.30' });
		const failed = await stage.call(workflow, [event(gone), event(third)]);
		expect(failed.status).toBe('error');
		expect(errorOf(failed)).toContain(gone);
		const { data } = await stage.control.get<{ refunds: Array<{ key: string; amount: string }> }>('/refunds');
		expect(data.refunds.map(({ key, amount }) => [key, amount])).toEqual([
			[ids[0], '1.10'],
			[ids[1], '2.20'],
			[third, '3.30'],
		]);
		expect([...ids, third].map((id) => stage.outcomesOf(id))).toEqual([['reversed'], ['reversed'], ['reversed']]);
	},
};

/** A workflow that refunds, with the stand-in of Stripe. */
async function importRefunds(
	url: string,
	file = '03-refund-one-alert-sub-workflow.json',
	fill: (template: Template) => void = () => {},
): Promise<Imported> {
	const { id, name } = await stage.addCredential('stripeApi', {
		secretKey: 'sk_test_templates',
		allowedHttpRequestDomains: 'all',
	});
	return await stage.import(file, (template: Template) => {
		speaking(template);
		for (const node of template.nodes.filter(({ parameters }) => parameters.nodeCredentialType === 'stripeApi')) {
			node.parameters.url = String(node.parameters.url).replace('https://api.stripe.com', url);
			node.credentials = { stripeApi: { id, name } };
		}
		fill(template);
	});
}

it.each(callable)('%s: two alerts in one run each get what is theirs', async (file) => {
	await CASES[file]();
});

it('an alert without a delivery ID is never taken for a duplicate', async () => {
	const workflow = await stage.import('02-alert-log-google-sheets.json', passing(SHEETS));
	for (const run of [1, 2]) {
		await handOver(workflow, [event(randomUUID(), { deliveryId: undefined })]);
		const executions = await workflow.finished(run);
		expect(runsOf(executions[run - 1], 'Add to the Sheet')).toHaveLength(1);
	}
});
