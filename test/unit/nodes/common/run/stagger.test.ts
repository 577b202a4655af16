import { setTimeout as pause } from 'node:timers/promises';

import { Stagger } from '../../../../../nodes/common/run/stagger';

/** Asks for so many turns at once, and notes the order in which they come and what else gets to happen in between. */
function ask(departures: Stagger, count: number): { events: string[]; all: Promise<unknown> } {
	const events: string[] = [];
	const turns = Array.from({ length: count }, async (_, number) => {
		await departures.next();
		events.push(`turn ${number}`);
		// as a connection that stands: it is not in the same breath that it does
		setImmediate(() => events.push(`connected ${number}`));
	});
	return { events, all: Promise.all(turns) };
}

describe('departures', () => {
	test('each is under way before the next leaves, in the order in which they came', async () => {
		const { events, all } = ask(new Stagger(), 4);
		await all;
		await pause(5);
		expect(events).toEqual([0, 1, 2, 3].flatMap((number) => [`turn ${number}`, `connected ${number}`]));
	});

	test('one that comes long after the last leaves in the same breath', async () => {
		const departures = new Stagger();
		await departures.next();
		await pause(20);
		let left = false;
		void departures.next().then(() => {
			left = true;
		});
		for (let breath = 0; breath < 5; breath++) await Promise.resolve();
		expect(left).toBe(true);
	});

	test('where nothing leaves any more, nobody waits for a turn of their own', async () => {
		const departures = new Stagger();
		const { events, all } = ask(departures, 50);
		await Promise.resolve();
		departures.end();
		await all;
		// all but the first two came in one breath: no connection stood in between
		expect(events.slice(-48)).toEqual(Array.from({ length: 48 }, (_, number) => `turn ${number + 2}`));
	});
});
