import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import axios, { type AxiosInstance } from 'axios';
import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import type { AlertRecord } from '../../sandbox/chargebackhit/records';
import { inventAlert } from '../../sandbox/chargebackhit/seedAlerts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server';
import type { DataTableColumn, SavedCredential } from '../../tools/n8n/client';
import { type Execution, errorOf } from '../../tools/n8n/execution';
import { chain } from '../../tools/n8n/workflow';
import { type Connection, connect } from '../e2e/harness';
import { nodeOf, OURS, readTemplate, switchOff, type Template } from './library';

/** Milliseconds for an execution: other work may share the machine. */
const PATIENCE = 90_000;

const PATHS: Record<string, string> = {
	chargebackhitTrigger: 'chargebackhit',
	kloutitTrigger: 'kloutit',
	kountTrigger: 'kount',
	klaviTrigger: 'klavi',
};

export interface AlertWanted {
	id?: string;
	type?: 'init-refund' | 'resolved' | 'dispute-notification' | 'inquiry';
	product?: 'ethoca' | 'cdrn' | 'rdr' | 'visa-dispute' | 'oi';
	hoursAgo?: number;
	amount?: string;
	currency?: string;
	orderId?: string;
	outcome?: string;
}

/** A template as a user has imported it and filled it in. */
export class Imported {
	constructor(
		private readonly stage: Stage,
		readonly id: string,
		private readonly nodes: INode[],
	) {}

	/** Presses *Execute workflow* at a trigger. @throws Error where the execution does not succeed */
	async run(trigger: string): Promise<Execution> {
		return await this.ended(await this.start(trigger));
	}

	/** Presses *Execute workflow* at a trigger; the execution's id. */
	async start(trigger: string): Promise<string> {
		return await this.stage.n8n.client.runManually(this.id, trigger);
	}

	/** Waits for the end of an execution. @throws Error where it does not succeed */
	async ended(executionId: string): Promise<Execution> {
		return succeeded(await this.stage.n8n.client.waitForExecution(executionId, PATIENCE));
	}

	/** Presses *Listen for test event*; the address takes one call. */
	async listen(trigger: string): Promise<string> {
		await this.stage.n8n.client.listenForTestEvent(this.id, trigger);
		return this.url(trigger, 'test');
	}

	/** Publishes a workflow that only other workflows call. */
	async publishForCalls(): Promise<void> {
		await this.stage.n8n.client.activate(this.id, PATIENCE);
	}

	/** Publishes the workflow; its production address. */
	async publish(trigger: string): Promise<string> {
		await this.stage.n8n.client.activate(this.id, PATIENCE);
		const url = this.url(trigger, 'production');
		await this.stage.n8n.client.webhookReady(url, PATIENCE);
		return url;
	}

	/** All finished executions, oldest first. @throws Error where one did not succeed */
	async finished(count: number): Promise<Execution[]> {
		return (await this.stage.n8n.client.waitForExecutions(this.id, count, PATIENCE)).map(succeeded);
	}

	private url(trigger: string, mode: 'test' | 'production'): string {
		const { type, webhookId } = nodeOf({ nodes: this.nodes }, trigger);
		return this.stage.n8n.client.webhookUrl(String(webhookId), PATHS[type.slice(OURS.length)], mode);
	}
}

function succeeded(execution: Execution): Execution {
	if (execution.status !== 'success')
		throw new Error(`The execution ended with ${execution.status}: ${errorOf(execution) ?? 'no message'}`);
	return execution;
}

/** The shared n8n, a sandbox of the test file's own, and credentials for it. */
export class Stage {
	private readonly workflows: string[] = [];
	private readonly tables: string[] = [];
	private readonly credentials: SavedCredential[] = [];

	private constructor(
		readonly n8n: Connection,
		readonly sandbox: Sandbox,
		readonly url: string,
		/** The sandbox's control calls. */
		readonly control: AxiosInstance,
	) {}

