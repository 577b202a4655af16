import type { IDataObject } from 'n8n-workflow';

import type { JournalEntry } from '../../sandbox/shared/journal';
import type { Walked } from './services';
import { errorText, HIT, isError, type Stage, shapeOf, type Trial } from './trial';

/** What must come of a fault. */
export interface Expectation {
	/** Whether the item goes through in the end. */
	recovers: boolean;
	/** How often the service sees the request that meets the fault. */
	sends: number;
	/** What the error item must say. */
	says?: RegExp[];
	/** Whether the error item must say that nobody knows if it was carried out. */
	unclear?: boolean;
}

/** Fails where a run went well only because no request met the fault. */
export function expectPlayed(requests: JournalEntry[], first: number, { count = 1 }: IDataObject): void {
	const places = requests.flatMap(({ fault }, place) => (fault === undefined ? [] : [place]));
	expect([places[0], places.length > 0, places.length <= Number(count)]).toEqual([first, true, true]);
}

/**
 * Writes that find out by themselves what became of them, by an id that counts once: where another one must give up because it is not
 * known whether it was carried out, they look it up or send the same again.
 */
async function holdToClearingUp(
	stage: Stage,
	walked: Walked,
	fault: IDataObject,
	nodeOptions?: IDataObject,
): Promise<void> {
	const course = await stage.course(walked);
	const { items, requests } = await stage.run(walked, { faults: [{ ...fault, skip: course.before }], nodeOptions });
	expect(items.map((outputs) => outputs.map(({ json }) => json.error))).toEqual(
		course.items.map((outputs) => outputs.map(() => undefined)),
	);
	expectPlayed(requests, course.before, fault);
	const [{ method, path }] = requests;
	const writes = requests.filter(
		(request) => request.method === method && request.path === path && request.body !== '',
	);
	// one thing an item, however often it was sent
	expect(new Set(writes.map(({ body }) => body)).size).toBe(course.items.length);
}

/** Plays a fault on every request of the item in the middle, one run each, and holds the outcome against the law. */
export async function holdTo(
	stage: Stage,
	walked: Walked,
	{ fault, expectation, nodeOptions }: { fault: IDataObject; expectation: Expectation; nodeOptions?: IDataObject },
): Promise<Trial[]> {
	if (expectation.unclear && stage.bench.clearsUp.includes(walked.name)) {
		await holdToClearingUp(stage, walked, fault, nodeOptions);
		return [];
	}
	const course = await stage.course(walked);
	const trials: Trial[] = [];
	for (let step = 0; step < course.own; step++) {
		const trial = await stage.run(walked, { faults: [{ ...fault, skip: course.before + step }], nodeOptions });
		trials.push(trial);
		const { items, requests } = trial;
		const { recovers, sends, says = [], unclear = false } = expectation;
		expectPlayed(requests, course.before + step, fault);

		for (const other of [0, 2]) expect([other, shapeOf(items[other])]).toEqual([other, shapeOf(course.items[other])]);
		if (recovers) {
			expect(items[HIT].map(({ json }) => json.error)).toEqual(items[HIT].map(() => undefined));
			expect(shapeOf(items[HIT])).toEqual(shapeOf(course.items[HIT]));
			expect(requests).toHaveLength(course.total + sends - 1);
		} else {
			expect([isError(items[HIT]), shapeOf(items[HIT])]).toEqual([true, [['error', 'message', 'details']]]);
			const text = errorText(items[HIT]);
			for (const words of says) expect(text).toMatch(words);
			expect(String(items[HIT][0].json.error)).toContain(`[item ${HIT}]`);
			expect([text, (items[HIT][0].json.details as IDataObject).unclear ?? false]).toEqual([text, unclear]);
			// what the item would have sent afterwards may stay unsent
			const left = course.own - step - 1;
			expect(requests.length).toBeLessThanOrEqual(course.total + sends - 1);
			expect(requests.length).toBeGreaterThanOrEqual(course.total + sends - 1 - left);
		}
		// the same request again, and not another one; of a body that was not read nothing can be said
		const again = requests.slice(course.before + step, course.before + step + sends);
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
