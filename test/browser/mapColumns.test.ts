import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { SavedCredential } from '../../tools/n8n/client';
import { chain, type NodeToCreate } from '../../tools/n8n/workflow';
import type { Connection } from '../e2e/harness';
import { csvOf, EXPORTS } from '../exports';
import { type Browser, openBrowser, readUntil } from './browser';
import { Editor } from './editor';
import { storeSandboxCredentials } from './sandboxCredentials';

/** The node from whose output a person goes on. */
const FILE = 'Extract from File';

let sandbox: Sandbox;
let n8n: Connection;
let credentials: SavedCredential[];
let browser: Browser;
let files: Server;
const workflows: string[] = [];
beforeAll(async () => {
	sandbox = await createSandbox({ kount: { strict: true } });
	files = createServer((request, response) => {
		const given = EXPORTS.find(({ name }) => request.url === `/${name}.csv`);
		response.setHeader('content-type', 'text/csv');
		response.end(given ? csvOf(given) : '');
	});
	await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
	({ n8n, browser } = await openBrowser());
	credentials = await storeSandboxCredentials(n8n.client, sandbox, await sandbox.listen(0));
});
afterAll(async () => {
	await browser?.close();
	for (const id of workflows) await n8n.client.deleteWorkflow(id);
	for (const { id } of credentials ?? []) await n8n.client.deleteCredential(id);
	files?.close();
	await sandbox?.close();
});

/** A CSV file, read by n8n's own node. */
const reading = (name: string): NodeToCreate[] => [
	{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', position: [0, 0] },
	{
		name: 'The Export',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		position: [220, 0],
		parameters: {
			url: `http://127.0.0.1:${(files.address() as AddressInfo).port}/${name}.csv`,
			options: { response: { response: { responseFormat: 'file' } } },
		},
	},
	{
		name: FILE,
		type: 'n8n-nodes-base.extractFromFile',
		typeVersion: 1.1,
		position: [440, 0],
		parameters: { operation: 'csv', options: {} },
	},
];

async function workflowWith(nodes: NodeToCreate[]): Promise<string> {
	const { id } = await n8n.client.createWorkflow({
		name: `Test ${randomUUID()}`,
		nodes,
		connections: chain(...nodes.map(({ name }) => name)),
		// of dates that name none
		settings: { timezone: 'UTC' },
	});
	workflows.push(id);
	return id;
}

/** The transactions that Kount received, oldest first. */
const received = () =>
	sandbox.journal.requests
		.filter(({ path }) => path === '/kff/uploads')
		.flatMap(({ body }) => JSON.parse((JSON.parse(body) as { transactions: string }).transactions) as object[]);

it.each(EXPORTS)('a person leads a $name file into Upload with the mouse: a dry run, then for real', async (given) => {
	const before = received().length;
	const id = await workflowWith(reading(given.name));
	const editor = await Editor.open(browser, n8n);
	const { page, fields, panel } = editor;
	await page.goto(`${n8n.url}/workflow/${id}`);
	await editor.node(FILE).waitFor();
	await editor.node(FILE).click();
	await page.keyboard.press('Tab');
	await editor.add('Kount', 'Upload transactions');
	// nothing is chosen or typed: this is how a new node begins
	const source = fields.locator('[data-test-id="parameter-input-transactionSource"] input').first();
	expect(await source.inputValue()).toBe('Map Columns');
	const mapper = fields.locator('[data-test-id="resource-mapper-container"]');
	await mapper.waitFor();
	expect(await mapper.locator('input').first().inputValue()).toBe('Map Automatically');

	// the options are the last list of the panel
	await fields.locator('[data-test-id="collection-parameter-add"]').last().click();
	await page
		.locator('[data-test-id="collection-parameter-option"]:visible')
		.filter({ has: page.getByText('Dry Run', { exact: true }) })
		.first()
		.click();
	// the option is on as soon as it is added
	const dryRun = fields.locator('[data-test-id="parameter-input-dryRun"]');
	const execute = panel.locator('[data-test-id="node-execute-button"]');
	await execute.click();
	const output = panel.locator('[data-test-id="output-panel"]');
	await output.getByText('wouldSend').first().waitFor();
	await panel.getByText(`as in a ${given.name} export`).first().waitFor();
	expect(received()).toHaveLength(before);

	await dryRun.locator('.el-switch').click();
	await execute.click();
	await readUntil(
		async () => await Promise.resolve(received()),
		(transactions) => transactions.length > before,
	);
	expect(received()[before]).toEqual(given.expected);
	await panel.getByText(`as in a ${given.name} export`).first().waitFor();
	await page.close();
	expect(browser.complaints.splice(0)).toEqual([]);
});

it('a person maps each column: required ones are marked', async () => {
	const editor = await Editor.open(browser, n8n);
	await editor.add('Kount', 'Upload transactions');
	const mapper = editor.fields.locator('[data-test-id="resource-mapper-container"]');
	await mapper.waitFor();
	await mapper.locator('input').first().click();
	const list = editor.page.locator('.el-select-dropdown:visible').last();
	await list.getByText('Map Each Column Manually', { exact: true }).click();
	for (const [column, isRequired] of [
		['orderNumber', true],
		['orderDateTime', true],
		['orderTotal', true],
		['itemName', false],
	] as const) {
		const input = mapper.locator(`[data-test-id*='"${column}"']`).first();
		await input.waitFor();
		// what is required cannot be removed
		const remove = mapper.locator(`[data-test-id="remove-field-button-${column}"]`);
		expect([column, await remove.count()]).toEqual([column, isRequired ? 0 : 1]);
	}
	expect(browser.complaints.splice(0)).toEqual([]);
});
