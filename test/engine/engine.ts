import path from 'node:path';

import { ExecutionLifecycleHooks, LoadOptionsContext, PackageDirectoryLoader, WorkflowExecute } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	IDataObject,
	IExecuteResponsePromiseData,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeListSearchResult,
	INodeParameters,
	INodeType,
	INodeTypes,
	IRun,
	IWorkflowExecuteAdditionalData,
	NodeApiError,
	NodeHint,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { createRunExecutionData, NodeHelpers, Workflow } from 'n8n-workflow';

/** The package as users get it: built. */
const PACKAGE_FOLDER = path.resolve(__dirname, '../..');
export const PACKAGE_NAME = 'n8n-nodes-chargeback';

/** n8n requires addresses of its own, though nothing is called there. */
export const ADDRESSES = {
	webhookWaitingBaseUrl: 'http://127.0.0.1/waiting',
	formWaitingBaseUrl: 'http://127.0.0.1/form',
	restApiUrl: 'http://127.0.0.1/rest',
	instanceBaseUrl: 'http://127.0.0.1',
};

let loading: Promise<PackageDirectoryLoader> | undefined;

/** The built package, loaded by n8n's own loader. */
export async function loadPackage(): Promise<PackageDirectoryLoader> {
	loading ??= (async () => {
		const loader = new PackageDirectoryLoader(PACKAGE_FOLDER);
		await loader.loadAll();
		return loader;
	})();
	return await loading;
}

/** A module of the built package: the very one that the nodes use. */
export function builtModule<T>(file: string): T {
	return require(path.join(PACKAGE_FOLDER, 'dist', file)) as T;
}

