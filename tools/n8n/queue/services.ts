import { type ChildProcess, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { signalGroup, startChild } from '../child-process';
import { anyFreePort } from '../ports';
import { withRecent } from '../recentOutput';
import { isRoot, type QueuePrograms, runToEnd } from './programs';

const ADDRESS = '127.0.0.1';
const START_LIMIT = 120_000;
const STOP_LIMIT = 20_000;
const KEPT_OUTPUT = 8_000;
/** PostgreSQL refuses to run as root. Debian's package creates this user for it. */
const POSTGRES_USER = 'postgres';
const DATABASE = 'postgres';
const DATABASE_USER = 'n8n';

/** A service that listens only on the loopback address. */
export interface LocalService {
	/** The n8n settings that connect to it. */
	environment: Record<string, string>;
	/** Stops it and removes its data. */
	stop(): Promise<void>;
}

/** A database that can write out its complete content. */
export interface LocalDatabase extends LocalService {
	/** Writes every row as text. */
	dumpTo(file: string): Promise<void>;
}

async function accepts(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, ADDRESS);
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}

/** Starts a program and waits until its output says that it is ready and it accepts connections. @throws Error with its last output */
async function launch(
	command: string,
	args: string[],
	port: number,
	folder: string,
	readyWords: string,
): Promise<ChildProcess> {
	const child = startChild(command, args, { cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C' } });
	let output = '';
	const keep = (chunk: Buffer): void => {
		output = withRecent(output, chunk.toString(), KEPT_OUTPUT);
	};
	child.stdout?.on('data', keep);
	child.stderr?.on('data', keep);
	child.on('error', (error) => keep(Buffer.from(error.message)));
	const deadline = Date.now() + START_LIMIT;
	while (!(output.includes(readyWords) && (await accepts(port)))) {
		if (child.pid === undefined || child.exitCode !== null || Date.now() > deadline) {
			signalGroup(child, 'SIGKILL');
			throw new Error(`${path.basename(command)} did not start. Its output:\n${output.trim()}`);
		}
		await pause(100);
	}
	return child;
}

function stopper(child: ChildProcess, signal: NodeJS.Signals, folder: string): () => Promise<void> {
	return async () => {
		if (child.exitCode === null && child.signalCode === null) {
			const ended = new Promise((resolve) => child.once('close', resolve));
			const force = setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_LIMIT);
			child.kill(signal);
			await ended;
			clearTimeout(force);
		}
		await rm(folder, { recursive: true, force: true });
	};
}

/** A Redis that stores nothing on disk. */
export async function startRedis({ redisServer }: QueuePrograms): Promise<LocalService> {
	const folder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-chargeback-redis-'));
	const port = await anyFreePort();
	const args = ['--port', String(port), '--bind', ADDRESS, '--save', '', '--appendonly', 'no', '--dir', folder];
	const child = await launch(redisServer, args, port, folder, 'Ready to accept connections');
	return {
		environment: { QUEUE_BULL_REDIS_HOST: ADDRESS, QUEUE_BULL_REDIS_PORT: String(port) },
		stop: stopper(child, 'SIGTERM', folder),
	};
}

/** The prefix for a command that must not run as root, and the owner of its files. */
function unprivileged(): { prefix: string[]; user?: number; group?: number } {
	if (!isRoot()) return { prefix: [] };
	const id = (option: string) => Number(execFileSync('id', [option, POSTGRES_USER], { encoding: 'utf8' }));
	const [user, group] = [id('-u'), id('-g')];
	return { prefix: ['setpriv', `--reuid=${user}`, `--regid=${group}`, '--clear-groups', '--'], user, group };
}

/** A PostgreSQL with its own cluster and a user that owns it. */
export async function startPostgres({ initdb, postgres }: QueuePrograms): Promise<LocalDatabase> {
	const { prefix, user, group } = unprivileged();
	const folder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-chargeback-postgres-'));
	const passwordFile = path.join(folder, 'password');
	const dataFolder = path.join(folder, 'data');
	const password = randomBytes(18).toString('hex');
	await writeFile(passwordFile, password, { mode: 0o600 });
	if (user !== undefined && group !== undefined)
		for (const owned of [folder, passwordFile]) await chown(owned, user, group);
	const as = (...command: string[]): [string, string[]] => {
		const [first, ...rest] = [...prefix, ...command];
		return [first, rest];
	};
	const options = [
		'-D',
		dataFolder,
		'-U',
		DATABASE_USER,
		'--pwfile',
		passwordFile,
		'--auth',
		'scram-sha-256',
		'-E',
		'UTF8',
		'--locale',
		'C',
	];
	await runToEnd(...as(initdb, ...options), { PATH: process.env.PATH, LC_ALL: 'C' });
	const port = await anyFreePort();
	// -k '': listens only on the address, without a socket file
	const child = await launch(
		...as(postgres, '-D', dataFolder, '-p', String(port), '-h', ADDRESS, '-k', ''),
		port,
		folder,
		'ready to accept connections',
	);
	return {
		environment: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: ADDRESS,
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_DATABASE: DATABASE,
			DB_POSTGRESDB_USER: DATABASE_USER,
			DB_POSTGRESDB_PASSWORD: password,
		},
		dumpTo: async (file) => {
			const where = ['-h', ADDRESS, '-p', String(port), '-U', DATABASE_USER, '-f', file];
			// the PATH may contain a link to postgres but not to pg_dump
			const program = path.join(path.dirname(await realpath(postgres)), 'pg_dump');
			await runToEnd(program, [...where, DATABASE], { PATH: process.env.PATH, PGPASSWORD: password });
		},
		stop: stopper(child, 'SIGINT', folder),
	};
}
