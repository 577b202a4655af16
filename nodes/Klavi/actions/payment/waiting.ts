import { clock, pause } from '../../../common/clock';

/** Checks every second whether the execution was canceled. @throws Cancelled if it was */
export async function pauseInSteps(milliseconds: number, signal?: AbortSignal): Promise<void> {
	const until = clock.now() + milliseconds;
	for (let left = milliseconds; left > 0; left = until - clock.now()) await pause(Math.min(1000, left), signal);
}

/** Reads until the value is enough or the limit is reached. The last read is at the limit. @param times milliseconds */
export async function readUntil<T>(
	read: () => Promise<T>,
	isEnough: (value: T) => boolean,
	times: { interval: number; limit: number },
	signal?: AbortSignal,
): Promise<{ value: T; inTime: boolean }> {
	const until = clock.now() + times.limit;
	for (;;) {
		const value = await read();
		if (isEnough(value)) return { value, inTime: true };
		const left = until - clock.now();
		if (left <= 0) return { value, inTime: false };
		await pauseInSteps(Math.min(times.interval, left), signal);
	}
}
