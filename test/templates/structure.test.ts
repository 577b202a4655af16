import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import {
	type IDataObject,
	type INode,
	type INodeProperties,
	type INodeTypeDescription,
	NodeHelpers,
} from 'n8n-workflow';

import { resources as chargebackhit } from '../../nodes/Chargebackhit/actions';
import { everyOperation, type Operation, takesEffect } from '../../nodes/common/operation';
import { resources as klavi } from '../../nodes/Klavi/actions';
import { resources as kloutit } from '../../nodes/Kloutit/actions';
import { resources as kount } from '../../nodes/Kount/actions';
import { installN8n } from '../../tools/n8n/install';
import { connect } from '../e2e/harness';
import {
	FOREIGN,
	nodeOf,
	notesOf,
	OURS,
	PAGE,
	readTemplate,
	STICKY_NOTE,
	SWITCH,
	switchOf,
	templateFiles,
	typeOf,
} from './library';

let types: INodeTypeDescription[];
beforeAll(async () => {
	types = await (await connect()).client.nodeTypes();
});

const descriptionOf = (node: INode): INodeTypeDescription => {
	const description = typeOf(node, types);
	if (description === undefined) throw new Error(`n8n knows no ${node.type} of version ${node.typeVersion}.`);
	return description;
};

/** The parameters as n8n reads them: those that do not exist, or are not shown, are left out. */
const understood = (node: INode) => {
	const description = descriptionOf(node);
	return NodeHelpers.getNodeParameters(description.properties, node.parameters, true, false, node, description) ?? {};
};

/** The paths of all members that a node's file has and n8n does not take over. */
function lost(given: unknown, taken: unknown, at: string): string[] {
	if (Array.isArray(given))
		return given.flatMap((one, place) => lost(one, Array.isArray(taken) ? taken[place] : undefined, `${at}[${place}]`));
	if (typeof given !== 'object' || given === null || '__rl' in given) return [];
	return Object.entries(given).flatMap(([name, value]) => {
		const inner = typeof taken === 'object' && taken !== null ? (taken as Record<string, unknown>)[name] : undefined;
		return inner === undefined && value !== undefined ? [`${at}.${name}`] : lost(value, inner, `${at}.${name}`);
	});
}

/** The names on screen of the parameters in which n8n shows an issue. */
function unfilled(node: INode): string[] {
	const description = descriptionOf(node);
	const parameters = understood(node);
	const issues =
		NodeHelpers.getNodeParametersIssues(description.properties, { ...node, parameters }, description)?.parameters ?? {};
	const shown = (property: INodeProperties) => NodeHelpers.displayParameter(parameters, property, node, description);
	return Object.keys(issues).map(
		(name) => description.properties.find((property) => property.name === name && shown(property))?.displayName ?? name,
	);
}

/** Whether the editor asks for a credential. */
function wantsCredential(node: INode): boolean {
	const description = descriptionOf(node);
	if (node.parameters.authentication === 'predefinedCredentialType') return true;
	const parameters = understood(node);
	return (description.credentials ?? []).some(
		(one) => one.required === true && NodeHelpers.displayParameter(parameters, one, node, description),
	);
}

const REGISTRIES: Record<string, typeof kount> = { chargebackhit, klavi, kloutit, kount };

/** The operation of one of our nodes, also as an agent's tool; undefined for a trigger, or a node that is not ours. */
function operationOf({ type, parameters }: INode): Operation | undefined {
	const registry = type.startsWith(OURS) ? REGISTRIES[type.slice(OURS.length).replace(/Tool$/, '')] : undefined;
	return everyOperation(registry ?? []).find(
		({ resource, operation }) => resource.value === parameters.resource && operation.value === parameters.operation,
	)?.operation;
}

/** True for a node that refunds, cancels, holds or changes something at a payment service or a shop. */
const changesAShop = ({ type, parameters }: INode) =>
	(type === 'n8n-nodes-base.httpRequest' && parameters.method !== 'GET') ||
	(type === 'n8n-nodes-base.wooCommerce' && !/^get/.test(String(parameters.operation)));

/** An expression that reads the switch, also that of a workflow that has called this one. */
const READS_SWITCH =
	/^=\{\{ (?:\(?\$\('Dry Run'\)\.first\(\)\.json\.callerDryRun === true \|\| )?\$\('Dry Run'\)\.first\(\)\.json\.dryRun\)?(?: === false)? \}\}$/;

/** The words on buttons and in menus that a text tells to use. */
const pressed = (text: string) =>
	[...text.matchAll(/\b(?:press|use|menu and choose|then|choose) \*(?!\*)([^*]+)\*(?!\*)(?! credential| webhook)/gi)]
		.map(([, word]) => word)
		.filter((word) => BUTTONS.test(word));
