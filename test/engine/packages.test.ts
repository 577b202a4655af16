import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { packPackage, unpack } from '../../tools/n8n/tarball';
import { assemble } from '../../tools/packages/assemble';
import { builtFilesOf, filesBelow } from '../../tools/packages/contents';
import { manifestOf } from '../../tools/packages/manifest';
import { packageName, services } from '../../tools/packages/services';

const PROJECT = path.resolve(__dirname, '../..');
const all = services(PROJECT);

interface Manifest {
	name: string;
	dependencies?: object;
	n8n: { nodes: string[]; credentials: string[] };
}

let temporary: string;
beforeAll(() => {
	temporary = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-chargeback-singles-'));
	// n8n-workflow is n8n's: a package finds it beside itself
	symlinkSync(path.join(PROJECT, 'node_modules'), path.join(temporary, 'node_modules'));
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const textOf = (folder: string, file: string) => readFileSync(path.join(folder, file), 'utf8');

describe.each(all)('the packed package of %s', (service) => {
	const name = packageName(service);
	const others = all.filter((other) => other !== service);
	let folder: string;
	let files: string[];
	let manifest: Manifest;

	beforeAll(async () => {
		const assembled = assemble(PROJECT, service, path.join(temporary, service, 'assembled'));
		const tarball = await packPackage(assembled, {
			build: false,
			targetFolder: path.join(temporary, service, 'packed'),
		});
		folder = path.join(temporary, service, 'unpacked');
		await unpack(tarball, folder);
		files = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
			entry.isDirectory() ? filesBelow(folder, entry.name) : [entry.name],
		);
		manifest = JSON.parse(textOf(folder, 'package.json')) as Manifest;
	}, 120_000);

	it('holds its own files and no others', () => {
		const places = files.map((file) =>
			file.startsWith('dist/nodes/')
				? file.split('/').slice(0, 3).join('/')
				: file
						.split('/')
						.slice(0, file.includes('/') ? 2 : 1)
						.join('/'),
		);
		const expected = [
			'LICENSE',
			'README.md',
			'dist/credentials',
			`dist/nodes/${service}`,
			'dist/nodes/common',
			'index.js',
			'package.json',
		];
		expect([...new Set(places)].filter((place) => !place.startsWith('templates/')).sort()).toEqual(expected);
		const lower = service.toLowerCase();
		const found = ['Trigger.node.json', '.node.json'].map((ending) => `dist/nodes/${service}/${service}${ending}`);
		expect(files).toEqual(
			expect.arrayContaining([
				...found,
				`dist/nodes/${service}/icons/${lower}.svg`,
				`dist/nodes/${service}/icons/${lower}.dark.svg`,
				`dist/nodes/${service}/__schema__/v1.0.0.json`,
			]),
		);
	});

	it('speaks of no other service', () => {
		const word = new RegExp(others.join('|'), 'i');
		expect(files.filter((file) => word.test(file) || word.test(textOf(folder, file)))).toEqual([]);
	});

	it('needs nothing but n8n-workflow, and what n8n brings', () => {
		expect(manifest).toMatchObject({ name, peerDependencies: { 'n8n-workflow': '*' } });
		expect(manifest).not.toHaveProperty('dependencies');
		const modules = files
			.filter((file) => file.endsWith('.js'))
			.flatMap((file) =>
				[...textOf(folder, file).matchAll(/\brequire\(["']([^."'][^"']*)["']\)/g)].map(([, module]) => module),
			);
		expect([...new Set(modules)].filter((module) => !['n8n-workflow', 'node:crypto'].includes(module))).toEqual([]);
	});

	it('has all that its nodes and credentials load, and its credentials are those its nodes use', () => {
		// the package's own index.js asks for every file of its manifest
		const { nodes, credentials } = require(folder) as {
			nodes: Array<new () => { description: { credentials?: Array<{ name: string }> } }>;
			credentials: Array<new () => { name: string }>;
		};
		const used = nodes.flatMap((Node) =>
			(new Node().description.credentials ?? []).map((credential) => credential.name),
		);
		expect([...new Set(used)].sort()).toEqual(credentials.map((Credential) => new Credential().name).sort());
	});

	it('calls its nodes by its own name in codex files and templates', () => {
		const speaking = files.filter((file) => file.endsWith('.node.json') || file.startsWith('templates/'));
		expect(speaking.length).toBeGreaterThanOrEqual(2);
		for (const file of speaking) {
			const types = [...textOf(folder, file).matchAll(/"(n8n-nodes-[a-z]+)\.[a-zA-Z]+"/g)].map(([, owner]) => owner);
			expect(types.filter((owner) => ![name, 'n8n-nodes-base'].includes(owner))).toEqual([]);
			expect(types).toContain(name);
		}
	});

	it('lists its templates in its README', () => {
		const readme = textOf(folder, 'README.md');
		for (const file of files.filter((one) => one.startsWith('templates/')))
			expect(readme).toContain(`| \`${path.basename(file)}\` |`);
	});
});

it('every template whose nodes all belong to one service is in its package, and every other one in none', () => {
	const folder = path.join(PROJECT, 'templates');
	const owners = (file: string) =>
		new Set(
			[
				...readFileSync(path.join(folder, file), 'utf8').matchAll(/"n8n-nodes-chargeback\.([a-z]+)(?:Trigger|Tool)?"/g),
			].map(([, node]) => node),
		);
	const single = readdirSync(folder).filter((file) => owners(file).size === 1);
	const packed = all.flatMap((service) =>
		filesBelow(path.join(temporary, service, 'unpacked'), '.').filter((file: string) =>
			file.startsWith('./templates/'),
		),
	);
	expect(packed.map((file) => path.basename(file)).sort()).toEqual(single.sort());
});

it('the bundle holds what n8n loads for one of the services, and nothing else', () => {
	const needed = new Set(all.flatMap((service) => builtFilesOf(PROJECT, service, manifestOf(PROJECT, service))));
	expect(filesBelow(PROJECT, 'dist').filter((file: string) => !needed.has(file))).toEqual([]);
});
