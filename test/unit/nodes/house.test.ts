import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { INodeType } from 'n8n-workflow';

import { everyOperation, type Resource } from '../../../nodes/common/operation';

const PROJECT = path.resolve(__dirname, '../../..');
const at = (...parts: string[]) => path.join(PROJECT, ...parts);
const text = (...parts: string[]) => readFileSync(at(...parts), 'utf8');

const services = readdirSync(at('nodes'), { withFileTypes: true })
	.filter((entry) => entry.isDirectory() && entry.name !== 'common')
	.map(({ name }) => name);
const manifest = JSON.parse(text('package.json')) as { n8n: { nodes: string[]; credentials: string[] } };

/** What CONTRIBUTING.md promises of every service: whoever knows one folder knows all. */
describe.each(services)('nodes/%s', (service) => {
	const lower = service.toLowerCase();
	const { resources } = require(at('nodes', service, 'actions')) as { resources: Resource[] };

	it.each([
		`${service}.node.ts`,
		`${service}Trigger.node.ts`,
		`${service}.node.json`,
		`${service}Trigger.node.json`,
		`icons/${lower}.svg`,
		`icons/${lower}.dark.svg`,
		'service.ts',
		'events.ts',
		'problems.ts',
		'actions/index.ts',
		'__schema__/v1.0.0.json',
	])('has %s', (file) => expect(existsSync(at('nodes', service, file))).toBe(true));

	it('is listed in package.json, node and trigger', () => {
		for (const name of [service, `${service}Trigger`])
			expect(manifest.n8n.nodes).toContain(`dist/nodes/${service}/${name}.node.js`);
	});

	it('has credentials that are listed in package.json', () => {
		for (const name of [service, `${service}Trigger`]) {
			const [Node] = Object.values(
				require(at('nodes', service, `${name}.node.ts`)) as Record<string, new () => INodeType>,
			);
			for (const credential of new Node().description.credentials ?? []) {
				const file = `${credential.name[0].toUpperCase()}${credential.name.slice(1)}.credentials`;
				expect(existsSync(at('credentials', `${file}.ts`))).toBe(true);
				expect(manifest.n8n.credentials).toContain(`dist/credentials/${file}.js`);
			}
		}
	});

	it('has one file and one output schema per operation', () => {
		for (const { resource, operation } of everyOperation(resources)) {
			// n8n's word for a list that is called Get Many is getAll
			const file = operation.value === 'getAll' ? 'getMany' : operation.value;
			expect(existsSync(at('nodes', service, 'actions', resource.value, `${file}.ts`))).toBe(true);
			expect(existsSync(at('nodes', service, '__schema__/v1.0.0', resource.value, `${operation.value}.json`))).toBe(
				true,
			);
		}
	});

	it('has a stand-in, engine tests, fault tests, forgeries and a page of its own', () => {
		expect(existsSync(at('sandbox', lower, 'index.ts'))).toBe(true);
		expect(existsSync(at('test/engine', `${lower}.ts`))).toBe(true);
		expect(existsSync(at('test/engine', `${lower}.registry.test.ts`))).toBe(true);
		expect(text('test/faults/services.ts')).toContain(`${service}Bench`);
		expect(text('test/long/forgery/triggers.ts').toLowerCase()).toContain(lower);
		expect(existsSync(at('docs', `${lower}.md`))).toBe(true);
		expect(text('README.md')).toContain(`docs/${lower}.md`);
		expect(text('sandbox/server.ts')).toContain(`./${lower}`);
		expect(text('test/engine/docs.test.ts')).toContain(`${lower}.md`);
	});

	it('has the lists of its contract, and a package of its own that is tried alone', () => {
		expect(existsSync(at('test/fixtures/contract', `${lower}.json`))).toBe(true);
		expect(text('test/unit/contract.test.ts')).toContain(`service: '${lower}'`);
		expect(text('test/e2e/packages.test.ts')).toContain(`\t${service}: {`);
		expect(existsSync(at('packages', `n8n-nodes-${lower}`, 'package.json'))).toBe(true);
	});

	it('has credentials whose names begin with its own', () => {
		const own = readdirSync(at('credentials')).filter((file) => file.startsWith(service));
		expect(own.length).toBeGreaterThan(0);
	});

	it('is known to no other service, and to nothing in common/', () => {
		const sources = readdirSync(at('nodes'), { recursive: true, encoding: 'utf8' }).filter(
			(file) => file.endsWith('.ts') && !file.startsWith(`${service}${path.sep}`),
		);
		for (const file of sources) expect(text('nodes', file)).not.toMatch(new RegExp(`from '[^']*/${service}/`));
	});
});

it('CONTRIBUTING.md names no file that is not there', () => {
	const named = [...text('CONTRIBUTING.md').matchAll(/`([\w.-]+(?:\/[\w.-]+)+\/?)`/g)].map(([, file]) => file);
	expect(named.length).toBeGreaterThan(5);
	expect(named.filter((file) => !existsSync(at(file)))).toEqual([]);
});

it('the sandbox and the nodes share no code', () => {
	const sources = (folder: string) =>
		readdirSync(at(folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => text(folder, file));
	for (const source of sources('sandbox')) expect(source).not.toMatch(/from '[^']*\/nodes\//);
	for (const source of [...sources('nodes'), ...sources('credentials')])
		expect(source).not.toMatch(/from '[^']*\/sandbox\//);
});

test('whoever lists a folder sees few files: at most 4 in common/, 8 in a service', () => {
	const filesIn = (...parts: string[]) =>
		readdirSync(at('nodes', ...parts), { withFileTypes: true }).filter((entry) => entry.isFile()).length;
	expect(filesIn('common')).toBeLessThanOrEqual(4);
	for (const service of services) expect([service, filesIn(service) <= 8]).toEqual([service, true]);
});
