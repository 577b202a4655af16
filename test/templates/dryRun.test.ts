import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { type Execution, itemsOf, runsOf } from '../../tools/n8n/execution';
import { nodeOf, readTemplate, switchOf, type Template, templateFiles } from './library';
import { startScriptedModel } from './model';
import { type Imported, pinned, Stage } from './stage';
import { startStripe } from './stripe';

const TRIGGER = 'Chargebackhit Trigger';
const SUB = '03-refund-one-alert-sub-workflow.json';

let stage: Stage;
let stripe: Awaited<ReturnType<typeof startStripe>>;
beforeAll(async () => {
	stage = await Stage.open();
	stage.owns('chargeback_alerts', 'handled_alerts', 'orders');
	stripe = await startStripe([{ id: 'pi_SMALL', orderId: 'SMALL', amount: 1990, currency: 'usd' }]);
});
afterAll(async () => {
	await stripe.close();
	await stage.close();
});
beforeEach(() => {
	stage.sandbox.reset();
	stage.sandbox.state.chargebackhit.alerts.clear();
	stripe.calls.splice(0);
});

const json = (execution: Execution, node: string) => itemsOf(execution, node).map((item) => item.json);
/** Whatever reached a service but reads. */
const writes = () =>
	stage.sandbox.journal.requests.filter(
		({ method, path }) => method !== 'GET' && !/\/(token|auth|search|check)/.test(path),
	);
const event = (id: string, more: IDataObject = {}) => ({
	...readTemplate('01-alert-to-slack.json').pinData[TRIGGER][0].json,
	id,
	orderId: 'SMALL',
	amount: '19.90',
	currency: 'USD',
	deliveryId: `init-refund:${id}`,
	...more,
});

/** *Refund one alert*, with Stripe's stand-in instead of samples. */
async function importRefunds(isDry: boolean): Promise<Imported> {
	const { id, name } = await stage.addCredential('stripeApi', {
		secretKey: 'sk_test_templates',
		allowedHttpRequestDomains: 'all',
	});
	return await stage.import(
		SUB,
		(template) => {
			for (const node of ['Find the Payment', 'Refund in Stripe'].map((one) => nodeOf(template, one))) {
				node.parameters.url = String(node.parameters.url).replace('https://api.stripe.com', stripe.url);
				node.credentials = { stripeApi: { id, name } };
				delete template.pinData[node.name];
			}
		},
		isDry,
	);
}

const resultOf = (caller: Execution) => json(caller, 'Call');

