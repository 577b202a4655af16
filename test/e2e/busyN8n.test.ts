import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { SavedCredential } from '../../tools/n8n/client';
import { itemsOf } from '../../tools/n8n/execution';
import { chain } from '../../tools/n8n/workflow';
import { alertBody, ChargebackhitStage, type Listener } from './chargebackhit';
import { type OwnN8n, startOwnN8n } from './harness/ownN8n';
import { ask, end, NEUTRAL, reply, set, wait } from './inquiries';

jest.setTimeout(300_000);

/** Seconds after which a sender gives up, and sends the event again. */
const PATIENCE = 5;
/** Seconds within which an inquiry must be answered. */
const INQUIRY_LIMIT = 2;

/** Another workflow, which takes a slot for 20 seconds. */
async function holdSlot({ client }: OwnN8n): Promise<void> {
	const webhookId = randomUUID();
	const { id } = await client.createWorkflow({
		name: `Holds a slot ${randomUUID()}`,
		nodes: [
			{
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				webhookId,
				parameters: { httpMethod: 'POST', path: webhookId },
			},
			wait(20),
		],
		connections: chain('Webhook', 'Slow'),
	});
	await client.activate(id);
	const url = `${client.url}/webhook/${webhookId}`;
	await client.webhookReady(url);
	await axios.post(url, {});
	for (;;) {
		const [execution] = await client.executions(id);
		if (execution?.status === 'running') return;
		await pause(20);
	}
}

/** Sends an alert as a sender that gives up after 5 seconds does: until it has a 2xx. */
async function sendUntilAccepted(listener: Listener, body: string) {
	for (let sends = 1; ; sends++) {
		const begun = performance.now();
		const { status, data } = await listener
			.deliver(body, {}, listener.url, { timeout: PATIENCE * 1000 })
			.catch(() => ({ status: 0, data: undefined as unknown }));
		if (status >= 200 && status < 300)
			return { sends, data: data as IDataObject, seconds: (performance.now() - begun) / 1000 };
	}
}

/** How many executions a workflow has, once none is under way: n8n lists at most 100 of them, but counts all. */
async function executionsOf(n8n: OwnN8n, workflowId: string): Promise<number> {
	for (;;) {
		const count = async (status?: string[]) => {
			const filter = JSON.stringify({ workflowId, ...(status ? { status } : {}) });
			const { results, count: total } = await n8n.client.rest.request<{ results: unknown[]; count: number }>(
				'GET',
				'/rest/executions',
				undefined,
				{ limit: 100, filter },
			);
			return Math.max(total, results.length);
		};
		if ((await count(['new', 'running', 'waiting'])) === 0) return await count(['success']);
		await pause(500);
	}
}

