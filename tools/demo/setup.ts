import type { Sandbox } from '../../sandbox/server';
import type { N8nClient, SavedCredential } from '../n8n/client';
import type { WorkflowToCreate } from '../n8n/workflow';
import type { SandboxCredential, sandboxCredentials } from './credentials';

/** Where the scenarios run: an n8n and the sandbox. */
export interface DemoContext {
	client: N8nClient;
	sandbox: Sandbox;
	credentials: ReturnType<typeof sandboxCredentials>;
}

/** An active workflow and its webhook URL. */
export interface ActiveWorkflow {
	workflowId: string;
	webhookUrl: string;
}

/** @throws Error when n8n's own test of the credential does not succeed */
export async function testedCredential(
	client: N8nClient,
	{ title, type, data }: SandboxCredential,
): Promise<SavedCredential> {
	const credential = await client.createCredential(title, type.name, data);
	const test = await client.testCredential(credential);
	if (test.status !== 'OK') throw new Error(`n8n's test of the credential ${title} says: ${test.message}`);
	return credential;
}

/** Saves a workflow, publishes it, and waits until its webhook answers. */
export async function activate(
	client: N8nClient,
	workflow: WorkflowToCreate,
	webhookId: string,
	webhookPath: string,
): Promise<ActiveWorkflow> {
	const { id: workflowId } = await client.createWorkflow(workflow);
	await client.activate(workflowId);
	const webhookUrl = client.webhookUrl(webhookId, webhookPath);
	await client.webhookReady(webhookUrl);
	return { workflowId, webhookUrl };
}