/** One run of each template with a switch, as its file has it: on. */
const CASES: Record<string, () => Promise<void>> = {
	'00-all-alerts-in-one-workflow.json': async () => {
		const id = stage.addAlert({ orderId: 'SMALL' });
		const refunds = await importRefunds(false);
		await refunds.publishForCalls();
		const workflow = await stage.import(
			'00-all-alerts-in-one-workflow.json',
			(template) => {
				nodeOf(template, 'Refund Small Amounts').parameters.workflowId = { __rl: true, mode: 'id', value: refunds.id };
				for (const name of ['Ask in Slack', 'Log the Alert']) nodeOf(template, name).disabled = true;
				template.pinData = { [TRIGGER]: pinned(event(id)) };
			},
			true,
		);
		// the switch of the called workflow is off, but this one's reaches it
		const execution = await workflow.run(TRIGGER);
		expect(json(execution, 'Refund Small Amounts')).toMatchObject([
			{ id, result: 'dry run', wouldRefund: { payment: 'pi_SMALL' }, wouldSend: { body: { outcome: 'reversed' } } },
		]);
		expect(runsOf(execution, 'Respond Instead')).toEqual([]);
	},

	'01-alert-to-slack.json': async () => {
		const id = stage.addAlert({ orderId: 'SMALL' });
		const workflow = await stage.import(
			'01-alert-to-slack.json',
			(template) => {
				template.pinData[TRIGGER] = pinned(event(id));
				template.pinData['Ask in Slack'] = pinned({ data: { approved: true } });
			},
			true,
		);
		const execution = await workflow.run(TRIGGER);
		expect(json(execution, 'Answer: Refunded')).toMatchObject([
			{ dryRun: true, wouldSend: { path: `/api/v2/alerts/${id}/update-outcome`, body: { outcome: 'reversed' } } },
		]);
	},

	[SUB]: async () => {
		const small = stage.addAlert({ orderId: 'SMALL' });
		const large = stage.addAlert({ orderId: 'LARGE', amount: '300.00' });
		const refunds = await importRefunds(true);
		const alerts = [event(small), event(large, { orderId: 'LARGE', amount: '300.00' })];
		expect(resultOf(await stage.call(refunds, alerts))).toMatchObject([
			{
				id: small,
				result: 'dry run',
				wouldRefund: { payment: 'pi_SMALL', amount: '19.90', currency: 'USD' },
				wouldSend: { path: `/api/v2/alerts/${small}/update-outcome`, body: { outcome: 'reversed' } },
			},
			{ id: large, result: 'left to a person' },
		]);
		// nothing is remembered: switched off, the same alert is refunded
		expect(await stage.rows('handled_alerts')).toEqual([]);
		const live = await importRefunds(false);
		expect(resultOf(await stage.call(live, [{ ...event(small), dryRun: true }]))).toMatchObject([
			{ result: 'dry run' },
		]);
		expect(stripe.calls).toEqual([]);
		expect(writes()).toEqual([]);
		expect(resultOf(await stage.call(live, [event(small)]))).toMatchObject([{ result: 'reversed' }]);
		expect(stripe.calls).toHaveLength(1);
		expect(stage.outcomesOf(small)).toEqual(['reversed']);
		stripe.calls.splice(0);
		stage.sandbox.journal.reset();
	},

	'04-answer-inquiries-from-table.json': async () => {
		const workflow = await stage.import(
			'04-answer-inquiries-from-table.json',
			({ pinData }) => void delete pinData[TRIGGER],
			true,
		);
		const { data: sent } = await stage.control.post<{ reply: { body: IDataObject } }>('/chargebackhit/alerts', {
			url: await workflow.listen(TRIGGER),
			type: 'inquiry',
			product: 'oi',
			transaction: { transaction_merchant_id: 'ORDER-1001' },
		});
		expect(sent.reply.body).toMatchObject({ outcome: 'acknowledged' });
		expect(sent.reply.body).not.toHaveProperty('order.order_id');
		const [execution] = await workflow.finished(1);
		const [shown] = json(execution, 'Reply With the Order');
		expect(shown).toMatchObject({
			dryRun: true,
			wouldSend: { body: { order: { order_id: 'ORDER-1001' } } },
		});
		expect(shown).toMatchObject({ reply: { replied: false, compellingEvidence: { needed: 2 } } });
	},

	'07-defend-dispute-with-kloutit.json': async () => {
		const id = randomUUID();
		const workflow = await stage.import(
			'07-defend-dispute-with-kloutit.json',
			({ pinData }) => void Object.assign(pinData[TRIGGER][0].json, { id, deliveryId: `dispute-notification:${id}` }),
			true,
		);
		const execution = await workflow.run(TRIGGER);
		expect(json(execution, 'What Would Happen')).toMatchObject([
			{
				result: 'dry run',
				openCase: { method: 'POST', path: '/case', body: { expedientNumber: id } },
				uploadEvidence: [
					{ body: { file: { mimeType: 'application/pdf' } } },
					{ body: { category: expect.any(String) } },
				],
			},
		]);
		expect(runsOf(execution, 'Submit the Case')).toEqual([]);
	},

	'10-refund-by-pix.json': async () => {
		const workflow = await stage.import(
			'10-refund-by-pix.json',
			(template) =>
				void Object.assign(nodeOf(template, 'Start the Payment').parameters, {
					participant: { __rl: true, mode: 'id', value: 'c8f0bf49-4744-4933-8960-7add6e590841' },
					personTaxId: '123.456.789-01',
					personName: 'Ana Souza',
					companyTaxId: '12.345.678/0001-95',
					companyName: 'Loja Exemplo',
				}),
			true,
		);
		const execution = await workflow.run('Refund Form');
		expect(json(execution, 'What Would Be Paid')).toMatchObject([
			{ result: 'dry run', wouldSend: { method: 'POST', body: { externalId: 'REFUND-2026-0117', amount: '4800' } } },
		]);
		expect(runsOf(execution, 'Mail the Link')).toEqual([]);
	},

	'13-refund-kount-alerts.json': async () => {
		const workflow = await stage.import('13-refund-kount-alerts.json', () => {}, true);
		const execution = await workflow.run('Kount Trigger');
		expect(runsOf(execution, 'Refund in Stripe')).toEqual([]);
		expect(runsOf(execution, 'Write It Down')).toEqual([]);
	},

	'14-kloutit-cases.json': async () => {
		const workflow = await stage.import('14-kloutit-cases.json', () => {}, true);
		const execution = await workflow.run('Kloutit Trigger');
		for (const { dryRun } of json(execution, 'Add the Order')) expect(dryRun).toBe(true);
	},

	'19-after-an-alert.json': async () => {
		const workflow = await stage.import('19-after-an-alert.json', () => {}, true);
		const execution = await workflow.run(TRIGGER);
		expect(json(execution, 'Done')).toMatchObject([
			{
				result: 'dry run',
				wouldCancel: ['sub_1SampleOfASubscription'],
				wouldHold: 'ORDER-1003',
				wouldTag: 'cus_SampleOfACustomer',
				failed: [],
			},
		]);
		for (const node of ['Cancel the Subscription', 'Hold the Order', 'Tag the Customer'])
			expect([node, runsOf(execution, node)]).toEqual([node, []]);
	},

	'20-agent-with-approval.json': async () => {
		const id = stage.addAlert({});
		const model = await startScriptedModel([
			{
				tool: 'Respond_to_Alert',
				input: {
					toolParameters: { alert_id: id, outcome: 'reversed', order_id: '' },
					hitlParameters: { why: 'It was refunded.' },
				},
			},
			'It was a dry run.',
		]);
		const saved = await stage.addCredential('openAiApi', { apiKey: 'scripted-model-key', url: model.url });
		const workflow = await stage.import(
			'20-agent-with-approval.json',
			(template) => {
				nodeOf(template, 'OpenAI Chat Model').credentials = { openAiApi: { id: saved.id, name: saved.name } };
			},
			true,
		);
		// the sample's person approves
		await workflow.run('Chat');
		await model.close();
		expect(model.results()).toEqual([expect.stringContaining('wouldSend')]);
	},

	'auto-refund-alert.json': async () => {
		const id = stage.addAlert({ orderId: 'SMALL' });
		const workflow = await stage.import(
			'auto-refund-alert.json',
			(template: Template) => {
				nodeOf(template, 'Refund').parameters.url = `${stage.url}/refunds`;
				template.pinData = { [TRIGGER]: pinned(event(id)) };
			},
			true,
		);
		const execution = await workflow.run(TRIGGER);
		expect(json(execution, 'Handle the Alert')).toMatchObject([
			{ id, result: 'dry run', wouldRefund: { orderId: 'SMALL' }, wouldSend: { body: { outcome: 'reversed' } } },
		]);
		const { data } = await stage.control.get<{ refunds: unknown[] }>('/refunds');
		expect(data.refunds).toEqual([]);
	},
};

it('every template with a switch is run with it', () => {
	const switched = templateFiles.filter((file) => switchOf(readTemplate(file)) !== undefined);
	expect(Object.keys(CASES).sort()).toEqual(switched);
});

describe('with the switch on, as in the file', () => {
	it.each(Object.keys(CASES))('%s moves no money, answers nothing, and shows what it would do', async (file) => {
		await CASES[file]();
		expect(writes().map(({ method, path }) => `${method} ${path}`)).toEqual([]);
		expect(stripe.calls).toEqual([]);
	});
});
