import { existsSync, readFileSync } from 'node:fs';

import { type INode, type INodeProperties, type INodeTypeDescription, NodeHelpers } from 'n8n-workflow';

import { connect } from '../e2e/harness';
import { FOREIGN, nodeOf, notesOf, OURS, PAGE, readTemplate, STICKY_NOTE, templateFiles, typeOf } from './library';

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
		const ends = Object.values(template.connections).flatMap(({ main }) => main.flat().map((end) => end?.node ?? ''));
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
