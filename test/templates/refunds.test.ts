import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { itemsOf, runsOf } from '../../tools/n8n/execution';
import { nodeOf, readTemplate, type Template } from './library';
import { type Imported, pinned, Stage } from './stage';
import { type Payment, startStripe } from './stripe';

const SUB = '03-refund-one-alert-sub-workflow.json';
const STRIPE = ['Find the Payment', 'Refund in Stripe'];

let stage: Stage;
beforeAll(async () => {
	stage = await Stage.open();
	stage.owns('handled_alerts', 'sweep_runs');
});
afterAll(async () => await stage.close());
beforeEach(() => {
	stage.sandbox.reset();
	stage.sandbox.state.chargebackhit.alerts.clear();
});

const handled = async () =>
	Object.fromEntries((await stage.rows('handled_alerts')).map(({ alertId, result }) => [String(alertId), result]));

describe(SUB, () => {
	const { id, orderId } = readTemplate(SUB).pinData['When Called'][0].json as { id: string; orderId: string };
	const add = (changes: IDataObject = {}) => stage.addAlert({ id, orderId, amount: '15.50', ...changes });

	it('refunds the sample, answers it, writes it down, and leaves it alone the next time', async () => {
		add();
		const workflow = await stage.import(SUB);
		await workflow.run('When Called');
		expect(stage.outcomesOf(id)).toEqual(['reversed']);
		expect(await handled()).toEqual({ [id]: 'reversed' });
		const again = await workflow.run('When Called');
		expect(runsOf(again, 'Read the Alert Again')).toEqual([]);
		expect(stage.outcomesOf(id)).toEqual(['reversed']);
	});

	it('does not say that money is refunded which Stripe calls pending', async () => {
		const other = randomUUID();
		add({ id: other });
		const workflow = await stage.import(SUB, ({ pinData }) => {
			Object.assign(pinData['When Called'][0].json, { id: other, deliveryId: `init-refund:${other}` });
			Object.assign(pinData[STRIPE[1]][0].json, { status: 'pending' });
		});
		await expect(workflow.run('When Called')).rejects.toThrow(/The refund for alert .*"pending"/);
		expect(stage.outcomesOf(other)).toEqual([]);
	});

	it.each<[string, IDataObject, IDataObject, string, string[]]>([
		['an amount above the limit', { amount: '25.01' }, {}, 'left to a person', []],
		['another currency', { currency: 'EUR' }, {}, 'left to a person', []],
		['an alert that RDR has refunded', { type: 'resolved', product: 'rdr' }, {}, 'refunded by RDR', []],
		['an alert that a person has answered meanwhile', { outcome: 'not-found' }, {}, 'answered already', []],
		[
			'a payment of another amount',
			{},
			{ data: [{ id: 'pi_1', amount: 9900, currency: 'usd' }] },
			'left to a person',
			[],
		],
		[
			'two payments for the order',
			{},
			{
				data: [
					{ id: 'pi_1', amount: 1550, currency: 'usd' },
					{ id: 'pi_2', amount: 1550, currency: 'usd' },
				],
			},
			'left to a person',
			[],
		],
		['an order without a payment', {}, { data: [] }, 'left to a person', []],
	])('refunds nothing for %s', async (_case, alert, found, result, outcomes) => {
		const other = randomUUID();
		add({ ...alert, id: other });
		const workflow = await stage.import(SUB, ({ pinData }) => {
			Object.assign(pinData['When Called'][0].json, { id: other, deliveryId: `init-refund:${other}` });
			Object.assign(pinData[STRIPE[0]][0].json, found);
		});
		const execution = await workflow.run('When Called');
		expect(runsOf(execution, STRIPE[1])).toEqual([]);
		expect(stage.outcomesOf(other)).toEqual(outcomes);
		expect(await handled()).toMatchObject({ [other]: result });
	});
});

