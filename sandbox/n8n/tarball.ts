import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
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

interface Manifest {
	name: string;
	dependencies?: Record<string, string>;
	devDependencies?: Record<string, string>;
	peerDependencies?: Record<string, string>;
	optionalDependencies?: Record<string, string>;
}

/**
 * Puts the packed package where n8n keeps community packages and leaves out of its `package.json` what n8n leaves out,
 * so that it has the type names and the surroundings it has at a user's. n8n loads it at its next start.
 *
 * @param userFolder the folder n8n is started with
 * @returns the folder the package lies in
 * @throws Error when the package has dependencies: n8n would install them, this does not
 */
export async function installAsUsersDo(tarball: string, userFolder: string): Promise<string> {
	const modules = path.join(userFolder, '.n8n', 'nodes', 'node_modules');
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
	return folder;
}
