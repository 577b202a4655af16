import { readFile } from 'node:fs/promises';

import { clock } from '../../../../nodes/common/clock';

/** Keeps this process from doing anything else. */
function holdUp(milliseconds: number): void {
	const until = performance.now() + milliseconds;
	while (performance.now() < until);
}

test('after a process was held up, other work has its turn before a wait in steps is over', async () => {
	const order: string[] = [];
	const wait = clock.waitInSteps(300).then(() => order.push('waited'));
	const timer = clock.wait(300).then(() => order.push('timer'));
	const work = (async () => {
		for (let reads = 0; reads < 4; reads++) await readFile(__filename);
		order.push('worked');
	})();
	holdUp(600);
	await Promise.all([wait, timer, work]);
	expect(order).toEqual(['timer', 'worked', 'waited']);
});

test('a wait in steps is as long as asked for', async () => {
	const since = performance.now();
	await clock.waitInSteps(250);
	expect(performance.now() - since).toBeGreaterThanOrEqual(245);
});
