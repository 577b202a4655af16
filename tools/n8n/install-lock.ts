import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const POLL_INTERVAL = 1_000;
/** A lock folder without a readable process id is younger than this only while its owner is writing the id. */
const WRITING_TIME = 5_000;

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/** Whether the process that created the lock has ended. */
async function isStale(lockFolder: string): Promise<boolean> {
	try {
		const pid = Number(await readFile(path.join(lockFolder, 'pid'), 'utf8'));
		if (Number.isInteger(pid) && pid > 0) return !isAlive(pid);
	} catch {
		// There is no process id yet, so the age decides below.
	}
	const made = await stat(lockFolder).catch(() => undefined);
	return made !== undefined && Date.now() - made.mtimeMs > WRITING_TIME;
}

/**
 * Runs `work` while this process holds the lock `lockFolder`. Other processes wait. A lock whose process has died is taken over.
 *
 * @param onWaiting called about once a second while another process holds the lock, with the seconds waited so far
 */
export async function withLock<T>(
	lockFolder: string,
	onWaiting: (seconds: number) => void,
	work: () => Promise<T>,
): Promise<T> {
	await mkdir(path.dirname(lockFolder), { recursive: true });
	const started = Date.now();
	for (;;) {
		try {
			await mkdir(lockFolder);
			break;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
		if (await isStale(lockFolder)) {
			await rm(lockFolder, { recursive: true, force: true });
			continue;
		}
		onWaiting(Math.round((Date.now() - started) / 1000));
		await pause(POLL_INTERVAL);
	}
	try {
		await writeFile(path.join(lockFolder, 'pid'), String(process.pid));
		return await work();
	} finally {
		await rm(lockFolder, { recursive: true, force: true });
	}
}
