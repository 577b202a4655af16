import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject, NodeExecutionHint } from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { SavedCredential } from '../../tools/n8n/client';
import { type Execution, errorOf, itemsOf, runsOf } from '../../tools/n8n/execution';
import { chain, type NodeToCreate } from '../../tools/n8n/workflow';
import { problemOf } from '../anotherN8n';
import { type Connection, connect } from './harness';

/**
 * Files as shops and payment services export them, read by n8n and mapped with expressions as users do. Each case in
 * `test/fixtures/exports` says what arrives at the service, and which rows are refused.
 */
interface ExportCase {
	file: string;
	/** Options of n8n's Extract from File. */
	read?: IDataObject;
	/** The workflow's. */
	timezone?: string;
	/** Code that prepares the rows. */
	before?: string;
	node: keyof typeof NODES;
	parameters: IDataObject;
	/** What the service receives of the rows that are not refused. */
	requests: IDataObject[];
	/** The rows that are refused, from 0, each with the field that the message names. */
	problems?: Array<{ item: number; code: string; field: string }>;
	/** What the hints mention. */
	hints?: string[];
}

const FOLDER = path.join(__dirname, '../fixtures/exports');
const CASES = readdirSync(FOLDER)
	.filter((name) => name.endsWith('.json'))
	.map((name): [string, ExportCase] => [
		path.basename(name, '.json'),
		JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')) as ExportCase,
	]);

/** What Kount's uploads contain: a list as JSON text within JSON. */
const transactionsIn = (body: string): IDataObject[] =>
	JSON.parse((JSON.parse(body) as { transactions: string }).transactions) as IDataObject[];

const NODES = {
	upload: {
		type: 'kount',
		credential: 'kountOAuth2Api',
		operation: { resource: 'transaction', operation: 'upload' },
		path: '/kff/uploads',
		read: transactionsIn,
	},
	enrollMids: {
		type: 'chargebackhit',
		credential: 'chargebackhitApi',
		operation: { resource: 'enrollment', operation: 'enrollMids' },
		path: '/api/v2/import/mids/batch-create',
		read: (body: string) => JSON.parse(body) as IDataObject[],
	},
	createCase: {
		type: 'kloutit',
		credential: 'kloutitApi',
		operation: { resource: 'case', operation: 'create', caseSource: 'fields' },
		path: '/case',
		read: (body: string) => [JSON.parse(body) as IDataObject],
	},
};

let n8n: Connection;
let sandbox: Sandbox;
const credentials: Record<string, SavedCredential> = {};
const workflows: string[] = [];

beforeAll(async () => {
	n8n = await connect();
	const apiKey = Buffer.from('exports:secret').toString('base64');
	sandbox = await createSandbox({ kount: { apiKey, keyBits: 2048 }, kloutit: { retryDelays: [] } });
	const url = await sandbox.listen(0);
	const { kloutit, chargebackhit } = sandbox.settings;
	const data: Record<string, IDataObject> = {
		kountOAuth2Api: {
			...{ apiKey, environment: 'sandbox', loginServer: 'custom' },
			...{ tokenUrl: `${url}/kount/as/token`, baseUrl: `${url}/kount` },
		},
		chargebackhitApi: {
			...{ publicKey: chargebackhit.publicKey, secretKey: chargebackhit.secretKey, baseUrl: `${url}/chargebackhit` },
		},
		kloutitApi: { apiKey: kloutit.apiKey, baseUrl: `${url}/kloutit` },
	};
	for (const [type, values] of Object.entries(data))
		credentials[type] = await n8n.client.createCredential(`Exports ${randomUUID()}`, type, values);
});
afterAll(async () => {
	for (const id of workflows) await n8n.client.deleteWorkflow(id);
	for (const { id } of Object.values(credentials)) await n8n.client.deleteCredential(id);
	await sandbox.close();
});
beforeEach(() => sandbox.reset());

async function run(given: ExportCase, onError?: 'continueErrorOutput'): Promise<Execution> {
	const { type, credential, operation } = NODES[given.node];
	const { id, name } = credentials[credential];
	const base64 = readFileSync(path.join(FOLDER, given.file)).toString('base64');
	const nodes: NodeToCreate[] = [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
		{
			name: 'File',
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			parameters: { jsCode: `return [{ json: { base64: '${base64}' } }];` },
		},
		{
			name: 'To File',
			type: 'n8n-nodes-base.convertToFile',
			typeVersion: 1.1,
			parameters: {
				operation: 'toBinary',
				sourceProperty: 'base64',
				options: { fileName: given.file, mimeType: 'text/csv' },
			},
		},
		{
			name: 'Rows',
			type: 'n8n-nodes-base.extractFromFile',
			typeVersion: 1,
			parameters: { operation: 'csv', options: given.read ?? {} },
		},
		...(given.before === undefined
			? []
			: [{ name: 'Before', type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode: given.before } }]),
		{
			name: 'Node',
			type: `n8n-nodes-chargeback.${type}`,
			parameters: { ...operation, ...given.parameters },
			credentials: { [credential]: { id, name } },
			...(onError === undefined ? {} : { onError }),
		},
	];
	const workflow = await n8n.client.createWorkflow({
		name: `Export ${randomUUID()}`,
		nodes,
		connections: chain(...nodes.map((node) => node.name)),
		settings: { timezone: given.timezone ?? 'UTC' },
	});
	workflows.push(workflow.id);
	return await n8n.client.runToEnd(workflow.id, 'Start', 120_000);
}

/** What the service has received, in the order of the rows. */
function received({ node }: ExportCase): IDataObject[] {
	const { path: wanted, read } = NODES[node];
	return (
		sandbox.journal.requests
			// a token that the sandbox has forgotten is refused once
			.filter((one) => one.method === 'POST' && one.path === wanted && (one.status ?? 999) < 300)
			.flatMap(({ body }) => read(body))
			.sort((one, other) => String(one.expedientNumber ?? '').localeCompare(String(other.expedientNumber ?? '')))
	);
}

describe.each(CASES)('%s', (_name, given) => {
	const problems = given.problems ?? [];

	it('every row arrives exactly, or is refused by the name of its field', async () => {
		const execution = await run(given, problems.length > 0 ? 'continueErrorOutput' : undefined);
		expect(errorOf(execution)).toBeUndefined();
		const failed = itemsOf(execution, 'Node', 1).map(({ json, pairedItem }) => [pairedItem, problemOf(json)]);
		expect(failed).toEqual(problems.map(({ item, code }) => [{ item }, code]));
		for (const [index, { field }] of problems.entries())
			expect(itemsOf(execution, 'Node', 1)[index].json.error).toContain(field);
		expect(received(given)).toEqual(given.requests);
		const { hints } = runsOf(execution, 'Node')[0] as { hints?: NodeExecutionHint[] };
		const told = (hints ?? []).map(({ message }) => message);
		for (const words of given.hints ?? []) expect(told).toContainEqual(expect.stringContaining(words));
	});

	if (problems.length > 0)
		it('with its default, the node sends nothing if a row is refused', async () => {
			const execution = await run(given);
			expect(errorOf(execution)).toContain(problems[0].field);
			expect(received(given)).toEqual([]);
		});
});
