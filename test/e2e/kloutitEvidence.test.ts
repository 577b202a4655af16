import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { SavedCredential } from '../../tools/n8n/client';
import { type Execution, errorOf, itemsOf } from '../../tools/n8n/execution';
import { chain, type NodeToCreate } from '../../tools/n8n/workflow';
import { detailsOf } from '../anotherN8n';
import { type Connection, connect } from './harness';

let n8n: Connection;
let sandbox: Sandbox;
let credential: SavedCredential;
const workflows: string[] = [];

beforeAll(async () => {
	n8n = await connect();
	sandbox = await createSandbox({ kloutit: { retryDelays: [] } });
	const url = await sandbox.listen(0);
	const data = { apiKey: sandbox.settings.kloutit.apiKey, baseUrl: `${url}/kloutit` };
	credential = await n8n.client.createCredential(`Kloutit ${randomUUID()}`, 'kloutitApi', data);
});
afterAll(async () => {
	for (const id of workflows) await n8n.client.deleteWorkflow(id);
	await n8n.client.deleteCredential(credential.id);
	await sandbox.close();
});
beforeEach(() => sandbox.reset());

const kloutit = (name: string, parameters: IDataObject, more: Partial<NodeToCreate> = {}): NodeToCreate => ({
	name,
	type: 'n8n-nodes-chargeback.kloutit',
	credentials: { kloutitApi: { id: credential.id, name: credential.name } },
	parameters,
	...more,
});

/** Two submissions of a form with a file, as n8n's Form Trigger returns them: the binary field has the label of the form's field. */
const FORM: NodeToCreate[] = [
	{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
	{
		name: 'Submissions',
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		parameters: {
			jsCode:
				"return ['A', 'B'].map((one) => ({ json: { number: `EXP-${one}`, text: `%PDF-1.4 ${one}`, customer: one } }));",
		},
	},
	{
		name: 'Form',
		type: 'n8n-nodes-base.convertToFile',
		typeVersion: 1.1,
		parameters: {
			operation: 'toText',
			sourceProperty: 'text',
			binaryPropertyName: 'Evidence',
			options: { fileName: '=receipt {{ $json.customer }}.pdf' },
		},
	},
];

/** In a workflow whose files are part of the JSON, n8n's `item` is the JSON itself. */
const caseOf = (more: IDataObject = {}): NodeToCreate =>
	kloutit('Create', {
		resource: 'case',
		operation: 'create',
		caseSource: 'fields',
		expedientNumber: "={{ ($('Submissions').item.json ?? $('Submissions').item).number }}",
		sector: 'FASHION',
		...more,
	});

const upload = (binaryFields: string, more: Partial<NodeToCreate> = {}): NodeToCreate =>
	kloutit(
		'Upload',
		{
			resource: 'file',
			operation: 'uploadEvidence',
			expedientNumber: '={{ $json.expedientNumber }}',
			category: 'RECEIPT',
			binaryFields,
		},
		more,
	);

async function run(nodes: NodeToCreate[], settings: IDataObject = {}): Promise<Execution> {
	const { id } = await n8n.client.createWorkflow({
		name: `Evidence ${randomUUID()}`,
		nodes,
		connections: chain(...nodes.map(({ name }) => name)),
		settings,
	});
	workflows.push(id);
	return await n8n.client.runToEnd(id, 'Start', 120_000);
}

/** The files of a case, as the service has them. */
const filesOf = (expedientNumber: string) =>
	sandbox.state.kloutit.cases.get(expedientNumber)?.files.map(({ file }) => file.name);

describe('a form with a file, then Create Case, then Upload Evidence', () => {
	// "combined": n8n's coming way to keep files, as part of the item's JSON
	describe.each(['separate', 'combined'])('in a workflow whose binary mode is %s', (binaryMode) => {
		it.each([
			['the name of the field', 'Evidence'],
			[
				'the file itself, by an expression',
				binaryMode === 'combined' ? '={{ $json._files.Evidence }}' : '={{ $binary.Evidence }}',
			],
			[
				'the file of an earlier node',
				binaryMode === 'combined' ? "={{ $('Form').item._files.Evidence }}" : "={{ $('Form').item.binary.Evidence }}",
			],
		])('files each file with its own case, given %s', async (_how, binaryFields) => {
			const execution = await run([...FORM, caseOf(), upload(binaryFields)], { binaryMode });
			expect(errorOf(execution)).toBeUndefined();
			expect([filesOf('EXP-A'), filesOf('EXP-B')]).toEqual([['receipt A.pdf'], ['receipt B.pdf']]);
			const uploaded = itemsOf(execution, 'Upload');
			expect(uploaded.map(({ json }) => json.expedientNumber)).toEqual(['EXP-A', 'EXP-B']);
			expect(uploaded.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		});
	});

	it('keeps the fields as well if Include Input Fields is on', async () => {
		const execution = await run([
			...FORM,
			{
				name: 'Edit',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: {
					assignments: {
						assignments: [
							{ id: '1', name: 'customer', type: 'string', value: "={{ $('Submissions').item.json.customer }}" },
							{ id: '2', name: 'sector', type: 'string', value: 'of the form' },
						],
					},
					options: {},
				},
			},
			caseOf({ options: { includeInputFields: true } }),
		]);
		expect(errorOf(execution)).toBeUndefined();
		expect(itemsOf(execution, 'Create').map(({ json }) => [json.customer, json.expedientNumber, json.sector])).toEqual([
			['A', 'EXP-A', 'FASHION'],
			['B', 'EXP-B', 'FASHION'],
		]);
	});

	it('names the binary fields that the item has if the name is wrong, and keeps the file in the error output', async () => {
		const execution = await run([...FORM, caseOf(), upload('data', { onError: 'continueErrorOutput' })]);
		const failed = itemsOf(execution, 'Upload', 1);
		expect(failed.map(({ json }) => detailsOf(json).problem)).toEqual(['fileNotFound', 'fileNotFound']);
		expect(failed[0].json.message).toContain('Evidence');
		expect(Object.keys(failed[0].binary ?? {})).toEqual(['Evidence']);
		expect(filesOf('EXP-A')).toEqual([]);
	});
});
