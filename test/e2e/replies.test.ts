import { setTimeout as pause } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';

import { type Execution, itemsOf } from '../../tools/n8n/execution';
import type { NodeToCreate } from '../../tools/n8n/workflow';
import { alertBody, ChargebackhitStage, type Listener } from './chargebackhit';
import { ask, end, reply, wait } from './inquiries';

/** `reply.replied` is true only if an open request was really answered by this node. */

let stage: ChargebackhitStage;
beforeAll(async () => {
	stage = await ChargebackhitStage.open();
});
afterAll(async () => await stage.close());

const listen = async (after: NodeToCreate[], parameters: IDataObject = {}) =>
	await stage.listen({ respond: 'replyInWebhook', ...parameters }, after);
const replyOf = (execution: Execution) => itemsOf(execution, 'Answer')[0]?.json.reply as IDataObject;

/** Fails within four seconds of the alert's arrival, so that only a retry passes it. */
const failsAtFirst: NodeToCreate = {
	name: 'Lookup',
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	parameters: {
		jsCode:
			"if (Date.now() - Date.parse($input.first().json.receivedAt) < 4000) throw new Error('The shop does not respond');\nreturn $input.all();",
	},
};

const notReplied = (problem: string, outcome = 'reversed') => ({
	replied: false,
	outcome,
	type: 'init-refund',
	problem,
	reason: expect.stringMatching(/^Not sent/) as string,
	advice: expect.stringContaining('Alert: Respond') as string,
});

async function retry(listener: Listener, { id }: Execution): Promise<Execution> {
	await pause(4500);
	await stage.n8n.client.rest.request('POST', `/rest/executions/${id}/retry`, { loadWorkflow: false });
	const [, retried] = await listener.executions(2);
	return retried;
}

it('a reply in time: the open request was answered, and the steps after it find the alert where it was', async () => {
	const listener = await listen([reply({ outcome: 'reversed' }), end], { otherFallbackReplyAfter: 20 });
	expect((await ask(listener, 'init-refund')).data).toMatchObject({ outcome: 'reversed' });
	const [execution] = await listener.executions(1);
	const [alert] = itemsOf(execution, 'Alerts');
	expect(itemsOf(execution, 'End')[0].json).toEqual({
		...alert.json,
		reply: {
			replied: true,
			outcome: 'reversed',
			id: alert.json.id,
			type: 'init-refund',
			orderId: 'ORDER-1001',
			sent: { outcome: 'reversed', order: { order_id: 'ORDER-1001' } },
		},
	});
});

describe.each([
	['with the fallback', {}, 'pending'],
	// n8n itself responds: with an error, or in earlier versions with nothing
	['with Fallback Reply After 0', { fallbackReplyAfter: 0 }, undefined],
])('a retry of a failed execution, %s', (_case, parameters, outcome) => {
	it('replies to nobody', async () => {
		const listener = await listen([failsAtFirst, reply({ outcome: 'reversed' }), end], parameters);
		const { data } = await ask(listener, 'init-refund');
		expect((data as IDataObject).outcome).toBe(outcome);
		const [failed] = await listener.executions(1);
		const before = stage.sandbox.journal.requests.length;
		const retried = await retry(listener, failed);
		expect([retried.status, retried.mode]).toEqual(['success', 'retry']);
		expect(replyOf(retried)).toMatchObject(notReplied('replyNotWaiting'));
		expect(stage.sandbox.journal.requests).toHaveLength(before);
	});
});

it('a step executed in the editor with the alert of a production execution, or with one just made up, replies to nobody', async () => {
	const listener = await listen([reply({ outcome: 'reversed' }), end], { otherFallbackReplyAfter: 20 });
	await ask(listener, 'init-refund');
	const [execution] = await listener.executions(1);
	const [{ json: alert }] = itemsOf(execution, 'Alerts');
	for (const pinned of [alert, { ...alert, receivedAt: new Date().toISOString() }]) {
		await stage.n8n.client.updateWorkflow(listener.workflowId, { pinData: { Alerts: [{ json: pinned }] } });
		const id = await stage.n8n.client.runManually(listener.workflowId, 'Alerts', 'Answer');
		const manual = await stage.n8n.client.waitForExecution(id);
		expect(manual.mode).toBe('manual');
		expect(replyOf(manual)).toMatchObject(notReplied('replyNotWaiting'));
	}
});

it('a caller that hung up got no reply', async () => {
	for (const parameters of [{ otherFallbackReplyAfter: 20 }, { fallbackReplyAfter: 0 }]) {
		const listener = await listen([wait(6), reply({ outcome: 'reversed' }), end], parameters);
		const caller = new AbortController();
		const { signal } = caller;
		const delivered = listener.deliver(alertBody('init-refund'), {}, listener.url, { signal });
		delivered.catch(() => undefined);
		while ((await stage.n8n.client.executions(listener.workflowId)).length === 0) await pause(50);
		caller.abort();
		await expect(delivered).rejects.toThrow('canceled');
		const [execution] = await listener.executions(1);
		expect(replyOf(execution)).toMatchObject(notReplied('replyCallerGone'));
	}
});

it('the fallback was faster', async () => {
	const listener = await listen([wait(3), reply({ outcome: 'reversed' }), end], { otherFallbackReplyAfter: 1.5 });
	expect((await ask(listener, 'init-refund')).data).toEqual({ outcome: 'pending' });
	const [execution] = await listener.executions(1);
	expect(replyOf(execution)).toMatchObject(notReplied('replyTooLate'));
});

it('with Fallback Reply After 0, a caller that waits longer than any fallback is answered', async () => {
	const listener = await listen([wait(5), reply({ outcome: 'reversed' }), end], { fallbackReplyAfter: 0 });
	expect((await ask(listener, 'init-refund')).data).toMatchObject({ outcome: 'reversed' });
	expect(replyOf((await listener.executions(1))[0])).toMatchObject({ replied: true });
});

it('a test alert is answered, and told so', async () => {
	const listener = await listen([reply({ outcome: 'not-found' }), end], { otherFallbackReplyAfter: 20 });
	const { client } = stage.n8n;
	await client.listenForTestEvent(listener.workflowId, 'Alerts');
	const url = client.webhookUrl(listener.webhookId, 'chargebackhit', 'test');
	expect((await listener.deliver(alertBody('init-refund'), {}, url)).data).toMatchObject({ outcome: 'not-found' });
	const [execution] = await listener.executions(1);
	expect([execution.mode, replyOf(execution)]).toEqual(['manual', expect.objectContaining({ replied: true })]);
});
