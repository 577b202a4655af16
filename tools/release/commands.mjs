/** Runs the programs that a release needs: git, npm, gulp, and this project's scripts. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

import { environmentForNpm } from '../bootstrap.mjs';

/**
 * Runs a program and waits until it ends.
 *
 * @returns its standard output, trimmed
 * @throws Error with the command and its last lines if it fails; the error's `output` contains everything it printed
 */
export function run(program, args, { cwd, environment = {}, show = false } = {}) {
	const { status, stdout, stderr, error } = spawnSync(program, args, {
		cwd,
		env: { ...environmentForNpm(), ...environment },
		encoding: 'utf8',
		maxBuffer: 64 * 1024 * 1024,
		stdio: show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
		shell: process.platform === 'win32' && program === 'npm',
	});
	if (error) throw error;
	if (status === 0) return show ? '' : stdout.trim();
	const output = show ? '' : `${stdout}${stderr}`;
	const lastLines = output.trim().split('\n').slice(-20).join('\n');
	throw Object.assign(new Error(`${program} ${args.join(' ')} failed.\n${lastLines}`.trim()), { output });
}

/** Runs a gulp task in a checkout. */
export function gulp(folder, task) {
	run(process.execPath, [path.join('node_modules', 'gulp', 'bin', 'gulp.js'), '--silent', task], {
		cwd: folder,
		show: true,
	});
}