describe('one slot, which another workflow holds for 20 seconds', () => {
	let n8n: OwnN8n;
	let stage: ChargebackhitStage;
	beforeAll(async () => {
		n8n = await startOwnN8n({ N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' });
		stage = await ChargebackhitStage.open(n8n);
	});
	afterAll(async () => {
		await stage?.close();
		await n8n?.close();
	});

	it('Chargebackhit Trigger: a sender that gives up after 5 s has its answer, and each alert has one execution', async () => {
		const outcome = { outcome: 'acknowledged', order: { order_id: 'ORDER-1001' } };
		const modes = {
			immediately: await stage.listen({ refundOutcome: 'reverse-error' }, [end]),
			replyInWebhook: await stage.listen({ respond: 'replyInWebhook' }, [reply({ outcome: 'acknowledged' }), end]),
			lastNode: await stage.listen({ respond: 'lastNode' }, [set(outcome)]),
		};
		await ask(modes.immediately, 'resolved');
		await holdSlot(n8n);
		const inquiries = await Promise.all(
			Object.values(modes).map(async (listener) => await sendUntilAccepted(listener, alertBody('inquiry'))),
		);
		const refunds = await Promise.all(
			Object.values(modes).map(async (listener) => await sendUntilAccepted(listener, alertBody('init-refund'))),
		);
		expect(inquiries.map(({ sends, data }) => [sends, data])).toEqual(inquiries.map(() => [1, NEUTRAL]));
		for (const { seconds } of inquiries) expect(seconds).toBeLessThan(INQUIRY_LIMIT);
		// the outcome that the user chose, or none: a workflow that has not started has decided nothing
		expect(refunds.map(({ sends, data }) => [sends, data])).toEqual([
			[1, { outcome: 'reverse-error' }],
			[1, { outcome: 'pending' }],
			[1, { outcome: 'pending' }],
		]);
		for (const { seconds } of refunds) {
			// stored first: n8n has had time for it
			expect(seconds).toBeGreaterThan(1.5);
			expect(seconds).toBeLessThan(PATIENCE);
		}

		expect(await executionsOf(n8n, modes.immediately.workflowId)).toBe(3);
		expect(await executionsOf(n8n, modes.lastNode.workflowId)).toBe(2);
		const late = await modes.replyInWebhook.executions(2);
		expect(late.map((execution) => itemsOf(execution, 'Answer')[0].json)).toEqual(
			late.map(() => expect.objectContaining({ reply: expect.objectContaining({ replied: false }) as unknown })),
		);
	});

	describe('the other triggers', () => {
		let sandbox: Sandbox;
		let url = '';
		const saved: SavedCredential[] = [];
		beforeAll(async () => {
			sandbox = await createSandbox({
				kount: { keyBits: 2048, alertRetryDelays: [], signedRetryDelays: [] },
				klavi: { retryDelays: [] },
				kloutit: { retryDelays: [] },
			});
			url = await sandbox.listen(0);
		});
		afterAll(async () => {
			for (const { id } of saved) await n8n.client.deleteCredential(id);
			await sandbox?.close();
		});

		async function listen(service: string, parameters: IDataObject, type?: string, data: IDataObject = {}) {
			const credential = type === undefined ? undefined : await n8n.client.createCredential(randomUUID(), type, data);
			if (credential) saved.push(credential);
			const webhookId = randomUUID();
			const { id } = await n8n.client.createWorkflow({
				name: `Busy ${randomUUID()}`,
				nodes: [
					{
						name: 'Events',
						type: `n8n-nodes-chargeback.${service}Trigger`,
						webhookId,
						parameters,
						...(credential ? { credentials: { [credential.type]: credential } } : {}),
					},
					end,
				],
				connections: chain('Events', 'End'),
			});
			await n8n.client.activate(id);
			const address = n8n.client.webhookUrl(webhookId, service);
			await n8n.client.webhookReady(address);
			stage.workflows.push(id);
			return { id, address };
		}

		/** Has the sandbox send an event: the status of each attempt, and how long it took. */
		async function send(service: string, what: string, order: IDataObject) {
			const begun = performance.now();
			const { data } = await axios.post<{ deliveries?: Array<{ attempts?: Array<{ status: number }> }> }>(
				`${url}/_sandbox/${service}/${what}`,
				{ wait: 'all', ...order },
			);
			const attempts = (data.deliveries ?? []).flatMap((delivery) => delivery.attempts ?? []);
			return { statuses: attempts.map(({ status }) => status), seconds: (performance.now() - begun) / 1000 };
		}

		it('Kount, Kloutit and Klavi: answered in time, one execution an event', async () => {
			const { kount, kloutit, klavi } = sandbox.settings;
			const { webhookHeaderName: headerName, webhookHeaderValue: headerValue } = kount;
			const { data: kountKey } = await axios.get<{ publicKey: string }>(`${url}/_sandbox/kount/public-key`);
			const header = { headerName, secret: headerValue, previousSecret: '' };
			const alerts = await listen('kount', {}, 'kountWebhookApi', header);
			const signed = await listen('kount', { source: 'signed', publicKey: kountKey.publicKey });
			const kloutitKey = { apiKey: kloutit.apiKey, baseUrl: `${url}/kloutit` };
			const cases = await listen('kloutit', { events: ['CASE_CREATED'] }, 'kloutitApi', kloutitKey);
			const { accessKey, secretKey } = klavi;
			const klaviKeys = { accessKey, secretKey, environment: 'custom', baseUrl: `${url}/klavi`, revision: 'instant' };
			const payments = await listen('klavi', {}, 'klaviApi', klaviKeys);
			const paymentId = await createPayment(`${url}/klavi/payment/customer/v1`, { accessKey, secretKey });
			await holdSlot(n8n);
			const sent = await Promise.all([
				send('kount', 'events', { event: 'DISPUTE', url: alerts.address, headerName, headerValue }),
				send('kount', 'signed-events', { url: signed.address }),
				send('kloutit', 'events', { event: 'CASE_CREATED' }),
				send('klavi', 'events', { paymentId, url: payments.address }),
			]);
			expect(sent.map(({ statuses }) => statuses)).toEqual(sent.map(() => [200]));
			for (const { seconds } of sent) {
				expect(seconds).toBeGreaterThan(1.5);
				expect(seconds).toBeLessThan(PATIENCE);
			}
			for (const { id } of [alerts, signed, cases, payments]) expect(await executionsOf(n8n, id)).toBe(1);
		});
	});

	it('n8n is killed while alerts wait for a slot: they run after its start, and nobody is told that they were answered', async () => {
		const listener = await stage.listen({ respond: 'replyInWebhook', otherFallbackReplyAfter: 25 }, [
			reply({ outcome: 'reversed' }),
			end,
		]);
		await holdSlot(n8n);
		const cutOff = [1, 2].map(async () => await listener.deliver(alertBody('init-refund')).catch(() => 'cut off'));
		while ((await n8n.client.executions(listener.workflowId)).length < 2) await pause(50);
		await n8n.kill();
		expect(await Promise.all(cutOff)).toEqual(['cut off', 'cut off']);
		await n8n.start();
		const executions = await listener.executions(2);
		expect(executions.map((execution) => itemsOf(execution, 'Answer')[0]?.json.reply)).toEqual(
			executions.map(() =>
				expect.objectContaining({
					replied: false,
					outcome: 'reversed',
					problem: 'replyNotWaiting',
					advice: expect.stringContaining('Alert: Respond') as string,
				}),
			),
		);
	});
});

describe('a burst of 200 alerts at a limit of 5', () => {
	const SENDERS = 8;
	let n8n: OwnN8n;
	let stage: ChargebackhitStage;
	beforeAll(async () => {
		n8n = await startOwnN8n({ N8N_CONCURRENCY_PRODUCTION_LIMIT: '5' });
		stage = await ChargebackhitStage.open(n8n);
	});
	afterAll(async () => {
		await stage?.close();
		await n8n?.close();
	});

	it('is answered in time, inquiries among them, and leaves one execution an alert', async () => {
		// two seconds of work for each alert: 200 of them keep 5 slots busy for 80 seconds
		const listeners = [
			await stage.listen({}, [wait(2), end]),
			await stage.listen({ respond: 'replyInWebhook' }, [wait(2), reply(), end]),
		];
		for (const listener of listeners) await ask(listener, 'resolved');
		const alerts = Array.from({ length: 200 }, (_, index) => ({
			listener: listeners[index % 2],
			type: index % 4 < 2 ? 'inquiry' : 'init-refund',
		}));
		const answers: Array<{ type: string; sends: number; seconds: number; outcome: unknown }> = [];
		const work = async (): Promise<void> => {
			for (let next = alerts.shift(); next; next = alerts.shift()) {
				const { sends, seconds, data } = await sendUntilAccepted(next.listener, alertBody(next.type));
				answers.push({ type: next.type, sends, seconds, outcome: data.outcome });
			}
		};
		await Promise.all(Array.from({ length: SENDERS }, work));

		expect(answers).toHaveLength(200);
		expect(answers.filter(({ sends }) => sends > 1)).toEqual([]);
		const late = answers.filter(({ type, seconds }) => type === 'inquiry' && seconds > INQUIRY_LIMIT);
		expect(late).toEqual([]);
		for (const listener of listeners) expect(await executionsOf(n8n, listener.workflowId)).toBe(101);
	});
});

/** A payment of the sandbox, which its events are about. */
async function createPayment(api: string, keys: IDataObject): Promise<string> {
	const { data: token } = await axios.post<{ accessToken: string }>(`${api}/auth`, keys);
	const body = {
		clientRequestId: `R-${randomUUID()}`,
		institutionId: 'c8f0bf49-4744-4933-8960-7add6e590841',
		initType: 'PIX_DICT',
		proxy: '+5511987654321',
		customer: { identifierType: 'CPF', identifier: '12345678901' },
		amount: '1333.04',
		currency: 'BRL',
		redirectUrl: 'https://shop.example.com/',
	};
	const { data: payment } = await axios.post<{ id: string }>(`${api}/instant/payments`, body, {
		headers: { authorization: `Bearer ${token.accessToken}` },
	});
	return payment.id;
}
