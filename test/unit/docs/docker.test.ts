import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { parse, parseDocument } from 'yaml';

import { withPackageVersions } from '../../../tools/release/version';
import { type Compose, composeCommand, N8N_VERSION, PROJECT, readByCompose } from './compose';

const FOLDER = path.join(PROJECT, 'docs/docker');
const read = (file: string): string => readFileSync(path.join(FOLDER, file), 'utf8');

const text = read('docker-compose.yml');
const compose = parse(text) as Compose;
const { n8n, sandbox } = compose.services;
const dockerfile = read('sandbox.Dockerfile');

interface Manifest {
	name: string;
	version: string;
}

const manifestIn = (folder: string): Manifest =>
	JSON.parse(readFileSync(path.join(PROJECT, folder, 'package.json'), 'utf8')) as Manifest;
const SINGLE = ['chargebackhit', 'klavi', 'kloutit', 'kount'].map((name) => manifestIn(`packages/n8n-nodes-${name}`));

/** The variables that a person may set, with their defaults. */
const settings = Object.fromEntries(
	[...text.matchAll(/\$\{([A-Z_0-9]+):-([^}]*)\}/g)].map(([, name, value]) => [name, value]),
);

describe('docs/docker/docker-compose.yml', () => {
	it('starts n8n alone, of the version that the tests run, and the sandbox only by its profile', () => {
		expect(Object.keys(compose.services).sort()).toEqual(['n8n', 'sandbox']);
		expect([n8n.profiles, sandbox.profiles]).toEqual([undefined, ['sandbox']]);
		expect(n8n.image).toBe(`n8nio/n8n:${N8N_VERSION}`);
		expect(n8n.healthcheck?.test.length).toBeGreaterThan(1);
	});

	it('keeps the packages loading in n8n 3, whatever its default', () => {
		expect(n8n.environment?.N8N_UNVERIFIED_PACKAGES_ENABLED).toBe('true');
	});

	it('lets n8n install the single packages in the version of this checkout, in the form that n8n accepts', () => {
		const listed = JSON.parse(n8n.environment?.N8N_COMMUNITY_PACKAGES ?? '') as Manifest[];
		expect(listed).toEqual(SINGLE.map(({ name, version }) => ({ name, version })));
	});

	it('gets the version of a release', () => {
		const released = parse(withPackageVersions(text, '7.8.9')) as Compose;
		const listed = JSON.parse(released.services.n8n.environment?.N8N_COMMUNITY_PACKAGES ?? '') as Manifest[];
		expect(listed).toEqual(SINGLE.map(({ name }) => ({ name, version: '7.8.9' })));
		expect(released.services.n8n.image).toBe(n8n.image);
	});

	it('keeps the database, the packages and the key in a volume', () => {
		expect(n8n.volumes).toEqual(['n8n:/home/node/.n8n']);
		expect(compose.volumes).toEqual({ n8n: null });
	});

	it('opens ports to this machine alone, the port of the sandbox where the sandbox has its network', () => {
		expect(n8n.ports).toEqual(['127.0.0.1:5678:5678', '127.0.0.1:4010:4010']);
		expect([sandbox.network_mode, sandbox.ports]).toEqual(['service:n8n', undefined]);
	});

	it('lets executions end before it ends n8n by force', () => {
		const grace = Number.parseInt(n8n.stop_grace_period ?? '0', 10);
		expect(grace).toBeGreaterThan(Number(n8n.environment?.N8N_GRACEFUL_SHUTDOWN_TIMEOUT));
	});

	it('needs no setting, and environment.example lists each one with its default', () => {
		expect([...text.matchAll(/\$\{/g)]).toHaveLength([...text.matchAll(/\$\{[A-Z_0-9]+:-[^}]+\}/g)].length);
		const example = read('environment.example')
			.split('\n')
			.filter((line) => line !== '' && !line.startsWith('#'))
			.map((line) => line.split('='));
		expect(Object.fromEntries(example)).toEqual(settings);
	});

	// which check it was, is in the name: nobody shall take one for made that was not
	it(composeCommand === undefined
		? 'is sound YAML (there is no Docker Compose here that could say more)'
		: `is understood by ${composeCommand.join(' ')}`, () => {
		const { errors, warnings } = parseDocument(text);
		expect([...errors, ...warnings]).toEqual([]);
		if (composeCommand === undefined) return;
		const file = path.join(FOLDER, 'docker-compose.yml');
		const given = { ...process.env, PUBLIC_URL: 'https://n8n.example.com/', PACKAGES_FROM_THIS_FILE: 'false' };
		const { services } = readByCompose(file, given, '--profile', 'sandbox');
		expect(Object.keys(services).sort()).toEqual(['n8n', 'sandbox']);
		expect(services.n8n.environment).toMatchObject({
			N8N_WEBHOOK_URL: 'https://n8n.example.com/',
			N8N_COMMUNITY_PACKAGES: n8n.environment?.N8N_COMMUNITY_PACKAGES,
			N8N_COMMUNITY_PACKAGES_MANAGED_BY_ENV: 'false',
		});
		expect(readByCompose(file, { PATH: process.env.PATH }).services.n8n.environment).toMatchObject({
			N8N_WEBHOOK_URL: 'http://localhost:5678/',
			N8N_COMMUNITY_PACKAGES_MANAGED_BY_ENV: 'true',
		});
	}, 60_000);
});

describe('the sandbox in its container', () => {
	let folder: string;
	let child: ChildProcess | undefined;
	beforeAll(() => {
		folder = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-chargeback-image-'));
	});
	afterAll(async () => {
		if (child?.kill('SIGKILL')) await once(child, 'exit');
		rmSync(folder, { recursive: true, force: true });
	});

	/** What the Dockerfile copies from the checkout. */
	const copied = [...dockerfile.matchAll(/^COPY (.+) (\S+)$/gm)].flatMap(([, sources]) => sources.split(' '));

	it('gets nothing else of the checkout', () => {
		const allowed = read('sandbox.Dockerfile.dockerignore').trim().split('\n');
		expect(allowed.shift()).toBe('*');
		expect(allowed.map((line) => line.replace(/^!/, '')).sort()).toEqual([...copied].sort());
		expect(sandbox.build).toEqual({ context: '../..', dockerfile: 'docs/docker/sandbox.Dockerfile' });
	});

	it('starts from what the image holds, and answers on all addresses', async () => {
		for (const name of copied) {
			mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
			cpSync(path.join(PROJECT, name), path.join(folder, name), { recursive: true });
		}
		symlinkSync(path.join(PROJECT, 'node_modules'), path.join(folder, 'node_modules'));
		const [program, ...words] = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[];
		child = spawn(program, words, {
			cwd: folder,
			env: { PATH: process.env.PATH, ...sandbox.environment, SANDBOX_PORT: '0' },
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		let output = '';
		await new Promise<void>((resolve) => {
			child?.stdout?.on('data', (chunk) => {
				output += String(chunk);
				if (output.includes('Stop with Ctrl-C')) resolve();
			});
			child?.on('exit', () => resolve());
		});
		const port = /http:\/\/127\.0\.0\.1:(\d+)\/chargebackhit/.exec(output)?.[1];
		// every address of 127/8 is this machine; a program that listens on 127.0.0.1 does not answer on the others
		const page = await fetch(`http://127.0.0.2:${port}/`);
		expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<h1>Sandbox</h1>')]);
	}, 60_000);
});
