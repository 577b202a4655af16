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
		// The group has ended already.
	}
}

function endAll(): void {
	for (const child of running) signalGroup(child, 'SIGKILL');
	running.clear();
}

function onSignal(signal: NodeJS.Signals): void {
	// Someone else listens too and decides how to end; the exit handler still ends what is left.
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
 * Starts a command in a process group of its own that never outlives this process: it is ended when this process exits
 * or gets SIGINT, SIGTERM or SIGHUP. The environment is the one given, not a supplement to this process's.
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
