import { setTimeout as pause } from 'node:timers/promises';

import { builtModule } from './engine';

/** The nodes' clock, which tests may advance. */
export interface NodeClock {
	now: () => number;
	steady: () => number;
	wait: (milliseconds: number) => Promise<void>;
	random: () => number;
}

export function nodeClock(): NodeClock {
	return builtModule<{ clock: NodeClock }>('nodes/common/clock.js').clock;
}

/**
 * From here on pauses take no time, but the clock advances by their length, so that every rule about them still applies.
 *
 * @returns the pauses that were waited for, in milliseconds
 */
export function hurryClock(): number[] {
	const waited: number[] = [];
	const clock = nodeClock();
	let ahead = 0;
	clock.now = () => Date.now() + ahead;
	// apart, as it is in n8n: a test may set the system's clock
	clock.steady = () => Math.floor(performance.now()) + ahead;
	clock.wait = async (milliseconds) => {
		waited.push(milliseconds);
		const target = clock.steady() + milliseconds;
		await new Promise((resolve) => setImmediate(resolve));
		ahead = Math.max(ahead, target - Math.floor(performance.now()));
	};
	return waited;
}

/** From here on pauses take as long as they say. */
export function runClock(): void {
	const clock = nodeClock();
	clock.now = () => Date.now();
	clock.steady = () => Math.floor(performance.now());
	clock.wait = async (milliseconds) => await pause(milliseconds, undefined, { ref: false });
}
