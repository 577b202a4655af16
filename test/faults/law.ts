import type { IDataObject } from 'n8n-workflow';

import { ordinal } from '../../nodes/common/errors/itemNames';
import type { JournalEntry } from '../../sandbox/shared/journal';
import type { Walked } from './services';
import { errorText, type Harness, HIT, isError, shapeOf, type Trial } from './trial';

const HIT_NAME = new RegExp(`\\(${ordinal(HIT + 1)} item(, .+)?\\)$`);

/** What a fault must result in. */
export interface Expectation {
	/** Whether the item goes through in the end. */
	recovers: boolean;
	/** How often the service sees the request that meets the fault. */
	sends: number;
	/** The code of the problem that the error item reports. */
	problem?: string;
	/** The status that the error item reports. */
	httpCode?: string;
	/** Values that the message must name. */
	names?: string[];
	/** Whether the error item must say that it is unknown if the request was completed. */
	unclear?: boolean;
	/** Whether the items after it cannot be sent either. */
	holdsBack?: boolean;
}

/** Fails if a run succeeded only because no request met the fault. */
export function expectPlayed(requests: JournalEntry[], first: number, { count = 1 }: IDataObject): void {
	const indexes = requests.flatMap(({ fault }, index) => (fault === undefined ? [] : [index]));
	expect([indexes[0], indexes.length > 0, indexes.length <= Number(count)]).toEqual([first, true, true]);
}

/**
 * Writes that find out their outcome by an id that the service accepts only once. If the outcome is unknown, other writes must give
 * up; these look it up or send the same again.
 */
async function holdToClearingUp(
	harness: Harness,
	walked: Walked,
	fault: IDataObject,
	nodeOptions?: IDataObject,
): Promise<void> {
	const baseline = await harness.baseline(walked);
	const { items, requests } = await harness.run(walked, { faults: [{ ...fault, skip: baseline.before }], nodeOptions });
	expect(items.map((outputs) => outputs.map(({ json }) => json.error))).toEqual(
		baseline.items.map((outputs) => outputs.map(() => undefined)),
	);
	expectPlayed(requests, baseline.before, fault);
	const [{ method, path }] = requests;
	const writes = requests.filter(
		(request) => request.method === method && request.path === path && request.body !== '',
	);
	// one per item, no matter how often it was sent
	expect(new Set(writes.map(({ body }) => body)).size).toBe(baseline.items.length);
}

/** What waits for a record goes on after failures that end others. */
async function holdToWaiting(
	harness: Harness,
	walked: Walked,
	fault: IDataObject,
	nodeOptions?: IDataObject,
): Promise<void> {
	const baseline = await harness.baseline(walked);
	const { items, requests } = await harness.run(walked, { faults: [{ ...fault, skip: baseline.before }], nodeOptions });
	expect(items.map(shapeOf)).toEqual(baseline.items.map(shapeOf));
	expectPlayed(requests, baseline.before, fault);
	expect(requests.length).toBeGreaterThan(baseline.total);
}

/** Plays a fault on every request of the item in the middle, one run each, and compares the outcome with what is expected. */
export async function holdTo(
	harness: Harness,
	walked: Walked,
	{ fault, expectation, nodeOptions }: { fault: IDataObject; expectation: Expectation; nodeOptions?: IDataObject },
): Promise<Trial[]> {
	if (expectation.unclear && harness.bench.clearsUp.includes(walked.name)) {
		await holdToClearingUp(harness, walked, fault, nodeOptions);
		return [];
	}
	const baseline = await harness.baseline(walked);
	const waits = harness.bench.waits.includes(walked.name);
	if (waits && !expectation.recovers && !expectation.holdsBack) {
		await holdToWaiting(harness, walked, fault, nodeOptions);
		return [];
	}
	const trials: Trial[] = [];
	for (let step = 0; step < baseline.own; step++) {
		const trial = await harness.run(walked, { faults: [{ ...fault, skip: baseline.before + step }], nodeOptions });
		trials.push(trial);
		const { items, requests } = trial;
		const { recovers, sends, problem, httpCode, names = [], unclear = false, holdsBack = false } = expectation;
		expectPlayed(requests, baseline.before + step, fault);

		for (const other of holdsBack ? [0] : [0, 2])
			expect([other, shapeOf(items[other])]).toEqual([other, shapeOf(baseline.items[other])]);
		if (holdsBack) {
			const { id: _id, status: _status, finished: _finished, ...details } = items[2][0].json.details as IDataObject;
			expect(details).toEqual({ problem, httpCode, notSent: true });
		}
		if (recovers) {
			expect(items[HIT].map(({ json }) => json.error)).toEqual(items[HIT].map(() => undefined));
			expect(shapeOf(items[HIT])).toEqual(shapeOf(baseline.items[HIT]));
			expect(requests).toHaveLength(baseline.total + sends - 1);
		} else {
			expect([isError(items[HIT]), shapeOf(items[HIT])]).toEqual([true, [['error', 'message', 'details']]]);
			const text = errorText(items[HIT]);
			for (const name of names) expect(text).toContain(name);
			expect(String(items[HIT][0].json.error)).toMatch(HIT_NAME);
			const details = items[HIT][0].json.details as IDataObject;
			expect([text, details.problem, details.unclear ?? false]).toEqual([text, problem, unclear]);
			if (httpCode !== undefined) expect(details.httpCode).toBe(httpCode);
			// what the item would have sent afterwards may stay unsent
			const left = baseline.own - step - 1 + (holdsBack ? baseline.own : 0);
			expect(requests.length).toBeLessThanOrEqual(baseline.total + sends - 1);
			expect(requests.length).toBeGreaterThanOrEqual(baseline.total + sends - 1 - left);
		}
		// the same request again, and not another one; a body that was not read cannot be compared
		const again = requests.slice(baseline.before + step, baseline.before + step + sends);
		const seen = again.map(({ method, path, body }) => [
			method,
			path,
			fault.reset === 'unread' ? '' : withoutBoundary(body),
		]);
		expect(seen).toEqual(seen.map(() => seen[0]));
	}
	return trials;
}

const withoutBoundary = (body: string): string => body.replace(/----n8n-[0-9a-f]+/g, '----');
