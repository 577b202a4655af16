import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { inventAlert } from '../../sandbox/kount/seed';
import { itemsOf, runsOf } from '../../tools/n8n/execution';
import { nodeOf, readTemplate, type Template } from './library';
import { pinned, Stage } from './stage';
import { startStripe } from './stripe';
import { speaking } from './texts';

const FILE = '13-refund-kount-alerts.json';
const TRIGGER = 'Kount Trigger';
const SAMPLE = readTemplate(FILE).pinData[TRIGGER][0].json;

let stage: Stage;
beforeAll(async () => {
	stage = await Stage.open({ kount: { alertRetryDelays: [] } });
	stage.owns('handled_alerts', 'orders');
});
afterAll(async () => await stage.close());
beforeEach(() => stage.sandbox.reset());

/** What Kount was told about an alert; null if nothing. */
const answerOf = (id: string): string | null => stage.sandbox.state.kount.alerts.get(id)?.answer?.statusCode ?? null;
const handled = async () =>
	Object.fromEntries((await stage.rows('handled_alerts')).map(({ alertId, result }) => [String(alertId), result]));

/** An open alert at Kount, and its event. */
function addAlert(changes: IDataObject = {}): IDataObject & { id: string } {
	const id = randomUUID();
	inventAlert(stage.sandbox.state.kount, String(changes.type ?? 'ETHOCA_FRAUD'), Date.now(), { requestID: id });
	return { ...SAMPLE, id, deliveryId: `${id}:ETHOCA_FRAUD`, ...changes };
}
const alone =
	(event: IDataObject, fill: (template: Template) => void = () => {}) =>
	(template: Template) => {
		template.pinData[TRIGGER] = pinned(event);
		fill(template);
	};

it('refunds the sample, answers it, and leaves it alone the next time', async () => {
	const workflow = await stage.import(FILE);
	await workflow.run(TRIGGER);
	expect(answerOf(String(SAMPLE.id))).toBe('REFUNDED');
	expect(await handled()).toEqual({ [String(SAMPLE.id)]: 'REFUNDED' });
	const again = await workflow.run(TRIGGER);
	expect(runsOf(again, 'Find the Payment')).toEqual([]);
});

it('says that a payment was refunded before', async () => {
	const event = addAlert();
	const stripe = await startStripe([{ id: 'pi_1', orderId: 'ORDER-1001', amount: 4990, currency: 'usd' }]);
	try {
		const { id, name } = await stage.addCredential('stripeApi', {
			secretKey: 'sk_test_templates',
			allowedHttpRequestDomains: 'all',
		});
		const workflow = await stage.import(
			FILE,
			alone(event, (template) => {
				for (const node of ['Find the Payment', 'Refund in Stripe'].map((one) => nodeOf(template, one))) {
					node.parameters.url = String(node.parameters.url).replace('https://api.stripe.com', stripe.url);
					node.credentials = { stripeApi: { id, name } };
					delete template.pinData[node.name];
				}
			}),
		);
		const headers = { authorization: 'Bearer sk_test_templates', 'idempotency-key': 'by a person' };
		const body = new URLSearchParams({ payment_intent: 'pi_1' });
		await fetch(`${stripe.url}/v1/refunds`, { method: 'POST', headers, body });
		await workflow.run(TRIGGER);
		expect(stripe.calls.map(({ key, payment }) => [key, payment])).toContainEqual([event.id, 'pi_1']);
		expect(answerOf(event.id)).toBe('PREVIOUSLY_REFUNDED');
	} finally {
		await stripe.close();
	}
});

it.each<[string, IDataObject, IDataObject, IDataObject, RegExp]>([
	['an amount above the limit', { amount: '50.01' }, { amount: '50.01' }, {}, /above the limit of 50 USD/],
	['another currency', { currency: 'EUR' }, { currency: 'EUR' }, {}, /currency is not USD/],
	['another amount than the order has', { amount: '4.99' }, {}, {}, /another amount/],
	['an order that is not in the table', {}, { orderId: '', amount: '' }, {}, /not in the table/],
	['an alert without an order number', { orderId: null }, { orderId: '' }, {}, /no order number/],
	['two payments for the order', {}, {}, { data: [{}, {}] }, /exactly one payment/],
])('leaves %s to a person', async (_case, alert, order, found, why) => {
	const event = addAlert(alert);
	const workflow = await stage.import(
		FILE,
		alone(event, (template) => {
			speaking(template);
			Object.assign(template.pinData['Find the Order'][0].json, order);
			Object.assign(template.pinData['Find the Payment'][0].json, found);
		}),
	);
	const execution = await workflow.run(TRIGGER);
	expect(runsOf(execution, 'Refund in Stripe')).toEqual([]);
	expect(answerOf(event.id)).toBeNull();
	expect(itemsOf(execution, 'Tell a Person').map(({ json }) => json.text)).toEqual([
		expect.stringMatching(why) as string,
	]);
	expect(await handled()).toMatchObject({ [event.id]: 'left to a person' });
});

it('never refunds what RDR has refunded, and does not answer it', async () => {
	const event = addAlert({ type: 'RDR', event: 'resolved' });
	const execution = await (await stage.import(FILE, alone(event))).run(TRIGGER);
	expect([runsOf(execution, 'Find the Payment'), answerOf(event.id)]).toEqual([[], null]);
	expect(await handled()).toMatchObject({ [event.id]: 'no answer needed' });
});

it('names the alert whose refund is not complete, and does not answer it', async () => {
	const event = addAlert();
	const workflow = await stage.import(
		FILE,
		alone(event, ({ pinData }) => void Object.assign(pinData['Refund in Stripe'][0].json, { status: 'pending' })),
	);
	await expect(workflow.run(TRIGGER)).rejects.toThrow(new RegExp(`${event.id}.*"pending"`));
	expect(answerOf(event.id)).toBeNull();
});

it('takes a live event of Kount', async () => {
	const workflow = await stage.import(FILE, ({ pinData }) => {
		delete pinData[TRIGGER];
	});
	const url = await workflow.listen(TRIGGER);
	await stage.control.post('/kount/events', {
		url,
		event: 'ETHOCA_DISPUTE',
		fields: { merchantOrderID: 'ORDER-1001', transactionAmount: 49.9, transactionCurrency: 'USD' },
		wait: 'first',
	});
	const [execution] = await workflow.finished(1);
	const [{ json }] = itemsOf(execution, 'The Results');
	expect(json).toMatchObject({ type: 'ETHOCA_DISPUTE', orderId: 'ORDER-1001', result: 'REFUNDED' });
	expect(answerOf(String(json.id))).toBe('REFUNDED');
});
