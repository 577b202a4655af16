import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { inventAlert } from '../../sandbox/kount/seed';
import { errorOf, itemsOf } from '../../tools/n8n/execution';
import { nodeOf, type Template } from './library';
import { type Imported, Stage } from './stage';
import { startStripe } from './stripe';
import { speaking } from './texts';

const FILE = '18-never-twice-sub-workflow.json';

let stage: Stage;
let guard: Imported;
beforeAll(async () => {
	stage = await Stage.open({ kount: { alertRetryDelays: [] } });
	stage.owns('payments_reported', 'handled_alerts', 'orders', 'weekly_report');
	guard = await stage.import(FILE);
	await guard.publishForCalls();
});
afterAll(async () => await stage.close());

/** A report as a trigger outputs it, of a payment that no other test has. */
const report = (changes: IDataObject = {}): IDataObject & { id: string; deliveryId: string } => {
	const { provider = 'chargebackhit', type = 'init-refund', id = randomUUID() } = changes as Record<string, string>;
	return {
		...{ provider, event: 'alert', type, status: null, id, orderId: null, transactionId: null, arn: null },
		...{ amount: '19.90', currency: 'USD', reason: null, card: '411111******1111', network: 'ethoca' },
		...{ merchant: 'KESTREL & THYME', occurredAt: new Date().toISOString(), respondBy: null },
		...{ deliveryId: provider === 'kount' ? `${id}:${type}` : `${type}:${id}`, receivedAt: new Date().toISOString() },
		...changes,
	};
};
const kount = (changes: IDataObject = {}) => report({ provider: 'kount', type: 'ETHOCA_FRAUD', ...changes });
const rdr = (changes: IDataObject = {}) => report({ event: 'resolved', type: 'resolved', network: 'rdr', ...changes });
const dispute = (changes: IDataObject = {}) =>
	report({ event: 'dispute', type: 'dispute-notification', network: 'visa-dispute', ...changes });
let count = 0;
const newArn = () => `24123456324000${String(++count).padStart(9, '0')}`;

/** What is said of each report, all in one run. */
async function check(...reports: IDataObject[]): Promise<IDataObject[]> {
	const caller = await stage.call(guard, reports);
	expect(errorOf(caller)).toBeUndefined();
	const items = itemsOf(caller, 'Call').map(({ json }) => json);
	expect(items.map(({ id }) => id)).toEqual(reports.map(({ id }) => id));
	return items.map(({ paymentCheck }) => paymentCheck as IDataObject);
}
const results = async (...reports: IDataObject[]) => (await check(...reports)).map(({ result }) => result);

it('recognizes one payment that Ethoca, Kount, RDR and the dispute report, several in one run too', async () => {
	const arn = newArn();
	const [first, second, third, fourth] = [report({ arn }), kount({ arn }), rdr({ arn }), dispute({ arn })];
	const other = report({ arn: newArn() });
	const said = await check(first, other, second);
	expect(said).toMatchObject([
		{ result: 'new', firstDeliveryId: null, outcome: null, askForCredit: false },
		{ result: 'new' },
		{
			...{ result: 'duplicate of', firstDeliveryId: first.deliveryId, firstProvider: 'chargebackhit' },
			...{ matchedBy: 'ARN', outcome: null, kountStatus: null, askForCredit: true },
		},
	]);
	expect(await check(third, fourth)).toMatchObject([
		{ result: 'RDR has refunded it', outcome: 'acknowledged' },
		{ result: 'RDR has refunded it', outcome: 'acknowledged', firstDeliveryId: third.deliveryId, askForCredit: false },
	]);
	expect(await check(kount({ arn }), report({ arn }))).toMatchObject([
		{ result: 'RDR has refunded it', kountStatus: 'PREVIOUSLY_REFUNDED', outcome: null },
		{ result: 'RDR has refunded it', outcome: 'previously-reversed', kountStatus: null },
	]);
	// what arrives again is no duplicate of itself, nor of what came later
	expect(await results(first, first, second)).toEqual(['new', 'new', 'duplicate of']);
});

