import { randomUUID } from 'node:crypto';

import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { SavedCredential } from '../../tools/n8n/client';
import { itemsOf } from '../../tools/n8n/execution';
import { chain } from '../../tools/n8n/workflow';
import type { Installation } from './installation';

interface Sent {
	status?: number | null;
	attempts?: Array<{ status?: number | null }>;
}

/** Every trigger accepts what its service sends to the webhook process, refuses forgeries, and lets a worker do the work. */
export function triggersInQueueMode(installation: () => Installation): void {
	describe('over the webhook process', () => {
		let sandbox: Sandbox;
		let url = '';
		const credentials: SavedCredential[] = [];
		const workflows: string[] = [];
		beforeAll(async () => {
			sandbox = await createSandbox({
				kount: { keyBits: 2048, alertRetryDelays: [], signedRetryDelays: [] },
				klavi: { retryDelays: [] },
				kloutit: { retryDelays: [] },
			});
			url = await sandbox.listen(0);
		});
		afterAll(async () => {
			const { client } = installation();
			for (const id of workflows) await client.deleteWorkflow(id);
			for (const { id } of credentials) await client.deleteCredential(id);
			await sandbox?.close();
		});

		async function credential(type: string, data: IDataObject): Promise<Record<string, { id: string; name: string }>> {
			const { id, name } = await installation().client.createCredential(`Queue ${randomUUID()}`, type, data);
			credentials.push({ id, name, type });
			return { [type]: { id, name } };
		}

		/** Publishes a workflow that begins with a trigger. */
		async function listen(
			trigger: string,
			path: string,
			parameters: IDataObject,
			used?: Record<string, { id: string; name: string }>,
		) {
			const { client } = installation();
			const webhookId = randomUUID();
			const { id } = await client.createWorkflow({
				name: `Queue ${randomUUID()}`,
				nodes: [
					{ name: 'Events', type: `n8n-nodes-chargeback.${trigger}`, webhookId, parameters, credentials: used },
					{ name: 'End', type: 'n8n-nodes-base.noOp' },
				],
				connections: chain('Events', 'End'),
			});
			workflows.push(id);
			await client.activate(id, 120_000);
			const address = client.webhookUrl(webhookId, path);
			await client.webhookReady(address, 60_000);
			return { id, address };
		}

		/** Has the sandbox send an event; resolves with the status of every attempt. */
		async function send(service: string, what: string, order: IDataObject): Promise<Array<number | null | undefined>> {
			const { data } = await axios.post<{ reply?: Sent | null; deliveries?: Sent[] }>(
				`${url}/_sandbox/${service}/${what}`,
				order,
			);
			const deliveries = data.deliveries ?? [data.reply ?? {}];
			return deliveries.flatMap((delivery) => delivery.attempts ?? [delivery]).map(({ status }) => status);
		}

		/** The one execution of a workflow, run by a worker. */
		async function onlyItem(workflowId: string): Promise<IDataObject> {
			const { client, queueMode } = installation();
			const executions = await client.waitForExecutions(workflowId, 1, 120_000);
			expect(executions.map(({ status, mode }) => [status, mode])).toEqual([['success', 'webhook']]);
			expect(queueMode.workerOf(executions[0].id)).toBeDefined();
			return itemsOf(executions[0], 'End')[0].json;
		}

		it('Chargebackhit Trigger', async () => {
			const { publicKey, secretKey } = sandbox.settings.chargebackhit;
			const keys = await credential('chargebackhitApi', {
				publicKey,
				secretKey,
				previousSecretKey: '',
				baseUrl: `${url}/chargebackhit`,
			});
			const { id, address } = await listen('chargebackhitTrigger', 'chargebackhit', {}, keys);
			expect(await send('chargebackhit', 'alerts', { type: 'resolved', url: address, wrongSignature: true })).toEqual([
				401,
			]);
			expect(await send('chargebackhit', 'alerts', { type: 'resolved', url: address })).toEqual([200]);
			expect(await onlyItem(id)).toMatchObject({ provider: 'chargebackhit', event: 'resolved' });
		});

		it('Kloutit Trigger, which main registers and the webhook process verifies', async () => {
			const { apiKey } = sandbox.settings.kloutit;
			const key = await credential('kloutitApi', { apiKey, baseUrl: `${url}/kloutit` });
			const { id, address } = await listen('kloutitTrigger', 'kloutit', { events: ['CASE_CREATED'] }, key);
			const subscriptions = [...sandbox.state.kloutit.subscriptions.values()];
			expect(subscriptions.map(({ targetUrl }) => targetUrl.split('?')[0])).toEqual([address]);
			expect(await send('kloutit', 'events', { event: 'CASE_CREATED', wait: 'all' })).toEqual([200]);
			expect(await onlyItem(id)).toMatchObject({ provider: 'kloutit', event: 'case_created' });
			const forged = await axios.post(
				`${address}?key=${'0'.repeat(64)}`,
				{ eventType: 'CASE_CREATED' },
				{ validateStatus: () => true },
			);
			expect(forged.status).toBe(401);
			await installation().client.deactivate(id);
			const deadline = Date.now() + 120_000;
			while (sandbox.state.kloutit.subscriptions.size > 0 && Date.now() < deadline)
				await new Promise((resolve) => setTimeout(resolve, 100));
			expect(sandbox.state.kloutit.subscriptions.size).toBe(0);
		});

		it('Kount Trigger, chargeback alerts', async () => {
			const { webhookHeaderName: headerName, webhookHeaderValue: headerValue } = sandbox.settings.kount;
			const secret = await credential('kountWebhookApi', { headerName, secret: headerValue, previousSecret: '' });
			const { id, address } = await listen('kountTrigger', 'kount', {}, secret);
			expect(
				await send('kount', 'events', {
					event: 'DISPUTE',
					url: address,
					headerName,
					headerValue: 'w'.repeat(headerValue.length),
					wait: 'all',
				}),
			).toEqual([401]);
			expect(
				await send('kount', 'events', { event: 'DISPUTE', url: address, headerName, headerValue, wait: 'all' }),
			).toEqual([200]);
			expect(await onlyItem(id)).toMatchObject({ provider: 'kount', event: 'alert' });
		});

		it('Kount Trigger, Kount 360 events', async () => {
			const { data } = await axios.get<{ publicKey: string }>(`${url}/_sandbox/kount/public-key`);
			const { id, address } = await listen('kountTrigger', 'kount', { source: 'signed', publicKey: data.publicKey });
			expect(await send('kount', 'signed-events', { url: address, forge: 'changedByte', wait: 'all' })).toEqual([401]);
			expect(await send('kount', 'signed-events', { url: address, wait: 'all' })).toEqual([200]);
			expect(await onlyItem(id)).toMatchObject({ provider: 'kount', event: 'status_changed' });
		});

		it('Klavi Trigger', async () => {
			const { accessKey, secretKey } = sandbox.settings.klavi;
			const keys = { accessKey, secretKey };
			const saved = await credential('klaviApi', {
				...keys,
				previousSecretKey: '',
				environment: 'custom',
				baseUrl: `${url}/klavi`,
				revision: 'instant',
			});
			const { id, address } = await listen('klaviTrigger', 'klavi', {}, saved);
			const api = `${url}/klavi/payment/customer/v1`;
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
			expect(
				await send('klavi', 'events', { paymentId: payment.id, url: address, wait: 'all', wrongSignature: true }),
			).toEqual([401]);
			expect(await send('klavi', 'events', { paymentId: payment.id, url: address, wait: 'all' })).toEqual([200]);
			expect(await onlyItem(id)).toMatchObject({ provider: 'klavi', event: 'payment_status', id: payment.id });
		});
	});
}
