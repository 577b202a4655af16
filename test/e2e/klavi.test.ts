import { createHmac, randomUUID } from 'node:crypto';

import axios, { type AxiosResponse } from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { SavedCredential } from '../../tools/n8n/client';
import { type Execution, errorOf, itemsOf } from '../../tools/n8n/execution';
import { chain, type NodeToCreate } from '../../tools/n8n/workflow';
import { detailsOf } from '../anotherN8n';
import { MOCK_BANK } from '../pixPayment';
import { type Connection, connect } from './harness';
import { payerDesk } from './payerDesk';

const KEYS = { accessKey: 'kv_e2e_1', secretKey: 'kv&e2e#9f%2$6!', previousSecretKey: 'kv_e2e_old_77' };
const API = '/payment/customer/v1';
const START: NodeToCreate = { name: 'Start', type: 'n8n-nodes-base.manualTrigger' };

let n8n: Connection;
let sandbox: Sandbox;
let url: string;
const credentials: SavedCredential[] = [];
const workflows: string[] = [];

beforeAll(async () => {
	n8n = await connect();
	const { accessKey, secretKey } = KEYS;
	// the payer decides on the page; all other steps are quick
	sandbox = await createSandbox({
		klavi: {
			accessKey,
			secretKey,
			stepTime: 50,
			stepTimes: { STARTED: 300, ENQUEUED: 300, CONSENT_AWAITING_AUTHORIZATION: null },
			retryDelays: [],
		},
	});
	url = await sandbox.listen(0);
});
afterAll(async () => {
	for (const id of workflows) await n8n.client.deleteWorkflow(id);
	for (const { id } of credentials) await n8n.client.deleteCredential(id);
	await sandbox.close();
});
beforeEach(() => sandbox.reset());

const credential = async (changes: IDataObject = {}): Promise<SavedCredential> => {
	const data = { ...KEYS, environment: 'custom', baseUrl: `${url}/klavi`, revision: 'customerV1', ...changes };
	const saved = await n8n.client.createCredential(`Klavi ${randomUUID()}`, 'klaviApi', data);
	credentials.push(saved);
	return saved;
};
const requests = () => sandbox.journal.requests;
const authCalls = () => requests().filter(({ path }) => path === `${API}/auth`);
const klaviNode = (
	name: string,
	{ id, name: credentialName }: SavedCredential,
	parameters: IDataObject,
): NodeToCreate => ({
	name,
	type: 'n8n-nodes-chargeback.klavi',
	parameters,
	credentials: { klaviApi: { id, name: credentialName } },
});

async function run(...nodes: NodeToCreate[]): Promise<Execution> {
	const { id } = await n8n.client.createWorkflow({
		name: `Test ${randomUUID()}`,
		nodes: [START, ...nodes],
		connections: chain('Start', ...nodes.map(({ name }) => name)),
	});
	workflows.push(id);
	return await n8n.client.runToEnd(id, 'Start', 60_000);
}

