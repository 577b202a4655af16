import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { itemsOf, runsOf } from '../../tools/n8n/execution';
import { readTemplate, type Template } from './library';
import { Stage } from './stage';
import { speaking } from './texts';

const FILE = '17-stripe-paypal-dispute-to-kloutit.json';

let stage: Stage;
beforeAll(async () => {
	stage = await Stage.open();
});
afterAll(async () => await stage.close());
beforeEach(() => stage.sandbox.reset());

const caseOf = async (id: string): Promise<IDataObject> =>
	(await stage.control.get<IDataObject>(`/kloutit/cases/${id}`)).data;

/** The part of a trigger's sample that describes the dispute. */
const disputeIn = (trigger: string, { pinData }: Template): IDataObject => {
	const { data, resource } = pinData[trigger][0].json as { data?: { object: IDataObject }; resource?: IDataObject };
	return (data?.object ?? resource)!;
};
const idOf = (trigger: string, template: Template): string => {
	const { id, dispute_id: paypal } = disputeIn(trigger, template);
	return String(id ?? paypal);
};

it.each<[string, IDataObject, RegExp]>([
	[
		'Stripe Trigger',
		{
			chargebackReason: 'PRODUCT_SERVICE_NOT_RECEIVED',
			disputeAmount: { value: 120, currency: 'EUR' },
			paymentProcessor: 'STRIPE',
			orderNumber: 'ORDER-1002',
			transactionId: 'pi_3SampleOfAPayment',
		},
		/^\*New case\* du_1SampleOfADispute from STRIPE: order ORDER-1002, 120\.00 EUR, PRODUCT_.*\nDeadline: 2026-.*\nKloutit still needs: (?!Kloutit)[A-Z]/,
	],
	[
		'PayPal Trigger',
		{
			chargebackReason: 'PRODUCT_SERVICE_NOT_AS_DESCRIBED',
			disputeAmount: { value: 49.9, currency: 'USD' },
			paymentProcessor: 'PAYPAL',
			orderNumber: 'ORDER-1001',
			transactionId: '3BC38643YC807283D',
		},
		/^\*New case\* PP-D-SAMPLE-1 from PAYPAL: order ORDER-1001, 49\.90 USD, /,
	],
])('opens a case for the sample of the %s, once', async (trigger, facts, text) => {
	const id = idOf(trigger, readTemplate(FILE));
	const workflow = await stage.import(FILE, speaking);
	const execution = await workflow.run(trigger);
	expect(await caseOf(id)).toMatchObject(facts);
	expect(itemsOf(execution, 'Tell Slack').map(({ json }) => json.text)).toEqual([
		expect.stringMatching(text) as string,
	]);
	expect(runsOf(await workflow.run(trigger), 'Open the Case')).toEqual([]);
});

it.each([
	['jpy', 12_000, '12000 JPY'],
	['usd', 5, '0.05 USD'],
	['usd', 1_990, '19.90 USD'],
])("reads Stripe's amounts in %s: %s", async (currency, amount, shown) => {
	const workflow = await stage.import(FILE, (template) => {
		speaking(template);
		Object.assign(disputeIn('Stripe Trigger', template), { id: `du_${randomUUID()}`, currency, amount });
	});
	const [{ json }] = itemsOf(await workflow.run('Stripe Trigger'), 'Tell Slack');
	expect(json.text).toContain(`, ${shown}, `);
});

it.each([
	['Stripe Trigger', 'fraudulent', 'FRAUD'],
	['Stripe Trigger', 'general', 'OTHER'],
	['PayPal Trigger', 'UNAUTHORISED', 'FRAUD'],
	['PayPal Trigger', 'A_REASON_OF_TOMORROW', 'OTHER'],
])('%s: takes the reason %s as %s, also if nothing else is known', async (trigger, reason, expected) => {
	const id = `D-${randomUUID()}`;
	const workflow = await stage.import(FILE, (template) => {
		const dispute = disputeIn(trigger, template);
		for (const name of [
			'metadata',
			'payment_intent',
			'evidence_details',
			'disputed_transactions',
			'seller_response_due_date',
		])
			delete dispute[name];
		Object.assign(dispute, { reason, ...(dispute.dispute_id ? { dispute_id: id } : { id }) });
	});
	await workflow.run(trigger);
	expect(await caseOf(id)).toMatchObject({ chargebackReason: expected });
});
