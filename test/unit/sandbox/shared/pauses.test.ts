import { Pauses } from '../../../../sandbox/shared/pauses';

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('pauses', () => {
	it('never end too early', async () => {
		const pauses = new Pauses();
		const taken: number[] = [];
		for (let index = 0; index < 10; index += 1) {
			const startedAt = performance.now();
			await pauses.wait(5.9);
			taken.push(performance.now() - startedAt);
		}
		expect(Math.min(...taken)).toBeGreaterThanOrEqual(5.9);
	});

	it('end when they are closed, leave no timer behind and do not begin again', async () => {
		const pauses = new Pauses();
		const before = timers();
		const waiting = Promise.all([pauses.wait(60_000), pauses.wait(60_000)]);
		expect(timers()).toBe(before + 2);
		pauses.close();
		await waiting;
		expect(timers()).toBe(before);
		await pauses.wait(60_000);
	});
});