describe('the credential', () => {
	it('is green when the auth call returns a token that is accepted', async () => {
		expect(await n8n.client.testCredential(await credential())).toMatchObject({ status: 'OK' });
		expect(authCalls()).toHaveLength(1);
		expect(await n8n.client.testCredential(await credential({ revision: 'instant' }))).toMatchObject({ status: 'OK' });
	});

	it.each([404, 422, 500])('is green whatever the list of banks returns for that token, such as %i', async (status) => {
		for (const revision of ['customerV1', 'instant']) {
			sandbox.faults.add({ service: 'klavi', path: `${API}/participants*`, status, count: 5 }, ['klavi']);
			expect(await n8n.client.testCredential(await credential({ revision }))).toMatchObject({ status: 'OK' });
			sandbox.faults.clear();
		}
	});

	it.each<[number, string]>([
		[401, 'Klavi does not accept these keys'],
		[403, 'they may not use the payments API'],
	])('is red if the token itself is refused with %i', async (status, words) => {
		sandbox.faults.add({ service: 'klavi', path: `${API}/participants*`, status, count: 5 }, ['klavi']);
		const result = await n8n.client.testCredential(await credential());
		sandbox.faults.clear();
		expect([result.status, result.message]).toEqual(['Error', expect.stringContaining(words)]);
	});

	it('is red if the auth call returns no token', async () => {
		sandbox.faults.add({ service: 'klavi', path: `${API}/auth`, status: 200, body: { expireIn: 1800 }, count: 5 }, [
			'klavi',
		]);
		const result = await n8n.client.testCredential(await credential());
		sandbox.faults.clear();
		expect(result.status).toBe('Error');
	});

	it.each<[string, () => IDataObject, string]>([
		['wrong keys', () => ({ secretKey: 'wrong' }), 'Klavi does not accept these keys'],
		['the previous key', () => ({ secretKey: KEYS.previousSecretKey }), 'Klavi does not accept these keys'],
		['an address where nothing listens', () => ({ baseUrl: 'http://127.0.0.1:9' }), 'ECONNREFUSED'],
		['an address without the API', () => ({ baseUrl: `${url}/nothing` }), 'There is no Klavi API at this address'],
	])('is red with %s', async (_case, changes, words) => {
		const result = await n8n.client.testCredential(await credential(changes()));
		expect(result.status).toBe('Error');
		expect(result.message).toContain(words);
	});

	it('is red after its key was changed to a wrong one, though a token of the old key is stored', async () => {
		const saved = await credential();
		await run(klaviNode('Banks', saved, { resource: 'participant', operation: 'getAll', returnAll: true }));
		expect(await n8n.client.testCredential(saved, { secretKey: 'wrong-now' })).toMatchObject({ status: 'Error' });
		expect(await n8n.client.testCredential(saved)).toMatchObject({ status: 'OK' });
	});

	it("serves n8n's HTTP Request node, for calls that the node does not offer", async () => {
		const { id, name } = await credential();
		const execution = await run({
			name: 'Call',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			credentials: { klaviApi: { id, name } },
			parameters: {
				authentication: 'predefinedCredentialType',
				nodeCredentialType: 'klaviApi',
				url: `${url}/klavi${API}/participants`,
			},
		});
		expect(errorOf(execution)).toBeUndefined();
		expect(requests().at(-1)).toMatchObject({ signature: 'valid', status: 200 });
	});
});

describe('the token of the credential', () => {
	it('is fetched once, stored, used by later executions, and renewed when it is refused', async () => {
		const saved = await credential();
		const banks = klaviNode('Banks', saved, { resource: 'participant', operation: 'getAll', returnAll: true });
		expect(itemsOf(await run(banks), 'Banks').length).toBeGreaterThan(0);
		await run(banks);
		expect(authCalls()).toHaveLength(1);
		await axios.post(`${url}/_sandbox/klavi/tokens/expire`, {});
		const execution = await run(banks);
		expect(errorOf(execution)).toBeUndefined();
		expect(authCalls()).toHaveLength(2);
		expect(JSON.stringify(execution)).not.toContain(
			String(requests().at(-1)?.headers.authorization).replace('Bearer ', ''),
		);
	});

	it('fills the dropdown of banks', async () => {
		const { id, name } = await credential();
		const found = await n8n.client.searchList({
			nodeType: 'n8n-nodes-chargeback.klavi',
			method: 'searchParticipants',
			credentials: { klaviApi: { id, name } },
			filter: 'mock',
		});
		expect(found.results.map(({ value }) => value)).toContain(MOCK_BANK);
	});
});

