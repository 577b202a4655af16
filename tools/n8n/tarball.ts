import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { npm } from './npm';

const run = promisify(execFile);

/** Where and how to pack. */
export interface PackOptions {
	/** Takes the tarball; default: a fresh folder among the system's temporary files. */
	targetFolder?: string;
	/** `false` packs what lies in `dist/` already. */
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

/** How n8n has npm install what a community package depends on. */
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

/** n8n's own list of what it has installed, beside the packages: changes it. */
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
 * Installs a packed package with the steps of n8n: it is unpacked where n8n keeps community packages, its `package.json` loses what n8n
 * takes off, and npm installs what is left, with scripts off. So it has the type names and the surroundings it has at a user's. n8n
 * loads it at its next start.
 *
 * @param userFolder the folder n8n is started with
 * @returns the folder the package lies in
 * @throws Error when the package has dependencies: none of these packages may have any
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

/** Uninstalls a package with the steps of n8n, which forgets its nodes at its next start. */
export async function uninstallAsUsersDo(name: string, userFolder: string): Promise<void> {
	await rm(path.join(modulesOf(userFolder), ...name.split('/')), { recursive: true, force: true });
	await changeLedger(userFolder, (installed) => {
		delete installed[name];
	});
}
