import type { IDataObject } from 'n8n-workflow';

import { isBatch } from '../../nodes/common/operation';
import { SERVICES, sendingOperations } from './services';
import { Harness, isError } from './trial';

/** The items of one batch are sent together, and fail together. */
const batches = SERVICES.map((service) => ({
	service,
	name: service.name,
	operations: sendingOperations(service).filter(({ operation }) => isBatch(operation)),
})).filter(({ operations }) => operations.length > 0);

describe.each(batches)('$name', ({ service, operations }) => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.open(service);
	});
	afterAll(async () => await harness.close());

	describe.each(operations)('$name', (walked) => {
		const isRead = walked.operation.effect === 'read';
		const run = async (faults: IDataObject[] = [], batchSize = 3) =>
			await harness.run(walked, { faults, nodeOptions: { batchSize } });

		it('sends three items in one request', async () => {
			const { requests, items } = await run();
			const alone = await run([], 1);
			expect(alone.requests.length - requests.length).toBe(2);
			expect(items.flat().map(({ json }) => json.error)).toEqual(items.flat().map(() => undefined));
		});

		it.each([
			['429', { status: 429, retryAfter: 2 }],
			['429 without Retry-After', { status: 429 }],
			['503 with Retry-After', { status: 503, retryAfter: 2 }],
		])('waits and sends the batch again after %s', async (_case, fault) => {
			const { requests, items } = await run([{ ...fault, skip: (await run()).requests.length - 1 }]);
			expect(requests).toHaveLength((await run()).requests.length + 1);
			expect(items.flat().some(({ json }) => json.error !== undefined)).toBe(false);
		});

		it.each<[string, IDataObject, string]>([
			['408', { status: 408 }, 'outcomeUnknown'],
			['500 after it was completed', { status: 500, afterProcessing: true }, 'outcomeUnknown'],
			['503', { status: 503 }, 'outcomeUnknown'],
			['a reset', { reset: 'after' }, 'connectionLost'],
			['truncated JSON', { malformed: 'truncated' }, 'incompleteJson'],
		])('after %s sends only a read again, and every item of the batch says so', async (_case, fault, problem) => {
			const clean = (await run()).requests.length;
			const { requests, items } = await run([{ ...fault, skip: clean - 1 }]);
			expect(requests).toHaveLength(isRead ? clean + 1 : clean);
			if (isRead) return;
			for (const outputs of items) {
				expect(isError(outputs)).toBe(true);
				expect(outputs[0].json.details).toMatchObject({ problem, unclear: true });
			}
		});

		it('fails alone: the items of the other batches are unharmed', async () => {
			const before = (await harness.run(walked, { items: 2, nodeOptions: { batchSize: 2 } })).requests.length;
			const clean = await run([], 2);
			const { requests, items } = await run([{ status: 422, count: 2, skip: before }], 2);
			expect(items.map(isError)).toEqual([false, false, true]);
			expect(requests).toHaveLength(clean.requests.length);
		});
	});
});
