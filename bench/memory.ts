import { readFileSync } from 'node:fs';

/** Records how much memory a process uses over time. */
export class MemoryWatch {
	private readonly samples: Array<{ at: number; megabytes: number }> = [];

	private readonly timer: NodeJS.Timeout;

	/** @param pid a process on this machine; its resident memory is read from /proc twenty times per second */
	constructor(private readonly pid: number) {
		this.timer = setInterval(() => this.samples.push({ at: Date.now(), megabytes: this.now() }), 50);
	}

	/** Current resident memory in megabytes. */
	now(): number {
		const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8')) ?? [];
		return Number(kilobytes) / 1024;
	}

	/** The maximum between two times (milliseconds since 1970). @throws Error if the memory was not read between them */
	peak(from: number, to: number): number {
		const read = this.samples.filter(({ at }) => at >= from && at <= to).map(({ megabytes }) => megabytes);
		if (read.length === 0) throw new Error(`The memory was not read between ${from} and ${to}.`);
		return Math.max(...read);
	}

	stop(): void {
		clearInterval(this.timer);
	}
}
