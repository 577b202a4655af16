import { randomUUID } from 'node:crypto';
import path from 'node:path';

import type { Page } from 'playwright-core';

import { signalGroup, startChild } from '../../tools/n8n/child-process';
import type { SavedCredential } from '../../tools/n8n/client';
import { freePortFrom } from '../../tools/n8n/ports';
import type { Connection } from '../e2e/harness';
import { type Browser, openBrowser, readUntil } from './browser';
import { picture } from './pictures';

const PROJECT = path.resolve(__dirname, '../..');
const TRIGGER = 'Chargebackhit Trigger';

interface Keys {
	chargebackhit: { publicKey: string; secretKey: string };
	kloutit: { apiKey: string };
}

let sandbox: ReturnType<typeof startChild>;
let sandboxUrl: string;
let n8n: Connection;
let browser: Browser;
let page: Page;
let credentials: SavedCredential[];
let workflowId: string;
let webhookUrl: string;

/** The sandbox as `npm run sandbox` starts it, on the usual port or the next free one. */
async function startSandbox(): Promise<void> {
	const port = await freePortFrom(4010);
	sandboxUrl = `http://127.0.0.1:${port}`;
	sandbox = startChild(process.execPath, ['--import', 'tsx', 'sandbox/main.ts'], {
		cwd: PROJECT,
		env: { ...process.env, SANDBOX_PORT: String(port) },
	});
	const answers = async () =>
		await fetch(`${sandboxUrl}/_sandbox`).then(
			({ ok }) => ok,
			() => false,
		);
	if (!(await readUntil(answers, (isUp) => isUp))) throw new Error('The sandbox did not start.');
}

beforeAll(async () => {
	await startSandbox();
	({ n8n, browser } = await openBrowser());
	const { chargebackhit, kloutit } = (await (await fetch(`${sandboxUrl}/_sandbox/settings`)).json()) as Keys;
	const { publicKey, secretKey } = chargebackhit;
	credentials = [
		await n8n.client.createCredential('Chargebackhit sandbox', 'chargebackhitApi', {
			publicKey,
			secretKey,
			previousSecretKey: '',
			baseUrl: `${sandboxUrl}/chargebackhit`,
		}),
		await n8n.client.createCredential('Kloutit sandbox', 'kloutitApi', {
			apiKey: kloutit.apiKey,
			baseUrl: `${sandboxUrl}/kloutit`,
		}),
	];
	const [{ id, name }] = credentials;
	const webhookId = randomUUID();
	({ id: workflowId } = await n8n.client.createWorkflow({
		name: 'Alerts of the sandbox page',
		nodes: [
			{
				name: TRIGGER,
				type: 'n8n-nodes-chargeback.chargebackhitTrigger',
				parameters: { events: ['init-refund', 'inquiry'], respond: 'immediately', refundOutcome: 'pending' },
				credentials: { chargebackhitApi: { id, name } },
				webhookId,
			},
		],
	}));
	await n8n.client.activate(workflowId, 60_000);
	webhookUrl = n8n.client.webhookUrl(webhookId, 'chargebackhit');
	await n8n.client.webhookReady(webhookUrl, 60_000);
	page = await browser.page();
	await page.goto(sandboxUrl);
});
afterAll(async () => {
	await browser?.close();
	await n8n?.client.deleteWorkflow(workflowId);
	for (const { id } of credentials ?? []) await n8n.client.deleteCredential(id);
	if (sandbox !== undefined) signalGroup(sandbox, 'SIGTERM');
});
afterEach(() => expect(browser.complaints.splice(0)).toEqual([]));

/** What the page says after a button was pressed. */
const said = async () => await page.locator('#notice').innerText();

/** Sends an alert by its button, and again where n8n was so busy that the page came back before its answer. Resolves with what the page says. */
async function sendAlert(button: RegExp, fillIn: () => Promise<void>): Promise<string> {
	const send = async () => {
		await fillIn();
		await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: button }).click()]);
		return await said();
	};
	return await readUntil(send, (text) => !text.includes('no reply has arrived yet'));
}

describe('the page of the sandbox', () => {
	it('saves where events go, sends an alert, and shows that n8n has answered correctly', async () => {
		const card = page.locator('#chargebackhit');
		await card.getByLabel('Webhook URL of the Chargebackhit Trigger').fill(webhookUrl);
		await card.getByRole('button', { name: 'Save' }).click();
		await page.getByText('Events go to').waitFor();

		const answer = await sendAlert(/^Refund request/, async () => {
			await page.locator('#alert-order').fill('ORDER-1001');
			await page.locator('#alert-amount').fill('49.90');
		});
		expect(answer).toContain('init-refund was sent. n8n answered correctly: pending.');
		await page
			.locator('#chargebackhit')
			.getByRole('row', { name: /init-refund 49\.90 [A-Z]{3} ORDER-1001/ })
			.first()
			.waitFor();
		await picture(page, 'sandbox-page', {
			of: page.locator('body'),
			until: card.locator('tbody tr').nth(2),
			window: { width: 1200, height: 1600 },
			compose: async () => await page.evaluate(() => scrollTo(0, 0)),
		});
	});

	it('sends an alert with a wrong signature, which n8n refuses', async () => {
		const answer = await sendAlert(/^Inquiry/, async () => await page.locator('#alert-forged').check());
		expect(answer).toContain('rejected with HTTP 401');
		expect(answer).toContain('as it should be');
	});

	it('breaks the next request, which n8n notices, and stops breaking', async () => {
		const test = async () => await n8n.client.testCredential(credentials[1]);
		await page.locator('#break-service').selectOption('kloutit');
		await page.locator('#break-count').fill('1');
		await page.getByRole('button', { name: /^500/ }).click();
		await page.getByText('will get this fault').waitFor();
		expect((await test()).status).toBe('Error');
		expect((await test()).status).toBe('OK');

		await page.locator('#break-count').fill('20');
		await page.getByRole('button', { name: /^429/ }).click();
		await page.getByText('The next 20 requests').waitFor();
		await page.getByRole('button', { name: 'Remove all faults' }).click();
		await page.getByText('All faults were removed').waitFor();
		expect((await test()).status).toBe('OK');
	});

	it('starts a payment and opens the page of the bank, where the payer authorizes it', async () => {
		await page.getByRole('button', { name: 'Start payment' }).click();
		const [bank] = await Promise.all([
			browser.context.waitForEvent('page'),
			page.locator('#notice').getByRole('link', { name: 'Open bank page' }).click(),
		]);
		await bank.getByRole('heading', { name: 'Authorize a Pix payment' }).waitFor();
		await picture(bank, 'bank-page', { window: { width: 720, height: 420 } });
		await bank.getByRole('button', { name: 'Authorize' }).click();
		await bank.getByText('Payment authorized').waitFor();
		await bank.close();
		// the list renews itself
		await page.locator('#klavi').getByText('PAYMENT_COMPLETED').waitFor();
	});
});
