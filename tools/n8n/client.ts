import { setTimeout as pause } from 'node:timers/promises';

import type { IBinaryData, ICredentialType, IDataObject, INodeTypeDescription, IRunExecutionData } from 'n8n-workflow';

import { decodeFlattened, type Execution, type ExecutionSummary, FINAL_STATUSES } from './execution';
import { N8nError, RestSession } from './rest';
import { completeWorkflow, type SavedWorkflow, type WorkflowToCreate } from './workflow';

/** The user who owns an n8n. n8n requires a password of at least 8 characters with a digit and a capital letter. */
export interface Owner {
	email: string;
	firstName: string;
	lastName: string;
	password: string;
}

/** A stored credential, without its secrets. */
export interface SavedCredential {
	id: string;
	name: string;
	type: string;
}

/** The result of n8n's credential test. */
export interface CredentialTestResult {
	status: 'OK' | 'Error';
	message: string;
}

/** A request for the options of a node's dropdown, as the editor sends it. */
export interface DropdownQuery {
	/** Full type, for example `n8n-nodes-chargeback.chargebackhit`. */
	nodeType: string;
	/** Version of the type; default 1. */
	version?: number;
	/** The method named in `loadOptionsMethod` or `searchListMethod`. */
	method: string;
	/** The path of the parameter, for example `parameters.merchantId`; n8n reads it only for option lists by routing. */
	path?: string;
	/** What the user has filled in so far. */
	parameters?: IDataObject;
	/** By type: `{ chargebackhitApi: { id, name } }`. */
	credentials?: Record<string, { id: string; name: string }>;
}

/** A column of a Data Table. */
export interface DataTableColumn {
	name: string;
	type: 'string' | 'number' | 'boolean' | 'date';
}

/** What has become of publishing a workflow. */
export interface Publication {
	status: 'not_published' | 'in_progress' | 'published' | 'partial' | 'failed';
	triggers: Array<{ nodeId: string; errorMessage: string | null }>;
}

const POLL_INTERVAL = 50;
const UNPUBLISHING_LIMIT = 20_000;

/** A client for a running n8n that sends the same requests as its editor. Sign in first. All methods throw `N8nError` if n8n rejects a request. */
export class N8nClient {
	readonly rest: RestSession;

	private personalProject: string | undefined;

	/**
	 * @param url the URL of n8n, without a slash at the end
	 * @param webhooksUrl the URL of its production webhooks, if another process serves them
	 */
	constructor(
		readonly url: string,
		private readonly webhooksUrl = url,
	) {
		this.rest = new RestSession(url);
	}

	/** Creates the owner of a new n8n and signs in. */
	async setupOwner(owner: Owner): Promise<void> {
		await this.rest.request('POST', '/rest/owner/setup', owner);
	}

	/** Signs in. */
	async login({ email, password }: Pick<Owner, 'email' | 'password'>): Promise<void> {
		await this.rest.request('POST', '/rest/login', { emailOrLdapLoginId: email, password });
	}

	/** Descriptions of all node types, as n8n has loaded them. */
	async nodeTypes(): Promise<INodeTypeDescription[]> {
		return await this.rest.request('GET', '/types/nodes.json');
	}

	/** The types of credentials that n8n has loaded. */
	async credentialTypes(): Promise<ICredentialType[]> {
		return await this.rest.request('GET', '/types/credentials.json');
	}

	/** Stores a credential. */
	async createCredential(name: string, type: string, data: IDataObject): Promise<SavedCredential> {
		return await this.rest.request('POST', '/rest/credentials', { name, type, data });
	}

	/** Replaces the data of a stored credential. */
	async changeCredential({ id, name, type }: SavedCredential, data: IDataObject): Promise<void> {
		await this.rest.request('PATCH', `/rest/credentials/${id}`, { name, type, data });
	}

	/** Deletes a credential. */
	async deleteCredential(id: string): Promise<void> {
		await this.rest.request('DELETE', `/rest/credentials/${id}`);
	}

