import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { problems } from '../../nodes/Klavi/problems';
import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { SavedCredential } from '../../tools/n8n/client';
import { type Execution, errorOf, itemsOf } from '../../tools/n8n/execution';
import { chain, type NodeToCreate } from '../../tools/n8n/workflow';
import { KountStage } from '../e2e/kount';
import { PIX_PAYMENT } from '../pixPayment';
import type { Installation } from './installation';

/** The queue chooses which of two free workers runs an execution: this many tries until both had one. */
const TRIES = 10;
/** Items of each of two runs. */
const SHARE = 25;
/** Requests that a run has under way at once, at most. */
const AT_ONCE = 10;

/** A token that one worker has fetched serves the others. */
export function tokensInQueueMode(installation: () => Installation): void {
	const workersOf = (...executions: Execution[]): Set<unknown> =>
		new Set(executions.map(({ id }) => installation().queueMode.workerOf(id)).filter((worker) => worker !== undefined));

	describe('Kount: 50 items on 2 workers', () => {
		let stage: KountStage;
		beforeAll(async () => {
			stage = await KountStage.open();
		});
		afterAll(async () => await stage?.close());
		beforeEach(() => stage.sandbox.reset());

		const rows = Array.from({ length: SHARE }, (_, number) => ({
			orderNumber: `A-${number}`,
			orderDateTime: '2026-01-31T10:00:00Z',
			orderTotal: 4409,
		}));
		const UPLOAD = {
			resource: 'transaction',
			operation: 'upload',
			transactionSource: 'items',
			options: { batchSize: 1 },
		};
		const get = () => ({
			resource: 'order',
			operation: 'get',
			orderId: [...stage.sandbox.state.kount.orders.keys()][0],
		});
		const statuses = () => stage.requests.map(({ status }) => status ?? 0);

		/** Two runs at once. @returns the token calls they made, and on how many workers they were */
		async function pair(credential: SavedCredential, parameters: IDataObject) {
			const before = (await stage.tokenCalls()).total;
			const executions = await Promise.all([1, 2].map(async () => await stage.run(credential, parameters, rows)));
			for (const execution of executions) {
				expect([execution.status, errorOf(execution)]).toEqual(['success', undefined]);
				expect(itemsOf(execution, 'Node')).toHaveLength(SHARE);
			}
			return { tokenCalls: (await stage.tokenCalls()).total - before, workers: workersOf(...executions).size };
		}

		it.each<[string, () => IDataObject]>([
			['reads (Order: Get)', get],
			['writes (Transaction: Upload, one a request)', () => UPLOAD],
		])('%s: at most 2 token calls, fresh or expired, then none', async (_name, parameters) => {
			let shared = 0;
			for (let tries = 0; tries < TRIES && shared === 0; tries++) {
				stage.sandbox.reset();
				const credential = await stage.credential();
				expect((await pair(credential, parameters())).tokenCalls).toBeLessThanOrEqual(2);
				expect((await pair(credential, parameters())).tokenCalls).toBe(0);
				await stage.control('post', 'tokens/expire', {});
				const answered = stage.requests.length;
				const { tokenCalls, workers } = await pair(credential, parameters());
				expect(tokenCalls).toBeGreaterThan(0);
				expect(tokenCalls).toBeLessThanOrEqual(2);
				const afterExpiry = statuses().slice(answered);
				expect(afterExpiry.filter((status) => status < 300)).toHaveLength(2 * SHARE);
				// each run sends its first requests together, all with the token that has ended
				expect(afterExpiry.filter((status) => status === 401).length).toBeLessThanOrEqual(2 * AT_ONCE);
				if (workers === 2) shared++;
			}
			expect(shared).toBe(1);
		});
	});

	describe('Klavi: the token of a payment stays with the worker that created it', () => {
		let sandbox: Sandbox;
		let url = '';
		const workflows: string[] = [];
		beforeAll(async () => {
			sandbox = await createSandbox({ klavi: { stepTime: 50, retryDelays: [] } });
			url = await sandbox.listen(0);
		});
		afterAll(async () => {
			for (const id of workflows) await installation().client.deleteWorkflow(id);
			await sandbox?.close();
		});
		beforeEach(() => sandbox.reset());

		/** A credential that has no token yet. */
		async function newCredential(): Promise<SavedCredential> {
			const { accessKey, secretKey } = sandbox.settings.klavi;
			return await installation().client.createCredential(`Queue ${randomUUID()}`, 'klaviApi', {
				accessKey,
				secretKey,
				previousSecretKey: '',
				environment: 'custom',
				baseUrl: `${url}/klavi`,
				revision: 'customerV1',
			});
		}

		async function run({ id, name }: SavedCredential, ...steps: IDataObject[]): Promise<Execution> {
			const { client } = installation();
			const start: NodeToCreate = { name: 'Start', type: 'n8n-nodes-base.manualTrigger' };
			const payments = steps.map(
				(parameters): NodeToCreate => ({
					name: String(parameters.operation),
					type: 'n8n-nodes-chargeback.klavi',
					parameters: { resource: 'payment', ...parameters },
					credentials: { klaviApi: { id, name } },
				}),
			);
			const nodes = [start, ...payments];
			const workflow = await client.createWorkflow({
				name: `Queue ${randomUUID()}`,
				nodes,
				connections: chain(...nodes.map((node) => node.name)),
			});
			workflows.push(workflow.id);
			return await client.runToEnd(workflow.id, 'Start', 120_000);
		}
		const create = () => ({
			...PIX_PAYMENT,
			externalId: `REFUND-${randomUUID()}`,
			redirectUrl: 'https://shop.example.com/thanks',
			waitForBankLink: false,
		});
		const outcome = (execution: Execution) => [execution.status, errorOf(execution)];
		const authCalls = () => sandbox.journal.requests.filter(({ path }) => path.endsWith('/auth')).length;

		/** A later execution that reads the payment, on the worker that has created it and on the other one. */
		async function readOnBoth(credential: SavedCredential): Promise<{ onSame?: Execution; onOther: Execution }> {
			const created = await run(credential, create());
			expect(outcome(created)).toEqual(['success', undefined]);
			const paymentId = itemsOf(created, 'create')[0].json.id;
			let onSame: Execution | undefined;
			for (let tries = 0; tries < TRIES; tries++) {
				const read = await run(credential, { operation: 'getStatus', paymentId });
				if (workersOf(created, read).size === 2) return { onSame, onOther: read };
				onSame = read;
			}
			throw new Error(`In ${TRIES} tries no other worker took a run.`);
		}

		it('so the nodes after the create need no other: an execution stays with its worker', async () => {
			expect(
				outcome(await run(await newCredential(), create(), { operation: 'getStatus', paymentId: '={{ $json.id }}' })),
			).toEqual(['success', undefined]);
			expect(authCalls()).toBe(1);
		});

		it('which costs a later execution on another worker one token call', async () => {
			sandbox.settings.klavi.tokenScope = 'create';
			const { onSame, onOther } = await readOnBoth(await newCredential());
			expect(outcome(onOther)).toEqual(['success', undefined]);
			expect(outcome(onSame ?? onOther)).toEqual(['success', undefined]);
			expect(authCalls()).toBe(2);
		});

		it('and if Klavi reads a payment only with its own token, that execution reports why it fails', async () => {
			sandbox.settings.klavi.tokenScope = 'payment';
			const { onSame, onOther } = await readOnBoth(await newCredential());
			expect(onOther.status).toBe('error');
			expect(JSON.stringify(onOther.data.resultData.error)).toContain(problems.otherTokenUsed().message);
			expect(onSame?.status ?? 'success').toBe('success');
		});
	});
}
