import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

import { withLock } from './install-lock';
import { npm } from './npm';

/** An installed n8n. All paths are absolute. */
export interface N8nRuntime {
	/** The folder with its `package.json` and `node_modules`. */
	folder: string;
	/** Its own Node, newer than the one this project requires. */
	node: string;
	/** The script that `node` runs: `node entry start`. */
	entry: string;
	/** The version of n8n. */
	version: string;
}

/** Receives one line of progress. */
export type Report = (line: string) => void;

const RECIPE = path.join(__dirname, 'runtime');
const RECIPE_FILES = ['package.json', 'package-lock.json', '.npmrc'];
const MARKER = '.complete';
const PROGRESS_INTERVAL = 10_000;

/** The cache folder that all checkouts share. `N8N_NODES_CHARGEBACK_CACHE` changes it. */
export function cacheFolder(): string {
	const base = process.env.N8N_NODES_CHARGEBACK_CACHE || process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
	return path.join(path.resolve(base), 'n8n-nodes-chargeback');
}

interface Recipe {
	dependencies: Record<string, string>;
}

async function readRecipe(): Promise<Recipe> {
	return JSON.parse(await readFile(path.join(RECIPE, 'package.json'), 'utf8')) as Recipe;
}

/** Which n8n to install. */
interface Choice {
	version: string;
	isPinned: boolean;
}

async function chosenVersion(): Promise<Choice> {
	const { dependencies } = await readRecipe();
	const version = process.env.N8N_NODES_CHARGEBACK_N8N || dependencies.n8n;
	return { version, isPinned: version === dependencies.n8n };
}

async function recipeHash(): Promise<string> {
	const hash = createHash('sha256');
	for (const file of ['package-lock.json', 'package.json']) hash.update(await readFile(path.join(RECIPE, file)));
	return hash.digest('hex').slice(0, 12);
}

/** Size of `folder` in megabytes, or `undefined` if the system has no `du`. */
function sizeOf(folder: string): Promise<number | undefined> {
	return new Promise((resolve) => {
		execFile('du', ['-sk', folder], (_error, output) => {
			const kilobytes = Number.parseInt(output, 10);
			resolve(Number.isNaN(kilobytes) ? undefined : Math.round(kilobytes / 1024));
		});
	});
}

/** The pinned n8n is installed from its lock file. Another version gets the newest packages that fit it. */
async function installPackages(folder: string, { version, isPinned }: Choice): Promise<void> {
	await mkdir(folder, { recursive: true });
	for (const file of RECIPE_FILES) await cp(path.join(RECIPE, file), path.join(folder, file));
	const quiet = ['--loglevel=error', '--no-audit', '--no-fund'];
	if (isPinned) return void (await npm(folder, ['ci', ...quiet]));
	const recipe = await readRecipe();
	recipe.dependencies.n8n = version;
	await writeFile(path.join(folder, 'package.json'), JSON.stringify(recipe, null, 2));
	await rm(path.join(folder, 'package-lock.json'));
	await npm(folder, ['install', ...quiet]);
}

/** Installs into `folder` and reports the elapsed time and the size every 10 seconds. */
async function install(folder: string, choice: Choice, report: Report): Promise<void> {
	const { version } = choice;
	const title = `Installing n8n ${version} (once, about 6 minutes)`;
	const started = Date.now();
	report(title);
	const timer = setInterval(async () => {
		const megabytes = await sizeOf(folder);
		const seconds = Math.round((Date.now() - started) / 1000);
		report(`${title}: ${seconds} s${megabytes === undefined ? '' : `, ${megabytes} MB so far`}`);
	}, PROGRESS_INTERVAL);
	try {
		await installPackages(folder, choice);
		// Install scripts stay off for the other 2000 packages. Only Node itself and the database driver need theirs.
		await npm(folder, ['rebuild', '--ignore-scripts=false', '--loglevel=error', 'node', 'sqlite3']);
	} catch (error) {
		const advice =
			'n8n could not be installed. It needs about 2.4 GB of disk, the package registry your npm is set to, and Python 3, make and a C++ compiler. Check them and run the command again.';
		throw new Error(`${(error as Error).message}\n${advice}`);
	} finally {
		clearInterval(timer);
	}
	report(`n8n ${version} is installed (${Math.round((Date.now() - started) / 1000)} s).`);
}

function runtimeIn(folder: string, version: string): N8nRuntime {
	const modules = path.join(folder, 'node_modules');
	const node = path.join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
	return { folder, node, entry: path.join(modules, 'n8n', 'bin', 'n8n'), version };
}

/**
 * Installs the pinned n8n, or the version in `N8N_NODES_CHARGEBACK_N8N`, in the cache folder if it is missing, and returns where it
 * is. The first call on a machine takes about six minutes and 2.4 GB. Later calls, from any checkout with the same recipe, return
 * immediately. An interrupted installation is never used, and a second process waits for the first.
 *
 * @param report receives progress lines; nothing is reported if n8n is already installed
 * @throws Error with the last lines of npm's output and what to do
 */
export async function installN8n(report: Report = () => undefined): Promise<N8nRuntime> {
	const choice = await chosenVersion();
	const { version, isPinned } = choice;
	const folder = path.join(cacheFolder(), `n8n-${isPinned ? await recipeHash() : version}`);
	const isComplete = () => existsSync(path.join(folder, MARKER));
	if (isComplete()) return runtimeIn(folder, version);

	let told = Number.NEGATIVE_INFINITY;
	const whileWaiting = (seconds: number) => {
		if (seconds - told < PROGRESS_INTERVAL / 1000) return;
		told = seconds;
		report(`Another process is installing n8n ${version}; waiting: ${seconds} s`);
	};
	await withLock(`${folder}.lock`, whileWaiting, async () => {
		if (isComplete()) return;
		const unfinished = `${folder}.unfinished`;
		await rm(unfinished, { recursive: true, force: true });
		await install(unfinished, choice, report);
		await writeFile(path.join(unfinished, MARKER), new Date().toISOString());
		await rm(folder, { recursive: true, force: true });
		await rename(unfinished, folder);
	});
	return runtimeIn(folder, version);
}

if (require.main === module) {
	installN8n((line) => console.log(line)).then(
		(runtime) => console.log(`n8n ${runtime.version}: ${runtime.folder}`),
		(error: Error) => {
			console.error(error.message);
			process.exitCode = 1;
		},
	);
}
