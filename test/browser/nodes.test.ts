import {
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
	NodeHelpers,
} from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { N8nClient, SavedCredential } from '../../tools/n8n/client';
import { type Browser, openBrowser, readUntil } from './browser';
import { Editor } from './editor';
import { cutTexts, issuesIn, labelsIn } from './fields';
import { storeSandboxCredentials } from './sandboxCredentials';

const NODES = ['chargebackhit', 'kloutit', 'kount', 'klavi'];
/** n8n adds this operation to every node with a credential; another editor would not. */
const ADDED_BY_N8N = 'Custom API Call';

let browser: Browser;
let editor: Editor;
let types: INodeTypeDescription[];
let client: N8nClient;
let sandbox: Sandbox;
let credentials: SavedCredential[];
beforeAll(async () => {
	const opened = await openBrowser();
	({ browser } = opened);
	({ client } = opened.n8n);
	types = await client.nodeTypes();
	sandbox = await createSandbox();
	// some fields fetch their choices from the service
	credentials = await storeSandboxCredentials(client, sandbox, await sandbox.listen(0));
	editor = await Editor.open(browser, opened.n8n);
});
afterAll(async () => {
	await browser?.close();
	for (const { id } of credentials ?? []) await client.deleteCredential(id);
	await sandbox?.close();
});
// a test that fails leaves its panel open
afterEach(async () => await editor.closePanel());
afterEach(() => expect(browser.complaints.splice(0)).toEqual([]));

function typeNamed(name: string): INodeTypeDescription {
	const type = types.find((one) => one.name === `n8n-nodes-chargeback.${name}`);
	if (type === undefined) throw new Error(`n8n has no node type ${name}.`);
	return type;
}

/** The fields that the panel has to show for these choices, everything else as it comes. */
function fieldsShown(type: INodeTypeDescription, chosen: INodeParameters): INodeProperties[] {
	const node: INode = { id: '', name: '', type: type.name, typeVersion: 1, position: [0, 0], parameters: chosen };
	const values = NodeHelpers.getNodeParameters(type.properties, chosen, true, false, node, type) ?? chosen;
	return type.properties.filter(
		(field) => field.type !== 'hidden' && NodeHelpers.displayParameter(values, field, node, type),
	);
}

const labelsOf = (fields: INodeProperties[]) =>
	fields
		.filter(({ type, typeOptions }) => type !== 'notice' && typeOptions?.redactedEditor === undefined)
		// above columns stands n8n's own label
		.map(({ displayName, type }) => (type === 'resourceMapper' ? 'Mapping Column Mode' : displayName));

/** The panel's fields are those wanted, all readable, and only required ones want to be filled in. */
async function expectPanel(fields: INodeProperties[]): Promise<void> {
	const wanted = labelsOf(fields);
	const shown = await readUntil(
		async () => await labelsIn(editor.fields),
		(labels) => labels.join() === wanted.join(),
	);
	expect(shown).toEqual(wanted);
	const required = fields.filter(({ required: isRequired }) => isRequired).map(({ name }) => name);
	const issues = await issuesIn(editor.fields);
	expect({ unexpectedIssues: issues.filter((name) => !required.includes(name)) }).toEqual({ unexpectedIssues: [] });
	expect({ cut: await cutTexts(editor.fields) }).toEqual({ cut: [] });
	const notices = fields
		.filter(({ type }) => type === 'notice')
		.map(({ displayName }) => displayName.replace(/<[^>]+>/g, ''));
	const text = (await editor.fields.innerText()).replace(/\s+/g, ' ');
	for (const notice of notices) expect(text).toContain(notice.replace(/\s+/g, ' '));
}

const optionsOf = (field: INodeProperties | undefined) =>
	(field?.options ?? []) as Array<{ name: string; value: string; action?: string }>;

const namesOf = (entries: string[][]) => entries.map(([name]) => name).filter((name) => name !== ADDED_BY_N8N);

describe.each(NODES)('the panel of %s', (name) => {
	it('shows every operation with the fields of its description, complete and readable', async () => {
		const type = typeNamed(name);
		const resources = optionsOf(type.properties.find((field) => field.name === 'resource')).filter(
			(one) => one.name !== ADDED_BY_N8N,
		);
		const operationsOf = (resource: string) =>
			optionsOf(
				type.properties.find(
					(field) => field.name === 'operation' && field.displayOptions?.show?.resource?.includes(resource),
				),
			).filter((one) => one.name !== ADDED_BY_N8N);
		const [first] = operationsOf(resources[0].value);
		await editor.add(type.displayName, String(first.action));
		// a panel opened for the first time shows no issues yet
		await editor.closePanel();
		await editor.openPanel(String(first.action));

		expect(namesOf(await editor.choices('resource'))).toEqual(resources.map((one) => one.name));
		for (const resource of resources) {
			await editor.choose('resource', resource.name);
			const operations = operationsOf(resource.value);
			const shown = await readUntil(
				async () => await editor.choices('operation'),
				(entries) => entries[0]?.[0] === operations[0].name,
			);
			expect(namesOf(shown)).toEqual(operations.map((one) => one.name));
			for (const operation of operations) {
				await editor.choose('operation', operation.name);
				await expectPanel(fieldsShown(type, { resource: resource.value, operation: operation.value }));
			}
		}
	});
});

describe.each(NODES)('the panel of the trigger of %s', (name) => {
	it('shows the fields of its description, complete and readable', async () => {
		const type = typeNamed(`${name}Trigger`);
		const { displayName } = typeNamed(name);
		await editor.search(displayName);
		const { triggers } = await editor.details(displayName);
		const [trigger] = triggers;
		await editor.choice(trigger).click();
		await editor.panel.waitFor();
		// the name in the list is the event that n8n has chosen for the new node
		const events = type.properties.find((field) => field.name === 'events');
		const chosen = optionsOf(events).filter(
			({ name: event, action = `On ${event}` }) => action.toLowerCase() === trigger.toLowerCase(),
		);
		await expectPanel(fieldsShown(type, chosen.length === 0 ? {} : { events: chosen.map(({ value }) => value) }));
	});
});
