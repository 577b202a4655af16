import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { INodeParameters, INodeProperties, INodeTypeDescription } from 'n8n-workflow';

import { N8nClient, type SavedCredential } from '../../tools/n8n/client';
import type { NodeToCreate } from '../../tools/n8n/workflow';
import { choicesOf } from '../upgrade/fields';
import { problemsOfSaved, problemsOfUntouched } from '../upgrade/opened';
import type { SavedNode, Untouched } from '../upgrade/savedWorkflows';
import { connect, OWNER } from './harness';

const FIXTURES = path.resolve(__dirname, '../fixtures');
const versions = readdirSync(FIXTURES).filter((name) => /^\d+\.\d+\.\d+$/.test(name));

interface KeptCredential {
	name: string;
	type: string;
	data: INodeParameters;
}

const read = <T>(version: string, file: string) =>
	JSON.parse(readFileSync(path.join(FIXTURES, version, file), 'utf8')) as T[];

let client: N8nClient;
let types: Map<string, INodeTypeDescription>;
let credentialTypes: Map<string, INodeProperties[]>;

beforeAll(async () => {
	// a client of its own: these credentials contain no secrets to search for
	client = new N8nClient((await connect()).url);
	await client.login(OWNER);
	types = new Map((await client.nodeTypes()).map((type) => [type.name, type]));
	const known = await client.rest.request<Array<{ name: string; properties: INodeProperties[] }>>(
		'GET',
		'/types/credentials.json',
	);
	credentialTypes = new Map(known.map(({ name, properties }) => [name, properties]));
});

/** @throws Error if n8n no longer has the node in this version */
function descriptionOf({ type, typeVersion }: Pick<SavedNode, 'type' | 'typeVersion'>): INodeTypeDescription {
	const description = types.get(type);
	if (description === undefined || ![description.version].flat().includes(typeVersion))
		throw new Error(`n8n has no ${type} of version ${typeVersion}.`);
	return description;
}

it('there are workflows of the first version, of every node that it had', () => {
	const names = ['chargebackhit', 'klavi', 'kloutit', 'kount'].flatMap((service) => [service, `${service}Trigger`]);
	for (const name of names) {
		const types = read<SavedNode>('0.1.0', `${name}.json`).map(({ type }) => type.replace(/Tool$/, ''));
		expect(new Set(types)).toEqual(new Set([`n8n-nodes-chargeback.${name}`]));
	}
});

describe.each(versions)('what users have saved with %s', (version) => {
	const files = readdirSync(path.join(FIXTURES, version));
	const nodeFiles = files.filter((file) => !['untouched.json', 'credentials.json'].includes(file));
	const kept: SavedCredential[] = [];

	beforeAll(async () => {
		for (const { name, type, data } of read<KeptCredential>(version, 'credentials.json'))
			kept.push(await client.createCredential(name, type, data));
	});
	afterAll(async () => {
		for (const { id } of kept) await client.deleteCredential(id);
	});

	it.each(nodeFiles)('%s opens, and every parameter has its value', async (file) => {
		const nodes = read<SavedNode>(version, file);
		const { id } = await client.createWorkflow({
			name: `Saved with ${version}: ${file}`,
			nodes: nodes as unknown as NodeToCreate[],
		});
		try {
			const opened = (await client.workflow(id)).nodes as unknown as SavedNode[];
			expect(opened).toHaveLength(nodes.length);
			const problems = opened.flatMap((node, place) => {
				const saved = nodes[place];
				expect([node.name, node.type, node.typeVersion, node.parameters]).toEqual([
					saved.name,
					saved.type,
					saved.typeVersion,
					saved.parameters,
				]);
				const names = (one: SavedNode) => Object.entries(one.credentials).map(([type, { name }]) => [type, name]);
				expect(names(node)).toEqual(names(saved));
				return problemsOfSaved(descriptionOf(node), node).map((problem) => `${node.name}: ${problem}`);
			});
			expect(problems).toEqual([]);
		} finally {
			await client.deleteWorkflow(id);
		}
	});

	it('nodes that nobody has changed mean what they meant', () => {
		const problems = read<Untouched>(version, 'untouched.json').flatMap((node) =>
			problemsOfUntouched(descriptionOf(node), node).map(
				(problem) => `${node.type} ${JSON.stringify(node.parameters)}: ${problem}`,
			),
		);
		expect(problems).toEqual([]);
	});

	it('credentials have every field, with a value that it accepts', async () => {
		for (const { type, data } of read<KeptCredential>(version, 'credentials.json')) {
			const properties = credentialTypes.get(type) ?? [];
			for (const [name, value] of Object.entries(data)) {
				const property = properties.find((one) => one.name === name);
				expect([type, name, property?.name]).toEqual([type, name, name]);
				const choices = property === undefined ? [] : choicesOf(property);
				if (choices.length > 0) expect(choices).toContain(value);
			}
			const { id } = kept.find((one) => one.type === type)!;
			const { data: stored } = await client.rest.request<{ data: INodeParameters }>(
				'GET',
				`/rest/credentials/${id}`,
				undefined,
				{ includeData: true },
			);
			expect(Object.keys(stored).sort()).toEqual(expect.arrayContaining(Object.keys(data).sort()));
		}
	});
});
