import { clock } from '../../../nodes/common/clock';

/** Milliseconds of real time after which nothing can be under way any more that gives way to something else. */
const QUIET = 200;

interface Timer {
	at: number;
	fire: () => void;
}

/** Lets everything happen that needs no time to pass. */
export async function settle(): Promise<void> {
	for (let round = 0; round < 3; round++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** A clock that jumps to the next moment at which something happens, so that an hour of pauses is tested in milliseconds. */
export class VirtualClock {
	time = 1_800_000_000_000;
	/** Every wait that was asked for, in milliseconds. */
	readonly waits: number[] = [];
	private timers: Timer[] = [];
	private readonly original = { ...clock };

	install(): this {
		clock.now = () => this.time;
		clock.random = () => 0.5;
		clock.wait = async (milliseconds) => {
			this.waits.push(milliseconds);
			await this.after(milliseconds);
		};
		clock.waitInSteps = async (milliseconds) => await clock.wait(milliseconds);
		return this;
	}

	restore(): void {
		Object.assign(clock, this.original);
	}

	/** Resolves after so much of this clock's time; not counted as a wait of the code under test. */
	async after(milliseconds: number): Promise<void> {
		await new Promise<void>((fire) => this.timers.push({ at: this.time + milliseconds, fire }));
	}

	/** Moves on to the next timer. @returns false where there is none */
	async step(): Promise<boolean> {
		await settle();
		this.timers.sort((a, b) => a.at - b.at);
		const next = this.timers.shift();
		if (!next) return false;
		this.time = Math.max(this.time, next.at);
		next.fire();
		await settle();
		return true;
	}

	/** Lets time pass until the promise is settled. @throws where it never is */
	async run<T>(promise: Promise<T>, mostSteps = 20_000): Promise<T> {
		let done = false;
		const watched = promise.finally(() => {
			done = true;
		});
		watched.catch(() => undefined);
		await settle();
		for (let steps = 0; !done; steps++) {
			if (steps > mostSteps) throw new Error(`Not settled after ${mostSteps} moments`);
			if ((await this.step()) || done) continue;
			// what gives way to others takes real time
			const isOver = () => done || this.timers.length > 0;
			for (let waited = 0; waited < QUIET && !isOver(); waited += 2)
				await new Promise((resolve) => setTimeout(resolve, 2));
			if (!isOver()) throw new Error('Nothing more happens, but the promise is not settled');
		}
		return await watched;
	}
}
