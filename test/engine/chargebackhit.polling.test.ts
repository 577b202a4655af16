import type { IDataObject, NodeApiError } from 'n8n-workflow';

import { problems } from '../../nodes/common/errors/problems';
import { inventAlert } from '../../sandbox/chargebackhit/seedAlerts';
import { ChargebackhitBench } from './chargebackhit';
import { failingProxy, type Kill, PollingN8n } from './poller';

let bench: ChargebackhitBench;
beforeAll(async () => {
	bench = await ChargebackhitBench.open();
});
afterAll(async () => await bench.close());
beforeEach(() => bench.sandbox.reset());

const ALL_TYPES = ['dispute-notification', 'fraud-notification', 'init-refund', 'inquiry', 'prevented', 'resolved'];
const HOUR = 3_600_000;

const parameters = (changes: IDataObject = {}): IDataObject => ({
	occasions: ['newAlert'],
	alertTypes: ALL_TYPES,
	hoursLeft: 6,
	disputeChanges: ['lost', 'needs-response', 'rdr', 'waiting', 'won'],
	start: 'now',
	daysBack: 3,
	maxEvents: 500,
	repeatAfterRestart: true,
	simplify: true,
	includeOriginal: false,
	...changes,
});

const n8n = (changes: IDataObject = {}, credential: IDataObject = {}) =>
	new PollingN8n('chargebackhitPollingTrigger', parameters(changes), {
		chargebackhitApi: { ...bench.credential, ...credential },
	});

const state = () => bench.sandbox.state.chargebackhit;
const idsOf = (items: IDataObject[]) => items.map(({ deliveryId }) => String(deliveryId));

/** Creates alerts in the sandbox. */
function create(count: number, changes: IDataObject = {}, published = Date.now(), created = published): string[] {
	return Array.from({ length: count }, () => {
		const type = (changes.type as 'init-refund') ?? 'init-refund';
		const product = (changes.product as 'ethoca') ?? 'ethoca';
		const invented = inventAlert(state(), type, product, new Date(published));
		Object.assign(invented.alert, changes);
		const { id } = invented.alert;
		state().alerts.set(id, { ...invented, createdAt: created, sequence: state().nextSequence(), outcomes: [] });
		return `${type}:${id}`;
	});
}

/** A small generator: the same numbers in each run. */
function dice(seed: number): () => number {
	let value = seed;
	return () => {
		value = (value * 1_103_515_245 + 12_345) % 2_147_483_648;
		return value / 2_147_483_648;
	};
}

/** 1,000 alerts that appear while n8n polls, is killed 20 times, and the service fails half of its responses. */
async function trial(kills: Kill[], changes: IDataObject) {
	const roll = dice(7);
	const { server, url } = await failingProxy(bench.url, () => roll() < 0.5);
	const poller = n8n({ maxEvents: 60, ...changes }, { baseUrl: `${url}/chargebackhit` });
	// the user publishes again until the keys could be checked
	await poller.start('activate');
	while (poller.staticBytes < 10) await poller.start('activate');
	const expected: string[] = [];
	for (let round = 0; expected.length < 1000 || round < kills.length * 2; round++) {
		// often more than a page at the same moment
		const count = Math.min(1000 - expected.length, Math.floor(roll() * (round % 10 === 0 ? 150 : 30)));
		expected.push(...create(count));
		await poller.poll(round % 2 === 1 ? kills[(round - 1) / 2] : undefined);
	}
	for (let polls = 0; polls < 40; polls++) await poller.poll();
	await new Promise((resolve) => server.close(resolve));
	return { poller, expected, ids: idsOf(poller.items) };
}

const TWENTY = Array.from({ length: 20 }, (_, index) => index);

describe('the polling trigger, with 20 kills of n8n and a service that fails half of its responses', () => {
	const everywhere: Kill[] = ['during', 'emitted', 'saved', 'stored', 'after'];

	it('loses none of 1,000 alerts wherever the kill hits, and repeats with the same deliveryId', async () => {
		const { ids, expected } = await trial(
			TWENTY.map((index) => everywhere[index % 5]),
			{},
		);
		expect(new Set(ids)).toEqual(new Set(expected));
		// what n8n could not tell to be stored: the events of the polls before a kill
		expect(ids.length).toBeLessThan(expected.length * 2);
	}, 240_000);

	it('loses and repeats none without repetition, unless a kill hits between saving and storing', async () => {
		const outside: Kill[] = ['during', 'emitted', 'after'];
		const { ids, expected } = await trial(
			TWENTY.map((index) => outside[index % 3]),
			{ repeatAfterRestart: false },
		);
		expect([...ids].sort()).toEqual([...expected].sort());
	}, 240_000);
});

