import { randomUUID } from 'node:crypto';

import { answerWorkflow, uploadWorkflow } from './kountWorkflows';
import { type ActiveWorkflow, activate, type DemoContext, testedCredential } from './setup';

/** What the scenario uses in n8n for Kount. */
export interface KountSetup {
	uploadId: string;
	answers: ActiveWorkflow;
}

/** Credentials and workflows of Kount. */
export async function setUpKount(
	{ client, sandbox, credentials }: DemoContext,
	ordersTable: string,
): Promise<KountSetup> {
	const api = await testedCredential(client, credentials.kount);
	const webhook = await testedCredential(client, credentials.kountWebhook);
	const { id: uploadId } = await client.createWorkflow(uploadWorkflow(api));
	const webhookId = randomUUID();
	const answers = await activate(client, answerWorkflow({ api, webhook, ordersTable, webhookId }), webhookId, 'kount');
	sandbox.settings.kount.webhookUrl = answers.webhookUrl;
	return { uploadId, answers };
}
