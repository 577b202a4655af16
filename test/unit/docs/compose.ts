import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { parse } from 'yaml';

/** The root of the checkout. */
export const PROJECT = path.resolve(__dirname, '../../..');

/** The version of n8n that the tests run, and that every image here must be of. */
export const N8N_VERSION = (
	JSON.parse(readFileSync(path.join(PROJECT, 'tools/n8n/runtime/package.json'), 'utf8')) as {
		dependencies: { n8n: string };
	}
).dependencies.n8n;

/** A service of a Compose file, as far as the tests read it. */
export interface Service {
	image?: string;
	build?: { context: string; dockerfile?: string; args?: Record<string, string> };
	command?: string | string[];
	environment?: Record<string, string>;
	healthcheck?: { test: string[] };
	depends_on?: Record<string, { condition: string }> | string[];
	network_mode?: string;
	ports?: string[];
	profiles?: string[];
	volumes?: string[];
	stop_grace_period?: string;
}

/** A Compose file. */
export interface Compose {
	services: Record<string, Service>;
	volumes: Record<string, null>;
}

/** The command that understands Compose files on this machine; undefined if there is none. */
export const composeCommand: string[] | undefined = [['docker', 'compose'], ['docker-compose']].find(
	([command, ...words]) => {
		try {
			execFileSync(command, [...words, 'version'], { stdio: 'ignore' });
			return true;
		} catch {
			return false;
		}
	},
);

/**
 * What Compose itself reads from a file, with every variable filled in. Call it only if there is a `composeCommand`.
 *
 * @throws Error with the command's output if Compose rejects the file
 */
export function readByCompose(file: string, environment: NodeJS.ProcessEnv, ...options: string[]): Compose {
	const [program, ...words] = composeCommand ?? [];
	return parse(
		execFileSync(program, [...words, ...options, '-f', file, 'config'], {
			env: environment,
			encoding: 'utf8',
			stdio: 'pipe',
		}),
	) as Compose;
}
