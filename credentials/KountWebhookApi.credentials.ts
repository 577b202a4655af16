import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/**
 * The static header that verifies the sender of Kount's chargeback alerts. Nothing is called with it, so the Kount Trigger can only test
 * its form.
 *
 * Contract: 3.1.
 */
export class KountWebhookApi implements ICredentialType {
	name = 'kountWebhookApi';

	displayName = 'Kount Webhook API';

	icon = {
		light: 'file:../nodes/Kount/icons/kount.svg',
		dark: 'file:../nodes/Kount/icons/kount.dark.svg',
	} as const;

	documentationUrl = 'https://developer.kount.com/hc/en-us/articles/4411045463956';

	properties: INodeProperties[] = [
		{
			displayName:
				'Choose a secret, such as 32 random letters and digits. Enter it here, and in the Kount portal under Settings, Event Notifications, Webhook, with the same header name.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Header Name',
			name: 'headerName',
			type: 'string',
			required: true,
			default: 'X-Kount-Secret',
			description: 'The name under which Kount sends the secret. Enter the same name in the Kount portal.',
		},
		{
			displayName: 'Secret',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'At least 16 characters that nobody can guess. Enter the same in the Kount portal, as the value of the header.',
		},
		{
			displayName: 'Previous Secret',
			name: 'previousSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only while you change the secret: enter the old one here, so that events with it are still accepted. Clear this field when Kount sends the new one.',
		},
	];
}
