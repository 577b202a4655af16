import { readFileSync } from 'node:fs';
import path from 'node:path';

import { parse, parseDocument } from 'yaml';

import { type Compose, composeCommand, N8N_VERSION, PROJECT, readByCompose } from './compose';

const FOLDER = path.join(PROJECT, 'docs/queue-mode');
const read = (file: string): string => readFileSync(path.join(FOLDER, file), 'utf8');
const manifest = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as { name: string };

const text = read('docker-compose.yml');
const compose = parse(text, { merge: true }) as Compose;
const { main, webhook, worker, postgres, redis } = compose.services;
const dockerfile = read('Dockerfile');

/** The variables that a person fills in, by where they stand. */
const asked = [...text.matchAll(/\$\{([A-Z_0-9]+)([^}]*)\}/g)].map(([, name, rest]) => ({ name, rest }));

describe('docs/queue-mode/docker-compose.yml', () => {
	it('has a Redis, a PostgreSQL, main, a webhook process and workers, each with a check of its health', () => {
		expect(Object.keys(compose.services).sort()).toEqual(['main', 'postgres', 'redis', 'webhook', 'worker']);
		for (const { healthcheck } of Object.values(compose.services)) expect(healthcheck?.test.length).toBeGreaterThan(1);
		expect([main.command, webhook.command, worker.command]).toEqual([
			undefined,
			'webhook',
			expect.stringMatching(/^worker\b/),
		]);
	});

	it('runs one image in all three, of the n8n that the tests run', () => {
		for (const { image, build } of [main, webhook, worker]) {
			expect(image).toBe(`n8n-chargeback:${N8N_VERSION}`);
			expect(build).toEqual({ context: '.', args: { N8N_VERSION } });
		}
		expect(dockerfile).toContain(`ARG N8N_VERSION=${N8N_VERSION}\n`);
	});

	it('tells all three the same', () => {
		const { N8N_DISABLE_PRODUCTION_MAIN_PROCESS, ...ofMain } = main.environment ?? {};
		const { QUEUE_HEALTH_CHECK_ACTIVE, ...ofWorker } = worker.environment ?? {};
		expect([N8N_DISABLE_PRODUCTION_MAIN_PROCESS, QUEUE_HEALTH_CHECK_ACTIVE]).toEqual(['true', 'true']);
		expect(ofMain).toEqual(webhook.environment);
		expect(ofWorker).toEqual(webhook.environment);
		expect(webhook.environment).toMatchObject({
			EXECUTIONS_MODE: 'queue',
			DB_TYPE: 'postgresdb',
			N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		});
		expect(webhook.environment?.N8N_ENCRYPTION_KEY).toMatch(/^\$\{N8N_ENCRYPTION_KEY:\?/);
	});

	it('leads them to its own PostgreSQL and Redis', () => {
		const told = webhook.environment ?? {};
		expect(compose.services).toHaveProperty(told.DB_POSTGRESDB_HOST);
		expect(compose.services).toHaveProperty(told.QUEUE_BULL_REDIS_HOST);
		expect({
			POSTGRES_DB: told.DB_POSTGRESDB_DATABASE,
			POSTGRES_USER: told.DB_POSTGRESDB_USER,
			POSTGRES_PASSWORD: told.DB_POSTGRESDB_PASSWORD,
		}).toEqual(postgres.environment);
		expect({ REDIS_PASSWORD: told.QUEUE_BULL_REDIS_PASSWORD }).toEqual(redis.environment);
		for (const { volumes = [] } of Object.values(compose.services))
			for (const volume of volumes) expect(compose.volumes).toHaveProperty(volume.split(':')[0]);
		expect([main, webhook, worker].flatMap(({ volumes = [] }) => volumes)).toEqual([]);
	});

	it('begins with what the others need', () => {
		expect(Object.keys(main.depends_on ?? {}).sort()).toEqual(['postgres', 'redis']);
		for (const { depends_on: needed } of [webhook, worker])
			expect(needed).toEqual({ main: { condition: 'service_healthy' } });
	});

	it('lets executions end before it ends a process by force', () => {
		for (const { stop_grace_period: grace, environment } of [main, webhook, worker]) {
			expect(Number.parseInt(grace ?? '0', 10)).toBeGreaterThan(Number(environment?.N8N_GRACEFUL_SHUTDOWN_TIMEOUT));
		}
	});

	it('holds no secret and no default for one, and opens ports to this machine alone', () => {
		for (const { name, rest } of asked) expect([name, rest]).toEqual([name, ':?fill in .env']);
		const example = read('environment.example')
			.split('\n')
			.filter((line) => line !== '' && !line.startsWith('#'));
		expect(example.sort()).toEqual([...new Set(asked.map(({ name }) => `${name}=`))].sort());
		for (const [name, value] of Object.values(compose.services).flatMap(({ environment = {} }) =>
			Object.entries(environment),
		)) {
			if (/PASSWORD|KEY|SECRET/.test(name)) expect([name, value]).toEqual([name, expect.stringMatching(/^\$\{/)]);
		}
		for (const { ports = [] } of Object.values(compose.services))
			for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
	});

	// which check it was, is in the name: nobody shall take one for made that was not
	it(composeCommand === undefined
		? 'is sound YAML (there is no Docker Compose here that could say more)'
		: `is understood by ${composeCommand.join(' ')}`, () => {
		const { errors, warnings } = parseDocument(text, { merge: true });
		expect([...errors, ...warnings]).toEqual([]);
		if (composeCommand === undefined) return;
		const config = (environment: NodeJS.ProcessEnv) =>
			readByCompose(path.join(FOLDER, 'docker-compose.yml'), environment);
		const given = Object.fromEntries(asked.map(({ name }) => [name, 'given-by-the-test']));
		const { services } = config({ ...process.env, ...given });
		expect(Object.keys(services).sort()).toEqual(Object.keys(compose.services).sort());
		expect(services.worker.environment).toMatchObject({
			N8N_ENCRYPTION_KEY: 'given-by-the-test',
			DB_POSTGRESDB_PASSWORD: 'given-by-the-test',
		});
		expect(() => config({ PATH: process.env.PATH })).toThrow('fill in .env');
	}, 60_000);
});

describe('docs/queue-mode/Dockerfile', () => {
	it('puts the packed package where n8n keeps community packages, under its own name', () => {
		expect(dockerfile).toContain(`ADD ${manifest.name}-*.tgz /\n`);
		expect(dockerfile).toContain(
			`COPY --from=package --chown=node:node /package /home/node/.n8n/nodes/node_modules/${manifest.name}\n`,
		);
	});
});
