import { clock, pause } from '../../../common/clock';

/** Milliseconds that a wait sleeps at a time. */
const STEP = 1000;

/**
 * Waits in steps of a second, and checks between them whether the execution was canceled.
 *
 * @throws Cancelled if it was
 */
export async function pauseInSteps(milliseconds: number, signal?: AbortSignal): Promise<void> {
	const until = clock.now() + milliseconds;
	for (let left = milliseconds; left > 0; left = until - clock.now()) await pause(Math.min(STEP, left), signal);
}

/** What ended a wait. */
export type WaitEnd<T> = { value: T; inTime: boolean };

/**
 * Reads again and again until the value is enough or the limit is reached. It always reads once more at the limit.
 *
 * @param read returns the newest state
 * @param times milliseconds
 */
export async function readUntil<T>(
	read: () => Promise<T>,
	isEnough: (value: T) => boolean,
	times: { interval: number; limit: number },
	signal?: AbortSignal,
): Promise<WaitEnd<T>> {
	const until = clock.now() + times.limit;
	for (;;) {
		const value = await read();
		if (isEnough(value)) return { value, inTime: true };
		const left = until - clock.now();
		if (left <= 0) return { value, inTime: false };
		await pauseInSteps(Math.min(times.interval, left), signal);
	}
}
