import { setTimeout as pause } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';

import { problems } from '../../nodes/common/errors/problems';
import { isBatch } from '../../nodes/common/operation';
import { SERVICES, sendingOperations, type Walked } from './services';
import { Harness, type Trial } from './trial';

/** Longer than any of these tests waits. */
const HELD = 20_000;
/** Milliseconds within which no further request arrives. */
const QUIET = 150;

type Summary = Parameters<typeof problems.runCancelled>[1];

const NOTHING: Summary = { completed: [], partly: [], failed: [], unknown: [], notSent: [] };

/** Stops the execution while the service holds its response to so many of the requests after the first ones. */
async function stopWhileHeld(
	harness: Harness,
	walked: Walked,
	held: { before: number; count: number },
	options: Parameters<Harness['attempt']>[1],
): Promise<Trial & { sentAtStop: number }> {
	const { bench } = harness;
	let sentAtStop = 0;
	const trial = await harness.attempt(walked, {
		...options,
		faults: [{ delay: HELD, skip: held.before, count: held.count }],
		started: ({ cancel }) => {
			const stop = async () => {
				while (bench.requests.length <= held.before) await pause(5);
				for (let seen = 0; seen !== bench.requests.length; await pause(QUIET)) seen = bench.requests.length;
				sentAtStop = bench.requests.length;
				cancel();
			};
			void stop();
		},
	});
	await pause(QUIET);
	return { ...trial, sentAtStop };
}

/** What the error of a stopped run says of its items: without their names, which are the samples' own. */
const summaryIn = (trial: Trial): string => String(trial.error?.description).split(' Look these up in ', 1)[0];
const summary = (service: string, states: Partial<Summary>): string =>
	problems.runCancelled(service, { ...NOTHING, ...states }, []).advice;
const toContinue = problems.runStopped(NOTHING).advice;

const writes = SERVICES.map((service) => ({
	service,
	name: service.name,
	operations: sendingOperations(service).filter(({ operation }) => operation.effect === 'write'),
})).filter(({ operations }) => operations.length > 0);

describe.each(writes)('$name', ({ service, operations }) => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.open(service);
	});
	afterAll(async () => await harness.close());

	describe.each(operations)('$name, stopped while the service holds its response', (walked) => {
		/** The last request of an item is the write itself. */
		const lastOf = async (items: number) => (await harness.run(walked, { items })).requests.length - 1;

		it('alone: it is unknown whether it was completed', async () => {
			const before = await lastOf(1);
			const held = { before, count: 1 };
			const { error, requests, sentAtStop } = await stopWhileHeld(harness, walked, held, { items: 1 });
			expect(requests).toHaveLength(sentAtStop);
			const { message, advice } = problems.stoppedWhileSending(harness.bench.name, true);
			if (harness.bench.clearsUp.includes(walked.name)) expect(error?.message).toContain(message);
			else expect([error?.message, error?.description]).toEqual([message, advice]);

			const onError = 'continueRegularOutput';
			const { items } = await stopWhileHeld(harness, walked, held, { items: 1, onError });
			const details = items[0][0].json.details as IDataObject;
			expect(details.unclear).toBe(true);
			if (!harness.bench.clearsUp.includes(walked.name)) expect(details.problem).toBe('stoppedWhileSending');
		});

		it('the second of three: the first is completed, the second unknown, the third was not sent', async () => {
			const { before, own } = await harness.baseline(walked);
			const held = { before: before + own - 1, count: 1 };
			const stopped = await stopWhileHeld(harness, walked, held, {});
			expect(stopped.error?.message).toBe(problems.runCancelled('', NOTHING, []).message);
			expect(summaryIn(stopped)).toBe(summary(harness.bench.name, { completed: [0], unknown: [1], notSent: [2] }));
			expect(stopped.error?.description).not.toContain(toContinue);
			expect(stopped.requests).toHaveLength(stopped.sentAtStop);

			const { items } = await stopWhileHeld(harness, walked, held, { onError: 'continueRegularOutput' });
			const [first, second, third] = items.map(([{ json }]) => json.details as IDataObject | undefined);
			expect(first).toBeUndefined();
			expect(second).toMatchObject({ unclear: true });
			expect(third).toEqual({ problem: 'executionStopped' });
		});

		it('three at once: those in flight are unknown', async () => {
			const { before, own } = await harness.baseline(walked);
			// of several requests for each item, those of different items arrive in any order
			if (own > 1 && !isBatch(walked.operation)) return;
			const first = before - own;
			const nodeOptions = { maxConcurrentRequests: 10, batchSize: 3 };
			const stopped = await stopWhileHeld(harness, walked, { before: first, count: 3 }, { nodeOptions });
			const inFlight = isBatch(walked.operation) ? 3 : stopped.sentAtStop - first;
			const indexes = [0, 1, 2];
			expect(summaryIn(stopped)).toBe(
				summary(harness.bench.name, { unknown: indexes.slice(0, inFlight), notSent: indexes.slice(inFlight) }),
			);
			expect(stopped.requests).toHaveLength(stopped.sentAtStop);
		});
	});
});