describe('03-auto-refund-small-amounts.json and 06-reconciliation-sweep.json', () => {
	let stripe: Awaited<ReturnType<typeof startStripe>>;
	let refunds: Imported;
	const payments: Payment[] = [];
	beforeAll(async () => {
		stripe = await startStripe(payments);
		const { id, name } = await stage.addCredential('stripeApi', {
			secretKey: 'sk_test_templates',
			allowedHttpRequestDomains: 'all',
		});
		refunds = await stage.import(SUB, (template) => {
			for (const node of STRIPE.map((one) => nodeOf(template, one))) {
				node.parameters.url = String(node.parameters.url).replace('https://api.stripe.com', stripe.url);
				node.credentials = { stripeApi: { id, name } };
			}
		});
	});
	afterAll(async () => await stripe.close());
	beforeEach(() => void stripe.calls.splice(0));

	const callsRefunds = (template: Template) => {
		nodeOf(template, 'Refund One Alert').parameters.workflowId = { __rl: true, mode: 'id', value: refunds.id };
		delete template.pinData['Refund One Alert'];
	};
	const sold = (orderId: string, amount: number) =>
		void payments.push({ id: `pi_${orderId}`, orderId, amount, currency: 'usd' });
	const refundsOf = () => stripe.calls.map(({ payment }) => payment);

	it('refund what is small, with the alert as the key, and only once', async () => {
		sold('SMALL', 1990);
		sold('LARGE', 30_000);
		sold('BY-RDR', 1500);
		const small = stage.addAlert({ orderId: 'SMALL' });
		const large = stage.addAlert({ orderId: 'LARGE', amount: '300.00' });
		const resolved = stage.addAlert({ type: 'resolved', product: 'rdr', orderId: 'BY-RDR', amount: '15.00' });
		const event = (id: string, orderId: string, type = 'init-refund') => ({
			event: type === 'resolved' ? 'resolved' : 'alert',
			id,
			orderId,
			deliveryId: `${type}:${id}`,
		});
		const workflow = await stage.import('03-auto-refund-small-amounts.json', (template) => {
			callsRefunds(template);
			template.pinData['Chargebackhit Trigger'] = pinned(
				event(small, 'SMALL'),
				event(large, 'LARGE'),
				event(resolved, 'BY-RDR', 'resolved'),
				event(small, 'SMALL'),
			);
		});
		await workflow.run('Chargebackhit Trigger');
		expect(stripe.calls).toEqual([{ key: small, payment: 'pi_SMALL', alert: small }]);
		expect([small, large, resolved].map((id) => stage.outcomesOf(id))).toEqual([['reversed'], [], []]);

		const sweep = await stage.import('06-reconciliation-sweep.json', callsRefunds);
		await sweep.run('Every Hour');
		expect(stripe.calls).toHaveLength(1);
		expect(await handled()).toMatchObject({
			[small]: 'reversed',
			[large]: 'left to a person',
			[resolved]: 'refunded by RDR',
		});
	});

	it('sweep up what was missed, also where a crash came between refund and answer', async () => {
		for (const order of ['MISSED', 'CRASHED', 'BEFORE']) sold(order, 1990);
		const missed = stage.addAlert({ orderId: 'MISSED' });
		const crashed = stage.addAlert({ orderId: 'CRASHED', outcome: 'pending' });
		const before = stage.addAlert({ orderId: 'BEFORE' });
		const byHand = stage.addAlert({ orderId: 'BY-HAND', outcome: 'shipped' });
		const old = stage.addAlert({ orderId: 'OLD', hoursAgo: 100 });
		const refund = async (key: string, payment: string) => {
			const headers = { authorization: 'Bearer sk_test_templates', 'idempotency-key': key };
			await fetch(`${stripe.url}/v1/refunds`, {
				method: 'POST',
				headers,
				body: new URLSearchParams({ payment_intent: payment }),
			});
		};
		await refund(crashed, 'pi_CRASHED');
		await refund('by a person', 'pi_BEFORE');
		stripe.calls.splice(0);

		const sweep = await stage.import('06-reconciliation-sweep.json', callsRefunds);
		await sweep.run('Every Hour');
		expect(Object.fromEntries(stripe.calls.map(({ key, payment }) => [payment, key]))).toEqual({
			pi_MISSED: missed,
			pi_CRASHED: crashed,
			pi_BEFORE: before,
		});
		expect([missed, crashed, before, byHand, old].map((id) => stage.outcomesOf(id))).toEqual([
			['reversed'],
			['reversed'],
			['previously-reversed'],
			[],
			[],
		]);
		await sweep.run('Every Hour');
		expect(refundsOf()).toHaveLength(3);
	});

	it('go on with the next alert where one refund fails, and try that again', async () => {
		sold('UNLUCKY', 1990);
		sold('LUCKY', 1990);
		const unlucky = stage.addAlert({ orderId: 'UNLUCKY', hoursAgo: 2 });
		const lucky = stage.addAlert({ orderId: 'LUCKY', hoursAgo: 1 });
		stage.sandbox.state.chargebackhit.alerts.delete(unlucky);
		const sweep = await stage.import('06-reconciliation-sweep.json', (template) => {
			callsRefunds(template);
			// the list tells of an alert that cannot be read
			Object.assign(template.pinData, {
				'Alerts Since Then': pinned(
					{ event: 'alert', id: unlucky, status: null, orderId: 'UNLUCKY' },
					{ event: 'alert', id: lucky, status: null, orderId: 'LUCKY' },
				),
			});
		});
		await sweep.run('Every Hour');
		expect(stage.outcomesOf(lucky)).toEqual(['reversed']);
		expect(Object.keys(await handled())).not.toContain(unlucky);
	});
});

