import type { IDataObject } from 'n8n-workflow';

import { problems } from '../../nodes/Chargebackhit/problems';
import { problems as common } from '../../nodes/common/errors/problems';
import { type Execution, errorOf, itemsOf } from '../../tools/n8n/execution';
import type { NodeToCreate } from '../../tools/n8n/workflow';
import { detailsOf } from '../anotherN8n';
import { ChargebackhitStage, KEYS, signatureOf } from './chargebackhit';

let stage: ChargebackhitStage;
let credential: { id: string; name: string };
beforeAll(async () => {
	stage = await ChargebackhitStage.open();
	credential = await stage.credential();
});
afterAll(async () => await stage.close());
beforeEach(() => stage.sandbox.reset());

const requests = () => stage.sandbox.journal.requests;
const START: NodeToCreate = { name: 'Start', type: 'n8n-nodes-base.manualTrigger' };

/** Runs one node by hand behind rows of data, in the real n8n with its own expressions. */
async function run(
	node: Partial<NodeToCreate> & { parameters: IDataObject },
	rows: IDataObject[] = [{}],
): Promise<Execution> {
	const code: NodeToCreate = {
		name: 'Rows',
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		parameters: { jsCode: `return ${JSON.stringify(rows.map((json) => ({ json })))};` },
	};
	const tested = {
		name: 'Node',
		type: 'n8n-nodes-chargeback.chargebackhit',
		credentials: { chargebackhitApi: credential },
		...node,
	} as NodeToCreate;
	const workflowId = await stage.workflow([START, code, tested]);
	return await stage.n8n.client.runToEnd(workflowId, 'Start');
}

describe('the credential', () => {
	it('is tested with a signed read', async () => {
		const result = await stage.n8n.client.testCredential(await stage.credential());
		expect(result).toMatchObject({ status: 'OK' });
		expect(requests()).toMatchObject([{ method: 'POST', path: '/api/v2/alerts/list', signature: 'valid' }]);
		expect(requests()[0].headers.signature).toBe(signatureOf(requests()[0].body));
	});

	it('says which keys are wrong', async () => {
		const result = await stage.n8n.client.testCredential(await stage.credential({ secretKey: 'wrong-key' }));
		expect(result.status).toBe('Error');
		expect(result.message).toContain(problems.chargebackhitKeysRejected().message);
	});

	it('is never tested, nor used, with the previous secret key', async () => {
		const result = await stage.n8n.client.testCredential(
			await stage.credential({ secretKey: 'new-key-not-active-yet', previousSecretKey: KEYS.secretKey }),
		);
		expect(result.status).toBe('Error');
	});

	it("shows n8n's own words where the host cannot be reached", async () => {
		const result = await stage.n8n.client.testCredential(await stage.credential({ baseUrl: 'http://127.0.0.1:9' }));
		expect(result.status).toBe('Error');
		expect(result.message).toContain('ECONNREFUSED');
	});

	it('takes a Base URL with a slash at its end', async () => {
		const result = await stage.n8n.client.testCredential(await stage.credential({ baseUrl: `${stage.baseUrl}/ ` }));
		expect(result).toMatchObject({ status: 'OK' });
	});
});

