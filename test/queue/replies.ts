import { setTimeout as pause } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';

import { type Execution, itemsOf } from '../../tools/n8n/execution';
import type { NodeToCreate } from '../../tools/n8n/workflow';
import { alertBody, ChargebackhitStage, type Listener } from '../e2e/chargebackhit';
import { ask, end, expectEightInTime, fail, JSON_TYPE, NEUTRAL, ORDER, reply, set, wait } from '../e2e/inquiries';
import type { Installation } from './installation';

/** Seconds, far more than an immediate response needs, even on a busy machine. */
const LONG = 25;

/** The answer to an alert reaches the caller from whichever process makes it; an inquiry is never left without one. */
export function repliesInQueueMode(installation: () => Installation): void {
	describe('the answer to an alert', () => {
		let stage: ChargebackhitStage;
		beforeAll(async () => {
			stage = await ChargebackhitStage.open();
		});
		afterAll(async () => await stage?.close());

		const listen = async (respond: string, after: NodeToCreate[], parameters: IDataObject = {}) =>
			await stage.listen({ respond, fallbackReplyAfter: LONG, ...parameters }, after);

		const only = async (listener: Listener): Promise<Execution> => {
			const executions = await listener.executions(1);
			expect(executions).toHaveLength(1);
			return executions[0];
		};
		const repliedIn = (execution: Execution) =>
			(itemsOf(execution, 'Answer')[0]?.json.reply as IDataObject | undefined)?.replied;

		/** Resolves with the execution's id once a worker has begun with it. */
		async function underWay(listener: Listener): Promise<string> {
			for (;;) {
				const [execution] = await stage.n8n.client.executions(listener.workflowId);
				if (execution !== undefined && installation().queueMode.workerOf(execution.id) !== undefined)
					return execution.id;
				await pause(20);
			}
		}

		describe('a reply across processes', () => {
			it('Immediately', async () => {
				const listener = await listen('immediately', [end], { refundOutcome: 'reversed' });
				expect(await ask(listener, 'init-refund')).toMatchObject({ status: 200, data: { outcome: 'reversed' } });
				expect((await only(listener)).status).toBe('success');
			});

			it('Using "Answer the Waiting Alert", after 50 ms of work', async () => {
				const listener = await listen('replyInWebhook', [wait(0.05), reply(), end]);
				expect(await ask(listener)).toMatchObject({ status: 200, data: ORDER, contentType: JSON_TYPE });
				expect(repliedIn(await only(listener))).toBe(true);
			});

			it('When Last Node Finishes', async () => {
				const listener = await listen('lastNode', [
					wait(0.05),
					set({ outcome: 'reversed', order: { order_id: 'Ä-1' } }),
				]);
				expect(await ask(listener, 'init-refund')).toMatchObject({
					status: 200,
					data: { outcome: 'reversed', order: { order_id: 'Ä-1' } },
				});
				expect((await only(listener)).status).toBe('success');
			});
		});

		it('of 8 deliveries of one alert at once, Remove Duplicates lets one through, whichever workers they are on', async () => {
			const once: NodeToCreate = {
				name: 'Once',
				type: 'n8n-nodes-base.removeDuplicates',
				typeVersion: 2,
				parameters: {
					operation: 'removeItemsSeenInPreviousExecutions',
					logic: 'removeItemsWithAlreadySeenKeyValues',
					dedupeValue: '={{ $json.deliveryId }}',
					options: {},
				},
			};
			const listener = await listen('immediately', [once, end]);
			const body = alertBody('resolved');
			const answers = await Promise.all(Array.from({ length: 8 }, async () => await listener.deliver(body)));
			expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
			const executions = await listener.executions(8);
			expect(executions.flatMap((execution) => itemsOf(execution, 'End'))).toHaveLength(1);
		});

		describe('the caller of an inquiry gets one valid outcome if the workflow', () => {
			it.each([
				['fails before replying', 'replyInWebhook', [fail, reply()], 'error'],
				['ends without replying', 'replyInWebhook', [end], 'success'],
				['fails although its last node should reply', 'lastNode', [fail], 'error'],
				['ends with something that is no reply', 'lastNode', [set({ sum: 1 })], 'success'],
			] as Array<[string, string, NodeToCreate[], string]>)('%s: at once', async (_case, respond, after, ended) => {
				const listener = await listen(respond, after);
				const answer = await ask(listener);
				expect(answer).toMatchObject({ status: 200, data: NEUTRAL, contentType: JSON_TYPE });
				expect(answer.seconds).toBeLessThan(LONG - 5);
				expect((await only(listener)).status).toBe(ended);
			});

			it('replies after 3 s: the fallback was faster, and Answer the Waiting Alert reports it', async () => {
				const listener = await listen('replyInWebhook', [wait(3), reply(), end], { fallbackReplyAfter: 1.2 });
				const answer = await ask(listener);
				expect(answer).toMatchObject({ status: 200, data: NEUTRAL, contentType: JSON_TYPE });
				expect(answer.seconds).toBeLessThan(2);
				const execution = await only(listener);
				expect([execution.status, repliedIn(execution)]).toEqual(['success', false]);
			});

			it('ends after 3 s, and its last node should reply', async () => {
				const listener = await listen('lastNode', [wait(3), set({ outcome: 'acknowledged' })], {
					fallbackReplyAfter: 1.2,
				});
				const answer = await ask(listener);
				expect(answer).toMatchObject({ status: 200, data: NEUTRAL, contentType: JSON_TYPE });
				expect(answer.seconds).toBeLessThan(2);
				expect((await only(listener)).status).toBe('success');
			});

			it('is slow for 8 callers at once: no answer after 2 s, each exactly one valid outcome', async () => {
				const listener = await listen('replyInWebhook', [wait(3), reply(), end], { fallbackReplyAfter: 1.2 });
				await ask(listener);
				await expectEightInTime(listener, await listen('replyInWebhook', [end], { events: ['resolved'] }));
				const executions = await listener.executions(17);
				expect(executions.map(repliedIn)).toEqual(Array.from({ length: 17 }, () => false));
			});

			it('is cancelled', async () => {
				const listener = await listen('replyInWebhook', [wait(20), reply()], { fallbackReplyAfter: 2 });
				const asked = ask(listener);
				await stage.n8n.client.rest.request('POST', `/rest/executions/${await underWay(listener)}/stop`);
				expect(await asked).toMatchObject({ status: 200, data: NEUTRAL, contentType: JSON_TYPE });
				expect((await only(listener)).status).toBe('canceled');
			});

			it('loses its worker', async () => {
				const listener = await listen('replyInWebhook', [wait(20), reply()], { fallbackReplyAfter: 2 });
				const asked = ask(listener);
				const worker = installation().queueMode.workerOf(await underWay(listener));
				await worker?.kill();
				expect(await asked).toMatchObject({ status: 200, data: NEUTRAL, contentType: JSON_TYPE });
				await worker?.restart();
			});

			it('still runs when its worker is shut down: the worker ends it first', async () => {
				const listener = await listen('replyInWebhook', [wait(3), reply()]);
				const asked = ask(listener);
				const worker = installation().queueMode.workerOf(await underWay(listener));
				await worker?.restart();
				expect(await asked).toMatchObject({ status: 200, data: ORDER, contentType: JSON_TYPE });
				expect(repliedIn(await only(listener))).toBe(true);
			});

			it('still runs when the webhook process, with which the caller waits, is shut down', async () => {
				const listener = await listen('replyInWebhook', [wait(5), reply(), end], { fallbackReplyAfter: 2 });
				const asked = ask(listener);
				await underWay(listener);
				await installation().queueMode.webhook.restart();
				expect(await asked).toMatchObject({ status: 200, data: NEUTRAL, contentType: JSON_TYPE });
				expect((await only(listener)).status).toBe('success');
			});

			it('runs while main is shut down', async () => {
				const listener = await listen('replyInWebhook', [wait(0.05), reply(), end]);
				const { main } = installation().queueMode;
				await main.stop();
				const answer = await ask(listener);
				await main.restart();
				expect(answer).toMatchObject({ status: 200, data: ORDER, contentType: JSON_TYPE });
				expect(repliedIn(await only(listener))).toBe(true);
			});
		});
	});
}
