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
	{ client, sandbox, sandboxUrl }: DemoContext,
	ordersTable: string,
): Promise<KountSetup> {
	const { kount } = sandbox.settings;
	const api = await testedCredential(client, 'Kount sandbox', 'kountOAuth2Api', {
		apiKey: kount.apiKey,
		environment: 'sandbox',
		loginServer: 'custom',
		tokenUrl: `${sandboxUrl}/kount/as/token`,
		baseUrl: `${sandboxUrl}/kount`,
	});
	const webhook = await testedCredential(client, 'Kount webhook', 'kountWebhookApi', {
		headerName: kount.webhookHeaderName,
		secret: kount.webhookHeaderValue,
		previousSecret: '',
	});
	const { id: uploadId } = await client.createWorkflow(uploadWorkflow(api));
	const webhookId = randomUUID();
	const answers = await activate(client, answerWorkflow({ api, webhook, ordersTable, webhookId }), webhookId, 'kount');
	kount.webhookUrl = answers.webhookUrl;
	return { uploadId, answers };
}
