import type { Resource } from '../../../common/operation';
import { create } from './create';
import { deleteSubscription } from './delete';
import { getMany } from './getMany';

export const webhookSubscription: Resource = {
	value: 'webhookSubscription',
	name: 'Webhook Subscription',
	description: 'An address that Kloutit sends events to',
	operations: [create, deleteSubscription, getMany],
};