	/**
	 * Tests a stored credential as the editor does. It sends the fields to n8n with blanked secrets, and n8n inserts the stored
	 * secrets.
	 *
	 * @param changes fields that replace what is stored, as unsaved changes in the editor do
	 */
	async testCredential({ id, name, type }: SavedCredential, changes?: IDataObject): Promise<CredentialTestResult> {
		const stored = await this.rest.request<{ data: IDataObject }>('GET', `/rest/credentials/${id}`, undefined, {
			includeData: true,
		});
		const credentials = { id, name, type, data: { ...stored.data, ...changes } };
		return await this.rest.request('POST', '/rest/credentials/test', { credentials });
	}

	/** Saves a new workflow, which is not active yet. */
	async createWorkflow(workflow: WorkflowToCreate): Promise<SavedWorkflow> {
		return await this.rest.request('POST', '/rest/workflows', completeWorkflow(workflow));
	}

	/** The saved workflow. */
	async workflow(id: string): Promise<SavedWorkflow> {
		return await this.rest.request('GET', `/rest/workflows/${id}`);
	}

	/** Saves changes. An active workflow keeps running its published version until it is activated again. */
	async updateWorkflow(id: string, changes: Partial<SavedWorkflow>): Promise<SavedWorkflow> {
		const { versionId } = await this.workflow(id);
		return await this.rest.request('PATCH', `/rest/workflows/${id}`, { versionId, ...changes });
	}

	/**
	 * Publishes the saved version and waits until its triggers are registered. n8n registers them after it has responded, and an n8n
	 * that dies in between leaves them unregistered for minutes.
	 *
	 * @param timeout milliseconds; default 60 s
	 * @throws Error with n8n's message for each trigger that failed
	 */
	async activate(id: string, timeout = 60_000): Promise<void> {
		const { versionId } = await this.workflow(id);
		await this.rest.request('POST', `/rest/workflows/${id}/activate`, { versionId });
		const deadline = Date.now() + timeout;
		for (;;) {
			const { status, triggers } = await this.publication(id);
			if (status === 'published') return;
			if (status === 'failed' || status === 'partial') {
				throw new Error(`Not published: ${triggers.map(({ errorMessage }) => errorMessage ?? '').join(' ')}`);
			}
			if (Date.now() > deadline) throw new Error(`Publishing workflow ${id} is ${status} after ${timeout} ms.`);
			await pause(POLL_INTERVAL);
		}
	}

	/** The state of publishing a workflow, with n8n's message for each trigger that failed. */
	async publication(id: string): Promise<Publication> {
		try {
			return await this.rest.request<Publication>('GET', `/rest/workflows/${id}/publication-status`);
		} catch (error) {
			// an n8n without this endpoint has published before it responded
			if (error instanceof N8nError && error.status === 404) return { status: 'published', triggers: [] };
			throw error;
		}
	}

	/** Unpublishes the workflow. */
	async deactivate(id: string): Promise<void> {
		await this.rest.request('POST', `/rest/workflows/${id}/deactivate`, {});
	}

	/** Deletes the workflow and its executions, active or not. */
	async deleteWorkflow(id: string): Promise<void> {
		await this.rest.request('POST', `/rest/workflows/${id}/archive`, {});
		const deadline = Date.now() + UNPUBLISHING_LIMIT;
		for (;;) {
			try {
				return await this.rest.request('DELETE', `/rest/workflows/${id}`);
			} catch (error) {
				// 409: n8n is still unregistering its triggers
				if (!(error instanceof N8nError) || error.status !== 409 || Date.now() > deadline) throw error;
				await pause(POLL_INTERVAL);
			}
		}
	}

	/**
	 * Starts a manual run of a saved workflow. Resolves with the execution's id immediately, not when the run is finished.
	 *
	 * @param trigger name of the start node
	 * @param until name of the last node to run; default: all of them
	 */
	async runManually(workflowId: string, trigger: string, until?: string): Promise<string> {
		const { executionId } = await this.run(workflowId, trigger, until);
		if (executionId !== undefined) return executionId;
		throw new Error(`n8n waits for a call of ${trigger}: use listenForTestEvent, or pin data to the trigger.`);
	}