it('finds a payment by its transaction, without the dates that a service adds, or by order and amount', async () => {
	const id = `48151623420${String(Date.now()).slice(-6)}`;
	expect(
		await check(
			report({ transactionId: id }),
			kount({ transactionId: `20261120-${id}` }),
			kount({ transactionId: ` ${id.toUpperCase()}_2026-11-20` }),
			report({ transactionId: `${id}9` }),
		),
	).toMatchObject([
		{ result: 'new' },
		{ result: 'duplicate of', matchedBy: 'transaction' },
		{ result: 'duplicate of', matchedBy: 'transaction' },
		{ result: 'new' },
	]);
	const orderId = randomUUID();
	expect(
		await check(
			report({ orderId }),
			kount({ orderId: orderId.toUpperCase(), amount: 19.9 }),
			report({ orderId, amount: '5.00' }),
			report({ orderId, currency: 'EUR' }),
			report({ orderId, card: '411111******2222' }),
		),
	).toMatchObject([
		{ result: 'new' },
		{ result: 'duplicate of', matchedBy: 'order and amount' },
		{ result: 'new' },
		{ result: 'new' },
		{ result: 'new' },
	]);
	// two payments of one order
	const twice = randomUUID();
	expect(await results(report({ orderId: twice, arn: newArn() }), report({ orderId: twice, arn: newArn() }))).toEqual([
		'new',
		'new',
	]);
	expect(await results(report(), report())).toEqual(['new', 'new']);
	const anothersCard = newArn();
	expect(await results(report({ arn: anothersCard }), report({ arn: anothersCard, card: 'visa ****9999' }))).toEqual([
		'new',
		'new',
	]);
});

it('takes a fraud report and an inquiry for no request, and an open dispute for one', async () => {
	const arn = newArn();
	const notice = report({ arn, event: 'fraud_notice', type: 'fraud-notification' });
	expect(await results(notice, report({ arn, event: 'inquiry', type: 'inquiry' }), report({ arn }))).toEqual([
		'new',
		'new',
		'new',
	]);
	const disputed = newArn();
	expect(await check(dispute({ arn: disputed }), report({ arn: disputed }), kount({ arn: disputed }))).toMatchObject([
		{ result: 'new', outcome: 'acknowledged' },
		{ result: 'duplicate of', outcome: 'acknowledged', kountStatus: null },
		{ result: 'duplicate of', outcome: null, kountStatus: 'DISPUTE_RECEIVED' },
	]);
});

it('knows what was refunded for another alert', async () => {
	const arn = newArn();
	const first = report({ arn });
	await check(first);
	await stage.addRows('handled_alerts', [{ deliveryId: first.deliveryId, alertId: first.id, result: 'reversed' }]);
	expect(await check(report({ arn }), kount({ arn }), rdr({ arn }))).toMatchObject([
		{ result: 'already refunded', outcome: 'previously-reversed', firstDeliveryId: first.deliveryId },
		{ result: 'already refunded', kountStatus: 'DUPLICATE' },
		{ result: 'already refunded', outcome: 'acknowledged', askForCredit: true },
	]);
});

