import type { IDataObject } from 'n8n-workflow';

import type { Expected } from '../../nodes/common/operation';
import { problemOf } from '../anotherN8n';
import { expectedResponse } from './expected';
import { expectPlayed, holdTo } from './law';
import { everySendingOperation } from './trial';

/** A broken response, the expectations that it meets anyway, and the problem that an item reports otherwise. */
interface Breakage {
	name: string;
	fault: (expected: Expected) => IDataObject;
	/** `file`: a truncated file cannot be told from a short one. */
	suffices: Expected[];
	problem: string;
}

const BREAKAGES: Breakage[] = [
	{
		name: 'truncated JSON',
		fault: () => ({ malformed: 'truncated' }),
		suffices: ['file'],
		problem: 'incompleteJson',
	},
	{
		name: 'an HTML page',
		fault: () => ({ malformed: 'html' }),
		suffices: [],
		problem: 'notJson',
	},
	{
		name: 'an empty body',
		fault: () => ({ malformed: 'empty' }),
		suffices: ['emptyOrAny', 'anything'],
		problem: 'wrongShape',
	},
	{
		name: 'a wrong shape',
		fault: (expected) =>
			expected === 'object' ? { malformed: 'array' } : { body: '"unexpected"', contentType: 'application/json' },
		suffices: ['emptyOrAny', 'anything', 'file'],
		problem: 'wrongShape',
	},
];

/** The problem of operations whose response says yes or no in certain words, for other words. */
const ONLY_CERTAIN_WORDS: Record<string, string> = { 'event:verify': 'verdictUnclear' };

everySendingOperation((walked, harness) => {
	const isRead = walked.operation.effect === 'read';

	it.each(BREAKAGES)('$name in the response: only a read is sent again', async ({ fault, suffices, problem }) => {
		const expected = await expectedResponse(harness(), walked);
		// 200, since some responses are 204 and have no body that could be broken
		const order = { ...fault(expected), status: 200, afterProcessing: true };
		if (suffices.includes(expected)) {
			const baseline = await harness().baseline(walked);
			const { items, requests } = await harness().run(walked, { faults: [{ ...order, skip: baseline.before }] });
			// any body is a valid response, except where only certain words are an answer
			const problems = items.flatMap((outputs) => outputs.map(({ json }) => problemOf(json)));
			expect([undefined, ONLY_CERTAIN_WORDS[walked.name]]).toEqual(expect.arrayContaining(problems));
			expect(requests).toHaveLength(baseline.total);
			expectPlayed(requests, baseline.before, order);
			return;
		}
		const failing = { recovers: false, sends: 1, problem, httpCode: '200', unclear: true };
		await holdTo(harness(), walked, { fault: order, expectation: isRead ? { recovers: true, sends: 2 } : failing });
		if (isRead)
			await holdTo(harness(), walked, {
				fault: { ...order, count: 3 },
				expectation: { recovers: false, sends: 3, problem, httpCode: '200' },
			});
	});
});
