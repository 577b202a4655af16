import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { errorOf, itemsOf, runsOf } from '../../tools/n8n/execution';
import { dhlCredential, startDhl } from './dhl';
import { nodeOf, readTemplate, type Template } from './library';
import { type Imported, pinned, Stage } from './stage';
import { speaking } from './texts';

const FILE = '22-evidence-from-a-tracking-number.json';
const FORM = 'Case and Tracking Number';
const SAMPLE = readTemplate(FILE).pinData[FORM][0].json as { caseNumber: string; trackingNumber: string };
const SHIPPED = '2026-10-06T18:05:00+02:00';
const DELIVERED = '2026-10-08T11:42:00+02:00';

interface Case extends IDataObject {
	files: Array<{ name: string; category: string }>;
}

let stage: Stage;
let dhl: Awaited<ReturnType<typeof startDhl>>;
let ofDhl: Awaited<ReturnType<typeof dhlCredential>>;
beforeAll(async () => {
	stage = await Stage.open({ kloutit: { defenseTime: 60_000, retryDelays: [] } });
	stage.owns('orders');
	ofDhl = await dhlCredential(stage);
	dhl = await startDhl({
		PDF1: [{ shippedAt: SHIPPED, deliveredAt: DELIVERED, proof: 'PDF1' }],
		PAGE: [{ shippedAt: SHIPPED, deliveredAt: DELIVERED, proof: 'PAGE.html' }],
		GONE: [{ shippedAt: SHIPPED, deliveredAt: DELIVERED, proof: 'gone' }],
		ONITSWAY: [{ shippedAt: SHIPPED }],
		TWICE: [{ shippedAt: SHIPPED }, { shippedAt: SHIPPED, deliveredAt: DELIVERED }],
	});
});
afterAll(async () => {
	await dhl.close();
	await stage.close();
});
beforeEach(() => {
	stage.sandbox.reset();
	dhl.calls.splice(0);
});

const caseOf = async (id: string): Promise<Case> => (await stage.control.get<Case>(`/kloutit/cases/${id}`)).data;

/** The template with the stand-in's address in place of DHL's. */
const asking = (template: Template): void => {
	speaking(template);
	delete template.pinData['Ask DHL'];
	delete template.pinData['Download the Proof'];
	const ask = nodeOf(template, 'Ask DHL');
	ask.parameters.url = `${dhl.url}/track/shipments`;
	ask.credentials = ofDhl;
};

/** A case of Kloutit's. */
async function newCase(): Promise<string> {
	const id = `EXP-${randomUUID().slice(0, 8)}`;
	await stage.control.post('/kloutit/events', {
		event: 'CASE_CREATED',
		expedientNumber: id,
		sector: 'FASHION',
		wait: 'none',
	});
	return id;
}

async function called(workflow: Imported, ...shipments: IDataObject[]) {
	const caller = await stage.call(workflow, shipments);
	expect(errorOf(caller)).toBeUndefined();
	const [execution] = await workflow.finished(1);
	return execution;
}

it('adds what the sample says to the case of the sample', async () => {
	const workflow = await stage.import(FILE);
	await workflow.run(FORM);
	expect(await caseOf(SAMPLE.caseNumber)).toMatchObject({
		deliveryCompany: 'DHL',
		trackingNumber: SAMPLE.trackingNumber,
		deliveryConfirmation: true,
		deliveryDate: '2026-10-08T09:42:00.000Z',
		shippingDate: '2026-10-06T16:05:00.000Z',
		files: [expect.objectContaining({ category: 'SHIPPING_AND_DELIVERY_CONFIRMATION' })],
	});
});