describe.each([
	['customerV1', '48.00', '4800', 'externalId'],
	['instant', '1333.04', '1333.04', 'clientRequestId'],
])('a payment in %s', (revision, typed, amount, ownId) => {
	const create = (saved: SavedCredential, changes: IDataObject = {}) =>
		klaviNode('Create', saved, {
			resource: 'payment',
			operation: 'create',
			externalId: 'REFUND-7',
			participant: { __rl: true, mode: 'id', value: MOCK_BANK },
			method: 'PIX_DICT',
			pixKey: '+5511987654321',
			amount: typed,
			payerType: 'person',
			personTaxId: '123.456.789-01',
			personName: 'Ana Souza',
			redirectUrl: 'https://shop.example.com/thanks',
			...changes,
		});
	const wait = (saved: SavedCredential) =>
		klaviNode('Wait', saved, {
			resource: 'payment',
			operation: 'wait',
			paymentId: '={{ $json.id }}',
			until: 'finished',
			interval: 2,
			waitLimit: 50,
		});

	/** What a payer does: opens the link once and sends the form of the page. */
	async function authorize(link: string): Promise<void> {
		const { data: page } = await axios.get<string>(link);
		const formKey = /name="formKey" value="([^"]+)"/.exec(page)?.[1] ?? '';
		const answer = await axios.post(link, new URLSearchParams({ formKey, decision: 'authorize' }), {
			maxRedirects: 0,
			validateStatus: () => true,
		});
		expect(answer.status).toBe(303);
	}

	it("is created, its link sent to the payer, authorized on the bank's page, and completed, all with one token", async () => {
		const saved = await credential({ revision });
		const toPayer: NodeToCreate = {
			name: 'Payer',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				method: 'POST',
				url: '={{ "PAYER" }}',
				sendBody: true,
				specifyBody: 'json',
				jsonBody: '={{ { link: $json.redirectConsentURL, id: $json.id, until: $json.linkExpiresAt } }}',
			},
		};
		const received: IDataObject[] = [];
		const payer = await payerDesk(async (body) => {
			received.push(body);
			await authorize(String(body.link));
			return { id: body.id };
		});
		toPayer.parameters = { ...toPayer.parameters, url: payer.url };
		const execution = await run(create(saved), toPayer, wait(saved)).finally(payer.close);

		expect(errorOf(execution)).toBeUndefined();
		const [item] = itemsOf(execution, 'Create').map(({ json }) => json);
		expect(item).toMatchObject({
			[ownId]: 'REFUND-7',
			status: 'CONSENT_AWAITING_AUTHORIZATION',
			redirectConsentURL: expect.stringContaining('/bank/') as string,
		});
		expect(received).toEqual([{ link: item.redirectConsentURL, id: item.id, until: item.linkExpiresAt }]);
		expect(Date.parse(String(item.linkExpiresAt)) - Date.parse(execution.startedAt ?? '')).toBeGreaterThan(55_000);
		expect(itemsOf(execution, 'Wait')[0].json).toMatchObject({
			event: 'payment_status',
			id: item.id,
			orderId: 'REFUND-7',
			status: 'PAYMENT_COMPLETED',
			finished: true,
			amount,
		});
		// create, looks and wait: one token, that of the create
		expect(authCalls()).toHaveLength(1);
		const written = JSON.stringify(execution) + (await n8n.n8nOutput());
		for (const secret of [
			KEYS.secretKey,
			...requests().flatMap(({ headers }) => headers.authorization?.replace('Bearer ', '') ?? []),
		])
			expect(written).not.toContain(secret);
	});

	it('that was created before is refused, and goes to the error output with what happened', async () => {
		const saved = await credential({ revision });
		await run(create(saved, { waitForBankLink: false }));
		const execution = await run({ ...create(saved, { waitForBankLink: false }), onError: 'continueErrorOutput' });
		expect(itemsOf(execution, 'Create', 1).map(({ json }) => ({ ...json, details: detailsOf(json) }))).toMatchObject([
			{
				error: expect.stringContaining('REFUND-7') as string,
				details: { problem: 'externalIdUsed', externalId: 'REFUND-7', created: false },
			},
		]);
	});
});

