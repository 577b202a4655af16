import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { environmentForNpm } from '../../tools/bootstrap.mjs';

const run = promisify(execFile);

/**
 * Packs a package's folder as publishing would, and unpacks the result below `temporaryFolder`.
 *
 * @returns the folder that contains the unpacked files
 */
export async function packAndUnpack(packageFolder, temporaryFolder) {
	await mkdir(temporaryFolder, { recursive: true });
	const packArguments = ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', temporaryFolder];
	await run('npm', packArguments, {
		cwd: packageFolder,
		env: environmentForNpm(),
		shell: process.platform === 'win32',
	});
	const tarball = (await readdir(temporaryFolder)).find((file) => file.endsWith('.tgz'));
	const folder = path.join(temporaryFolder, 'package');
	await mkdir(folder, { recursive: true });
	await run('tar', ['-xzf', path.join(temporaryFolder, tarball), '-C', folder, '--strip-components=1']);
	return folder;
}
