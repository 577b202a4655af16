import { klaviWorkflow } from './klaviWorkflow';
import { type DemoContext, testedCredential } from './setup';

/** What the scenario uses in n8n for Klavi. */
export interface KlaviSetup {
	workflowId: string;
}

/** Credential and workflow of Klavi. */
export async function setUpKlavi({ client, sandbox, sandboxUrl }: DemoContext): Promise<KlaviSetup> {
	const { accessKey, secretKey } = sandbox.settings.klavi;
	const credential = await testedCredential(client, 'Klavi sandbox', 'klaviApi', {
		accessKey,
		secretKey,
		previousSecretKey: '',
		environment: 'custom',
		baseUrl: `${sandboxUrl}/klavi`,
		revision: 'customerV1',
	});
	const { id: workflowId } = await client.createWorkflow(klaviWorkflow(credential));
	return { workflowId };
}
