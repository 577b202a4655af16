import { setTimeout as pause } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';

import { itemsOf } from '../../tools/n8n/execution';
import type { NodeToCreate } from '../../tools/n8n/workflow';
import { isAnotherN8n } from '../anotherN8n';
import { alertBody, ChargebackhitStage, type Listener } from './chargebackhit';
import { ask, end, expectEightInTime, fail, NEUTRAL, ORDER, reply, wait } from './inquiries';

let stage: ChargebackhitStage;
beforeAll(async () => {
	stage = await ChargebackhitStage.open();
});
afterAll(async () => await stage.close());

const listen = async (after: NodeToCreate[], parameters: IDataObject = {}) =>
	await stage.listen({ respond: 'replyInWebhook', ...parameters }, after);

/** The id of the execution that a delivery has started. */
async function running({ workflowId }: Listener): Promise<string> {
	for (;;) {
		const [execution] = await stage.n8n.client.executions(workflowId);
		if (execution) return execution.id;
		await pause(20);
	}
}
async function cancel(listener: Listener): Promise<void> {
	await stage.n8n.client.rest.request('POST', `/rest/executions/${await running(listener)}/stop`);
}
const replies = async (listener: Listener, count = 1) =>
	(await listener.executions(count)).map(
		(execution) => (itemsOf(execution, 'Answer')[0]?.json.reply as IDataObject | undefined)?.replied,
	);

describe('the caller of an inquiry gets one valid outcome where the workflow', () => {
	it('replies in time', async () => {
		// on a busy machine even a quick reply may need more than the default
		const listener = await listen([wait(0.05), reply(), end], { fallbackReplyAfter: 20 });
		const { status, data, contentType } = await ask(listener);
		expect([status, data, contentType]).toEqual([200, ORDER, 'application/json; charset=utf-8']);
		expect(await replies(listener)).toEqual([true]);
	});

	it('replies too late, which Answer the Waiting Alert then tells', async () => {
		const listener = await listen([wait(3), reply(), end]);
		const { status, data, contentType, seconds } = await ask(listener);
		expect([status, data, contentType]).toEqual([200, NEUTRAL, 'application/json; charset=utf-8']);
		// counted up to half a second earlier where n8n is busy
		expect(seconds).toBeGreaterThan(0.6);
		expect(seconds).toBeLessThan(2);
		const [execution] = await listener.executions(1);
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Answer')[0].json.reply).toMatchObject({
			replied: false,
			type: 'inquiry',
			problem: 'replyTooLate',
			reason: expect.stringContaining('1.2 s') as string,
		});
	});

	it.each([
		['fails before replying', [fail, reply()], {}, 'error'],
		['ends without replying', [end], {}, 'success'],
		['fails where its last node was to answer', [fail], { respond: 'lastNode' }, 'error'],
		['ends with something that is no reply', [end], { respond: 'lastNode' }, 'success'],
	] as Array<[string, NodeToCreate[], IDataObject, string]>)('%s: at once', async (_case, after, parameters, ended) => {
		const listener = await listen(after, { ...parameters, fallbackReplyAfter: 20 });
		const { status, data, seconds } = await ask(listener);
		expect([status, data]).toEqual([200, NEUTRAL]);
		expect(seconds).toBeLessThan(10);
		const [execution] = await listener.executions(1);
		expect(execution.status).toBe(ended);
	});

	it('is slow, and its last node was to answer', async () => {
		const listener = await listen([wait(3), end], { respond: 'lastNode' });
		const { status, data, seconds } = await ask(listener);
		expect([status, data]).toEqual([200, NEUTRAL]);
		expect(seconds).toBeLessThan(2);
		expect((await listener.executions(1))[0].status).toBe('success');
	});

	it('is cancelled', async () => {
		const listener = await listen([wait(20), reply()]);
		const asked = ask(listener);
		await cancel(listener);
		const { status, data, seconds } = await asked;
		expect([status, data]).toEqual([200, NEUTRAL]);
		expect(seconds).toBeLessThan(2);
		expect((await listener.executions(1))[0].status).toBe('canceled');
	});

	it('still runs when n8n is shut down', async () => {
		const listener = await listen([wait(3), reply()]);
		const asked = ask(listener);
		await running(listener);
		await stage.n8n.restart();
		const { status, data, seconds } = await asked;
		expect([status, data]).toEqual([200, NEUTRAL]);
		expect(seconds).toBeLessThan(2);
	});

	it('is slow for 8 callers at once: no answer after 2 seconds, and one each', async () => {
		const listener = await listen([wait(3), reply(), end]);
		await ask(listener);
		await expectEightInTime(listener, await listen([end], { events: ['resolved'] }));
		expect(await replies(listener, 17)).toEqual(Array.from({ length: 17 }, () => false));
	});
});

describe('another alert', () => {
	it('waits for the workflow longer than an inquiry', async () => {
		// longer than the default, because a busy machine may need more
		const listener = await listen([wait(3), reply({ outcome: 'reversed' })], { otherFallbackReplyAfter: 20 });
		expect(await ask(listener, 'init-refund')).toMatchObject({
			status: 200,
			data: { outcome: 'reversed', order: { order_id: 'ORDER-1001' } },
		});
		expect(await replies(listener)).toEqual([true]);
	});

	it('stays open where the workflow fails', async () => {
		const listener = await listen([fail, reply()]);
		expect(await ask(listener, 'init-refund')).toMatchObject({ status: 200, data: { outcome: 'pending' } });
		expect(await ask(listener, 'resolved')).toMatchObject({ status: 200, data: { outcome: 'acknowledged' } });
	});

	it('stays open where the workflow is cancelled: it is stored', async () => {
		const listener = await listen([wait(20), reply()]);
		const asked = ask(listener, 'init-refund');
		await cancel(listener);
		expect(await asked).toMatchObject({ status: 200, data: { outcome: 'pending' } });
		expect((await listener.executions(1))[0].status).toBe('canceled');
	});

	it('stays open where the last node, which was to answer, gives nothing', async () => {
		const nothing: NodeToCreate = {
			name: 'Nothing',
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			parameters: { jsCode: 'return [];' },
		};
		const listener = await listen([nothing], { respond: 'lastNode' });
		expect(await ask(listener, 'init-refund')).toMatchObject({ status: 200, data: { outcome: 'pending' } });
		expect((await listener.executions(1))[0].status).toBe('success');
	});
});

describe('Fallback Reply After', () => {
	it('is counted in seconds', async () => {
		const { data, seconds } = await ask(await listen([wait(3), reply()], { fallbackReplyAfter: 0.4 }));
		expect(data).toEqual(NEUTRAL);
		expect(seconds).toBeLessThan(1.1);
	});

	it('0: n8n alone answers, however late or badly', async () => {
		const slow = await ask(await listen([wait(3), reply()], { fallbackReplyAfter: 0 }));
		expect(slow.data).toEqual(ORDER);
		expect(slow.seconds).toBeGreaterThan(2.9);
		const failed = await ask(await listen([fail, reply()], { fallbackReplyAfter: 0 }));
		expect(failed.data).not.toHaveProperty('outcome');
		// before 2.41, n8n gives its words a 200
		if (!isAnotherN8n) expect(failed.status).toBe(500);
	});

	it('a forged inquiry gets 401 and no outcome', async () => {
		const listener = await listen([wait(3), reply()]);
		const { status } = await listener.deliver(alertBody('inquiry'), { signature: 'A'.repeat(171) + '=' });
		expect(status).toBe(401);
		expect(await listener.count()).toBe(0);
	});
});
