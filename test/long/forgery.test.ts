import fc from 'fast-check';

import type { Delivery } from './forgery/delivery';
import { forgeries } from './forgery/forgeries';
import { type Received, receiver } from './forgery/reception';
import type { Target } from './forgery/target';
import { TRIGGERS } from './forgery/triggers';

const FORGERIES = 10_000;
/** Milliseconds after which a delivery counts as hanging: a body of 16 MB needs far less. */
const PATIENCE = 20_000;
const isAccepted = ({ result }: Received): boolean =>
	result.workflowData !== undefined || result.webhookResponse !== undefined;
/** A refusal is over for the caller: a body with the reason, and nothing left for n8n to answer. */
const saysWhy = ({ isEnded, answer, result }: Received): boolean =>
	isEnded &&
	result.noWebhookResponse === true &&
	typeof (answer as { error?: unknown } | undefined)?.error === 'string';

describe.each(TRIGGERS)('$name', ({ open }) => {
	let target: Target;
	let receive: (delivery: Delivery) => Promise<Received>;
	beforeAll(async () => {
		target = await open();
		receive = await receiver(target);
	});
	afterAll(async () => await target.close());

	it('accepts every genuine delivery', async () => {
		for (const delivery of target.genuine) {
			const received = await receive(delivery);
			expect([received.status, received.isEnded, isAccepted(received)]).toEqual([undefined, false, true]);
		}
	});

	it.each<[string, Partial<Delivery>]>([
		['a form', { isForm: true, headers: { 'content-type': 'multipart/form-data; boundary=x' } }],
		['JSON without its bytes', { reading: 'nothing' }],
		['JSON that cannot be read', { reading: 'failure' }],
	])('refuses %s even if the proof is genuine', async (_case, { headers, ...changes }) => {
		for (const genuine of target.genuine) {
			const received = await receive({ ...genuine, ...changes, headers: { ...genuine.headers, ...headers } });
			// if the proof does not cover the body, the sender is verified, and only the body is wrong
			expect([isAccepted(received), received.status, saysWhy(received)]).toEqual([
				false,
				target.signsBody ? 401 : 400,
				true,
			]);
		}
	});

	it(`refuses ${FORGERIES} forged ones, each with 401, and starts nothing`, async () => {
		const tally = new Map<string, number>();
		await fc.assert(
			fc.asyncProperty(forgeries(target, { inProcess: true }), async ({ kind, delivery }) => {
				const begun = Date.now();
				const received = await receive(delivery());
				tally.set(kind, (tally.get(kind) ?? 0) + 1);
				const took = Date.now() - begun;
				if (isAccepted(received)) throw new Error(`Accepted: ${kind}`);
				if (received.status !== 401) throw new Error(`Answered ${received.status}: ${kind}`);
				if (!saysWhy(received)) throw new Error(`Not answered to the end: ${kind}`);
				if (took > PATIENCE) throw new Error(`Took ${took} ms: ${kind}`);
			}),
			{ numRuns: FORGERIES, endOnFailure: true },
		);
		expect([...tally.values()].reduce((sum, count) => sum + count, 0)).toBe(FORGERIES);
		expect(tally.size).toBeGreaterThan(30);
		for (const delivery of target.genuine) expect(isAccepted(await receive(delivery))).toBe(true);
	}, 900_000);
});
