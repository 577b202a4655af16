import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/**
 * The static header that proves who sends the chargeback alerts of Kount. Nothing is called with it, so that only its form can be
 * tested: by the Kount Trigger.
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
				'Think of a long secret and enter it here and in the portal of Kount, where the webhook is set up: Settings, Event Notifications, Webhook, under the same header name.',
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
			description: 'The name of the header that Kount is to send, such as X-Kount-Secret',
		},
		{
			displayName: 'Secret',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The value of the header: at least 16 characters that nobody can guess',
		},
		{
			displayName: 'Previous Secret',
			name: 'previousSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only while the secret is being changed: events with this value are still accepted. Clear it when the change is done.',
		},
	];
}