/** The first words of what n8n lets people do: other words in italics are the names of fields, workflows and values. */
const BUTTONS = /^(Execute|Import|Publish|Run|Listen|Fetch|Activate|Download|From|Create|Add|Save|Test)\b/;

let editor: string;
beforeAll(async () => {
	const { folder } = await installN8n();
	const assets = path.join(folder, 'node_modules/n8n-editor-ui/dist/assets');
	editor = readdirSync(assets)
		.filter((file) => /^src-.*\.js$/.test(file))
		.map((file) => readFileSync(path.join(assets, file), 'utf8'))
		.join('\n');
});
/** True if the editor shows these words, and these alone, somewhere. */
const isInEditor = (word: string) => editor.includes(`\`${word}\``);

/** The lines of the notes that name the node in bold letters. */
const linesAbout = (notes: string, name: string) => notes.split('\n').filter((line) => line.includes(`**${name}**`));

it('every file of the folder is a template', () => {
	expect(templateFiles.length).toBeGreaterThanOrEqual(14);
	expect(templateFiles.filter((file) => !/^[a-z0-9-]+\.json$/.test(file))).toEqual([]);
});

describe.each(templateFiles)('%s', (file) => {
	const template = readTemplate(file);
	const working = template.nodes.filter(({ type }) => type !== STICKY_NOTE);

	it('has nodes that n8n knows, each with parameters that exist', () => {
		expect(template.nodes.filter((node) => typeOf(node, types) === undefined).map(({ name }) => name)).toEqual([]);
		expect(template.nodes.flatMap((node) => lost(node.parameters, understood(node), node.name))).toEqual([]);
	});

	it('leaves nothing unfilled but what its note tells to fill', () => {
		const notes = notesOf(template);
		const untold = working.flatMap((node) => {
			const lines = linesAbout(notes, node.name);
			const fields = unfilled(node).filter((field) => !lines.some((line) => line.includes(`*${field}*`)));
			const credential =
				wantsCredential(node) && !lines.some((line) => line.includes('credential')) ? ['credential'] : [];
			return [...fields, ...credential].map((field) => `${node.name}: ${field}`);
		});
		expect(untold).toEqual([]);
	});

	it('has a note that tells of nodes that exist', () => {
		const names = template.nodes.map(({ name }) => name);
		const notes = notesOf(template);
		expect(notes).toMatch(/^## /);
		expect(notes).toContain('### Before you switch it on');
		const [toDo] = notes.split('### Before you switch it on')[1].split('\n### ');
		const told = [...toDo.matchAll(/^- (.*?):/gm)].flatMap(([, head]) =>
			[...head.matchAll(/\*\*(.+?)\*\*/g)].map(([, name]) => name),
		);
		expect(told.length).toBeGreaterThan(0);
		expect(told.filter((name) => !names.includes(name))).toEqual([]);
	});

	it('is connected, laid out side by side, and holds no credential', () => {
		// also those of an agent with its model, its memory and its tools
		const ends = Object.values(template.connections)
			.flatMap((types) => Object.values(types).flat(2))
			.map((end) => end?.node ?? '');
		for (const name of [...Object.keys(template.connections), ...ends]) expect(nodeOf(template, name)).toBeDefined();
		const loose = working.filter(({ name }) => !ends.includes(name) && template.connections[name] === undefined);
		expect(loose.map(({ name }) => name)).toEqual([]);
		expect(new Set(working.map(({ position }) => position.join())).size).toBe(working.length);
		expect(new Set(template.nodes.map(({ id }) => id)).size).toBe(template.nodes.length);
		const held = working
			.flatMap(({ credentials }) => Object.values(credentials ?? {}).map(({ id }) => id))
			.filter((id) => id !== '');
		expect(held).toEqual([]);
	});

	it('has one switch at its top if it moves money or gives final answers, which is on', () => {
		const acting = working.filter((node) => {
			const operation = operationOf(node);
			return operation !== undefined && takesEffect(operation);
		});
		const isFinal = acting.some((node) => operationOf(node)?.irreversible !== undefined);
		const refunds = working.filter(changesAShop);
		if (!isFinal && refunds.length === 0) return expect(switchOf(template)).toBeUndefined();
		expect(switchOf(template)?.value).toBe(true);
		const triggers = working.filter(({ name }) =>
			(template.connections[name]?.main ?? []).flat().some((end) => end?.node === SWITCH),
		);
		expect(triggers.length).toBeGreaterThan(0);
		for (const node of triggers) expect(node.type).toMatch(/Trigger$/);
		for (const { name, parameters } of acting)
			expect([name, (parameters.options as IDataObject)?.dryRun]).toEqual([name, expect.stringMatching(READS_SWITCH)]);
		// nothing of another service that moves money, cancels or holds runs, unless the switch is off
		for (const { name } of refunds) {
			const before = Object.entries(template.connections).flatMap(([source, { main = [] }]) =>
				main.flatMap((ends, output) => ((ends ?? []).some((end) => end.node === name) ? [{ source, output }] : [])),
			);
			expect(before).toHaveLength(1);
			const { conditions } = nodeOf(template, before[0].source).parameters.conditions as {
				conditions: Array<{ leftValue: string; operator: { operation: string } }>;
			};
			expect(before[0].output).toBe(0);
			expect(conditions).toEqual([
				expect.objectContaining({
					leftValue: expect.stringMatching(READS_SWITCH) as string,
					operator: expect.objectContaining({ operation: 'true' }) as unknown,
				}),
			]);
			expect(conditions[0].leftValue).toContain('=== false');
		}
		const [told] = linesAbout(notesOf(template), SWITCH);
		expect(told).toContain('This is the last step');
	});

	it('has sample data on its triggers and on the nodes of other services', () => {
		const wanted = working.filter(
			(node) =>
				FOREIGN.includes(node.type) ||
				(descriptionOf(node).group.includes('trigger') && node.type !== 'n8n-nodes-base.manualTrigger'),
		);
		expect(wanted.filter(({ name }) => (template.pinData[name] ?? []).length === 0).map(({ name }) => name)).toEqual(
			[],
		);
		for (const name of Object.keys(template.pinData)) expect(nodeOf(template, name)).toBeDefined();
		const ours = working.filter(
			({ type, name }) => type.startsWith(OURS) && !type.endsWith('Trigger') && template.pinData[name] !== undefined,
		);
		expect(ours.map(({ name }) => name)).toEqual([]);
	});

	it('makes each Data Table that it uses, before its first use, also where two runs are the first at once', () => {
		const rows = working.filter(
			({ type, parameters }) => type === 'n8n-nodes-base.dataTable' && parameters.resource === 'row',
		);
		for (const { parameters } of rows) {
			const { mode, value } = parameters.dataTableId as { mode: string; value: string };
			const maker = /^=\{\{ \$\('([^']+)'\)\.first\(\)\.json\.id \}\}$/.exec(value)?.[1];
			// by its id: n8n finds a table by a part of its name
			expect([mode, maker]).toEqual(['id', expect.any(String)]);
			expect(nodeOf(template, String(maker))).toMatchObject({
				parameters: { resource: 'table', operation: 'create', options: { createIfNotExists: true } },
				retryOnFail: true,
			});
		}
	});

	it('needs no node that is run by hand first, and keeps to the one Manual Trigger that n8n allows', () => {
		const manual = working.filter(({ type }) => type === 'n8n-nodes-base.manualTrigger').map(({ name }) => name);
		expect(manual.length).toBeLessThanOrEqual(1);
		expect(manual.filter((name) => /once|make|prepare|set ?up/i.test(name))).toEqual([]);
	});

	it('has no Code node: who uses it does not program', () => {
		expect(working.filter(({ type }) => type === 'n8n-nodes-base.code').map(({ name }) => name)).toEqual([]);
	});

	it('names only buttons that n8n has', () => {
		expect(pressed(notesOf(template)).filter((word) => !isInEditor(word))).toEqual([]);
	});

	it('has no button in a message that is called like an outcome and may mean another', () => {
		const outcomes = types
			.flatMap(({ properties }) => properties.filter(({ name }) => name === 'outcome'))
			.flatMap(({ options }) => (options ?? []).map(({ name }) => name));
		expect(outcomes).toContain('Payment Failed (decline)');
		const buttons = working.flatMap(({ parameters }) => {
			const { approveLabel, disapproveLabel } = ((parameters.approvalOptions as IDataObject)?.values ??
				{}) as IDataObject;
			return [approveLabel, disapproveLabel];
		});
		expect(buttons.filter((label) => outcomes.includes(String(label)))).toEqual([]);
	});

	it('has its section on the page of templates', () => {
		expect(existsSync(PAGE)).toBe(true);
		const sections = readFileSync(PAGE, 'utf8').split(/^## /m).slice(1);
		const own = sections.filter((section) => section.includes(`(../templates/${file})`));
		expect(own).toHaveLength(1);
		for (const heading of ['**What it does**', '**What it needs**', '**What to change**'])
			expect(own[0]).toContain(heading);
	});
});

it('the page links to no template that does not exist', () => {
	const linked = [...readFileSync(PAGE, 'utf8').matchAll(/\(\.\.\/templates\/([^)]+)\)/g)].map(([, file]) => file);
	expect(linked.filter((file) => !templateFiles.includes(file))).toEqual([]);
});

it('the page names only buttons that n8n has', () => {
	const words = pressed(readFileSync(PAGE, 'utf8')).filter((word) => word !== 'Download raw file');
	expect(words).toContain('Execute workflow');
	expect(words.filter((word) => !isInEditor(word))).toEqual([]);
	expect(isInEditor('Execute workflow from here')).toBe(false);
});
