import type { Resource } from '../../../common/operation';
import { get } from './get';
import { getMany } from './getMany';
import { replyInWebhook } from './replyInWebhook';
import { respond } from './respond';

export const alert: Resource = {
	value: 'alert',
	name: 'Alert',
	description: 'A notice before a chargeback, which must be answered in time',
	operations: [get, getMany, replyInWebhook, respond],
};
