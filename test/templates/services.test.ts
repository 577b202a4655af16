import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { type Execution, itemsOf, runsOf } from '../../tools/n8n/execution';
import { MOCK_BANK } from '../pixPayment';
import { nodeOf, readTemplate, type Template } from './library';
import { type Imported, pinned, Stage, until } from './stage';
import { speaking } from './texts';

let stage: Stage;
beforeAll(async () => {
	stage = await Stage.open({
		chargebackhit: { enrollmentStep: 0 },
		kloutit: { defenseTime: 300, retryDelays: [] },
		kount: { alertRetryDelays: [] },
		// the payer decides; all other steps are quick
		klavi: {
			stepTime: 50,
			stepTimes: { STARTED: 50, ENQUEUED: 50, CONSENT_AWAITING_AUTHORIZATION: null },
			retryDelays: [],
		},
	});
	stage.owns('orders');
});
afterAll(async () => await stage.close());
beforeEach(() => stage.sandbox.reset());

/** Klavi's newer revision: the only one with events, and with decimals in its amounts. */
const inInstantPayments = ({ nodes }: Template) => {
	for (const node of nodes.filter(({ type }) => type.endsWith('.klavi')))
		node.credentials = { klaviApi: stage.credential('klaviApi', 'first') };
};

const json = (execution: Execution, node: string) => itemsOf(execution, node).map((item) => item.json);

