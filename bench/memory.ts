import { readFileSync } from 'node:fs';

/** How much memory a process holds over time. */
export class MemoryWatch {
	private readonly samples: Array<{ at: number; megabytes: number }> = [];

	private readonly timer: NodeJS.Timeout;

	/** @param pid of a process on this machine; its resident memory is read from /proc twenty times a second */
	constructor(private readonly pid: number) {
		this.timer = setInterval(() => this.samples.push({ at: Date.now(), megabytes: this.now() }), 50);
	}

	/** Resident memory in megabytes, now. */
	now(): number {
		const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8')) ?? [];
		return Number(kilobytes) / 1024;
	}

	/** The most between two moments (milliseconds since 1970). */
	peak(from: number, to: number): number {
		return Math.max(...this.samples.filter(({ at }) => at >= from && at <= to).map(({ megabytes }) => megabytes));
	}

	stop(): void {
		clearInterval(this.timer);
	}
}
