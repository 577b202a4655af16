/**
 * Prepares a bare checkout to run TypeScript. It is plain JavaScript without dependencies, because it runs before anything is
 * installed. The entry points `tools/sandbox.mjs`, `tools/start.mjs`, `bench/run.mjs` and `test/run.mjs` start here.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout that contains this file. */
export const projectFolder = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const MINIMUM_NODE = 20;
/** After an error, npm prints its manual from this line on. */
const NPM_MANUAL = /^npm error (?:Clean install a project|Usage:)/m;
const PROGRESS_INTERVAL = 10_000;

function checkNode() {
	const major = Number(process.versions.node.split('.')[0]);
	if (major < MINIMUM_NODE) {
		throw new Error(`Node ${MINIMUM_NODE} or later is required. This is Node ${process.versions.node}.`);
	}
}

function readJson(file) {
	return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * Whether npm's own record of `node_modules` lists the versions of the lock file, so that a folder that was installed manually
 * (`npm ci`, `npm install`) is not installed again. Optional packages may be missing, because they are for other platforms.
 */
function installedAsLocked() {
	const record = path.join(projectFolder, 'node_modules', '.package-lock.json');
	if (!existsSync(record)) return false;
	const installed = readJson(record).packages;
	const locked = readJson(path.join(projectFolder, 'package-lock.json')).packages;
	for (const [folder, { version, optional }] of Object.entries(locked)) {
		if (folder === '' || (installed[folder] === undefined && optional)) continue;
		if (installed[folder]?.version !== version) return false;
	}
	return true;
}

/**
 * The environment for a nested npm: everything except the settings of the npm script that started this process, such as its log
 * level and folder.
 */
export function environmentForNpm() {
	const foreign = /^npm_(package|lifecycle|config_(loglevel|local_prefix))/;
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** Runs npm quietly in the project folder. Resolves with its exit code and its last lines of output. */
function runNpm(args, onProgress) {
	return new Promise((resolve, reject) => {
		const child = spawn('npm', args, {
			cwd: projectFolder,
			env: environmentForNpm(),
			stdio: ['ignore', 'pipe', 'pipe'],
			shell: process.platform === 'win32',
		});
		const started = Date.now();
		const timer = setInterval(() => onProgress(Math.round((Date.now() - started) / 1000)), PROGRESS_INTERVAL);
		let output = '';
		const collect = (chunk) => {
			output = (output + chunk).slice(-8000);
		};
		child.stdout.on('data', collect);
		child.stderr.on('data', collect);
		child.on('error', (error) => {
			clearInterval(timer);
			reject(error);
		});
		child.on('close', (code) => {
			clearInterval(timer);
			resolve({ code, output });
		});
	});
}

/**
 * Installs the dependencies if `node_modules` does not match the lock file.
 *
 * @throws Error with a message for the user if Node is too old or npm fails
 */
export async function ensureDependencies() {
	checkNode();
	const lock = createHash('sha256')
		.update(readFileSync(path.join(projectFolder, 'package-lock.json')))
		.digest('hex');
	const stamp = path.join(projectFolder, 'node_modules', '.lock-sha256');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
	if (!installedAsLocked()) {
		const title = 'Installing the development dependencies (once, about 1 minute)';
		console.log(title);
		const { code, output } = await runNpm(['ci', '--loglevel=error', '--no-audit', '--no-fund'], (seconds) =>
			console.log(`${title}: ${seconds} s`),
		);
		if (code !== 0) {
			const lastLines = output.split(NPM_MANUAL)[0].trim().split('\n').slice(-20).join('\n');
			throw new Error(`${lastLines}\nnpm ci failed. Check the network and the disk, then run the command again.`);
		}
	}
	writeFileSync(stamp, lock);
}

/**
 * Installs what is missing, then runs one TypeScript file of the project with this process's input, output and arguments. It forwards
 * signals to that file and exits with its exit code.
 */
export async function runTypeScript(file, args = process.argv.slice(2)) {
	try {
		await ensureDependencies();
	} catch (error) {
		console.error(error.message);
		process.exit(1);
	}
	const child = spawn(process.execPath, ['--import', 'tsx', path.join(projectFolder, file), ...args], {
		cwd: projectFolder,
		stdio: 'inherit',
	});
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
		process.on(signal, () => {
			// A terminal also sends Ctrl+C to the child. A second signal would interrupt its clean shutdown.
			if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
		});
	}
	child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