describe('07-defend-dispute-with-kloutit.json', () => {
	const FILE = '07-defend-dispute-with-kloutit.json';
	const ORDER = {
		orderId: 'ORDER-1002',
		orderDate: '2026-11-05T17:40:00Z',
		amount: '120.00',
		currency: 'EUR',
		firstName: 'Tomas',
		lastName: 'Brandt',
		email: 'tomas.brandt@example.com',
		city: 'Berlin',
		postalCode: '10115',
		product: 'Wool blanket',
		shippedAt: '2026-11-06T07:30:00Z',
		deliveredAt: '2026-11-09T10:45:00Z',
		carrier: 'Nordexpress',
		trackingNumber: 'NX-40931',
		threeDSecure: 'yes',
		refundable: 'no',
	};
	interface Case {
		status: string;
		chargebackReason: string;
		customerName?: string;
		is3DSPurchase?: boolean;
		files: Array<{ name: string; category: string }>;
	}
	const caseOf = async (id: string): Promise<Case> => (await stage.control.get<Case>(`/kloutit/cases/${id}`)).data;
	const { id } = readTemplate(FILE).pinData['Chargebackhit Trigger'][0].json as { id: string };

	it('opens the case, adds order and evidence, submits it, and fetches the defense', async () => {
		const workflow = await stage.import(FILE);
		await stage.fillTable(FILE, 'orders', [ORDER]);
		const execution = await workflow.run('Chargebackhit Trigger');
		const facts = await caseOf(id);
		expect(facts).toMatchObject({
			status: 'GENERATED',
			chargebackReason: 'PRODUCT_SERVICE_NOT_RECEIVED',
			customerName: 'Tomas Brandt',
			is3DSPurchase: true,
		});
		// they are sent side by side: either may be there first
		expect(facts.files.map(({ name, category }) => [name, category]).sort()).toEqual([
			['ORDER-1002 delivery.pdf', 'SHIPPING_AND_DELIVERY_CONFIRMATION'],
			['ORDER-1002 receipt.pdf', 'RECEIPT'],
		]);
		const [{ binary }] = itemsOf(execution, 'Download the Defense');
		const defense = await stage.n8n.client.binaryFile(binary!.data);
		expect(defense.subarray(0, 5).toString()).toBe('%PDF-');
		expect(runsOf(execution, 'Say That It Is Ready')).toHaveLength(1);
	});

	it('submits nothing and says what is missing where the order is unknown and there is no evidence', async () => {
		const other = randomUUID();
		const workflow = await stage.import(FILE, (template) => {
			speaking(template);
			Object.assign(template.pinData['Chargebackhit Trigger'][0].json, {
				id: other,
				orderId: 'ORDER-7',
				deliveryId: `dispute-notification:${other}`,
			});
			template.pinData['Find the Evidence'] = pinned({});
		});
		const execution = await workflow.run('Chargebackhit Trigger');
		expect(await caseOf(other)).toMatchObject({ status: 'PENDING', files: [] });
		const [{ text }] = json(execution, 'Say What Is Missing');
		expect(text).toMatch(/ORDER-7.* is incomplete\.\* Kloutit still needs: .*Customer Name, .*Case number: /);
		expect(text).not.toMatch(/undefined|\[object|customerName|needs:.*needs:/);
	});

	it.each([
		['ORDER-100', ['ORDER-100 receipt.pdf', 'tracking_ORDER-100.png']],
		['', []],
		["O'HARA (1)", ["O'HARA (1).pdf"]],
	])('keeps files of order %p alone', async (orderId, kept) => {
		const other = randomUUID();
		const workflow = await stage.import(FILE, (template) => {
			Object.assign(template.pinData['Chargebackhit Trigger'][0].json, {
				id: other,
				orderId,
				deliveryId: `dispute-notification:${other}`,
			});
			const names = [
				'ORDER-100 receipt.pdf',
				'ORDER-1001 receipt.pdf',
				'XORDER-100.pdf',
				'tracking_ORDER-100.png',
				"O'HARA (1).pdf",
			];
			template.pinData['Find the Evidence'] = names.map((name) => ({ json: { id: name, name } }));
			template.pinData['Download the Evidence'] = template.pinData['Download the Evidence'].slice(0, 1);
		});
		const execution = await workflow.run('Chargebackhit Trigger');
		expect(json(execution, 'Only of This Order').flatMap(({ name }) => name ?? [])).toEqual(kept);
	});
});

describe('08-enroll-mids-from-sheet.json', () => {
	const FILE = '08-enroll-mids-from-sheet.json';

	it('enrolls the rows without a status, and writes back what became of each', async () => {
		const workflow = await stage.import(FILE);
		const { enrollments } = stage.sandbox.state.chargebackhit;
		const before = enrollments.size;
		const execution = await workflow.run('Enroll Now');
		const added = [...enrollments.values()].slice(before).map(({ element }) => element);
		expect(added).toMatchObject([
			{ descriptor: 'MYSTORE*1001', required_products: ['cdrn', 'ethoca'], merchant_internal_id: 'shop-1001' },
			{
				descriptor: 'MYSTORE*1002',
				required_products: ['rdr'],
				acquirer_bin: '412345',
				card_acceptor_id: '123456789012345',
				mcc: '5732',
			},
		]);
		expect(added).toHaveLength(2);
		expect(json(execution, 'What Became of It')).toEqual([
			{ row_number: 2, Status: 'sent', Message: '' },
			{ row_number: 3, Status: 'sent', Message: '' },
			{ row_number: 5, Status: 'not sent', Message: expect.stringContaining('RDR') as string },
		]);
		const later = json(await workflow.run('Every Morning'), 'The Newest Status');
		expect(later).toContainEqual({ 'Merchant Internal ID': 'shop-1001', Status: 'success', Message: '' });
	});
});

describe('09-nightly-orders-to-kount.json', () => {
	const FILE = '09-nightly-orders-to-kount.json';
	const START = 'Every Night';
	const uploads = async () => (await stage.control.get<IDataObject>('/kount/uploads')).data;

	it('uploads the orders of the sample, amounts in hundredths', async () => {
		const execution = await (await stage.import(FILE)).run(START);
		expect(await uploads()).toMatchObject({ requests: 1, orders: 3 });
		const { data } = await stage.control.get<IDataObject>('/kount/uploads/SHOP-203');
		expect(data).toMatchObject({ orderTotal: 1550 });
		const { data: two } = await stage.control.get<IDataObject>('/kount/uploads/SHOP-202');
		expect(two).toMatchObject({ orderTotal: 12000, transaction: { shoppingCart: [{ price: 6000 }] } });
		expect(json(execution, 'Add It Up')).toMatchObject([{ sum_sent: 3, sum_batches: 1, sum_failed: 0 }]);
	});

	it('sends more than 500 in batches, leaves out what Kount would refuse, and says so', async () => {
		const workflow = await stage.import(FILE, (template) => {
			speaking(template);
			const [sample] = template.pinData['Orders of Yesterday'];
			template.pinData['Orders of Yesterday'] = Array.from({ length: 620 }, (_, place) => ({
				json: { ...sample.json, order_number: `NIGHT-${place}`, ...(place === 7 ? { order_total: 'a lot' } : {}) },
			}));
		});
		const [{ text }] = json(await workflow.run(START), 'Tell Slack');
		expect(await uploads()).toMatchObject({ requests: 2, orders: 619 });
		expect(text).toMatch(/^\*Orders for Kount\*: 619 sent in 2 request\(s\), 1 failed\.\nNIGHT-7: .*a lot/);
	});
});

describe('16-shop-export-to-kount.json', () => {
	const FILE = '16-shop-export-to-kount.json';
	const START = 'Export Form';
	const order = async (number: string) =>
		(await stage.control.get<IDataObject>(`/kount/uploads/${encodeURIComponent(number)}`)).data;

	it('uploads the sample: two rows of one order are one order', async () => {
		const execution = await (await stage.import(FILE, speaking)).run(START);
		expect(await order('#2001')).toMatchObject({
			orderTotal: 8148,
			transaction: {
				shoppingCart: [{ itemName: 'Enamel kettle, blue' }, { itemName: 'Seed box, herbs', price: 1279 }],
			},
		});
		expect(await order('#2002')).toMatchObject({ orderTotal: 12000 });
		expect(json(execution, 'Add It Up')).toMatchObject([{ sum_sent: 2, sum_failed: 0 }]);
	});

	it('leaves out an order with a row that cannot be sent, and says so', async () => {
		const workflow = await stage.import(FILE, (template) => {
			speaking(template);
			template.pinData['Read the File'][1].json['Lineitem quantity'] = 'two';
		});
		const [result] = json(await workflow.run(START), 'Add It Up');
		expect(result).toMatchObject({ sum_sent: 1, sum_failed: 2 });
		expect(result.concatenated_problem).toContain('#2001');
	});
});

describe('10-refund-by-pix.json', () => {
	const FILE = '10-refund-by-pix.json';
	const fill = (template: Template) => {
		Object.assign(nodeOf(template, 'Start the Payment').parameters, {
			participant: { __rl: true, mode: 'id', value: MOCK_BANK },
			personTaxId: '123.456.789-01',
			personName: 'Ana Souza',
			companyTaxId: '12.345.678/0001-95',
			companyName: 'Loja Exemplo',
		});
		nodeOf(template, 'Wait').parameters.amount = 1;
	};
	const payments = async () => (await stage.control.get<{ payments: IDataObject[] }>('/klavi/payments')).data.payments;

	const looks = () => stage.sandbox.journal.requests.filter(({ path }) => path.endsWith('/status')).length;

	/** Runs the form; the payer decides once the workflow has been told the link. */
	async function runForm(workflow: Imported, decision: 'authorize' | 'refuse'): Promise<Execution> {
		const running = await workflow.start('Refund Form');
		await until(async () => (await payments())[0]?.status === 'CONSENT_AWAITING_AUTHORIZATION');
		const before = looks();
		await until(() => looks() > before);
		const [{ id }] = await payments();
		await stage.control.post(`/klavi/payments/${String(id)}/${decision}`, {});
		return await workflow.ended(running);
	}

	it('starts the payment, hands on the link, waits, and confirms', async () => {
		const execution = await runForm(await stage.import(FILE, fill), 'authorize');
		expect(await payments()).toMatchObject([
			{ clientId: 'REFUND-2026-0117', amount: '4800', status: 'PAYMENT_COMPLETED' },
		]);
		expect(runsOf(execution, 'Mail the Confirmation')).toHaveLength(1);
		expect(runsOf(execution, 'Mail That It Failed')).toEqual([]);
	});

	it('mails the link while it can be opened, and says why a payment did not go through', async () => {
		const workflow = await stage.import(FILE, (template) => {
			fill(template);
			speaking(template);
			inInstantPayments(template);
			Object.assign(template.pinData['Refund Form'][0].json, { refundNumber: 'REFUND-2', amount: '1333.04' });
		});
		const execution = await runForm(workflow, 'refuse');
		const [payment] = json(execution, 'Start the Payment');
		const [mail] = json(execution, 'Mail the Link');
		expect(mail.subject).toBe('Approve now: refund REFUND-2, amount 1333.04');
		expect(mail.text).toContain(String(payment.redirectConsentURL));
		expect(runsOf(execution, 'Mail the Link')[0].startTime).toBeLessThan(Date.parse(String(payment.linkExpiresAt)));
		expect(runsOf(execution, 'Mail the Confirmation')).toEqual([]);
		expect(json(execution, 'Mail That It Failed')).toMatchObject([
			{ text: expect.stringMatching(/is not paid\. Last status: CONSENT_REJECTED/) as string },
		]);
	});
});

describe('11-one-dispute-inbox.json', () => {
	const FILE = '11-one-dispute-inbox.json';
	const TRIGGERS = ['Chargebackhit Trigger', 'Kloutit Trigger', 'Kount Trigger', 'Klavi Trigger'];
	const COLUMNS = [
		'Received',
		'Respond by',
		'Service',
		'Event',
		'Status',
		'Order',
		'Amount',
		'Currency',
		'Reason',
		'Card',
		'Network',
		'ID',
		'Delivery ID',
	];

	it('makes the same row of the samples of all four services', async () => {
		const workflow = await stage.import(FILE);
		for (const trigger of TRIGGERS) {
			const execution = await workflow.run(trigger);
			const [row] = json(execution, 'Make the Row');
			expect(Object.keys(row)).toEqual(COLUMNS);
			expect(row.Service).toBe(trigger.split(' ')[0].toLowerCase());
			for (const node of ['Add to the Sheet', 'Post to Slack']) expect(runsOf(execution, node)).toHaveLength(1);
		}
	});

	it('takes live events of all four services, each once', async () => {
		const workflow = await stage.import(FILE, (template) => {
			speaking(template);
			for (const trigger of TRIGGERS) delete template.pinData[trigger];
		});
		const payment = await instantPayment();
		const sends: Array<[string, (url: string) => Promise<unknown>, RegExp]> = [
			[
				TRIGGERS[0],
				async (url) =>
					await stage.control.post('/chargebackhit/alerts', {
						url,
						type: 'init-refund',
						product: 'ethoca',
						alert: { amount: '15.50', currency: 'USD' },
						transaction: { transaction_merchant_id: 'ORDER-3' },
					}),
				/^\*chargebackhit: alert\*\nOrder ORDER-3, 15\.50 USD, reason .*\nRespond by 20/,
			],
			[
				TRIGGERS[1],
				async () =>
					await stage.control.post('/kloutit/events', {
						event: 'CASE_CREATED',
						sector: 'FASHION',
						fields: { orderNumber: 'ORDER-2' },
						wait: 'first',
					}),
				/^\*kloutit: case created\* \(PENDING\)\nOrder ORDER-2, /,
			],
			[
				TRIGGERS[2],
				async (url) =>
					await stage.control.post('/kount/events', {
						url,
						event: 'ETHOCA_FRAUD',
						fields: { merchantOrderID: 'ORDER-1' },
						wait: 'first',
					}),
				/^\*kount: alert\* \(ETHOCA_FRAUD\)\nOrder ORDER-1, /,
			],
			[
				TRIGGERS[3],
				async (url) => await stage.control.post('/klavi/events', { url, paymentId: payment, wait: 'first' }),
				/^\*klavi: payment status\* \([A-Z_]+\)\nOrder REFUND-9, 10\.10 /,
			],
		];
		for (const [place, [trigger, send, text]] of sends.entries()) {
			await send(await workflow.listen(trigger));
			const execution = (await workflow.finished(place + 1))[place];
			expect(json(execution, 'Post to Slack')).toEqual([{ text: expect.stringMatching(text) as string }]);
			// n8n is still taking Kloutit's addresses back, and gets stuck where it is to listen again meanwhile
			await until(
				async () =>
					(await stage.control.get<{ subscriptions: unknown[] }>('/kloutit/subscriptions')).data.subscriptions
						.length === 0,
			);
		}
	});

	/** A payment to have an event about, made by template 10. */
	async function instantPayment(): Promise<string> {
		const workflow = await stage.import('10-refund-by-pix.json', (template) => {
			Object.assign(nodeOf(template, 'Start the Payment').parameters, {
				participant: { __rl: true, mode: 'id', value: MOCK_BANK },
				personTaxId: '123.456.789-01',
				personName: 'Ana Souza',
				companyTaxId: '12.345.678/0001-95',
				companyName: 'Loja Exemplo',
				waitForBankLink: false,
			});
			inInstantPayments(template);
			Object.assign(template.pinData['Refund Form'][0].json, { refundNumber: 'REFUND-9', amount: '10.10' });
			const { 'Refund Form': form, 'Dry Run': dryRun } = template.connections;
			template.connections = { 'Refund Form': form, 'Dry Run': dryRun };
		});
		const [{ id }] = json(await workflow.run('Refund Form'), 'Start the Payment');
		return String(id);
	}
});
