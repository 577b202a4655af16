import { clock } from '../../../../../nodes/common/clock';
import { type ChangeList, ChangeReader, type Position, startAt } from '../../../../../nodes/common/trigger/changes';
import { Seen } from '../../../../../nodes/common/trigger/polling';
import type { JsonRecord } from '../../../../../nodes/common/values/json';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.parse('2026-11-20T00:00:00Z');
const PAGE = 100;

interface Stored {
	id: string;
	created: number;
	/** When the list shows it; from its creation on, unless set. */
	visible?: number;
	state?: string;
}

/** A service with a list in pages, the newest first, and a clock of its own. */
class Service {
	now = START;
	tellsTime = true;
	pages = 0;
	records: Stored[] = [];
	/** What fails: the number of the page. */
	fails = (_page: number): boolean => false;
	/** False if its filters exclude their limits. */
	isInclusive = true;

	list(history = 0): ChangeList {
		return {
			history,
			page: async (from, to, cursor) => {
				this.pages++;
				if (this.fails(this.pages)) throw new Error('503');
				const edge = this.isInclusive ? 0 : 1;
				const [first, last] = [Date.parse(from) + edge, (to === undefined ? Infinity : Date.parse(to)) - edge];
				const found = this.records
					.filter(({ created, visible = created }) => created >= first && created <= last && visible <= this.now)
					.sort((one, other) => other.created - one.created);
				const start = Number(cursor || 0);
				const records = found.slice(start, start + PAGE) as unknown as JsonRecord[];
				const next = found.length > start + PAGE ? { next: String(start + PAGE) } : {};
				return await Promise.resolve({ records, ...next, now: this.tellsTime ? this.now : undefined });
			},
			identify: ({ id, state }) => ({ id: String(id), ...(state === undefined ? {} : { state: String(state) }) }),
			moment: ({ created }) => Number(created),
			report: ({ id, state }) => ({ id, ...(state === undefined ? {} : { state }) }),
		};
	}

	add(count: number, created: (index: number) => number): void {
		const start = this.records.length;
		for (let index = 0; index < count; index++)
			this.records.push({ id: `r${start + index}`, created: Math.floor(created(index)) });
	}
}

/** A trigger that polls it; every position is stored as JSON. */
class Poller {
	position: Position;
	readonly ids: string[] = [];
	largest = 0;
	mostPages = 0;

	constructor(
		private readonly service: Service,
		private readonly most = 500,
		days = 1,
		private readonly history = 0,
	) {
		this.position = startAt(service.now, days);
	}

	async poll(): Promise<number> {
		const before = this.service.pages;
		const reader = new ChangeReader(this.service.list(this.history), this.position);
		const { events, position } = await reader.read(this.most);
		expect(events.length).toBeLessThanOrEqual(this.most);
		this.ids.push(...events.map(({ id, state }) => [id, state].filter(Boolean).join(':')));
		const stored = JSON.stringify(position);
		this.position = JSON.parse(stored) as Position;
		this.largest = Math.max(this.largest, stored.length);
		this.mostPages = Math.max(this.mostPages, this.service.pages - before);
		return events.length;
	}

	/** Polls once a minute until nothing is left. */
	async drain(most = 200): Promise<void> {
		for (let polls = 0, idle = 0; polls < most && idle < 3; polls++) {
			idle = (await this.poll()) === 0 ? idle + 1 : 0;
			this.service.now += MINUTE;
		}
	}

	expectAllOnce(): void {
		expect(this.ids.length).toBe(this.service.records.length);
		expect(new Set(this.ids)).toEqual(new Set(this.service.records.map(({ id }) => id)));
	}
}

const originalNow = clock.now;
const originalSteady = clock.steady;
afterEach(() => Object.assign(clock, { now: originalNow, steady: originalSteady }));

describe('10,000 records at once', () => {
	it.each([true, false])(
		'over a day: bounded polls, a small position, none lost or repeated (%s)',
		async (inclusive) => {
			const service = new Service();
			service.isInclusive = inclusive;
			service.now = START + DAY;
			const poller = new Poller(service);
			service.add(10_000, (index) => START + 1 + (index * (DAY - 2)) / 10_000);
			await poller.drain();
			poller.expectAllOnce();
			expect(poller.largest).toBeLessThan(16_000);
			expect(poller.mostPages).toBeLessThan(80);
		},
	);

	it('at the same millisecond, hours ago', async () => {
		const service = new Service();
		const poller = new Poller(service);
		service.add(10_000, () => START + 1);
		service.now = START + DAY / 2;
		await poller.drain();
		poller.expectAllOnce();
		expect(poller.largest).toBeLessThan(260_000);
	});

	it('at the same millisecond, just now', async () => {
		const service = new Service();
		const poller = new Poller(service);
		service.add(10_000, () => START);
		await poller.drain();
		poller.expectAllOnce();
		service.now += DAY;
		service.add(1, () => service.now);
		await poller.drain();
		await poller.drain();
		poller.expectAllOnce();
		// what is old is forgotten
		expect(JSON.stringify(poller.position).length).toBeLessThan(200);
	});
});