	static async open(options: SandboxOptions = {}): Promise<Stage> {
		const sandbox = await createSandbox(options);
		const url = await sandbox.listen(0);
		const stage = new Stage(await connect(), sandbox, url, axios.create({ baseURL: `${url}/_sandbox` }));
		const { chargebackhit, kloutit, kount, klavi } = sandbox.settings;
		await stage.addCredential('chargebackhitApi', {
			publicKey: chargebackhit.publicKey,
			secretKey: chargebackhit.secretKey,
			previousSecretKey: '',
			baseUrl: `${url}/chargebackhit`,
		});
		await stage.addCredential('kloutitApi', { apiKey: kloutit.apiKey, baseUrl: `${url}/kloutit` });
		await stage.addCredential('kountOAuth2Api', {
			apiKey: kount.apiKey,
			environment: 'sandbox',
			loginServer: 'custom',
			tokenUrl: `${url}/kount/as/token`,
			baseUrl: `${url}/kount`,
		});
		await stage.addCredential('kountWebhookApi', {
			headerName: kount.webhookHeaderName,
			secret: kount.webhookHeaderValue,
			previousSecret: '',
		});
		for (const revision of ['instant', 'customerV1']) {
			await stage.addCredential('klaviApi', {
				accessKey: klavi.accessKey,
				secretKey: klavi.secretKey,
				previousSecretKey: '',
				environment: 'custom',
				baseUrl: `${url}/klavi`,
				revision,
			});
		}
		return stage;
	}

	async addCredential(type: string, data: IDataObject): Promise<SavedCredential> {
		const saved = await this.n8n.client.createCredential(`${type} ${randomUUID()}`, type, data);
		this.credentials.push(saved);
		return saved;
	}

	/** The first or the last credential of a type. The first of Klavi is for Instant payments, the last for the Customer API v1. */
	credential(type: string, place: 'first' | 'last' = 'last'): { id: string; name: string } {
		const found = this.credentials.filter((one) => one.type === type);
		const { id, name } = place === 'first' ? found[0] : found[found.length - 1];
		return { id, name };
	}

	async close(): Promise<void> {
		for (const id of this.workflows.reverse()) await this.n8n.client.deleteWorkflow(id);
		for (const name of this.tables) await this.dropTable(name);
		for (const { id } of this.credentials) await this.n8n.client.deleteCredential(id);
		await this.sandbox.close();
	}

	/**
	 * Imports a template as the editor does: webhooks get addresses, and our nodes the credentials of the sandbox.
	 *
	 * @param fill what else the user fills in
	 * @param isDry leaves the switch Dry Run on, as it is in the file; otherwise the user has turned it off
	 */
	async import(file: string, fill: (template: Template) => void = () => {}, isDry = false): Promise<Imported> {
		const template = readTemplate(file);
		if (!isDry) switchOff(template);
		for (const node of template.nodes) {
			if (/Trigger$|\.slack$|HitlTool$|\.wait$/.test(node.type)) node.webhookId = randomUUID();
			if (node.type.startsWith(OURS)) node.credentials = this.credentialsOf(node);
		}
		fill(template);
		const { name, nodes, connections, settings, pinData } = template;
		const { id } = await this.n8n.client.createWorkflow({
			name: `${name} ${randomUUID()}`,
			nodes,
			connections,
			settings,
			pinData: pinData as unknown as IDataObject,
		});
		this.workflows.push(id);
		return new Imported(this, id, nodes);
	}