describe('before money moves', () => {
	let stripe: Awaited<ReturnType<typeof startStripe>>;
	const orders = ['NT-1', 'NT-2', 'NT-3'];
	beforeAll(async () => {
		stripe = await startStripe(
			orders.map((orderId) => ({ id: `pi_${orderId}`, orderId, amount: 1990, currency: 'usd' })),
		);
	});
	afterAll(async () => await stripe.close());
	beforeEach(() => void stripe.calls.splice(0));

	const importRefunds = async (file: string, isDry = false) => {
		const { id, name } = await stage.addCredential('stripeApi', {
			secretKey: 'sk_test_templates',
			allowedHttpRequestDomains: 'all',
		});
		const fill = (template: Template) => {
			speaking(template);
			for (const node of ['Find the Payment', 'Refund in Stripe'].map((one) => nodeOf(template, one))) {
				node.parameters.url = String(node.parameters.url).replace('https://api.stripe.com', stripe.url);
				node.credentials = { stripeApi: { id, name } };
			}
			const call = nodeOf(template, 'Same Payment Before?');
			delete call.disabled;
			call.parameters.workflowId = { __rl: true, mode: 'id', value: guard.id };
		};
		return await stage.import(file, fill, isDry);
	};
	const called = async (workflow: Imported, alerts: IDataObject[]) => {
		const caller = await stage.call(workflow, alerts);
		expect(errorOf(caller)).toBeUndefined();
		return itemsOf(caller, 'Call').map(({ json }) => json);
	};
	/** An alert that Chargebackhit has, about the one payment of an order. */
	const chargebackhit = (orderId: string) => {
		const id = stage.addAlert({ orderId });
		const transaction = {
			arn: `arn of ${orderId}`,
			transaction_id: `id of ${orderId}`,
			bin: '411111',
			last_four: '1111',
		};
		Object.assign(stage.sandbox.state.chargebackhit.alerts.get(id)?.transaction ?? {}, transaction);
		return report({ id, orderId });
	};
	const kountAlert = (orderId: string) => {
		const alert = kount({ orderId });
		inventAlert(stage.sandbox.state.kount, 'ETHOCA_FRAUD', Date.now(), { requestID: alert.id });
		return alert;
	};

	it('one payment that two alerts report in one run, and Kount again, is refunded once', async () => {
		await stage.fillTable('13-refund-kount-alerts.json', 'orders', [
			...orders.map((orderId) => ({ orderId, amount: '19.90', currency: 'USD' })),
		]);
		const refunds = await importRefunds('03-refund-one-alert-sub-workflow.json');
		const [one, two] = [chargebackhit('NT-1'), chargebackhit('NT-1')];
		const results = await called(refunds, [one, two]);
		expect(results.map(({ result }) => result)).toEqual(['reversed', 'previously-reversed']);
		expect([stage.outcomesOf(one.id), stage.outcomesOf(two.id)]).toEqual([['reversed'], ['previously-reversed']]);

		const kountRefunds = await importRefunds('13-refund-kount-alerts.json');
		const again = kountAlert('NT-1');
		expect(await called(kountRefunds, [again])).toMatchObject([{ result: 'DUPLICATE' }]);
		expect(stage.sandbox.state.kount.alerts.get(again.id)?.answer?.statusCode).toBe('DUPLICATE');
		// Stripe was asked once
		expect(stripe.calls.map(({ key }) => key)).toEqual([one.id]);
	});

	it('a payment that RDR has refunded is answered, and one with an alert in work is left to a person', async () => {
		await check(rdr({ orderId: 'NT-2' }), kount({ orderId: 'NT-3' }));
		const refunds = await importRefunds('03-refund-one-alert-sub-workflow.json');
		const [paid, open] = [chargebackhit('NT-2'), chargebackhit('NT-3')];
		const dry = await importRefunds('03-refund-one-alert-sub-workflow.json', true);
		expect(await called(dry, [paid])).toMatchObject([
			{ result: 'dry run', wouldSend: { body: { outcome: 'previously-reversed' } } },
		]);
		expect((await called(refunds, [paid, open])).map(({ result }) => result)).toEqual([
			'previously-reversed',
			'left to a person',
		]);
		expect([stage.outcomesOf(paid.id), stage.outcomesOf(open.id)]).toEqual([['previously-reversed'], []]);
		expect(stripe.calls).toEqual([]);
	});
});

it('the weekly report lists the alerts to ask a credit for', async () => {
	const arn = newArn();
	const duplicate = kount({ arn, orderId: 'NT-9' });
	await check(report({ arn }), duplicate);
	const notOurs = stage.addAlert({ hoursAgo: 30, outcome: 'not-found', orderId: 'NT-8' });
	const workflow = await stage.import('12-weekly-report.json');
	await workflow.run('Every Monday');
	const rows = (await stage.rows('weekly_report')).filter(({ section }) => section === 'ask for a credit');
	expect(rows).toContainEqual(
		expect.objectContaining({
			name: `kount alert ${duplicate.id}, order NT-9, 19.90 USD`,
			share: 'duplicate of',
		}),
	);
	expect(rows).toContainEqual(
		expect.objectContaining({ name: `chargebackhit alert ${notOurs}, order NT-8, 19.90 USD`, share: 'not-found' }),
	);
});