/** A node that only passes items on: our nodes need one before them. */
const PASS_ON: INodeType = {
	description: {
		displayName: 'Pass On',
		name: 'passOn',
		group: ['transform'],
		version: 1,
		description: 'Passes items on',
		defaults: { name: 'Pass On' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	},
	async execute() {
		return await Promise.resolve([this.getInputData()]);
	},
};

/** A node with two outputs, like n8n's If: items for which the condition is true come out of the first. */
const IF: INodeType = {
	description: {
		...PASS_ON.description,
		displayName: 'If',
		name: 'if',
		description: 'Sends items to one of two outputs',
		defaults: { name: 'If' },
		outputs: ['main', 'main'],
		properties: [{ displayName: 'Condition', name: 'condition', type: 'boolean', default: false }],
	},
	async execute() {
		const items = this.getInputData();
		const isTrue = items.map((_, index) => this.getNodeParameter('condition', index) === true);
		return await Promise.resolve([
			items.filter((_, index) => isTrue[index]),
			items.filter((_, index) => !isTrue[index]),
		]);
	},
};

/**
 * Calls each of its tools as n8n's AI Agents before version 3 do, of every kind: their language model reads the text that comes back.
 * What a tool throws ends their run or is lost.
 */
const AGENT: INodeType = {
	description: {
		...PASS_ON.description,
		displayName: 'Agent',
		name: 'agent',
		description: 'Calls its tools',
		inputs: ['main', 'ai_tool'],
	},
	async execute() {
		const tools = (await this.getInputConnectionData('ai_tool', 0)) as Array<{
			invoke: (input: object) => Promise<string>;
		}>;
		const texts = await Promise.all(tools.map(async (tool) => await tool.invoke({})));
		return [texts.map((text) => ({ json: { text } }))];
	},
};

const OWN_NODES: Record<string, INodeType> = { 'test.passOn': PASS_ON, 'test.if': IF, 'test.agent': AGENT };

/** n8n's register of node types: those of the package and our own. */
export function nodeTypes(loader: PackageDirectoryLoader, tools: string[] = []): INodeTypes {
	const find = (type: string) => {
		if (Object.hasOwn(OWN_NODES, type)) return OWN_NODES[type];
		const name = type.slice(type.indexOf('.') + 1);
		if (!name.endsWith('Tool')) return loader.getNode(name).type;
		// the variant that n8n makes of a node for AI agents, under its name with "Tool" behind it
		const node = loader.getNode(name.slice(0, -'Tool'.length)).type as INodeType;
		return Object.assign(Object.create(node) as INodeType, { description: { ...node.description, name } });
	};
	/** The same, connected to an agent. */
	const findOfAgent = (type: string) => {
		const node = find(type);
		return Object.assign(Object.create(node) as INodeType, {
			description: { ...node.description, outputs: ['ai_tool'] },
		});
	};
	return {
		getByName: find,
		getByNameAndVersion: (type, version) =>
			NodeHelpers.getVersionedNodeType(tools.includes(type) ? findOfAgent(type) : find(type), version),
		getKnownTypes: () => ({}),
	};
}

/**
 * Stands in for the server's credential store: keeps the data and fetched tokens in memory, and runs the credential's own code. Only
 * the server resolves expressions in its hidden fields.
 */
export function credentialsHelper(
	loader: PackageDirectoryLoader,
	given: Record<string, IDataObject>,
): ICredentialsHelper {
	const store = { ...given };
	const typeOf = (name: string) => loader.getCredential(name).type;
	const helper = {
		getParentTypes: (type: string) => typeOf(type).extends ?? [],
		isCredentialUsableByNode: () => true,
		getDecrypted: async (_data: unknown, _node: unknown, type: string) => {
			if (!store[type]) throw new Error(`No credential of type ${type} in this test`);
			return await Promise.resolve({ ...store[type] } as ICredentialDataDecryptedObject);
		},
		getCredentialsProperties: (type: string) => typeOf(type).properties,
		// as the server does it: if the token is missing or was refused
		preAuthentication: async (
			helpers: IHttpRequestHelper,
			data: ICredentialDataDecryptedObject,
			type: string,
			_node: unknown,
			isExpired: boolean,
		) => {
			const { preAuthentication, properties } = typeOf(type);
			const token = properties.find(({ typeOptions }) => typeOptions?.expirable === true)?.name;
			if (!preAuthentication || token === undefined || (!isExpired && (data[token] ?? '') !== '')) return undefined;
			const output = await preAuthentication.call(helpers, data);
			store[type] = { ...store[type], ...output };
			return Object.assign(data, output);
		},
		runPreAuthentication: async () => await Promise.resolve(undefined),
		authenticate: async (data: ICredentialDataDecryptedObject, type: string, request: IHttpRequestOptions) => {
			const { authenticate } = typeOf(type);
			return typeof authenticate === 'function' ? await authenticate(data, request) : request;
		},
		updateCredentialsOauthTokenData: async (
			_node: unknown,
			type: string,
			{ oauthTokenData }: ICredentialDataDecryptedObject,
		) => {
			store[type] = { ...store[type], oauthTokenData: oauthTokenData as IDataObject };
			return await Promise.resolve();
		},
	};
	return helper as unknown as ICredentialsHelper;
}

export interface TestNode {
	name?: string;
	/** Without the package, such as `chargebackhit`; or `test.passOn` or `test.if`. */
	type: string;
	parameters?: IDataObject;
	onError?: 'continueRegularOutput' | 'continueErrorOutput';
	retryOnFail?: boolean;
	disabled?: boolean;
	/** Which of its outputs the next node is connected to: the first, unless set. */
	next?: number;
	/** True if the next node is an agent, whose tool this is. */
	isTool?: boolean;
}

export interface Run {
	/** The last node's items, per output. */
	outputs: INodeExecutionData[][];
	/** The `json` of its first output's items. */
	json: IDataObject[];
	/** What stopped the run. */
	error: NodeApiError | undefined;
	/** The responses of nodes to an open webhook. */
	responses: IExecuteResponsePromiseData[];
	hints: NodeHint[];
	run: IRun;
}

export interface RunOptions {
	/** One node, or a chain in which each passes its items to the next. */
	nodes: TestNode[];
	/** Items that enter the first node; one empty item if left out. */
	input?: IDataObject[];
	/** The files of each item, by binary field. */
	files?: Array<Record<string, { fileName: string; content: Buffer }>>;
	credentials: Record<string, IDataObject>;
	mode?: WorkflowExecuteMode;
	/** The workflow's time zone; UTC unless set. */
	timeZone?: string;
	/** Called with the running execution, for example to cancel it. */
	started?: (execution: { cancel: () => void }) => void;
	/** Which node the items enter: the first, unless set. */
	startAt?: number;
}

/** Runs nodes in n8n's own engine, with its own request helpers. */
export async function runNodes(options: RunOptions): Promise<Run> {
	const loader = await loadPackage();
	const nodes = options.nodes.map(
		(node, index): INode => ({
			id: `node-${index}`,
			name: node.name ?? `Node ${index}`,
			type: node.type.includes('.') ? node.type : `${PACKAGE_NAME}.${node.type}`,
			typeVersion: 1,
			position: [index * 200, 0],
			parameters: (node.parameters ?? {}) as INodeParameters,
			...(node.onError ? { onError: node.onError } : {}),
			...(node.retryOnFail ? { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 } : {}),
			...(node.disabled ? { disabled: true } : {}),
			credentials: Object.fromEntries(Object.keys(options.credentials).map((type) => [type, { id: '1', name: type }])),
		}),
	);
	const connections = Object.fromEntries(
		nodes.slice(0, -1).map(({ name }, index) => {
			const to = nodes[index + 1].name;
			if (options.nodes[index].isTool) return [name, { ai_tool: [[{ node: to, type: 'ai_tool' as const, index: 0 }]] }];
			const unconnected = Array.from({ length: options.nodes[index].next ?? 0 }, () => []);
			return [name, { main: [...unconnected, [{ node: to, type: 'main' as const, index: 0 }]] }];
		}),
	);
	const workflowData = {
		id: 'test',
		name: 'test',
		active: false,
		isArchived: false,
		activeVersionId: null,
		nodes,
		connections,
		createdAt: new Date(),
		updatedAt: new Date(),
	};
	// dates without a time zone count in it
	const settings = { timezone: options.timeZone ?? 'UTC' };
	const tools = nodes.filter((_, index) => options.nodes[index].isTool).map(({ type }) => type);
	const types = nodeTypes(loader, tools);
	const workflow = new Workflow({ id: 'test', nodes, connections, active: false, nodeTypes: types, settings });

	const mode = options.mode ?? 'manual';
	const hooks = new ExecutionLifecycleHooks(mode, '1', workflowData);
	const responses: IExecuteResponsePromiseData[] = [];
	hooks.addHandler('sendResponse', (response) => {
		responses.push(response);
	});
	const additionalData = {
		hooks,
		credentialsHelper: credentialsHelper(loader, options.credentials),
		executionId: '1',
		...ADDRESSES,
		variables: {},
		currentNodeParameters: {},
		executeWorkflow: async () => await Promise.reject(new Error('No sub-workflows in this test')),
		setExecutionStatus: () => {},
		logAiEvent: () => {},
	} as unknown as IWorkflowExecuteAdditionalData;

	const start = nodes[options.startAt ?? 0];
	const input = (options.input ?? [{}]).map((json, index): INodeExecutionData => {
		const files = Object.entries(options.files?.[index] ?? {}).map(([field, { fileName, content }]) => [
			field,
			{ fileName, mimeType: 'application/octet-stream', data: content.toString('base64') },
		]);
		return files.length > 0 ? { json, binary: Object.fromEntries(files) as INodeExecutionData['binary'] } : { json };
	});
	const execution = new WorkflowExecute(
		additionalData,
		mode,
		createRunExecutionData({
			executionData: {
				nodeExecutionStack: [{ node: start, data: { main: [input] }, source: null }],
			},
		}),
	);
	const promise = execution.processRunExecutionData(workflow);
	options.started?.({ cancel: () => promise.cancel() });
	const run = await promise;

	const last = nodes[nodes.length - 1].name;
	const lastRun = run.data.resultData.runData[last]?.[0];
	const outputs = (lastRun?.data?.main ?? []).map((items) => items ?? []);
	return {
		outputs,
		json: (outputs[0] ?? []).map(({ json }) => json),
		error: run.data.resultData.error as NodeApiError | undefined,
		responses,
		hints: lastRun?.hints ?? [],
		run,
	};
}

/** Calls a list-search method of a node, as the editor does when a user opens or searches a "From List" field. */
export async function searchList(options: {
	type: string;
	method: string;
	credentials: Record<string, IDataObject>;
	filter?: string;
	paginationToken?: string;
}): Promise<INodeListSearchResult> {
	const loader = await loadPackage();
	const type = `${PACKAGE_NAME}.${options.type}`;
	const node: INode = {
		id: 'node-0',
		name: 'Node 0',
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: Object.fromEntries(Object.keys(options.credentials).map((name) => [name, { id: '1', name }])),
	};
	const types = nodeTypes(loader);
	const workflow = new Workflow({ id: 'test', nodes: [node], connections: {}, active: false, nodeTypes: types });
	const additionalData = { ...ADDRESSES, credentialsHelper: credentialsHelper(loader, options.credentials) };
	const context = new LoadOptionsContext(
		workflow,
		node,
		additionalData as unknown as IWorkflowExecuteAdditionalData,
		'',
	);
	const search = types.getByNameAndVersion(type).methods?.listSearch?.[options.method];
	if (!search) throw new Error(`${type} has no list search "${options.method}"`);
	return await search.call(context, options.filter, options.paginationToken);
}
