import type { N8nClient } from '../../tools/n8n/client';
import { type Browser, openBrowser } from './browser';
import { Editor } from './editor';
import { picture } from './pictures';

let browser: Browser;
let editor: Editor;
let client: N8nClient;
beforeAll(async () => {
	const opened = await openBrowser();
	browser = opened.browser;
	client = opened.n8n.client;
	editor = await Editor.open(browser, opened.n8n);
});
afterAll(async () => await browser?.close());
afterEach(() => expect(browser.complaints.splice(0)).toEqual([]));

const namesOf = (found: Array<{ name: string }>) => found.map(({ name }) => name);

describe('the search of the node panel', () => {
	it('finds all nodes under chargeback, and each of them stands for its trigger, too', async () => {
		const found = await editor.search('chargeback');
		// the trigger that asks stands alone: n8n puts one trigger to each node
		expect(namesOf(found).sort()).toEqual(['Chargebackhit', 'Chargebackhit Polling', 'Klavi', 'Kloutit', 'Kount']);
		for (const { description } of found) expect(description).toMatch(/^[A-Z].{20,}/);
		await picture(editor.page, 'node-panel', {
			of: editor.page.locator('[data-test-id="node-creator"]'),
			until: editor.page.locator('[data-test-id="item-iterator-item"]'),
			margin: { below: 10 },
		});
	});

	it('has a codex file of its own for each node and each trigger', async () => {
		const types = (await client.nodeTypes()).filter(
			({ name }) => /^n8n-nodes-chargeback\.\w+$/.test(name) && !name.endsWith('Tool'),
		);
		const aliases = types.map(({ name, codex }) => [name.split('.')[1], (codex?.alias ?? []).length > 0]);
		expect(Object.fromEntries(aliases)).toEqual({
			chargebackhit: true,
			chargebackhitPollingTrigger: true,
			chargebackhitTrigger: true,
			klavi: true,
			klaviTrigger: true,
			kloutit: true,
			kloutitTrigger: true,
			kount: true,
			kountTrigger: true,
		});
	});

	it.each([
		['dispute', ['Chargebackhit', 'Kloutit', 'Kount']],
		['Ethoca', ['Chargebackhit', 'Kount']],
		['RDR', ['Chargebackhit', 'Kount']],
		['CDRN', ['Chargebackhit']],
		['Verifi', ['Chargebackhit', 'Kount']],
		['Order Insight', ['Chargebackhit', 'Kount']],
		['CE 3.0', ['Chargebackhit']],
		['representment', ['Kloutit']],
		['Pix', ['Klavi']],
		['Open Finance', ['Klavi']],
		['chargebacks', ['Chargebackhit', 'Klavi', 'Kloutit', 'Kount']],
		['contracargo', ['Chargebackhit', 'Kloutit', 'Kount']],
		['disputes', ['Chargebackhit', 'Kloutit', 'Kount']],
		['alerts', ['Chargebackhit', 'Kount']],
		['inquiries', ['Chargebackhit', 'Kount']],
		['pre-dispute', ['Chargebackhit', 'Kount']],
		['retrieval', ['Chargebackhit', 'Kloutit', 'Kount']],
		['TC40', ['Chargebackhit', 'Kount']],
		['reason code', ['Chargebackhit', 'Kloutit', 'Kount']],
		['friendly fraud', ['Chargebackhit', 'Kloutit', 'Kount']],
		['defend', ['Kloutit']],
		['evidence', ['Kloutit']],
		['receipts', ['Kloutit']],
		['rebuttal', ['Kloutit']],
		['MID', ['Chargebackhit']],
		['MIDs', ['Chargebackhit']],
		['merchant ID', ['Chargebackhit']],
		['transactions', ['Kount']],
		['refunds', ['Chargebackhit', 'Klavi', 'Kount']],
		['estorno', ['Klavi']],
	])('shows what %s is about without scrolling', async (words, nodes) => {
		await editor.search(words);
		expect(await editor.foundInView()).toEqual(expect.arrayContaining(nodes));
	});

	it.each([
		['Respond to Alert', 'Chargebackhit', 'Respond to alert'],
		['Respond to Alert', 'Kount', 'Respond to alert'],
		['Create Case', 'Kloutit', 'Create case'],
		['Enroll MIDs', 'Chargebackhit', 'Enroll MIDs'],
		['Upload Transactions', 'Kount', 'Upload transactions'],
	])('leads from %s to %s: %s', async (words, node, action) => {
		const found = await editor.search(words);
		// no other node stands before those that can do it
		expect(['Chargebackhit', 'Kloutit', 'Kount']).toContain(found[0].name);
		expect(namesOf(found)).toContain(node);
		const { triggers, actions } = await editor.details(node);
		expect(actions.map((name) => name.toLowerCase())).toContain(action.toLowerCase());
		expect(triggers.length).toBeGreaterThan(0);
	});
});
