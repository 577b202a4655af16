import type { INodeProperties } from 'n8n-workflow';

import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';

const subscriptionIdField: INodeProperties = {
	displayName: 'Subscription ID',
	name: 'subscriptionId',
	type: 'string',
	default: '',
	required: true,
	description: 'The ID that Webhook Subscription: Get Many returns',
};

/** Contract: 2.6: an unknown ID also succeeds. */
export const deleteSubscription: ItemOperation = {
	value: 'delete',
	name: 'Delete',
	action: 'Delete webhook subscription',
	description: 'Stop Kloutit from sending events to an address',
	effect: 'write',
	fields: [subscriptionIdField],
	identifiedBy: ['subscriptionId'],
	sample: { parameters: { subscriptionId: 'sub-1' } },
	prepare: (item) => {
		const id = item.requiredText(subscriptionIdField);
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
