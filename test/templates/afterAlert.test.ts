import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { itemsOf, runsOf } from '../../tools/n8n/execution';
import { nodeOf, readTemplate, type Template } from './library';
import { type ShopState, startShop } from './shop';
import { pinned, Stage } from './stage';
import { speaking } from './texts';

const FILE = '19-after-an-alert.json';
const TRIGGER = 'Chargebackhit Trigger';
const SAMPLE = readTemplate(FILE).pinData[TRIGGER][0].json;
const STRIPE = ['Find the Payment', 'Find the Subscriptions', 'Cancel the Subscription', 'Tag the Customer'];
const WOO = ['Read the Order', 'Hold the Order'];

let stage: Stage;
let shop: Awaited<ReturnType<typeof startShop>>;
let stripe: { id: string; name: string };
let wooCommerce: { id: string; name: string };
const state: ShopState = { customer: '', orderId: '', orderStatus: '', subscriptions: {}, failing: [] };
beforeAll(async () => {
	stage = await Stage.open();
	shop = await startShop(state);
	stripe = await stage.addCredential('stripeApi', { secretKey: 'sk_test_templates', allowedHttpRequestDomains: 'all' });
	wooCommerce = await stage.addCredential('wooCommerceApi', {
		consumerKey: 'ck_test_templates',
		consumerSecret: 'cs_test_templates',
		url: shop.url,
	});
});
afterAll(async () => {
	await shop.close();
	await stage.close();
});
beforeEach(() => {
	shop.calls.splice(0);
	Object.assign(state, {
		customer: 'cus_1',
		orderId: '1003',
		orderStatus: 'processing',
		subscriptions: { sub_0: 'incomplete_expired', sub_1: 'active', sub_2: 'trialing', sub_3: 'canceled' },
		failing: [],
	});
});

const HOLD = 'PUT /wp-json/wc/v3/orders/1003 {"status":"on-hold"}';
const CANCELED = ['DELETE /v1/subscriptions/sub_1', 'DELETE /v1/subscriptions/sub_2'];
const tagged = (id: string) => `POST /v1/customers/cus_1 metadata[chargeback_alert]=init-refund ${id}`;

/** The workflow with the stand-in of the shop. */
function connected(template: Template): void {
	speaking(template);
	for (const name of [...STRIPE, ...WOO]) delete template.pinData[name];
	for (const node of STRIPE.map((name) => nodeOf(template, name))) {
		node.parameters.url = String(node.parameters.url).replace('https://api.stripe.com', shop.url);
		node.credentials = { stripeApi: { id: stripe.id, name: stripe.name } };
	}
	for (const node of WOO.map((name) => nodeOf(template, name)))
		node.credentials = { wooCommerceApi: { id: wooCommerce.id, name: wooCommerce.name } };
}

async function runFor(changes: IDataObject = {}, settings: Record<string, boolean> = {}, isDry = false) {
	const id = randomUUID();
	const fill = (template: Template) => {
		connected(template);
		template.pinData[TRIGGER] = pinned({ ...SAMPLE, id, deliveryId: `init-refund:${id}`, orderId: '1003', ...changes });
		const { assignments } = nodeOf(template, 'Settings').parameters.assignments as {
			assignments: Array<{ name: string; value: unknown }>;
		};
		for (const [name, value] of Object.entries(settings))
			assignments.find((one) => one.name === `settings.${name}`)!.value = value;
	};
	const workflow = await stage.import(FILE, fill, isDry);
	const execution = await workflow.run(TRIGGER);
	const texts = runsOf(execution, 'Name the Failed Steps').length
		? itemsOf(execution, 'Name the Failed Steps').map(({ json }) => String(json.text))
		: [];
	return { id, execution, texts };
}

it('runs with its sample data, and stops at the second time', async () => {
	const workflow = await stage.import(FILE);
	const execution = await workflow.run(TRIGGER);
	expect(itemsOf(execution, 'Done').map(({ json }) => json)).toMatchObject([
		{ orderId: 'ORDER-1003', canceled: 1, held: true, tagged: true, failed: [] },
	]);
	expect(runsOf(await workflow.run(TRIGGER), 'Find the Payment')).toEqual([]);
	expect(stage.outcomesOf(String(SAMPLE.id))).toEqual([]);
});

it('cancels every subscription that could still charge, holds the order, and tags the customer', async () => {
	const { id, execution, texts } = await runFor();
	expect([...shop.calls].sort()).toEqual([...CANCELED, tagged(id), HOLD].sort());
	expect(itemsOf(execution, 'Done').map(({ json }) => json.canceled)).toEqual([2]);
	expect(texts).toEqual([]);
});

