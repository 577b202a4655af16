import type { Locator } from 'playwright-core';

import { type Browser, openBrowser, readUntil } from './browser';
import { Editor } from './editor';
import { labelsIn } from './fields';

let browser: Browser;
let editor: Editor;
beforeAll(async () => {
	const opened = await openBrowser();
	browser = opened.browser;
	editor = await Editor.open(browser, opened.n8n);
	await editor.add('Kloutit', 'Create case');
	await editor.choose('caseSource', 'Fields That You Fill In');
});
afterAll(async () => await browser?.close());

/** Adds a detail to a case as a user does: from the list below the details. */
async function addDetail(name: string): Promise<void> {
	const { page, fields } = editor;
	// the last list but that of Options: a detail may have one, too
	await fields.locator('[data-test-id="collection-parameter-add"]').nth(-2).click();
	await page
		.locator('[data-test-id="collection-parameter-option"]:visible')
		.filter({ has: page.getByText(name, { exact: true }) })
		.first()
		.click();
	await readUntil(
		async () => await labelsIn(fields),
		(labels) => labels.includes(name),
	);
}

/** Waits until all these labels are on show: n8n shows the fields within a detail after the detail itself. */
async function expectLabels(...wanted: string[]): Promise<void> {
	const labels = await readUntil(
		async () => await labelsIn(editor.fields),
		(shown) => wanted.every((label) => shown.includes(label)),
	);
	expect(labels).toEqual(expect.arrayContaining(wanted));
}

const inputOf = (path: string): Locator =>
	editor.fields.locator(`[data-test-id="parameter-input-${path}"]`).locator('input, textarea').first();

it('an amount stays in the panel while other details are added', async () => {
	await addDetail('Dispute Amount');
	// nothing has to be pressed first: the amount is there with its currency
	await expectLabels('Dispute Amount', 'Value', 'Currency');
	await addDetail('Customer Name');
	await expectLabels('Dispute Amount', 'Value', 'Currency');

	await inputOf('value').fill('84.50');
	await addDetail('Bank Name');
	await editor.closePanel();
	await editor.openPanel('Create case');
	await expectLabels('Bank Name', 'Dispute Amount', 'Value', 'Currency');
	expect(await inputOf('value').inputValue()).toBe('84.50');
});

it('a message stays in the panel while other details are added', async () => {
	await addDetail('Communications');
	await editor.fields.getByText('Add Message', { exact: true }).click();
	const parts = ['Communications', 'Sender', 'Content', 'Date'];
	await expectLabels(...parts);
	// of several entries, n8n keeps those in which something was filled in
	await inputOf('content').fill('Where is my coat?');
	await addDetail('Branch Name (Filial Name)');
	await expectLabels(...parts);
	await addDetail('Customer Email');
	await editor.closePanel();
	await editor.openPanel('Create case');
	await expectLabels('Customer Email', ...parts);
	expect(await inputOf('content').inputValue()).toBe('Where is my coat?');
});

it('a fact is not stated before it is chosen', async () => {
	await addDetail('Paid with 3-D Secure (is3DSPurchase)');
	expect(await inputOf('is3DSPurchase').inputValue()).toBe('Choose…');
	expect(await inputOf('currency').inputValue()).toBe('Choose…');
	expect((await editor.choices('is3DSPurchase')).map(([name]) => name)).toEqual(['Choose…', 'No', 'Yes']);
	await editor.choose('is3DSPurchase', 'Yes');
	await addDetail('Card Brand');
	expect(await inputOf('is3DSPurchase').inputValue()).toBe('Yes');
});