describe('the trigger', () => {
	const sign = (body: string, key = KEYS.secretKey) => createHmac('sha256', key).update(body).digest('hex');
	const now = (ago = 0) => String(Math.floor(Date.now() / 1000) - ago);
	const deliver = async (
		address: string,
		body: string,
		headers: Record<string, string | undefined> = {},
	): Promise<AxiosResponse> => {
		const all = Object.entries({
			'content-type': 'application/json',
			'x-klavi-signature': sign(body),
			'x-klavi-timestamp': now(),
			...headers,
		});
		return await axios.post(address, body, {
			headers: Object.fromEntries(all.filter(([, value]) => value !== undefined)),
			transformRequest: [(data: unknown) => data],
			validateStatus: () => true,
		});
	};

	async function listen(parameters: IDataObject = {}, changes: IDataObject = {}) {
		const { id, name } = await credential({ revision: 'instant', ...changes });
		const webhookId = randomUUID();
		const saved = await n8n.client.createWorkflow({
			name: `Test ${randomUUID()}`,
			nodes: [
				{
					name: 'Events',
					type: 'n8n-nodes-chargeback.klaviTrigger',
					webhookId,
					parameters,
					credentials: { klaviApi: { id, name } },
				},
				{ name: 'End', type: 'n8n-nodes-base.noOp' },
			],
			connections: chain('Events', 'End'),
		});
		workflows.push(saved.id);
		await n8n.client.activate(saved.id);
		const address = n8n.client.webhookUrl(webhookId, 'klavi');
		await n8n.client.webhookReady(address);
		const last = async (count = 1) => {
			const all = await n8n.client.waitForExecutions(saved.id, count);
			return itemsOf(all[all.length - 1], 'Events').map(({ json }) => json);
		};
		return { address, last, count: async () => await n8n.client.countExecutions(saved.id) };
	}
	const event = (id: string) => ({
		eventId: `ev-${id}`,
		eventName: 'payment',
		eventTime: '2026-11-21T09:00:00.000Z',
		payload: { id, clientRequestId: 'R', status: 'PAYMENT_COMPLETED', amount: '10.10', note: 'Açaí' },
	});

	it('accepts signed events, alone and in lists, signed in both ways and with the previous key', async () => {
		const { address, last, count } = await listen();
		const one = JSON.stringify(event('a'));
		expect((await deliver(address, one)).data).toEqual({ received: true });
		expect(await last(1)).toMatchObject([
			{ event: 'payment_status', id: 'a', deliveryId: 'ev-a', amount: '10.10', status: 'PAYMENT_COMPLETED' },
		]);

		const list = JSON.stringify([event('b'), event('c')]);
		await deliver(address, list);
		expect((await last(2)).map(({ id }) => id)).toEqual(['b', 'c']);

		const spread = JSON.stringify([event('d')], null, 2).replace('ç', '\\u00e7');
		expect((await deliver(address, spread, { 'x-klavi-signature': sign(JSON.stringify([event('d')])) })).status).toBe(
			200,
		);
		expect((await last(3)).map(({ id }) => id)).toEqual(['d']);

		const rotated = JSON.stringify(event('e'));
		expect(
			(await deliver(address, rotated, { 'x-klavi-signature': sign(rotated, KEYS.previousSecretKey) })).status,
		).toBe(200);
		expect((await last(4)).map(({ id }) => id)).toEqual(['e']);
		expect(await count()).toBe(4);
	});

	it('refuses what is forged, changed or old, and starts nothing', async () => {
		const { address, count } = await listen();
		const body = JSON.stringify(event('a'));
		const refused: Array<[string, Record<string, string | undefined>]> = [
			[body, { 'x-klavi-signature': sign(body, 'another') }],
			[body.replace('10.10', '99.10'), { 'x-klavi-signature': sign(body) }],
			[body, { 'x-klavi-signature': undefined }],
			[body, { 'x-klavi-signature': sign(body, '') }],
			[body, { 'x-klavi-timestamp': now(301) }],
			[body, { 'x-klavi-timestamp': now(-400) }],
			[body, { 'x-klavi-timestamp': undefined }],
		];
		for (const [text, headers] of refused)
			expect([headers, (await deliver(address, text, headers)).status]).toEqual([headers, 401]);
		expect((await deliver(address, '[]')).status).toBe(400);
		expect(await count()).toBe(0);
		const patient = await listen({ tolerance: 0 });
		expect((await deliver(patient.address, body, { 'x-klavi-timestamp': now(99_999) })).status).toBe(200);
	});

	it('cannot be published if the credential has no secret key', async () => {
		await expect(listen({}, { secretKey: '', previousSecretKey: '' })).rejects.toThrow(/Secret Key/);
	});

	it.each<IDataObject>([
		{ webhookSigning: 'raw', webhookFormat: 'spaced', webhookEnvelope: 'array' },
		{ webhookSigning: 'reserialized', webhookFormat: 'spaced', webhookEnvelope: 'object' },
	])('understands the sandbox as sender (%j)', async (settings) => {
		Object.assign(sandbox.settings.klavi, settings);
		const { address, last } = await listen({ includeOriginal: true });
		const { data: token } = await axios.post<{ accessToken: string }>(`${url}/klavi${API}/auth`, KEYS);
		const body = {
			clientRequestId: 'R-5',
			institutionId: MOCK_BANK,
			initType: 'PIX_DICT',
			proxy: '+5511987654321',
			customer: { identifierType: 'CPF', identifier: '12345678901' },
			amount: '1333.04',
			currency: 'BRL',
			redirectUrl: 'https://shop.example.com/',
		};
		const { data: payment } = await axios.post<{ id: string }>(`${url}/klavi${API}/instant/payments`, body, {
			headers: { authorization: `Bearer ${token.accessToken}` },
		});
		const send = async (more: IDataObject = {}) => {
			const order = { paymentId: payment.id, url: address, wait: 'all', ...more };
			const { data } = await axios.post<{ deliveries: Array<{ attempts: Array<{ status: number }> }> }>(
				`${url}/_sandbox/klavi/events`,
				order,
			);
			return data.deliveries.flatMap(({ attempts }) => attempts.map(({ status }) => status));
		};
		expect(await send()).toEqual([200]);
		expect((await last())[0]).toMatchObject({
			provider: 'klavi',
			event: 'payment_status',
			id: payment.id,
			orderId: 'R-5',
			amount: '1333.04',
		});
		expect(await send({ wrongSignature: true })).toEqual([401]);
		expect(await send({ ageSeconds: 4000 })).toEqual([401]);
	});
});
