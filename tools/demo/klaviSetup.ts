import { klaviWorkflow } from './klaviWorkflow';
import { type DemoContext, testedCredential } from './setup';

/** What the scenario uses in n8n for Klavi. */
export interface KlaviSetup {
	workflowId: string;
}

/** Credential and workflow of Klavi. */
export async function setUpKlavi({
	client,
	credentials,
}: Pick<DemoContext, 'client' | 'credentials'>): Promise<KlaviSetup> {
	const credential = await testedCredential(client, credentials.klavi);
	const { id: workflowId } = await client.createWorkflow(klaviWorkflow(credential));
	return { workflowId };
}
