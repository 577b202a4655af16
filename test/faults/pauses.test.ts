import type { IDataObject } from 'n8n-workflow';

import { everySendingOperation, isError, shapeOf } from './trial';

const YEAR_9999 = 'Fri, 31 Dec 9999 23:59:59 GMT';
/** Whatever is sent meets the fault. */
const ALWAYS = 9999;

/** Milliseconds that requests may take on a busy machine. The deadline of a request, 30 s, also moves the hurried clock. */
const LATE = 40_000;
/** Milliseconds of a pause before an attempt that is not made for want of time. */
const SHORT = 1000;

const sum = (waited: number[]): number => waited.reduce((total, pause) => total + pause, 0);

everySendingOperation((walked, harness) => {
	const isRead = walked.operation.effect === 'read';
	const detailsOf = (items: Array<Array<{ json: IDataObject }>>) =>
		items.map(([output]) => (output?.json.details ?? {}) as IDataObject);
	const waits = () => harness().bench.waits.includes(walked.name);

	it.each([
		['429', 'an hour', 429, 3600, '3600 s'],
		['429', 'a day', 429, 86_400, '86400 s'],
		['503', 'an hour', 503, 3600, '3600 s'],
		['429', 'the year 9999', 429, YEAR_9999, YEAR_9999],
		['503', 'the year 9999', 503, YEAR_9999, YEAR_9999],
	] as Array<[string, string, number, number | string, string]>)(
		'%s that asks to wait until %s: nothing waits for it, and nothing else is sent',
		async (_status, _until, status, retryAfter, named) => {
			for (const maxRetryWait of [0, 1]) {
				const faults = [{ status, retryAfter, count: ALWAYS }];
				const { items, requests, waited } = await harness().run(walked, { faults, nodeOptions: { maxRetryWait } });
				const details = detailsOf(items);
				if (waits()) {
					// it may have passed before the limit of the wait
					expect(items.map(isError)).toEqual([true, true, true]);
					continue;
				}
				// a service that carried a payment out may have said 503 all the same
				const first = status === 503 && harness().bench.clearsUp.includes(walked.name) ? 1 : 0;
				if (first === 1) expect(details[0].unclear ?? details[0].notSent).toBe(true);
				for (const [index, { problem, notSent }] of details.entries())
					if (index >= first) expect([index, problem, notSent]).toEqual([index, 'waitTooLong', true]);
				for (const [output] of items) expect(JSON.stringify(output.json)).toContain(named);
				expect(requests).toHaveLength(1);
				expect(sum(waited)).toBeLessThan(SHORT);
			}
		},
	);

	it('a burst of 503 that say when to come back: everything is completed once', async () => {
		const baseline = await harness().baseline(walked);
		const faults = [{ status: 503, retryAfter: 2, count: 4 }];
		const { items, requests, took } = await harness().run(walked, { faults });
		expect(items.map(shapeOf)).toEqual(baseline.items.map(shapeOf));
		const good = requests.filter(({ fault }) => fault === undefined);
		expect([good.length, requests.length]).toEqual([baseline.total, baseline.total + 4]);
		expect(took).toBeGreaterThanOrEqual(8000);
	});

	it('a burst of 503 that do not say when: a read goes on, and of writes at most the one in flight is unknown', async () => {
		const baseline = await harness().baseline(walked);
		const count = isRead ? 4 : 1;
		const { items, requests, waited } = await harness().run(walked, { faults: [{ status: 503, count }] });
		const isClear = isRead || harness().bench.clearsUp.includes(walked.name);
		const details = detailsOf(items);
		for (const index of isClear ? [0, 1, 2] : [1, 2])
			expect([index, details[index], shapeOf(items[index])]).toEqual([index, {}, shapeOf(baseline.items[index])]);
		if (!isClear) expect(details[0]).toMatchObject({ problem: 'outcomeUnknown', unclear: true });
		expect(requests.length).toBeLessThanOrEqual(baseline.total + count + 3);
		expect(sum(waited)).toBeGreaterThan(0);
	});

	it.each([
		['say when to come back', { retryAfter: 1 }],
		['do not', {}],
	])(
		'503 without end that %s: the run ends within Max Retry Wait, and tells what was not sent',
		async (_name, given) => {
			const faults = [{ status: 503, count: ALWAYS, ...given }];
			const { items, requests, took } = await harness().run(walked, { faults, nodeOptions: { maxRetryWait: 2 } });
			expect(items.map(isError)).toEqual([true, true, true]);
			if (waits()) return;
			for (const { unclear, notSent } of detailsOf(items)) expect([unclear, notSent]).toContain(true);
			if (!isRead && !('retryAfter' in given) && !harness().bench.clearsUp.includes(walked.name))
				expect(requests.length).toBeLessThanOrEqual(items.length);
			// one item waits in vain, and the next one tries once
			expect(took).toBeLessThanOrEqual(4000 + LATE);
		},
	);
});