describe("the credential in n8n's HTTP Request node", () => {
	const http = async (parameters: IDataObject) =>
		await run({
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: { authentication: 'predefinedCredentialType', nodeCredentialType: 'chargebackhitApi', ...parameters },
		});
	const LIST = { method: 'POST', url: '={{ "LIST" }}', sendBody: true };
	const list = () => ({ ...LIST, url: `${stage.baseUrl}/api/v2/alerts/list` });

	it.each<[string, () => IDataObject, string]>([
		[
			'an object',
			() => ({ ...list(), specifyBody: 'json', jsonBody: '={{ { pagination: { method: "token", limit: 1 } } }}' }),
			'{"pagination":{"method":"token","limit":1}}',
		],
		[
			'text that is JSON',
			() => ({ ...list(), specifyBody: 'json', jsonBody: '{"pagination": {"method": "token", "limit": 2}}' }),
			'',
		],
		[
			'raw text',
			() => ({
				...list(),
				contentType: 'raw',
				rawContentType: 'application/json',
				body: '{ "pagination": {"method":"token","limit":3} }',
			}),
			'',
		],
		[
			'no body',
			() => ({
				method: 'GET',
				url: `${stage.baseUrl}/api/v2/alerts/${[...stage.sandbox.state.chargebackhit.alerts.keys()][0]}`,
			}),
			'',
		],
	])('signs %s', async (_case, parameters, body) => {
		const execution = await http(parameters());
		expect([execution.status, errorOf(execution)]).toEqual(['success', undefined]);
		expect(requests()).toHaveLength(1);
		expect(requests()[0]).toMatchObject({ signature: 'valid', status: 200 });
		if (body) expect(requests()[0].body).toBe(body);
	});

	it('signs a list', async () => {
		const mids = [{ descriptor: 'A', psp_name: 'Stripe', required_products: ['cdrn'] }];
		const execution = await http({
			method: 'POST',
			url: `${stage.baseUrl}/api/v2/import/mids/batch-create`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: JSON.stringify(mids),
		});
		expect(execution.status).toBe('success');
		expect(requests()).toMatchObject([{ signature: 'valid', body: JSON.stringify(mids) }]);
	});

	it.each(['form-urlencoded', 'multipart-form-data'])('refuses %s with a sentence', async (contentType) => {
		const execution = await http({
			...list(),
			contentType,
			bodyParameters: { parameters: [{ name: 'a', value: '1' }] },
		});
		expect(execution.status).toBe('error');
		expect(JSON.stringify(execution.data.resultData)).toContain(problems.bodyNotSignable().message);
		expect(requests()).toHaveLength(0);
	});
});

describe('operations in a real n8n', () => {
	it('evaluate expressions, dates and deep objects for each item', async () => {
		const open = [...stage.sandbox.state.chargebackhit.alerts.values()]
			.filter(({ alert }) => alert.type === 'init-refund' && alert.outcome === '')
			.slice(0, 2);
		const execution = await run(
			{
				parameters: {
					resource: 'alert',
					operation: 'respond',
					alertId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
					outcome: 'reversed',
					orderId: '={{ $json.order.number }}',
					// so that they arrive in their order
					options: { maxConcurrentRequests: 1 },
					additionalFields:
						'={{ { order: { date: DateTime.fromISO("2026-11-01T10:00:00+02:00"), refund: { amount: $json.order.paid, currency: "eur" } } } }}',
				},
			},
			open.map(({ alert }, row) => ({ id: alert.id, order: { number: `ORDER-${row}`, paid: '10.10' } })),
		);
		expect(errorOf(execution)).toBeUndefined();
		expect(requests().map(({ body }) => JSON.parse(body) as unknown)).toEqual(
			open.map((_, row) => ({
				outcome: 'reversed',
				order: {
					order_id: `ORDER-${row}`,
					date: '2026-11-01T08:00:00.000Z',
					refund: { amount: '10.10', currency: 'EUR' },
				},
			})),
		);
		expect(itemsOf(execution, 'Node').map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual(
			open.map(({ alert }, item) => [alert.id, { item }]),
		);
	});

	it('send failed items to the error output, the input merged in', async () => {
		const execution = await run(
			{
				onError: 'continueErrorOutput',
				parameters: {
					resource: 'alert',
					operation: 'get',
					alertId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				},
			},
			[{ id: [...stage.sandbox.state.chargebackhit.alerts.keys()][0] }, { id: 'nonsense', row: 7 }],
		);
		expect(itemsOf(execution, 'Node', 0)).toHaveLength(1);
		expect(itemsOf(execution, 'Node', 1).map(({ json }) => ({ ...json, details: detailsOf(json) }))).toMatchObject([
			{ id: 'nonsense', row: 7, error: expect.stringContaining('Alert') as string, details: { problem: 'uuid' } },
		]);
	});

	it('show the failure with its advice', async () => {
		const execution = await run({
			parameters: {
				resource: 'alert',
				operation: 'get',
				alertId: { __rl: true, mode: 'id', value: '00000000-0000-4000-8000-000000000000' },
			},
		});
		const { error } = execution.data.resultData;
		const { message, advice } = common.notFound('Chargebackhit', 'alert 00000000-0000-4000-8000-000000000000');
		expect(error?.message).toBe(message);
		expect(error?.description).toContain(advice);
	});

	it('load their lists for the editor', async () => {
		const page = await stage.n8n.client.searchList({
			nodeType: 'n8n-nodes-chargeback.chargebackhit',
			method: 'searchAlerts',
			path: 'parameters.alertId',
			parameters: { resource: 'alert', operation: 'get' },
			credentials: { chargebackhitApi: credential },
		});
		expect(page.results).toHaveLength(50);
		expect(page.paginationToken).toBeDefined();
	});
});
