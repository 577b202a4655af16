import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { SavedCredential } from '../../tools/n8n/client';
import type { Connection } from '../e2e/harness';
import { readTemplate, switchOff } from '../templates/library';
import { type Browser, openBrowser, readUntil } from './browser';
import { Editor } from './editor';
import { picture } from './pictures';
import { storeSandboxCredentials } from './sandboxCredentials';

/** A window in which the three parts of a node's panel have room, without the shortcuts to other nodes at its edges. */
const PANEL = {
	window: { width: 1440, height: 960 },
	style: '[data-test-id="floating-nodes"] { visibility: hidden !important; }',
};
const FILE = '01-alert-to-slack.json';
const template = readTemplate(FILE);
switchOff(template);
const { id, orderId } = template.pinData['Chargebackhit Trigger'][0].json as Record<string, string>;

let sandbox: Sandbox;
let n8n: Connection;
let credentials: SavedCredential[];
let browser: Browser;
let editor: Editor;
beforeAll(async () => {
	sandbox = await createSandbox();
	({ n8n, browser } = await openBrowser());
	credentials = await storeSandboxCredentials(n8n.client, sandbox, await sandbox.listen(0));
	const slack = await n8n.client.createCredential('Slack', 'slackApi', { accessToken: 'xoxb-never-sent-anywhere' });
	credentials.push(slack);
	fillInSlack(slack);
	editor = await Editor.open(browser, n8n);
});
afterAll(async () => {
	await browser?.close();
	for (const { id: credential } of credentials ?? []) await n8n.client.deleteCredential(credential);
	await sandbox?.close();
});

/** Does what the template's note asks for: a credential and a channel for each Slack node. */
function fillInSlack({ id: credential, name }: SavedCredential): void {
	for (const node of template.nodes.filter(({ type }) => type === 'n8n-nodes-base.slack')) {
		node.credentials = { slackApi: { id: credential, name } };
		node.parameters.channelId = { __rl: true, mode: 'name', value: '#chargebacks' };
	}
}

/** Has the sandbox hold the alert that the template's sample is about. */
function addSample(): void {
	const { alerts } = sandbox.state.chargebackhit;
	const record = [...alerts.values()].find(({ alert }) => alert.type === 'init-refund');
	if (record === undefined) throw new Error('The sandbox has no alert that wants a refund.');
	alerts.set(id, { ...record, alert: { ...record.alert, id, outcome: '' }, outcomes: [] });
}
const outcomes = () => (sandbox.state.chargebackhit.alerts.get(id)?.outcomes ?? []).map(({ outcome }) => outcome);

afterEach(() => expect(browser.complaints.splice(0)).toEqual([]));

it('takes notice when n8n shows an error', async () => {
	await editor.page.setInputFiles('[data-test-id="workflow-import-input"]', {
		name: 'no.json',
		mimeType: 'application/json',
		buffer: Buffer.from('no workflow'),
	});
	const complaints = await readUntil(
		async () => browser.complaints,
		({ length }) => length > 0,
	);
	expect(complaints.splice(0).join()).toContain('n8n shows an error');
	await editor.dismissNotices();
});

describe(FILE, () => {
	it('is imported from its file, executed by the button, and answers the alert', async () => {
		addSample();
		const { page } = editor;
		const file = { name: FILE, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(template)) };
		await page.setInputFiles('[data-test-id="workflow-import-input"]', file);
		await editor.node('Answer: Refunded').waitFor();
		await editor.dismissNotices();
		// what has been imported is selected
		await page.locator('.vue-flow__pane').click({ position: { x: 600, y: 500 } });
		await page.click('[data-test-id="zoom-to-fit"]');
		await picture(page, 'template', {
			window: { width: 1440, height: 800 },
			compose: async () => {
				await page.click('[data-test-id="zoom-to-fit"]');
				// away from the buttons at the edge
				await page.click('[data-test-id="zoom-out-button"]');
			},
		});

		await page.click('[data-test-id="execute-workflow-button"]');
		await editor.node('Answer: Refunded').locator('[data-test-id="canvas-node-status-success"]').waitFor();
		expect(
			await readUntil(
				async () => outcomes(),
				(given) => given.length > 0,
			),
		).toEqual(['reversed']);
		await editor.dismissNotices();

		await editor.openPanel('Answer: Refunded');
		await editor.panel.getByText('reversed', { exact: true }).first().waitFor();
		await picture(page, 'respond-to-alert', { of: editor.panel, ...PANEL });
		await editor.closePanel();

		await editor.openPanel('Chargebackhit Trigger');
		await editor.panel.getByText(orderId, { exact: true }).first().waitFor();
		await picture(page, 'trigger', {
			of: editor.panel,
			...PANEL,
			compose: async () => await editor.panel.locator('[data-test-id="radio-button-schema"]').last().click(),
		});
		await editor.closePanel();
	});

	it('shows the execution, and that it has succeeded', async () => {
		const { page } = editor;
		await page.click('[data-test-id="radio-button-executions"]');
		const result = page.locator('[data-test-id="execution-preview-label"]');
		await result.waitFor();
		expect(await result.innerText()).toBe('Succeeded');
		const nodes = page.locator('[data-test-id="canvas-node"]');
		await nodes.filter({ hasText: 'Answer: Refunded' }).waitFor();
		await picture(page, 'alert-answered', {
			of: nodes,
			// names stand below the nodes, and the note to the left of them
			margin: { beside: 50, above: 40, below: 75 },
			window: { width: 2250, height: 1050 },
			compose: async () => await page.click('[data-test-id="zoom-to-fit"]'),
		});
	});
});
