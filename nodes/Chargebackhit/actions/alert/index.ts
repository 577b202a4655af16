import type { Resource } from '../../../common/operation';
import { get } from './get';
import { getMany } from './getMany';
import { matchToOrder } from './matchToOrder';
import { replyInWebhook } from './replyInWebhook';
import { respond } from './respond';

export const alert: Resource = {
	value: 'alert',
	name: 'Alert',
	description: 'A notice about a payment that is, or may become, a chargeback',
	operations: [get, getMany, matchToOrder, replyInWebhook, respond],
};
