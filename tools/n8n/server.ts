import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

import { signalGroup, startChild } from './child-process';
import { type Environment, n8nEnvironment } from './environment';
import type { N8nRuntime } from './install';
import { anyFreePort, freePortFrom } from './ports';
import { withRecent } from './recentOutput';

const WANTED_PORT = 5678;
/** n8n's task broker uses this port by default. Another n8n of the user may already use it. */
const BROKER_PORT = 5679;
const START_LIMIT = 300_000;
const STOP_LIMIT = 20_000;
const POLL_INTERVAL = 250;
const KEPT_OUTPUT = 200_000;

/**
 * The process types of an n8n in queue mode: the command that starts each one, and the output that shows it is ready. Without the
 * others, `main` is a complete n8n.
 */
const ROLES = {
	main: { command: 'start', ready: 'Editor is now accessible' },
	webhook: { command: 'webhook', ready: 'Webhook listener waiting for requests' },
	worker: { command: 'worker', ready: 'n8n worker is now ready' },
} as const;

export type N8nRole = keyof typeof ROLES;

/** How to start an n8n. */
export interface StartOptions {
	/** From `installN8n()`. */
	runtime: N8nRuntime;
	/** Default: `main`. A worker responds on its port only with `QUEUE_HEALTH_CHECK_ACTIVE` and `QUEUE_HEALTH_CHECK_PORT`. */
	role?: N8nRole;
	/** n8n keeps its database and installed packages in `<userFolder>/.n8n`, which it creates if it is missing. */
	userFolder: string;
	/** The port of the editor and the webhooks; default: 5678 or the next free one. */
	port?: number;
	/** Additional n8n settings, by their environment names. `undefined` leaves a setting unset. */
	environment?: Environment;
	/** Receives n8n's output, piece by piece. */
	log?: (text: string) => void;
}

/** A running n8n process and what belongs to it. */
export class N8nServer {
	/** Its URL, without a slash at the end. */
	readonly url: string;

	private child: ChildProcess | undefined;

	private recentOutput = '';

	private outputOfThisStart = '';

	private constructor(
		private readonly options: StartOptions,
		readonly port: number,
	) {
		this.url = `http://127.0.0.1:${port}`;
	}

	/**
	 * Starts n8n and waits until it is ready. If no port was given and another program was faster, it uses the next one.
	 *
	 * @throws Error with n8n's recent output if it ends, or if it is not ready within 300 s
	 */
	static async start(options: StartOptions): Promise<N8nServer> {
		let wanted = WANTED_PORT;
		for (;;) {
			const server = new N8nServer(options, options.port ?? (await freePortFrom(wanted, [BROKER_PORT])));
			try {
				await server.launch();
				return server;
			} catch (error) {
				if (options.port !== undefined || !server.output().includes('is already in use')) throw error;
				wanted = server.port + 1;
			}
		}
	}

	private get role() {
		return ROLES[this.options.role ?? 'main'];
	}

	/** n8n's own process. Undefined while it is not running. */
	get pid(): number | undefined {
		return this.child?.pid;
	}

	get isRunning(): boolean {
		return this.child !== undefined && !hasEnded(this.child);
	}

	/** The last 200 kB of n8n's output, across all its starts, in whole lines. */
	output(): string {
		return this.recentOutput;
	}

	/** Asks n8n to shut down, and kills it after 20 s. */
	async stop(): Promise<void> {
		await this.end('SIGTERM');
	}

	/** Kills n8n immediately, as a power failure would. */
	async kill(): Promise<void> {
		await this.end('SIGKILL');
	}

	/**
	 * Stops n8n if it is running, and starts it again with the same port and folder.
	 *
	 * @param changes additional settings of this one start
	 */
	async restart(changes?: Record<string, string>): Promise<void> {
		await this.stop();
		await this.launch(changes);
	}

	private async launch(changes?: Record<string, string>): Promise<void> {
		const { runtime, userFolder } = this.options;
		const environment = { ...this.options.environment, ...changes };
		await mkdir(userFolder, { recursive: true });
		const child = startChild(runtime.node, [runtime.entry, this.role.command], {
			cwd: userFolder,
			env: n8nEnvironment({ runtime, userFolder, port: this.port, brokerPort: await anyFreePort(), environment }),
		});
		this.child = child;
		this.outputOfThisStart = '';
		const keep = (chunk: Buffer) => {
			this.outputOfThisStart = withRecent(this.outputOfThisStart, chunk.toString(), KEPT_OUTPUT);
			this.recentOutput = withRecent(this.recentOutput, chunk.toString(), KEPT_OUTPUT);
			this.options.log?.(chunk.toString());
		};
		child.stdout?.on('data', keep);
		child.stderr?.on('data', keep);
		child.on('error', (error) => keep(Buffer.from(`${error.message}\n`)));
		await this.untilReady(child);
	}

	/**
	 * n8n reports that it is ready a moment before its startup is complete, and it must not be stopped in between. The response on the
	 * port could also come from another n8n. So the child's own output must also say that it is ready.
	 */
	private async untilReady(child: ChildProcess): Promise<void> {
		const deadline = Date.now() + START_LIMIT;
		while (Date.now() < deadline) {
			if (hasEnded(child)) throw this.failure('n8n ended while starting');
			const saysReady = this.outputOfThisStart.includes(this.role.ready);
			if (saysReady && (await this.answersReady())) return;
			await pause(POLL_INTERVAL);
		}
		await this.kill();
		throw this.failure(`n8n was not ready after ${START_LIMIT / 1000} s`);
	}

	private async answersReady(): Promise<boolean> {
		try {
			return (await fetch(`${this.url}/healthz/readiness`)).status === 200;
		} catch {
			return false;
		}
	}

	private failure(sentence: string): Error {
		const lastLines = this.outputOfThisStart.trim().split('\n').slice(-30).join('\n');
		return new Error(`${sentence}. Its output:\n${lastLines}`);
	}

	private async end(signal: NodeJS.Signals): Promise<void> {
		const { child } = this;
		if (child === undefined || hasEnded(child)) return;
		const ended = new Promise((resolve) => child.once('close', resolve));
		const force = setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_LIMIT);
		// n8n ends its own children. A signal to each of them would make it report them as crashed.
		if (signal === 'SIGKILL') signalGroup(child, signal);
		else child.kill(signal);
		await ended;
		clearTimeout(force);
	}
}

function hasEnded(child: ChildProcess): boolean {
	return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** Starts n8n on the loopback address and waits until it is ready: see {@link N8nServer.start}. */
export async function startN8n(options: StartOptions): Promise<N8nServer> {
	return await N8nServer.start(options);
}
