import type { IDataObject } from 'n8n-workflow';

import type { Expected } from '../../nodes/common/operation';
import { expectedAnswer } from './expected';
import { expectPlayed, holdTo } from './law';
import { everySendingOperation } from './trial';

/** A broken answer, which answers it is good enough for all the same, and what an item says of it. */
interface Breakage {
	name: string;
	fault: (expected: Expected) => IDataObject;
	/** `file`: nothing tells a file cut short from a short file. */
	suffices: Expected[];
	says: RegExp;
}

const BREAKAGES: Breakage[] = [
	{
		name: 'truncated JSON',
		fault: () => ({ malformed: 'truncated' }),
		suffices: ['file'],
		says: /with an incomplete answer instead of JSON/,
	},
	{
		name: 'an HTML page',
		fault: () => ({ malformed: 'html' }),
		suffices: [],
		says: /with an HTML page instead of JSON/,
	},
	{
		name: 'an empty body',
		fault: () => ({ malformed: 'empty' }),
		suffices: ['emptyOrAny', 'anything'],
		says: /with an empty body where .* was expected/,
	},
	{
		name: 'a wrong shape',
		fault: (expected) =>
			expected === 'object' ? { malformed: 'array' } : { body: '"unexpected"', contentType: 'application/json' },
		suffices: ['emptyOrAny', 'anything', 'file'],
		says: /with a (list|single value) where .* was expected/,
	},
];

everySendingOperation((walked, stage) => {
	const isRead = walked.operation.effect === 'read';

	it.each(BREAKAGES)('$name in answer: only a read is sent again', async ({ fault, suffices, says }) => {
		const expected = await expectedAnswer(stage(), walked);
		// 200, since some answers are 204 and have no body that could be broken
		const order = { ...fault(expected), status: 200, afterProcessing: true };
		if (suffices.includes(expected)) {
			const course = await stage().course(walked);
			const { items, requests } = await stage().run(walked, { faults: [{ ...order, skip: course.before }] });
			expect(items.map((outputs) => outputs.map(({ json }) => json.error))).toEqual(
				items.map((outputs) => outputs.map(() => undefined)),
			);
			expect(requests).toHaveLength(course.total);
			expectPlayed(requests, course.before, order);
			return;
		}
		const failing = { recovers: false, sends: 1, says: [says, /may have been carried out/], unclear: true };
		await holdTo(stage(), walked, { fault: order, expectation: isRead ? { recovers: true, sends: 2 } : failing });
		if (isRead)
			await holdTo(stage(), walked, {
				fault: { ...order, count: 3 },
				expectation: { recovers: false, sends: 3, says: [says] },
			});
	});
});