	/** Presses *Listen for test event*: the trigger's test URL accepts one call within two minutes. */
	async listenForTestEvent(workflowId: string, trigger: string): Promise<void> {
		const { waitingForWebhook } = await this.run(workflowId, trigger);
		if (waitingForWebhook !== true) throw new Error(`n8n ran ${trigger} at once: it has no webhook, or pinned data.`);
	}

	/** Runs a workflow manually and resolves with the finished execution. */
	async runToEnd(workflowId: string, trigger: string, timeout?: number, interval?: number): Promise<Execution> {
		return await this.waitForExecution(await this.runManually(workflowId, trigger), timeout, interval);
	}

	private async run(workflowId: string, trigger: string, until?: string) {
		return await this.rest.request<{ executionId?: string; waitingForWebhook?: boolean }>(
			'POST',
			`/rest/workflows/${workflowId}/run`,
			{
				triggerToStartFrom: { name: trigger },
				destinationNode: until === undefined ? undefined : { nodeName: until, mode: 'inclusive' },
			},
		);
	}

	/** The latest executions, newest first, at most 100. */
	async executions(workflowId?: string): Promise<ExecutionSummary[]> {
		const filter = workflowId === undefined ? undefined : JSON.stringify({ workflowId });
		const page = await this.rest.request<{ results: ExecutionSummary[] }>('GET', '/rest/executions', undefined, {
			limit: 100,
			filter,
		});
		// n8n joins two queries, running and finished executions. One that ends in between is in both, with its end last.
		return [...new Map(page.results.map((summary) => [summary.id, summary])).values()];
	}

	/**
	 * How many executions a workflow has, once none is running. While one is ending, n8n's list may miss it.
	 *
	 * @param timeout milliseconds
	 * @throws Error if some are still running after that time
	 */
	async countExecutions(workflowId: string, timeout = 30_000): Promise<number> {
		let before = -1;
		for (const deadline = Date.now() + timeout; ; await pause(POLL_INTERVAL)) {
			const seen = await this.executions(workflowId);
			const isSettled = seen.every(({ status }) => FINAL_STATUSES.includes(status));
			if (isSettled && seen.length === before) return seen.length;
			if (Date.now() > deadline)
				throw new Error(
					`Executions of workflow ${workflowId} are under way after ${timeout / 1000} s: ${seen.map(({ id, status }) => `${id} ${status}`).join(', ')}`,
				);
			before = isSettled ? seen.length : -1;
		}
	}

	/** One execution with the data of its nodes, finished or not. */
	async execution(id: string): Promise<Execution> {
		const stored = await this.rest.request<ExecutionSummary & { data: string }>('GET', `/rest/executions/${id}`);
		return { ...stored, data: decodeFlattened(stored.data) as IRunExecutionData };
	}

	/**
	 * Waits until the execution is finished.
	 *
	 * @param timeout milliseconds; default 60 s
	 * @param interval milliseconds between two requests, each of which costs n8n several milliseconds
	 * @throws Error with the last status
	 */
	async waitForExecution(id: string, timeout = 60_000, interval = POLL_INTERVAL): Promise<Execution> {
		const deadline = Date.now() + timeout;
		for (;;) {
			const execution = await this.execution(id);
			if (FINAL_STATUSES.includes(execution.status)) return execution;
			if (Date.now() > deadline) throw new Error(`Execution ${id} is ${execution.status} after ${timeout} ms.`);
			await pause(interval);
		}
	}

	/**
	 * Waits until the workflow has at least `count` finished executions; and resolves with all finished ones, oldest first.
	 *
	 * @param timeout milliseconds; default 60 s
	 * @throws Error with the last statuses
	 */
	async waitForExecutions(workflowId: string, count = 1, timeout = 60_000): Promise<Execution[]> {
		const deadline = Date.now() + timeout;
		for (;;) {
			const seen = await this.executions(workflowId);
			const finished = seen.filter(({ status }) => FINAL_STATUSES.includes(status));
			if (finished.length >= count) {
				return await Promise.all(finished.reverse().map(({ id }) => this.execution(id)));
			}
			if (Date.now() > deadline) {
				const statuses = seen.map(({ status }) => status).join(', ') || 'none';
				throw new Error(`${count} finished executions expected after ${timeout} ms; there are: ${statuses}.`);
			}
			await pause(POLL_INTERVAL);
		}
	}

