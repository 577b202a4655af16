import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { environmentForNpm } from '../../tools/bootstrap.mjs';

const run = promisify(execFile);

/**
 * Packs what lies in a package's folder the way publishing would and unpacks it below `temporaryFolder`.
 *
 * @returns the folder the package's files lie in
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
