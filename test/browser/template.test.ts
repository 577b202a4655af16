import path from 'node:path';

import type { SavedCredential } from '../../sandbox/n8n/client';
import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { Connection } from '../e2e/harness';
import { readTemplate } from '../templates/library';
import { type Browser, openBrowser, readUntil } from './browser';
import { Editor } from './editor';
import { picture } from './pictures';
import { storeSandboxCredentials } from './sandboxCredentials';

const FILE = '01-alert-to-slack.json';
const { id, orderId } = readTemplate(FILE).pinData['Chargebackhit Trigger'][0].json as Record<string, string>;

let sandbox: Sandbox;
let n8n: Connection;
let credentials: SavedCredential[];
let browser: Browser;
let editor: Editor;
beforeAll(async () => {
	sandbox = await createSandbox();
	({ n8n, browser } = await openBrowser());
	credentials = await storeSandboxCredentials(n8n.client, sandbox, await sandbox.listen(0));
	editor = await Editor.open(browser, n8n);
});
afterAll(async () => {
	await browser?.close();
	for (const { id: credential } of credentials ?? []) await n8n.client.deleteCredential(credential);
	await sandbox?.close();
});

/** Has the sandbox hold the alert that the template's sample is about. */
function addSample(): void {
	const { alerts } = sandbox.state.chargebackhit;
	const record = [...alerts.values()].find(({ alert }) => alert.type === 'init-refund');
	if (record === undefined) throw new Error('The sandbox has no alert that wants a refund.');
	alerts.set(id, { ...record, alert: { ...record.alert, id, outcome: '' }, outcomes: [] });
}
const outcomes = () => (sandbox.state.chargebackhit.alerts.get(id)?.outcomes ?? []).map(({ outcome }) => outcome);

afterEach(() => expect(browser.complaints.splice(0)).toEqual([]));

describe(FILE, () => {
	it('is imported from its file, executed by the button, and answers the alert', async () => {
		addSample();
		const { page } = editor;
		await page.setInputFiles('[data-test-id="workflow-import-input"]', path.resolve(__dirname, '../../templates', FILE));
		await editor.node('Answer: Reversed').waitFor();
		await editor.dismissNotices();
		// what has been imported is selected
		await page.locator('.vue-flow__pane').click({ position: { x: 600, y: 500 } });
		await page.click('[data-test-id="zoom-to-fit"]');
		await picture(page, 'template');

		await page.click('[data-test-id="execute-workflow-button"]');
		await editor.node('Answer: Reversed').locator('[data-test-id="canvas-node-status-success"]').waitFor();
		expect(await readUntil(async () => outcomes(), (given) => given.length > 0)).toEqual(['reversed']);
		await editor.dismissNotices();

		await editor.openPanel('Answer: Reversed');
		await editor.panel.getByText('reversed', { exact: true }).first().waitFor();
		await picture(page, 'respond-to-alert', { of: editor.panel });
		await editor.closePanel();

		await editor.openPanel('Chargebackhit Trigger');
		await editor.panel.getByText(orderId, { exact: true }).first().waitFor();
		await picture(page, 'trigger', { of: editor.panel });
		await editor.closePanel();
	});

	it('shows the execution, and that it has succeeded', async () => {
		const { page } = editor;
		await page.click('[data-test-id="radio-button-executions"]');
		const result = page.locator('[data-test-id="execution-preview-label"]');
		await result.waitFor();
		expect(await result.innerText()).toBe('Succeeded');
		await picture(page, 'alert-answered');
	});
});