it.each<[string, Record<string, boolean>, (id: string) => string[]]>([
	['cancel', { cancelSubscriptions: false }, (id) => [HOLD, tagged(id)]],
	['hold', { holdOrder: false }, (id) => [...CANCELED, tagged(id)]],
	['tag', { tagCustomer: false }, () => [...CANCELED, HOLD]],
])('leaves out what the settings turn off: %s', async (_case, settings, made) => {
	const { id, texts } = await runFor({}, settings);
	expect([...shop.calls].sort()).toEqual(made(id).sort());
	expect(texts).toEqual([]);
});

it.each<[string, string, RegExp, (id: string) => string[]]>([
	['GET /v1/payment_intents/search', 'Find the payment', /./, () => [HOLD]],
	['GET /v1/subscriptions', 'Find the subscriptions', /./, (id) => [HOLD, tagged(id)]],
	[CANCELED[1], 'Cancel the subscription', /^sub_2 /, (id) => [...CANCELED, HOLD, tagged(id)]],
	['GET /wp-json/wc/v3/orders/1003', 'Hold the order', /./, (id) => [...CANCELED, tagged(id)]],
	['PUT /wp-json/wc/v3/orders/1003', 'Hold the order', /./, (id) => [...CANCELED, HOLD, tagged(id)]],
	['POST /v1/customers/cus_1', 'Tag the customer', /./, (id) => [...CANCELED, HOLD, tagged(id)]],
])('names the failed step in Slack, and does the others: %s', async (failing, step, why, made) => {
	state.failing = [failing];
	const { id, texts } = await runFor();
	expect([...shop.calls].sort()).toEqual(made(id).sort());
	expect(texts).toHaveLength(1);
	const lines = texts[0].split('\n').filter((line) => line.startsWith('•'));
	expect(lines).toHaveLength(1);
	expect(lines[0]).toContain(`• ${step}: `);
	expect(lines[0].replace(`• ${step}: `, '')).toMatch(why);
	expect(texts[0]).not.toMatch(/undefined|\[object/);
});

it('names every step of a service that cannot be reached', async () => {
	state.failing = ['everything'];
	const { texts } = await runFor();
	expect(shop.calls).toEqual([]);
	expect([...texts[0].matchAll(/^• (.+?): /gm)].map(([, step]) => step)).toEqual([
		'Find the payment',
		'Hold the order',
	]);
	expect(texts[0]).not.toMatch(/undefined|\[object/);
});

it.each<[string, IDataObject, Partial<ShopState>, string[], string[]]>([
	['a payment without a customer', {}, { customer: '' }, [HOLD], ['Find the customer']],
	['an unknown order', {}, { orderId: '1' }, [], ['Find the customer', 'Hold the order']],
	[
		'an order that has left',
		{},
		{ orderStatus: 'completed', customer: '' },
		[],
		['Find the customer', 'Stop the parcel'],
	],
	['an order that is held', {}, { orderStatus: 'on-hold', customer: '' }, [], ['Find the customer']],
	['an order that is canceled', {}, { orderStatus: 'cancelled', customer: '' }, [], ['Find the customer']],
	['no order number', { orderId: null }, {}, [], ['Find the customer', 'Hold the order']],
])('says what a person must do for %s', async (_case, alert, changes, made, steps) => {
	Object.assign(state, changes);
	const { texts } = await runFor(alert);
	expect(shop.calls).toEqual(made);
	expect([...texts[0].matchAll(/^• (.+?): /gm)].map(([, step]) => step)).toEqual(steps);
});

it('changes nothing in a dry run, and shows what it would do', async () => {
	const { execution, texts } = await runFor({}, {}, true);
	expect(shop.calls).toEqual([]);
	expect(itemsOf(execution, 'Done').map(({ json }) => json)).toMatchObject([
		{ result: 'dry run', wouldCancel: ['sub_1', 'sub_2'], wouldHold: '1003', wouldTag: 'cus_1', failed: [] },
	]);
	expect(texts).toEqual([]);
});

it.each(['inquiry', 'prevented'])('does nothing after %s', async (event) => {
	await runFor({ event, type: event });
	expect(shop.calls).toEqual([]);
});

it('gives each of several alerts a run of its own', async () => {
	const workflow = await stage.import(FILE, connected);
	await workflow.publishForCalls();
	const ids = [randomUUID(), randomUUID()];
	await stage.call(
		workflow,
		ids.map((id) => ({ ...SAMPLE, id, deliveryId: `init-refund:${id}`, orderId: '1003' })),
	);
	await workflow.finished(3);
	expect(shop.calls.filter((call) => call.startsWith('POST')).sort()).toEqual(ids.map(tagged).sort());
});
