import { startChild } from './child-process';
import { withRecent } from './recentOutput';

/** The last lines of a command's output are enough to see why it failed. */
const KEPT_OUTPUT = 16_000;

/** After an error, npm prints its manual from this line on. */
const MANUAL = /^npm error (?:Clean install a project|Usage:)/m;

/** Settings of the npm script that started this process, which a nested npm must not inherit. */
const FOREIGN_SETTINGS = /^npm_(package|lifecycle|config_(loglevel|local_prefix))/;

/**
 * Runs npm in `folder` without a terminal.
 *
 * @returns its standard output
 * @throws Error with the command and npm's last 20 lines of output
 */
export async function npm(folder: string, args: string[]): Promise<string> {
	const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN_SETTINGS.test(name)));
	const child = startChild('npm', args, { cwd: folder, env: environment, shell: process.platform === 'win32' });
	let standardOutput = '';
	let everything = '';
	child.stdout?.on('data', (chunk: Buffer) => {
		standardOutput += chunk.toString();
		everything = withRecent(everything, chunk.toString(), KEPT_OUTPUT);
	});
	child.stderr?.on('data', (chunk: Buffer) => {
		everything = withRecent(everything, chunk.toString(), KEPT_OUTPUT);
	});
	const code = await new Promise<number | null>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', resolve);
	});
	if (code === 0) return standardOutput;
	const lastLines = everything.split(MANUAL)[0].trim().split('\n').slice(-20).join('\n');
	throw new Error(`npm ${args.join(' ')} failed in ${folder}:\n${lastLines}`);
}
