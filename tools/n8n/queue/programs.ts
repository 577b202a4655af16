import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { startChild } from '../child-process';
import type { Report } from '../install';
import { withRecent } from '../recentOutput';

/** The full paths of the other programs that an n8n in queue mode needs. */
export interface QueuePrograms {
	redisServer: string;
	initdb: string;
	postgres: string;
}

/** Debian's folder for PostgreSQL programs outside the PATH, with one folder for each major version. */
const DEBIAN_POSTGRESQL = '/usr/lib/postgresql';
const DEBIAN_PACKAGES = { redisServer: 'redis-server', initdb: 'postgresql', postgres: 'postgresql' };
const KEPT_OUTPUT = 4_000;

export const isRoot = (): boolean => process.getuid?.() === 0;

async function postgresFolders(): Promise<string[]> {
	const versions = existsSync(DEBIAN_POSTGRESQL) ? await readdir(DEBIAN_POSTGRESQL) : [];
	return versions
		.sort((one, other) => Number(other) - Number(one))
		.map((version) => path.join(DEBIAN_POSTGRESQL, version, 'bin'));
}

async function find(): Promise<Partial<QueuePrograms>> {
	const commandFolders = (process.env.PATH ?? '').split(path.delimiter);
	const folders = [...commandFolders, ...(await postgresFolders()), '/usr/sbin', '/usr/local/sbin'];
	const whole = (name: string) => folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
	return { redisServer: whole('redis-server'), initdb: whole('initdb'), postgres: whole('postgres') };
}

function missingPackages(found: Partial<QueuePrograms>): string[] {
	const names = Object.keys(DEBIAN_PACKAGES) as Array<keyof QueuePrograms>;
	return [...new Set(names.filter((name) => found[name] === undefined).map((name) => DEBIAN_PACKAGES[name]))];
}

/** Runs a command and waits until it ends. @throws Error with its last output */
export async function runToEnd(
	command: string,
	args: string[],
	environment: NodeJS.ProcessEnv = process.env,
): Promise<void> {
	const child = startChild(command, args, { env: environment });
	let output = '';
	const keep = (chunk: Buffer): void => {
		output = withRecent(output, chunk.toString(), KEPT_OUTPUT);
	};
	child.stdout?.on('data', keep);
	child.stderr?.on('data', keep);
	const code = await new Promise<number | null>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', resolve);
	});
	if (code !== 0) throw new Error(`${path.basename(command)} ${args.join(' ')} failed:\n${output.trim()}`);
}

async function hasAptGet(): Promise<boolean> {
	return await new Promise((resolve) => {
		execFile('apt-get', ['--version'], (error) => resolve(error === null));
	});
}

/**
 * Finds Redis and PostgreSQL. On Debian, it installs what is missing if this process has permission.
 *
 * @throws Error that names what is missing and what to do
 */
export async function queuePrograms(report: Report): Promise<QueuePrograms> {
	const missing = missingPackages(await find());
	if (missing.length > 0) {
		const advice = `Queue mode needs Redis and PostgreSQL. Install them (on Debian: apt-get install ${missing.join(' ')}) and run the command again.`;
		if (!isRoot() || !(await hasAptGet())) throw new Error(`Missing: ${missing.join(', ')}. ${advice}`);
		report(`Installing ${missing.join(' and ')} with apt-get`);
		// in this run level no services are started, so those in the packages stay off
		const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
		try {
			await runToEnd('apt-get', ['update', '-q'], environment);
			await runToEnd('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...missing], environment);
		} catch (error) {
			throw new Error(`${(error as Error).message}\n${advice}`);
		}
	}
	const found = await find();
	const stillMissing = missingPackages(found);
	if (stillMissing.length > 0)
		throw new Error(
			`apt-get has installed ${stillMissing.join(' and ')}, but the programs are not where they are expected.`,
		);
	return found as QueuePrograms;
}

if (require.main === module) {
	queuePrograms((line) => console.log(line)).then(
		({ redisServer, postgres }) => console.log(`${redisServer}, ${postgres}`),
		(error: Error) => {
			console.error(error.message);
			process.exitCode = 1;
		},
	);
}