	/**
	 * Calls a template from another workflow, with all items in one run. The sample data of the called one is not used.
	 *
	 * @returns the execution of the caller, whatever its status
	 */
	async call({ id: called }: Imported, items: IDataObject[]): Promise<Execution> {
		const { id } = await this.n8n.client.createWorkflow({
			name: `Caller ${randomUUID()}`,
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
				{
					name: 'Call',
					type: 'n8n-nodes-base.executeWorkflow',
					typeVersion: 1.4,
					parameters: {
						source: 'database',
						workflowId: { __rl: true, mode: 'id', value: called },
						mode: 'once',
						options: { waitForSubWorkflow: true },
					},
				},
			],
			connections: chain('Start', 'Call'),
			pinData: { Start: pinned(...items) } as unknown as IDataObject,
		});
		this.workflows.push(id);
		return await this.n8n.client.waitForExecution(await this.n8n.client.runManually(id, 'Start'), PATIENCE);
	}

	private credentialsOf({ type }: INode): INode['credentials'] {
		const short = type.slice(OURS.length);
		const names =
			short === 'kountTrigger'
				? ['kountWebhookApi']
				: short === 'kount'
					? ['kountOAuth2Api']
					: [`${short.replace(/Trigger$|Tool$/, '')}Api`];
		return Object.fromEntries(names.map((name) => [name, this.credential(name)]));
	}

	/** Notes that a template makes a Data Table, so that it goes when the file ends. */
	owns(...tables: string[]): void {
		this.tables.push(...tables);
	}

	private async tableId(name: string): Promise<string | undefined> {
		const { id: project } = await this.n8n.client.rest.request<{ id: string }>('GET', '/rest/projects/personal');
		const { data } = await this.n8n.client.rest.request<{ data: Array<{ id: string; name: string }> }>(
			'GET',
			`/rest/projects/${project}/data-tables`,
		);
		return data.find((one) => one.name === name)?.id;
	}

	private async dropTable(name: string): Promise<void> {
		const id = await this.tableId(name);
		if (id !== undefined) await this.n8n.client.deleteDataTable(id);
	}

	/** True if there is a Data Table of this name. */
	async hasTable(name: string): Promise<boolean> {
		return (await this.tableId(name)) !== undefined;
	}

	/** The rows of a Data Table. @throws Error where there is no such table */
	async rows(table: string): Promise<IDataObject[]> {
		const id = await this.tableId(table);
		if (id === undefined) throw new Error(`There is no Data Table ${table}.`);
		return await this.n8n.client.rows(id);
	}

	/** Fills a template's Data Table before its first run, as a user may: with the columns that the template gives it. */
	async fillTable(file: string, table: string, rows: IDataObject[]): Promise<void> {
		if (!(await this.hasTable(table))) {
			const { columns } = nodeOf(readTemplate(file), `Make the Table ${table}`).parameters;
			await this.n8n.client.createDataTable(table, (columns as unknown as { column: DataTableColumn[] }).column);
		}
		await this.addRows(table, rows);
	}

	/** Adds rows to a Data Table that is there. */
	async addRows(table: string, rows: IDataObject[]): Promise<void> {
		await this.n8n.client.insertRows(String(await this.tableId(table)), rows);
	}

	/** An alert that Chargebackhit has, as if it had been sent. */
	addAlert({
		id = randomUUID(),
		type = 'init-refund',
		product = 'ethoca',
		hoursAgo = 1,
		amount = '19.90',
		currency = 'USD',
		orderId = 'ORDER-1',
		outcome = '',
	}: AlertWanted): string {
		const { chargebackhit } = this.sandbox.state;
		const published = new Date(Date.now() - hoursAgo * 3_600_000);
		const { alert, transaction, merchant } = inventAlert(chargebackhit, type, product, published, id);
		const record: AlertRecord = {
			alert: { ...alert, amount, currency, outcome },
			transaction: { ...transaction, amount, currency, transaction_merchant_id: orderId },
			merchant,
			createdAt: published.getTime(),
			sequence: chargebackhit.nextSequence(),
			outcomes: [],
		};
		chargebackhit.alerts.set(id, record);
		return id;
	}

	/** The outcomes that an alert was given, oldest first. */
	outcomesOf(id: string): string[] {
		return (this.sandbox.state.chargebackhit.alerts.get(id)?.outcomes ?? []).map(({ outcome }) => outcome);
	}
}

/** Items as they are pinned. */
export const pinned = (...records: IDataObject[]): INodeExecutionData[] => records.map((json) => ({ json }));

/** Asks again and again. @throws Error if it does not become true within 60 s */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
	for (const deadline = Date.now() + 60_000; !(await isTrue()); await pause(100)) {
		if (Date.now() > deadline) throw new Error('It did not happen within 60 s.');
	}
}
