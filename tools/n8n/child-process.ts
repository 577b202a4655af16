import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

const SIGNALS: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const POSIX = process.platform !== 'win32';

const running = new Set<ChildProcess>();

/** Sends a signal to the child and everything it started. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid === undefined) return;
	try {
		if (POSIX) process.kill(-child.pid, signal);
		else child.kill(signal);
	} catch {
		// The group has already ended.
	}
}

function endAll(): void {
	for (const child of running) signalGroup(child, 'SIGKILL');
	running.clear();
}

function onSignal(signal: NodeJS.Signals): void {
	// Another listener decides how to end. The exit handler still ends what is left.
	if (process.listenerCount(signal) > 1) return;
	endAll();
	stopWatching();
	process.kill(process.pid, signal);
}

function startWatching(): void {
	process.on('exit', endAll);
	for (const signal of SIGNALS) process.on(signal, onSignal);
}

function stopWatching(): void {
	process.off('exit', endAll);
	for (const signal of SIGNALS) process.off(signal, onSignal);
}

/**
 * Starts a command in its own process group, which never outlives this process. The group is ended when this process exits or gets
 * SIGINT, SIGTERM or SIGHUP. The given environment replaces this process's environment.
 */
export function startChild(
	command: string,
	args: string[],
	options: Pick<SpawnOptions, 'cwd' | 'env' | 'shell'>,
): ChildProcess {
	const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: POSIX });
	if (running.size === 0) startWatching();
	running.add(child);
	child.on('close', () => {
		running.delete(child);
		if (running.size === 0) stopWatching();
	});
	return child;
}
