import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { npm } from './npm';

const run = promisify(execFile);

/** Where and how to pack. */
export interface PackOptions {
	/** The folder for the tarball. Default: a new temporary folder. */
	targetFolder?: string;
	/** `false` packs the existing `dist/`. */
	build?: boolean;
}

/**
 * Builds the package and packs it, as publishing would.
 *
 * @returns the path of the tarball
 */
export async function packPackage(projectFolder: string, { targetFolder, build }: PackOptions = {}): Promise<string> {
	if (build !== false) await npm(projectFolder, ['run', 'build']);
	const folder = targetFolder ?? (await mkdtemp(path.join(tmpdir(), 'n8n-nodes-chargeback-packed-')));
	await mkdir(folder, { recursive: true });
	await npm(projectFolder, ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder]);
	const tarball = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
	if (tarball === undefined) throw new Error(`npm pack left no tarball in ${folder}.`);
	return path.join(folder, tarball);
}

/** Unpacks the contents of a package's tarball (without its outer `package/`) into `folder`, which is emptied first. */
export async function unpack(tarball: string, folder: string): Promise<void> {
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
}

/** The arguments with which n8n lets npm install a community package's dependencies. */
const INSTALL_AS_N8N = [
	...['install', '--audit=false', '--fund=false', '--bin-links=false'],
	...['--install-strategy=shallow', '--ignore-scripts=true', '--package-lock=false'],
];

interface Manifest {
	name: string;
	version: string;
	dependencies?: Record<string, string>;
	devDependencies?: Record<string, string>;
	peerDependencies?: Record<string, string>;
	optionalDependencies?: Record<string, string>;
}

const modulesOf = (userFolder: string) => path.join(userFolder, '.n8n', 'nodes', 'node_modules');

/** Changes n8n's own list of installed packages, which is next to the packages. */
async function changeLedger(userFolder: string, change: (dependencies: Record<string, string>) => void): Promise<void> {
	const file = path.join(userFolder, '.n8n', 'nodes', 'package.json');
	const ledger = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as {
		dependencies?: Record<string, string>;
	};
	const dependencies = { ...ledger.dependencies };
	change(dependencies);
	await writeFile(file, JSON.stringify({ name: 'installed-nodes', private: true, ...ledger, dependencies }, null, 2));
}

/**
 * Installs a packed package with the same steps as n8n. It unpacks the package where n8n keeps community packages, removes from its
 * `package.json` what n8n removes, and lets npm install the rest with scripts off. So the package has the same type names and
 * environment as on a user's n8n, which loads it at the next start.
 *
 * @param userFolder n8n's user folder
 * @returns the folder that contains the package
 * @throws Error if the package has dependencies, because none of these packages may have any
 */
export async function installAsUsersDo(tarball: string, userFolder: string): Promise<string> {
	const modules = modulesOf(userFolder);
	const unpacked = path.join(modules, '.unpacked');
	await unpack(tarball, unpacked);
	const manifest: Manifest = JSON.parse(await readFile(path.join(unpacked, 'package.json'), 'utf8'));
	const dependencies = Object.keys(manifest.dependencies ?? {});
	if (dependencies.length > 0) {
		await rm(unpacked, { recursive: true, force: true });
		throw new Error(`${manifest.name} must have no dependencies, but has: ${dependencies.join(', ')}.`);
	}
	const folder = path.join(modules, ...manifest.name.split('/'));
	await rm(folder, { recursive: true, force: true });
	await mkdir(path.dirname(folder), { recursive: true });
	await rename(unpacked, folder);
	const { devDependencies: _dev, peerDependencies: _peer, optionalDependencies: _optional, ...kept } = manifest;
	await writeFile(path.join(folder, 'package.json'), JSON.stringify(kept, null, 2));
	await npm(folder, INSTALL_AS_N8N);
	await changeLedger(userFolder, (installed) => {
		installed[manifest.name] = manifest.version;
	});
	return folder;
}

/** Uninstalls a package with the same steps as n8n, which removes its nodes at the next start. */
export async function uninstallAsUsersDo(name: string, userFolder: string): Promise<void> {
	await rm(path.join(modulesOf(userFolder), ...name.split('/')), { recursive: true, force: true });
	await changeLedger(userFolder, (installed) => {
		delete installed[name];
	});
}