describe('the polling trigger', () => {
	it('starts now: what is there already is not reported, also if it is created in the same minute', async () => {
		create(3);
		const poller = n8n();
		await poller.start('activate');
		await poller.poll();
		expect(poller.items).toEqual([]);
		const ids = create(2);
		await poller.poll();
		await poller.poll();
		expect(idsOf(poller.items).sort()).toEqual(ids.sort());
	});

	it('starts some days back, in portions, with the oldest first', async () => {
		const poller = n8n({ start: 'daysBack', daysBack: 5, maxEvents: 10 });
		await poller.start('activate');
		expect(poller.items).toEqual([]);
		const from = Date.now() - 5 * 24 * HOUR;
		const expected = [...state().alerts.values()].filter(({ createdAt }) => createdAt >= from);
		for (let polls = 0; polls < 20; polls++) await poller.poll();
		expect(idsOf(poller.items).sort()).toEqual(expected.map(({ alert }) => `${alert.type}:${alert.id}`).sort());
		for (const items of poller.executions) expect(items.length).toBeLessThanOrEqual(10);
		const dates = poller.executions[0].map(({ occurredAt }) => String(occurredAt));
		expect(dates).toEqual([...dates].sort());
	});

	it('reports the same event as the webhook, with what it is reported for', async () => {
		const poller = n8n({ includeOriginal: true });
		await poller.start('activate');
		const [deliveryId] = create(1, { product: 'cdrn', amount: '12.30' });
		await poller.poll();
		const [item] = poller.items;
		expect(item).toMatchObject({ provider: 'chargebackhit', event: 'alert', type: 'init-refund', amount: '12.30' });
		expect(item).toMatchObject({ deliveryId, occasion: 'newAlert' });
		expect(Object.keys(item).slice(-4)).toEqual(['deliveryId', 'receivedAt', 'occasion', 'original']);
		expect(Date.parse(String(item.respondBy)) - Date.parse(String(item.occurredAt))).toBe(72 * HOUR);
	});

	it('asks only for the selected types, and for all others too if all are selected', async () => {
		const some = n8n({ alertTypes: ['resolved'] });
		await some.start('activate');
		expect(JSON.parse(bench.requests.at(-1)?.body ?? '')).toMatchObject({ filter: { types: ['resolved'] } });
		bench.sandbox.reset();
		const all = n8n();
		await all.start('activate');
		create(1, { type: 'resolved', product: 'rdr' });
		const later = [...state().alerts.values()].at(-1);
		if (later) later.alert.type = 'added-later';
		await all.poll();
		expect(all.items.map(({ type, event }) => [type, event])).toEqual([['added-later', 'other']]);
	});

	it('continues after a day without the service', async () => {
		const poller = n8n();
		await poller.start('activate');
		bench.fault({ status: 403, body: bench.refusalBody('Maintenance'), count: 1000 });
		const expected: string[] = [];
		for (let polls = 0; polls < 5; polls++) {
			expected.push(...create(4));
			await poller.poll();
		}
		expect(poller.errors).toHaveLength(5);
		expect(poller.errors[0]).toMatchObject({ name: 'NodeApiError', httpCode: '403' });
		bench.sandbox.faults.clear();
		await poller.poll();
		expect(idsOf(poller.items).sort()).toEqual(expected.sort());
	});

	it('does not keep n8n from starting the workflow while the service is down', async () => {
		const poller = n8n();
		await poller.start('activate');
		const ids = create(2);
		bench.fault({ status: 403, body: bench.refusalBody('Maintenance'), count: 2 });
		await poller.start('init');
		expect(poller.errors).toEqual([]);
		await poller.poll();
		expect(poller.errors).toHaveLength(1);
		await poller.poll();
		expect(idsOf(poller.items).sort()).toEqual(ids.sort());
		// whoever publishes must learn that it does not work
		bench.fault({ status: 403, body: bench.refusalBody('Maintenance'), count: 1 });
		await poller.start('activate');
		expect(poller.errors).toHaveLength(2);
	});

	it.each<[boolean, number]>([
		[true, 2],
		[false, 0],
	])('a kill between saving and storing, with Repeat After Restart %s: %i of 2 alerts', async (repeats, count) => {
		const poller = n8n({ repeatAfterRestart: repeats });
		await poller.start('activate');
		create(2);
		await poller.poll('saved');
		await poller.poll();
		expect(poller.items).toHaveLength(count);
	});

	it('repeats events once only, however often n8n restarts', async () => {
		const poller = n8n();
		await poller.start('activate');
		create(3);
		await poller.poll();
		for (let restarts = 0; restarts < 4; restarts++) await poller.start();
		await poller.poll();
		expect(poller.executions.map(({ length }) => length)).toEqual([3, 3]);
	});

	it('reports alerts that run out of time once, unless they are answered or have no deadline', async () => {
		const poller = n8n({ occasions: ['alertRunningOut'], hoursLeft: 6 });
		await poller.start('activate');
		const now = Date.now();
		const [near] = create(1, {}, now - 19 * HOUR);
		const [slow] = create(1, { product: 'cdrn' }, now - 70 * HOUR);
		const [pending] = create(1, { outcome: 'pending' }, now - 20 * HOUR);
		create(1, { outcome: 'reversed' }, now - 20 * HOUR);
		create(1, {}, now - 10 * HOUR);
		create(1, { product: 'paypal' }, now - 23 * HOUR);
		create(1, { type: 'inquiry', product: 'oi' }, now - HOUR);
		create(1, { date: 'soon' }, now);
		await poller.poll();
		await poller.poll();
		const known = [near, slow, pending].map((id) => `${id}:running-out`);
		expect(idsOf(poller.items)).toEqual(expect.arrayContaining(known));
		expect(new Set(idsOf(poller.items)).size).toBe(poller.items.length);
		for (const item of poller.items) {
			expect(item.occasion).toBe('alertRunningOut');
			expect(Date.parse(String(item.respondBy)) - now).toBeLessThanOrEqual(6 * HOUR + 60_000);
			expect([null, 'pending']).toContain(item.status);
		}
	});

	it('reports new disputes and their changes, also without a deadline', async () => {
		const poller = n8n({ occasions: ['newDispute', 'disputeChanged'] });
		await poller.start('activate');
		const now = new Date().toISOString();
		const [first, second] = [...state().disputes.values()];
		const opened = { ...structuredClone(first), sequence: state().nextSequence(), createdAt: Date.now() };
		const fields = { stage: 'chargeback', created_at: now, dispute_date: now, updated_at: now };
		delete opened.dispute.outcome;
		Object.assign(opened.dispute, fields, { id: 'd-new', status: 'needs-response', response_deadline: null });
		state().disputes.set('d-new', opened);
		await poller.poll();
		expect(poller.items.map(({ occasion, id, respondBy }) => [occasion, id, respondBy])).toEqual([
			['newDispute', 'd-new', null],
		]);

		const change = (record: typeof first, changes: IDataObject) =>
			Object.assign(record.dispute, changes, { updated_at: new Date().toISOString() });
		// nothing that matters
		change(opened, { representments: [] });
		await poller.poll();
		expect(poller.items).toHaveLength(1);
		change(opened, { status: 'under-review' });
		change(second, { status: 'resolved', outcome: 'won' });
		await poller.poll();
		change(opened, { status: 'needs-response', response_deadline: '2026-12-24T10:00:00Z' });
		await poller.poll();
		await poller.poll();
		const changes = poller.items.slice(1).map(({ occasion, status, event }) => [occasion, status, event]);
		expect(changes.slice(0, 2).sort()).toEqual([
			['disputeChanged', 'resolved', 'won'],
			['disputeChanged', 'under-review', 'dispute'],
		]);
		expect(changes.slice(2)).toEqual([['disputeChanged', 'needs-response', 'dispute']]);
		expect(poller.items.at(-1)?.respondBy).toBe('2026-12-24T10:00:00.000Z');
		expect(new Set(idsOf(poller.items)).size).toBe(poller.items.length);
	});

	it('reports only the selected changes', async () => {
		const poller = n8n({ occasions: ['disputeChanged'], disputeChanges: ['lost'] });
		await poller.start('activate');
		const [first, second] = [...state().disputes.values()];
		for (const [record, outcome] of [
			[first, 'lost'],
			[second, 'won'],
		] as const)
			Object.assign(record.dispute, { status: 'resolved', outcome, updated_at: new Date().toISOString() });
		await poller.poll();
		expect(poller.items.map(({ id, event }) => [id, event])).toEqual([[first.dispute.id, 'lost']]);
	});

	it('shows the newest alert and dispute in the editor, and changes nothing', async () => {
		const poller = n8n({ occasions: ['newAlert', 'alertRunningOut', 'newDispute'] });
		const items = await poller.test();
		const newest = [...state().alerts.values()].sort((a, b) => b.createdAt - a.createdAt)[0];
		expect(items.map(({ occasion }) => occasion)).toEqual(['newAlert', 'alertRunningOut', 'newDispute']);
		expect(items[0].id).toBe(newest.alert.id);
		expect(poller.staticBytes).toBe(2);
		state().alerts.clear();
		await expect(n8n().test()).rejects.toMatchObject({ name: 'NodeOperationError' });
	});

	it('advises what fits a trigger, which has no Options', async () => {
		const poller = n8n();
		await poller.start('activate');
		bench.fault({ status: 429, retryAfter: 7200, body: bench.refusalBody('Too many requests') });
		await poller.poll();
		bench.fault({ status: 429, retryAfter: 7200, body: bench.refusalBody('Too many requests') });
		const tested: unknown = await poller.test().catch((error: unknown) => error);
		for (const error of [...poller.errors, tested] as NodeApiError[]) {
			expect(error.description).toBe(problems.pollLater().message);
		}
		expect(poller.errors).toHaveLength(1);
	});

	it('names a field that is wrong, and sends nothing', async () => {
		const poller = n8n({ maxEvents: 0 });
		await poller.start('activate');
		await poller.poll();
		expect(poller.errors.map(({ message }) => message.includes('Max Events per Poll'))).toEqual([true, true]);
		expect(bench.requests).toEqual([]);
	});

	it('never polls twice at once', async () => {
		const poller = n8n();
		await poller.start('activate');
		create(1);
		await Promise.all([poller.poll(), poller.poll()]);
		expect(poller.items).toHaveLength(1);
	});
});