it('reports each record once while others arrive, with equal times at the borders of pages', async () => {
	const service = new Service();
	const poller = new Poller(service, 70);
	for (let round = 0; round < 60; round++) {
		service.add((round * 37) % 110, () => service.now);
		await poller.poll();
		service.now += MINUTE;
	}
	await poller.drain();
	poller.expectAllOnce();
});

it('finds a record that the list shows minutes after its creation', async () => {
	const service = new Service();
	const poller = new Poller(service);
	service.add(2, () => service.now);
	service.records[0].visible = service.now + 10 * MINUTE;
	for (let polls = 0; polls < 12; polls++) {
		service.add(1, () => service.now);
		await poller.poll();
		service.now += MINUTE;
	}
	poller.expectAllOnce();
});

describe('a clock that jumps', () => {
	it.each([
		[true, 400 * DAY],
		[true, -400 * DAY],
		[false, 400 * DAY],
		[false, -400 * DAY],
	])('skips and repeats nothing: the service tells the time %s, n8n is off by %i ms', async (tellsTime, off) => {
		const service = new Service();
		service.tellsTime = tellsTime;
		clock.now = () => service.now;
		clock.steady = originalSteady;
		const poller = new Poller(service, 40);
		for (let round = 0; round < 30; round++) {
			clock.now = () => service.now + (round % 3 === 1 ? off : 0);
			service.add(round % 4 === 0 ? 0 : 17, () => service.now);
			await poller.poll();
			service.now += 7 * MINUTE;
		}
		clock.now = () => service.now;
		await poller.drain();
		poller.expectAllOnce();
	});
});

it('reports what it has read before a page fails, and fails only if there is nothing', async () => {
	const service = new Service();
	const poller = new Poller(service);
	service.add(250, () => service.now);
	service.fails = (page) => page === 3 || page === 4;
	expect(await poller.poll()).toBe(200);
	await expect(poller.poll()).rejects.toThrow('503');
	expect(await poller.poll()).toBe(50);
	poller.expectAllOnce();
});

it('ends with a list that has no end', async () => {
	const service = new Service();
	const list = { ...service.list(), page: async () => await Promise.resolve({ records: [], next: 'x', now: START }) };
	const { events } = await new ChangeReader(list, startAt(START, 1)).read(10);
	expect(events).toEqual([]);
});

it('reports a change of a record, also back to what it was, but not a change of something else', async () => {
	const service = new Service();
	const poller = new Poller(service, 500, 1, 3);
	const touch = (id: string, state: string) => {
		service.now += DAY;
		service.records = service.records.filter((record) => record.id !== id);
		service.records.push({ id, state, created: service.now });
	};
	for (const state of ['open', 'open', 'waiting', 'open', 'open', 'won', 'won']) {
		touch('a', state);
		await poller.poll();
		touch('b', 'open');
		await poller.poll();
	}
	expect(poller.ids.filter((id) => id.startsWith('a'))).toEqual(['a:open', 'a:waiting', 'a:open', 'a:won']);
	expect(poller.ids.filter((id) => id.startsWith('b'))).toEqual(['b:open']);
	// the oldest are forgotten
	for (const id of ['c', 'd', 'e', 'f']) {
		touch(id, 'open');
		await poller.poll();
	}
	expect(new Seen(poller.position.history).size).toBe(3);
});

it('remembers records in 12 characters each', () => {
	const seen = new Seen();
	for (let index = 0; index < 100; index++) seen.add({ id: `alert:${index}`, state: 'open' });
	expect(String(seen)).toHaveLength(1200);
	const read = new Seen(String(seen));
	expect(read.has({ id: 'alert:42', state: 'open' })).toBe(true);
	expect(read.has({ id: 'alert:42', state: 'won' })).toBe(false);
	expect(read.hasId({ id: 'alert:100' })).toBe(false);
});
