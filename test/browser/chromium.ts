import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** What Debian and others call it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function isProgram(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/** The Chromium of this machine: the program that `CHROMIUM_PATH` names, or the first one on the `PATH`. */
export function findChromium(): string | undefined {
	const chosen = process.env.CHROMIUM_PATH;
	if (chosen) return isProgram(chosen) ? chosen : undefined;
	const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
	return folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))).find(isProgram);
}

if (require.main === module) {
	const program = findChromium();
	if (program === undefined) {
		console.log(
			'There is no Chromium here. Install it (on Debian: apt-get install chromium), or name it in CHROMIUM_PATH.',
		);
		process.exitCode = 1;
	} else {
		console.log(program);
	}
}
