import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { PollContext } from 'n8n-core';
import type {
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	IWorkflowExecuteAdditionalData,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import { ADDRESSES, builtModule, credentialsHelper, loadPackage, nodeTypes, PACKAGE_NAME } from './engine';

/** Where a kill of n8n's process hits a poll. n8n saves the static data a moment before it stores the execution. */
export type Kill = 'during' | 'emitted' | 'saved' | 'stored' | 'after';

let processes = 0;

/** An n8n with one published workflow that begins with a polling trigger: its database, and its process, which may be killed. */
export class PollingN8n {
	/** The saved static data of the workflow. */
	private saved = '{}';
	/** The items of each stored execution. */
	readonly executions: IDataObject[][] = [];
	readonly errors: Error[] = [];
	private workflow: Workflow | undefined;
	/** Each process has a memory of its own. */
	private process = 0;

	constructor(
		private readonly type: string,
		private readonly parameters: IDataObject,
		private readonly credentials: Record<string, IDataObject>,
	) {}

	get staticBytes(): number {
		return this.saved.length;
	}

	get items(): IDataObject[] {
		return this.executions.flat();
	}

	/** Starts a process, which loads the workflow and polls once. n8n then saves the static data. */
	async start(activation: WorkflowActivateMode = 'init'): Promise<void> {
		const { clock } = builtModule<{ clock: { startedAt: () => number } }>('nodes/common/clock.js');
		const process = ++processes;
		this.process = process;
		clock.startedAt = () => process;
		await this.load();
		await this.poll(undefined, activation);
		this.save();
	}

	private async load(): Promise<void> {
		const loader = await loadPackage();
		const node: INode = {
			id: 'poller',
			name: 'Poller',
			type: `${PACKAGE_NAME}.${this.type}`,
			typeVersion: 1,
			position: [0, 0],
			parameters: this.parameters as INodeParameters,
			credentials: Object.fromEntries(Object.keys(this.credentials).map((name) => [name, { id: '1', name }])),
		};
		this.workflow = new Workflow({
			id: `workflow of process ${this.process}`,
			nodes: [node],
			connections: {},
			active: true,
			nodeTypes: nodeTypes(loader),
			staticData: JSON.parse(this.saved) as IDataObject,
		});
	}

	private save(): void {
		this.saved = JSON.stringify(this.workflow?.staticData ?? {});
	}

	/** One poll as n8n runs it. @param kill ends the process there; `start` begins a new one */
	async poll(kill?: Kill, activation: WorkflowActivateMode = 'activate'): Promise<void> {
		let items: INodeExecutionData[][] | null = null;
		try {
			items = await this.call('trigger', activation);
		} catch (error) {
			this.errors.push(error as Error);
		}
		if (items && kill !== 'during') {
			if (kill !== 'emitted' && kill !== 'stored') this.save();
			if (kill !== 'emitted' && kill !== 'saved') this.executions.push(items[0].map(({ json }) => json));
		}
		if (kill) await this.start();
	}

	/** The test event of the editor. */
	async test(): Promise<IDataObject[]> {
		if (!this.workflow) await this.load();
		return ((await this.call('manual', 'manual')) ?? [[]])[0].map(({ json }) => json);
	}

	async call(mode: WorkflowExecuteMode, activation: WorkflowActivateMode): Promise<INodeExecutionData[][] | null> {
		const loader = await loadPackage();
		const workflow = this.workflow as Workflow;
		const node = workflow.getNode('Poller') as INode;
		const additionalData = { ...ADDRESSES, credentialsHelper: credentialsHelper(loader, this.credentials) };
		const context = new PollContext(
			workflow,
			node,
			additionalData as unknown as IWorkflowExecuteAdditionalData,
			mode,
			activation,
		);
		const type = workflow.nodeTypes.getByNameAndVersion(node.type) as INodeType;
		return (await type.poll?.call(context)) ?? null;
	}
}

/** A service that fails half of its requests, in turn with a 500, a 503, no response, or one that is cut off. */
export async function failingProxy(target: string, fails: () => boolean): Promise<{ server: Server; url: string }> {
	let failures = 0;
	const server = createServer((incoming, outgoing) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const way = fails() ? failures++ % 4 : undefined;
			if (way === 0 || way === 1) {
				outgoing.writeHead(way === 0 ? 500 : 503).end('{}');
				return;
			}
			if (way === 2) {
				incoming.socket.destroy();
				return;
			}
			const { host: _host, ...headers } = incoming.headers;
			const forwarded = request(`${target}${incoming.url}`, { method: incoming.method, headers }, (response) => {
				outgoing.writeHead(response.statusCode ?? 500, response.headers);
				if (way !== 3) {
					response.pipe(outgoing);
					return;
				}
				response.once('data', (chunk: Buffer) => {
					outgoing.write(chunk.subarray(0, 20), () => outgoing.destroy());
				});
			});
			forwarded.end(Buffer.concat(chunks));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
