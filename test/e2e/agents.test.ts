import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json as jsonOf } from 'node:stream/consumers';

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

interface Message {
	role: string;
	content: unknown;
	tool_call_id?: string;
}

/** A model that calls every tool it is offered, once, and notes what it gets back. */
class ScriptedModel {
	readonly results = new Map<string, string>();
	private readonly server: Server = createServer((request, response) => {
		void (jsonOf(request) as Promise<{ messages: Message[]; tools?: Array<{ function: { name: string } }> }>).then(
			({ messages, tools: offered = [] }) => {
				const returned = messages.filter(({ role }) => role === 'tool');
				for (const { tool_call_id: id, content } of returned) this.results.set(String(id), JSON.stringify(content));
				const calls = offered.map(({ function: { name } }) => ({
					id: name,
					type: 'function',
					function: { name, arguments: '{}' },
				}));
				const message =
					returned.length > 0
						? { role: 'assistant', content: 'Done' }
						: { role: 'assistant', content: null, tool_calls: calls };
				response.setHeader('content-type', 'application/json');
				response.end(
					JSON.stringify({
						id: randomUUID(),
						object: 'chat.completion',
						created: 1_800_000_000,
						model: 'scripted',
						choices: [{ index: 0, message, finish_reason: returned.length > 0 ? 'stop' : 'tool_calls' }],
						usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
					}),
				);
			},
		);
	});

	async listen(): Promise<string> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
	}

	close(): void {
		this.server.closeAllConnections();
		this.server.close();
	}
}

let n8n: Connection;
let model: ScriptedModel;
/** Fails the test if anything is sent to a service. */
let service: Server;
let received = 0;
const credentials: Record<string, SavedCredential> = {};

beforeAll(async () => {
	n8n = await connect();
	model = new ScriptedModel();
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
		url: await model.listen(),
	});
});
afterAll(async () => {
	for (const { id } of Object.values(credentials)) await n8n.client.deleteCredential(id);
	model.close();
	service.close();
});

const reference = (type: string) => ({ [type]: { id: credentials[type].id, name: credentials[type].name } });

it.each([2.2, 3])(
	'the AI Agent %d gets a refusal that it can read from every guarded operation',
	async (typeVersion) => {
		model.results.clear();
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
		expect([...model.results.keys()].sort()).toEqual(tools.map(({ name }) => name).sort());
		for (const { name, refusal } of tools)
			expect([name, model.results.get(name)]).toEqual([name, expect.stringContaining(refusal)]);
		expect(received).toBe(0);
		await n8n.client.deleteWorkflow(id);
	},
);
