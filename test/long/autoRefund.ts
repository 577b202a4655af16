import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import type { IDataObject, INode } from 'n8n-workflow';

import type { Sandbox } from '../../sandbox/server';
import type { N8nClient, SavedCredential } from '../../tools/n8n/client';
import type { WorkflowToCreate } from '../../tools/n8n/workflow';
import { switchOff } from '../templates/library';

const TEMPLATES = path.resolve(__dirname, '../../templates');

/** The final outcome that the template sends for an alert. */
export const FINAL = 'reversed';

/** The outcomes that an alert was given, in order. */
export function outcomesOf(sandbox: Sandbox, alertId: string): string[] {
	return (sandbox.state.chargebackhit.alerts.get(alertId)?.outcomes ?? []).map(({ outcome }) => outcome);
}

/** The templates *Auto-refund* and *Reconciliation sweep* in an n8n, as a user completes them: with a credential and an address for refunds. */
export class AutoRefund {
	private constructor(
		private readonly client: N8nClient,
		private readonly credential: SavedCredential,
		private readonly refundsUrl: string,
	) {}

	/** The published workflow: its id, and the address that alerts are sent to. */
	workflowId = '';

	url = '';

	static async publish(
		client: N8nClient,
		sandbox: Sandbox,
		sandboxUrl: string,
		refundsUrl: string,
	): Promise<AutoRefund> {
		const { publicKey, secretKey } = sandbox.settings.chargebackhit;
		const credential = await client.createCredential('Chargebackhit', 'chargebackhitApi', {
			publicKey,
			secretKey,
			previousSecretKey: '',
			baseUrl: `${sandboxUrl}/chargebackhit`,
		});
		const autoRefund = new AutoRefund(client, credential, refundsUrl);
		const webhookId = randomUUID();
		const { id } = await client.createWorkflow(
			await autoRefund.completed('auto-refund-alert.json', (node) => {
				if (node.webhookId) node.webhookId = webhookId;
			}),
		);
		await client.activate(id, 120_000);
		autoRefund.workflowId = id;
		autoRefund.url = client.webhookUrl(webhookId, 'chargebackhit');
		await client.webhookReady(autoRefund.url, 60_000);
		return autoRefund;
	}

	/** Runs the sweep once over all open alerts, however young. @returns the status of its execution */
	async sweep(patience: number): Promise<string> {
		const { id } = await this.client.createWorkflow(
			await this.completed('reconciliation-sweep.json', (node) => {
				if (node.name === 'Handle the Alert') (node.parameters.workflowId as IDataObject).value = this.workflowId;
				if (node.name === 'Settings') node.parameters.jsonOutput = '={{ { openForMinutes: 0, lookBackDays: 1 } }}';
			}),
		);
		return (await this.client.runToEnd(id, 'Every 10 Minutes', patience)).status;
	}

	private async completed(file: string, change: (node: INode) => void): Promise<WorkflowToCreate> {
		const { name, nodes, connections, settings } = JSON.parse(
			await readFile(path.join(TEMPLATES, file), 'utf8'),
		) as WorkflowToCreate & { nodes: INode[] };
		switchOff({ nodes });
		for (const node of nodes) {
			if (node.credentials?.chargebackhitApi)
				node.credentials = { chargebackhitApi: { id: this.credential.id, name: this.credential.name } };
			if (node.name === 'Refund') node.parameters.url = this.refundsUrl;
			change(node);
		}
		return { name, nodes, connections, settings };
	}
}