	/**
	 * The URL of a trigger.
	 *
	 * @param webhookId of the node, as saved
	 * @param path of the webhook in the node's description
	 * @param mode `test` is the URL that *Listen for test event* opens
	 */
	webhookUrl(webhookId: string, path = 'webhook', mode: 'production' | 'test' = 'production'): string {
		return mode === 'test'
			? `${this.url}/webhook-test/${webhookId}/${path}`
			: `${this.webhooksUrl}/webhook/${webhookId}/${path}`;
	}

	/**
	 * Waits until the URL is registered, without starting anything: it asks n8n which methods the URL accepts.
	 *
	 * @param timeout milliseconds; default 30 s
	 */
	async webhookReady(url: string, timeout = 30_000): Promise<void> {
		const deadline = Date.now() + timeout;
		for (;;) {
			const answer = await fetch(url, { method: 'OPTIONS', headers: { origin: this.url } });
			const methods = (answer.headers.get('access-control-allow-methods') ?? '').split(', ');
			if (methods.some((method) => method !== '' && method !== 'OPTIONS')) return;
			if (Date.now() > deadline) throw new Error(`n8n knows no webhook at ${url} after ${timeout} ms.`);
			await pause(POLL_INTERVAL);
		}
	}

	/** The entries of a dropdown that is loaded completely (`loadOptionsMethod`). */
	async loadOptions(query: DropdownQuery): Promise<Array<{ name: string; value: string | number }>> {
		return await this.rest.request('POST', '/rest/dynamic-node-parameters/options', this.dropdownBody(query));
	}

	/** One page of a searchable list (`searchListMethod`). */
	async searchList(
		query: DropdownQuery & { filter?: string; paginationToken?: string },
	): Promise<{ results: Array<{ name: string; value: string; url?: string }>; paginationToken?: string }> {
		const { filter, paginationToken } = query;
		const body = { ...this.dropdownBody(query), filter, paginationToken };
		return await this.rest.request('POST', '/rest/dynamic-node-parameters/resource-locator-results', body);
	}

	private dropdownBody({ nodeType, version, method, path, parameters, credentials }: DropdownQuery): IDataObject {
		return {
			nodeTypeAndVersion: { name: nodeType, version: version ?? 1 },
			methodName: method,
			path: path ?? 'parameters',
			currentNodeParameters: parameters ?? {},
			credentials,
		};
	}

	/** The bytes of a file that a node has output, wherever n8n stores them. */
	async binaryFile({ id, data }: IBinaryData): Promise<Buffer> {
		if (id === undefined) return Buffer.from(data, 'base64');
		return await this.rest.download('/rest/binary-data', { id, action: 'download' });
	}

	/** Creates a Data Table in the owner's project. Resolves with its id. */
	async createDataTable(name: string, columns: DataTableColumn[]): Promise<string> {
		const { id } = await this.rest.request<{ id: string }>('POST', await this.dataTables(), { name, columns });
		return id;
	}

	/** Adds rows, each an object by column name. */
	async insertRows(dataTableId: string, rows: IDataObject[]): Promise<void> {
		await this.rest.request('POST', `${await this.dataTables()}/${dataTableId}/insert`, { data: rows });
	}

	/** The rows of a Data Table, oldest first, at most 1,000. */
	async rows(dataTableId: string): Promise<IDataObject[]> {
		const path = `${await this.dataTables()}/${dataTableId}/rows`;
		const page = await this.rest.request<{ data: IDataObject[] }>('GET', path, undefined, { take: 1_000, skip: 0 });
		return page.data;
	}

	/** Deletes a Data Table. */
	async deleteDataTable(dataTableId: string): Promise<void> {
		await this.rest.request('DELETE', `${await this.dataTables()}/${dataTableId}`);
	}

	private async dataTables(): Promise<string> {
		if (this.personalProject === undefined) {
			const project = await this.rest.request<{ id: string }>('GET', '/rest/projects/personal');
			this.personalProject = project.id;
		}
		return `/rest/projects/${this.personalProject}/data-tables`;
	}
}
