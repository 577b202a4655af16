import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import { errorOf, itemsOf } from '../../tools/n8n/execution';
import { chain, type NodeToCreate } from '../../tools/n8n/workflow';
import type { Connection } from '../e2e/harness';
import { payerDesk } from '../e2e/payerDesk';
import { MOCK_BANK } from '../pixPayment';
import { type Browser, openBrowser, PATIENCE } from './browser';

const KEYS = { accessKey: 'kv_browser_1', secretKey: 'kv&browser#3f%5$1!' };

let sandbox: Sandbox;
let url: string;
let n8n: Connection;
let browser: Browser;
beforeAll(async () => {
	// the payer decides on the page; all other steps are quick
	sandbox = await createSandbox({
		klavi: { ...KEYS, stepTime: 50, stepTimes: { STARTED: 300, CONSENT_AWAITING_AUTHORIZATION: null } },
	});
	url = await sandbox.listen(0);
	({ n8n, browser } = await openBrowser());
});
afterAll(async () => {
	await browser?.close();
	await sandbox.close();
});

/** What a payer does with the link: opens it and presses one of the two buttons. */
async function decide(link: string, button: 'Authorize' | 'Refuse', said: string): Promise<void> {
	const page = await browser.page();
	await page.goto(link);
	await page.getByRole('heading', { name: 'Authorize a Pix payment' }).waitFor();
	await page.getByRole('button', { name: button }).click();
	await page.getByText(said).waitFor();
	await page.close();
}

describe.each([
	['customerV1', '48.00', '4800', 'Authorize', 'Payment authorized', 'PAYMENT_COMPLETED'],
	['instant', '1333.04', '1333.04', 'Authorize', 'Payment authorized', 'PAYMENT_COMPLETED'],
	['customerV1', '48.00', '4800', 'Refuse', 'Payment refused', 'CONSENT_REJECTED'],
] as const)('a payment of a workflow in %s', (revision, typed, amount, button, said, status) => {
	it(`that the payer meets on the page of the bank with ${button} ends as ${status}`, async () => {
		const data = { ...KEYS, previousSecretKey: '', environment: 'custom', baseUrl: `${url}/klavi`, revision };
		const credential = await n8n.client.createCredential(`Klavi ${randomUUID()}`, 'klaviApi', data);
		const klavi = (name: string, parameters: IDataObject): NodeToCreate => ({
			name,
			type: 'n8n-nodes-chargeback.klavi',
			credentials: { klaviApi: { id: credential.id, name: credential.name } },
			parameters: { resource: 'payment', ...parameters },
		});
		const payer = await payerDesk(async ({ link, id }) => {
			await decide(String(link), button, said);
			return { id };
		});
		const nodes: NodeToCreate[] = [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			klavi('Create', {
				operation: 'create',
				externalId: randomUUID(),
				participant: { __rl: true, mode: 'id', value: MOCK_BANK },
				method: 'PIX_DICT',
				pixKey: '+5511987654321',
				amount: typed,
				payerType: 'person',
				personTaxId: '123.456.789-01',
				personName: 'Ana Souza',
			}),
			{
				name: 'Payer',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				parameters: {
					method: 'POST',
					url: payer.url,
					sendBody: true,
					specifyBody: 'json',
					jsonBody: '={{ { link: $json.redirectConsentURL, id: $json.id } }}',
				},
			},
			klavi('Wait', { operation: 'wait', paymentId: '={{ $json.id }}', interval: 2, waitLimit: 60, otherwise: 'data' }),
		];
		const { id } = await n8n.client.createWorkflow({
			name: `Test ${randomUUID()}`,
			nodes,
			connections: chain(...nodes.map(({ name }) => name)),
		});
		const execution = await n8n.client.runToEnd(id, 'Start', PATIENCE).finally(payer.close);
		await n8n.client.deleteWorkflow(id);
		await n8n.client.deleteCredential(credential.id);

		expect(errorOf(execution)).toBeUndefined();
		expect(itemsOf(execution, 'Wait').map(({ json }) => json)).toMatchObject([{ status, finished: true, amount }]);
	});
});
