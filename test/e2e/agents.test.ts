import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IConnections, IDataObject } from 'n8n-workflow';

import { chargebackhit } from '../../nodes/Chargebackhit/service';
import { problems } from '../../nodes/common/errors/problems';
import { everyOperation } from '../../nodes/common/operation';
import { isGuarded } from '../../nodes/common/run/agentGuard';
import { klavi } from '../../nodes/Klavi/service';
import { kloutit } from '../../nodes/Kloutit/service';
import { kount } from '../../nodes/Kount/service';
import type { SavedCredential } from '../../tools/n8n/client';
import { type Connection, connect } from './harness';
import { type Asked, startModel, type ToolCall } from './harness/model';

jest.setTimeout(600_000);

const SERVICES = [
	{ service: chargebackhit, data: { publicKey: 'cbh_pk_agents', secretKey: 'cbh_sk_agents_1' } },
	{ service: kloutit, data: { apiKey: 'klt_agents_e2e_1' } },
	{ service: kount, data: { apiKey: Buffer.from('agents:kount_agents_1').toString('base64') } },
	{ service: klavi, data: { accessKey: 'klavi_agents_1', secretKey: 'klavi_agents_2' } },
];

/** Every operation that an agent may not run, as a tool with a name of its own. */
const tools = SERVICES.flatMap(({ service }) =>
	everyOperation(service.resources)
		.filter(({ operation }) => isGuarded(operation))
		.map(({ resource, operation }) => ({
			name: `${service.name}_${resource.value}_${operation.value}`,
			service,
			parameters: { resource: resource.value, operation: operation.value, ...operation.sample.parameters },
			refusal: problems.agentNotAllowed(operation.action).message,
		})),
);

/** What the tools returned to the model, by their names. */
const results = new Map<string, string>();

/** Calls every tool it is offered, once. */
function callsAll({ messages, tools: offered = [] }: Asked): ToolCall[] | string {
	const returned = messages.filter(({ role }) => role === 'tool');
	for (const { tool_call_id: id, content } of returned) results.set(String(id), JSON.stringify(content));
	if (returned.length > 0) return 'Done';
	return offered.map(({ function: { name } }) => ({ id: name, tool: name, input: {} }));
}

let n8n: Connection;
let model: Awaited<ReturnType<typeof startModel>>;
/** Fails the test if anything is sent to a service. */
let service: Server;
let received = 0;
const credentials: Record<string, SavedCredential> = {};

beforeAll(async () => {
	n8n = await connect();
	model = await startModel(callsAll);
	service = createServer((_request, response) => {
		received++;
		response.end('{}');
	});
	await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
	const baseUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
	for (const { service: one, data } of SERVICES) {
		const more =
			one === klavi ? { environment: 'custom' } : one === kount ? { loginServer: 'custom', tokenUrl: baseUrl } : {};
		credentials[one.credential] = await n8n.client.createCredential(`Agents ${randomUUID()}`, one.credential, {
			...data,
			...more,
			baseUrl,
		});
	}
	credentials.openAiApi = await n8n.client.createCredential(`Model ${randomUUID()}`, 'openAiApi', {
		apiKey: 'scripted-model-key',
		url: model.url,
	});
});
afterAll(async () => {
	for (const { id } of Object.values(credentials)) await n8n.client.deleteCredential(id);
	await model.close();
	service.close();
});

const reference = (type: string) => ({ [type]: { id: credentials[type].id, name: credentials[type].name } });

it.each([1.7, 2.2, 3])(
	'the AI Agent %d gets a refusal that it can read from every guarded operation',
	async (typeVersion) => {
		results.clear();
		const to = (type: string) => ({ [type]: [[{ node: 'Agent', type, index: 0 }]] });
		const connections = {
			Start: to('main'),
			Model: to('ai_languageModel'),
			...Object.fromEntries(tools.map(({ name }) => [name, to('ai_tool')])),
		} as IConnections;
		const { id } = await n8n.client.createWorkflow({
			name: `Agent ${randomUUID()}`,
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
				{
					name: 'Agent',
					type: '@n8n/n8n-nodes-langchain.agent',
					typeVersion,
					parameters: {
						...(typeVersion < 2 ? { agent: 'toolsAgent' } : {}),
						promptType: 'define',
						text: 'Do everything',
						options: { enableStreaming: false },
					},
				},
				{
					name: 'Model',
					type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
					typeVersion: 1.2,
					parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
					credentials: reference('openAiApi'),
				},
				...tools.map(({ name, service: one, parameters }) => ({
					name,
					type: `n8n-nodes-chargeback.${one.credential.replace(/(OAuth2)?Api$/, '')}Tool`,
					typeVersion: 1,
					parameters: { ...(parameters as IDataObject), toolDescription: name } as never,
					credentials: reference(one.credential),
				})),
			],
			connections,
		});
		const { data } = await n8n.client.runToEnd(id, 'Start', 300_000);
		expect(data.resultData.error).toBeUndefined();
		expect([...results.keys()].sort()).toEqual(tools.map(({ name }) => name).sort());
		for (const { name, refusal } of tools)
			expect([name, results.get(name)]).toEqual([name, expect.stringContaining(refusal)]);
		expect(received).toBe(0);
		await n8n.client.deleteWorkflow(id);
	},
);
