import type { Locator, Page } from 'playwright-core';

import { KloutitApi } from '../../credentials/KloutitApi.credentials';
import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { SavedCredential } from '../../tools/n8n/client';
import { freePortFrom } from '../../tools/n8n/ports';
import type { Connection } from '../e2e/harness';
import { noteCredential } from '../e2e/secrets';
import { type Browser, openBrowser, readUntil } from './browser';
import { picture } from './pictures';

const id = (name: string) => `[data-test-id="${name}"]`;

let sandbox: Sandbox;
let sandboxUrl: string;
let n8n: Connection;
let browser: Browser;
let page: Page;
beforeAll(async () => {
	sandbox = await createSandbox();
	// where the docs tell people to find it
	const port = await freePortFrom(4010);
	await sandbox.listen(port);
	sandboxUrl = `http://localhost:${port}`;
	({ n8n, browser } = await openBrowser());
	page = await browser.page();
	await page.goto(`${n8n.url}/home/credentials`);
});
afterAll(async () => {
	await browser?.close();
	const made = await n8n.client.rest.request<SavedCredential[]>('GET', '/rest/credentials');
	for (const { id: credential } of made) await n8n.client.deleteCredential(credential);
	await sandbox?.close();
});
afterEach(() => expect(browser.complaints.splice(0)).toEqual([]));

/** What the form shows for a key that Kloutit refuses. */
const KEY_REJECTED = String(
	new KloutitApi().test.rules?.map(({ properties }) => properties).find(({ value }) => value === 401)?.message,
);

type Fields = Record<string, string>;

/** What a person enters, by the names of the fields; a dropdown's value is the entry's name. */
const CREDENTIALS: Array<[title: string, type: string, texts: () => Fields, choices: Fields]> = [
	[
		'Chargebackhit API',
		'chargebackhitApi',
		() => {
			const { publicKey, secretKey } = sandbox.settings.chargebackhit;
			return { publicKey, secretKey, baseUrl: `${sandboxUrl}/chargebackhit` };
		},
		{},
	],
	[
		'Kloutit API',
		'kloutitApi',
		() => ({ apiKey: sandbox.settings.kloutit.apiKey, baseUrl: `${sandboxUrl}/kloutit` }),
		{},
	],
	[
		'Kount OAuth2 API',
		'kountOAuth2Api',
		() => {
			const { apiKey } = sandbox.settings.kount;
			return { apiKey, tokenUrl: `${sandboxUrl}/kount/as/token`, baseUrl: `${sandboxUrl}/kount` };
		},
		{ loginServer: 'Custom' },
	],
	[
		'Kount Webhook API',
		'kountWebhookApi',
		() => {
			const { webhookHeaderName, webhookHeaderValue } = sandbox.settings.kount;
			return { headerName: webhookHeaderName, secret: webhookHeaderValue };
		},
		{},
	],
	[
		'Klavi API',
		'klaviApi',
		() => {
			const { accessKey, secretKey } = sandbox.settings.klavi;
			return { accessKey, secretKey, baseUrl: `${sandboxUrl}/klavi` };
		},
		{ environment: 'Custom' },
	],
];

/** Enters the name until the list offers the type: what is entered before n8n has loaded the list finds nothing. */
async function chooseType(title: string): Promise<void> {
	const entry = page.locator('.el-select-dropdown__item:visible').filter({ hasText: title }).first();
	const enter = async () => {
		await page.locator(`${id('new-credential-type-select')} input`).fill('');
		await page.locator(`${id('new-credential-type-select')} input`).fill(title);
		return await entry.waitFor({ timeout: 3000 }).then(
			() => true,
			() => false,
		);
	};
	await readUntil(enter, (isOffered) => isOffered);
	await entry.click();
}

async function openForm(title: string): Promise<Locator> {
	// a test that fails leaves its dialog open
	if ((await page.locator('.el-dialog:visible').count()) > 0) await page.goto(`${n8n.url}/home/credentials`);
	await page.click(id('add-resource-credential'));
	await chooseType(title);
	await page.click(id('new-credential-type-button'));
	const form = page.locator(id('credential-edit-dialog'));
	await form.waitFor();
	// n8n thinks of a name meanwhile, and saves no credential without one
	await page.locator(id('credential-name')).waitFor();
	return form;
}

async function choose(form: Locator, field: string, entry: string): Promise<void> {
	await form.locator(`${id(`parameter-input-${field}`)} input`).click();
	await page.locator('.el-select-dropdown:visible').last().getByText(entry, { exact: true }).click();
}

describe('a credential made in the editor', () => {
	it.each(CREDENTIALS)("%s: the sandbox's keys pass the test", async (title, type, texts, choices) => {
		noteCredential(n8n.folder, type, texts());
		const form = await openForm(title);
		for (const [field, entry] of Object.entries(choices)) await choose(form, field, entry);
		for (const [field, text] of Object.entries(texts()))
			await form.locator(`${id(`parameter-input-${field}`)} input`).fill(text);
		await page.click(id('credential-save-button'));
		await form.locator(id('credentials-config-container-test-success')).waitFor();
		if (type === 'chargebackhitApi') {
			await picture(page, 'credential', {
				of: page.locator('.el-dialog:visible'),
				until: form.locator(id('parameter-input-baseUrl')),
				margin: { below: 30 },
				window: { width: 1280, height: 1020 },
			});
		}
		await page.keyboard.press('Escape');
		await form.waitFor({ state: 'hidden' });
	});

	it('says which key is wrong instead of passing', async () => {
		const form = await openForm('Kloutit API');
		await form.locator(`${id('parameter-input-apiKey')} input`).fill('klt_wrong_0000000000');
		await form.locator(`${id('parameter-input-baseUrl')} input`).fill(`${sandboxUrl}/kloutit`);
		await page.click(id('credential-save-button'));
		await form.getByText('More details').click();
		await form.getByText(KEY_REJECTED).waitFor();
		expect(await form.locator(id('credentials-config-container-test-success')).isVisible()).toBe(false);
		await page.keyboard.press('Escape');
		await form.waitFor({ state: 'hidden' });
	});
});