it('asks DHL for each case, adds what is certain, and says what it did', async () => {
	const workflow = await stage.import(FILE, asking);
	const numbers = ['PDF1', 'PAGE', 'GONE', 'ONITSWAY', 'TWICE', 'UNKNOWN', ''];
	const cases = await Promise.all(numbers.map(newCase));
	const execution = await called(
		workflow,
		...numbers.map((trackingNumber, place) => ({
			caseNumber: cases[place],
			trackingNumber: ` ${trackingNumber} `,
			postalCode: place === 0 ? '20095' : '',
			dryRun: false,
		})),
	);
	expect(dhl.calls).toEqual(
		numbers
			.filter((number) => number !== '')
			.map((trackingNumber, place) => ({ trackingNumber, ...(place === 0 ? { recipientPostalCode: '20095' } : {}) })),
	);
	const all = await Promise.all(cases.map(caseOf));
	const delivered = { deliveryCompany: 'DHL', deliveryConfirmation: true, deliveryDate: '2026-10-08T09:42:00.000Z' };
	for (const place of [0, 1, 2]) expect(all[place]).toMatchObject({ ...delivered, trackingNumber: numbers[place] });
	expect(all.map(({ files }) => files.map(({ name }) => name))).toEqual([['PDF1.pdf'], [], [], [], [], [], []]);
	expect(all[3]).toMatchObject({ trackingNumber: 'ONITSWAY', shippingDate: '2026-10-06T16:05:00.000Z' });
	for (const name of ['deliveryConfirmation', 'deliveryDate']) expect(all[3][name] ?? null).toBeNull();
	for (const place of [4, 5, 6]) expect(all[place].trackingNumber ?? null).toBeNull();
	const said = runsOf(execution, 'Tell Slack')
		.flatMap(({ data }) => (data?.main?.[0] ?? []).map(({ json }) => String(json.text)))
		.sort((one, other) => cases.findIndex((id) => one.includes(id)) - cases.findIndex((id) => other.includes(id)));
	expect(said).toEqual([
		`*Case ${cases[0]}:* delivered by DHL on 2026-10-08 (DHL: The shipment was delivered), tracking number PDF1. The proof of delivery was uploaded.`,
		...['PAGE.html', 'gone'].map((proof, place) =>
			expect.stringMatching(
				new RegExp(
					`^\\*Case ${cases[place + 1]}:\\* delivered by DHL on 2026-10-08 .* upload it in Kloutit: ${dhl.url}/proof/${proof}$`,
				),
			),
		),
		`*Case ${cases[3]}:* not delivered yet (DHL: The shipment is on its way), tracking number ONITSWAY. DHL offers no proof of delivery.`,
		`*Case ${cases[4]}: nothing was added.* 2 shipments have the tracking number TWICE. Add the right one in Kloutit.`,
		expect.stringMatching(new RegExp(`^\\*Case ${cases[5]}: nothing was added\\.\\* DHL .* UNKNOWN: \\S`)),
	]);
});

it('changes nothing where the caller is in a dry run, and says so', async () => {
	const workflow = await stage.import(FILE, asking);
	const id = await newCase();
	const before = await caseOf(id);
	const execution = await called(workflow, { caseNumber: id, trackingNumber: 'PDF1', dryRun: true });
	expect(await caseOf(id)).toEqual(before);
	expect(String(itemsOf(execution, 'Tell Slack')[0].json.text)).toMatch(/^\*Dry run: nothing was added\.\*\n\*Case /);
});

it.each([
	['07-defend-dispute-with-kloutit.json', 'Chargebackhit Trigger'],
	['14-kloutit-cases.json', 'Kloutit Trigger'],
])('%s passes its case on once its step is activated', async (file, trigger) => {
	await stage.addCredential('httpBasicAuth', { user: 'desk', password: 'desk-password' });
	const evidence = await stage.import(FILE, (template) => {
		asking(template);
		nodeOf(template, FORM).credentials = { httpBasicAuth: stage.credential('httpBasicAuth') };
	});
	await evidence.publishForCalls();
	const workflow = await stage.import(file, (template) => {
		speaking(template);
		const step = nodeOf(template, 'Ask the Carrier');
		step.disabled = false;
		step.parameters.workflowId = { __rl: true, mode: 'id', value: evidence.id } as never;
		Object.assign(template.pinData[trigger][0].json, { deliveryId: randomUUID() });
		template.pinData['Find the Order'] = pinned({
			orderId: 'ORDER-1002',
			carrier: 'DHL Paket',
			trackingNumber: 'PDF1',
		});
		template.pinData['Find the Evidence'] = pinned({});
	});
	await workflow.run(trigger);
	await evidence.finished(1);
	const { id } = readTemplate(file).pinData[trigger][0].json as { id: string };
	expect(await caseOf(id)).toMatchObject({
		trackingNumber: 'PDF1',
		deliveryConfirmation: true,
		files: [{ name: 'PDF1.pdf', category: 'SHIPPING_AND_DELIVERY_CONFIRMATION' }],
	});
	expect(dhl.calls).toHaveLength(1);
});
