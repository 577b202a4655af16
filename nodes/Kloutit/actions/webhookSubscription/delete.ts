import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';

/** Contract: 2.6: an id that is not known succeeds too. */
export const deleteSubscription: ItemOperation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete webhook subscription',
	description: 'Stop events from being sent to an address',
	effect: 'write',
	fields: [
		{
			displayName: 'Subscription ID',
			name: 'subscriptionId',
			type: 'string',
			default: '',
			required: true,
			description: 'The ID, from Webhook Subscription: Get Many',
		},
	],
	sample: { parameters: { subscriptionId: 'sub-1' } },
	prepare: (item) => {
		const id = item.requiredText('subscriptionId', 'Subscription ID');
		return {
			request: {
				method: 'DELETE',
				path: path`/webhooks/${id}`,
				expect: 'anything',
				subject: `webhook subscription ${id}`,
			},
			output: () => ({ deleted: true, id }),
		};
	},
};