describe('06-reconciliation-sweep.json', () => {
	const FILE = '06-reconciliation-sweep.json';
	const HOUR = 3_600_000;
	/** Passes its alerts to no workflow. */
	const sweepAlone = async () =>
		await stage.import(FILE, ({ pinData }) => Object.assign(pinData, { 'Refund One Alert': pinned({}) }));
	const lastRunOf = async ({ id }: Imported) =>
		(await stage.rows('sweep_runs')).filter(({ workflowId }) => workflowId === id).map(({ lastRun }) => lastRun);
	const at = (hoursAgo: number) => new Date(Date.now() - hoursAgo * HOUR).toISOString();
	/** Hours before now from which a run lists alerts, and those it finds. */
	const run = async (sweep: Imported) => {
		const execution = await sweep.run('Every Hour');
		const [{ json }] = itemsOf(execution, 'Since When?');
		const found = runsOf(execution, 'Alerts Since Then').length > 0 ? itemsOf(execution, 'Alerts Since Then') : [];
		return {
			hours: (Date.now() - Date.parse(String(json.from))) / HOUR,
			found: found.map((item) => item.json.id),
			startedAt: json.startedAt,
		};
	};

	it('lists the last three days, and notes when it began, also if there are no alerts', async () => {
		const sweep = await sweepAlone();
		const other = await sweepAlone();
		for (let runs = 0; runs < 2; runs++) {
			const { hours, found, startedAt } = await run(sweep);
			expect(hours).toBeCloseTo(72, 0);
			expect(found).toEqual([]);
			expect(await lastRunOf(sweep)).toEqual([startedAt]);
		}
		// each workflow has its own
		expect(await lastRunOf(other)).toEqual([]);
	});

	it.each<[string, string, number]>([
		['an hour ago', at(1), 72],
		['shortly before that', at(72.1), 72 + 0.1 + 1 / 6],
		['ten days ago', at(240), 240 + 1 / 6],
		['in the future', at(-50), 72],
		['at no time, because somebody changed the row', 'yesterday', 72],
	])('after a last run %s', async (_case, lastRun, expected) => {
		const old = stage.addAlert({ hoursAgo: 100 });
		const sweep = await sweepAlone();
		await stage.fillTable(FILE, 'sweep_runs', [{ workflowId: sweep.id, lastRun }]);
		const { hours, found, startedAt } = await run(sweep);
		expect(Math.abs(hours - expected)).toBeLessThan(0.05);
		expect(found).toEqual(expected > 100 ? [old] : []);
		expect(await lastRunOf(sweep)).toEqual([startedAt]);
	});

	it('starts from the same time again if the list could not be read', async () => {
		const sweep = await sweepAlone();
		const lastRun = at(240);
		await stage.fillTable(FILE, 'sweep_runs', [{ workflowId: sweep.id, lastRun }]);
		const service = 'chargebackhit';
		stage.sandbox.faults.add({ service, status: 403, body: { error: { message: 'Maintenance' } } }, [service]);
		await expect(sweep.run('Every Hour')).rejects.toThrow(/Maintenance/);
		expect(await lastRunOf(sweep)).toEqual([lastRun]);
		expect((await run(sweep)).hours).toBeGreaterThan(240);
	});
});

describe('auto-refund-alert.json and reconciliation-sweep.json', () => {
	it('refund each open alert once, and answer it', async () => {
		const complete = (template: Template) => {
			for (const node of template.nodes) if (node.name === 'Refund') node.parameters.url = `${stage.url}/refunds`;
			for (const name of ['Refund', 'Handle the Alert']) delete template.pinData[name];
		};
		const delivered = stage.addAlert({});
		const main = await stage.import('auto-refund-alert.json', (template) => {
			complete(template);
			template.pinData['Chargebackhit Trigger'] = pinned({
				event: 'alert',
				id: delivered,
				orderId: 'ORDER-1',
				deliveryId: `init-refund:${delivered}`,
			});
			nodeOf(template, 'Handle the Alert').parameters.workflowId = {
				__rl: true,
				mode: 'id',
				value: '={{ $workflow.id }}',
			};
		});
		await main.run('Chargebackhit Trigger');
		expect(stage.outcomesOf(delivered)).toEqual(['reversed']);

		const missed = stage.addAlert({ hoursAgo: 2 });
		// left to the trigger for another 9 minutes; and too old for any answer
		const others = [stage.addAlert({ hoursAgo: 0.1 }), stage.addAlert({ hoursAgo: 24 * 8 })];
		const sweep = await stage.import('reconciliation-sweep.json', (template) => {
			complete(template);
			nodeOf(template, 'Handle the Alert').parameters.workflowId = { __rl: true, mode: 'id', value: main.id };
		});
		await sweep.run('Every 10 Minutes');
		expect([delivered, missed, ...others].map((id) => stage.outcomesOf(id))).toEqual([
			['reversed'],
			['reversed'],
			[],
			[],
		]);
		const { data } = await stage.control.get<{ refunds: Array<{ key: string; calls: number }> }>('/refunds');
		expect(data.refunds.map(({ key, calls }) => [key, calls])).toEqual([
			[delivered, 1],
			[missed, 1],
		]);
	});
});
