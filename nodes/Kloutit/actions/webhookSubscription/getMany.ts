import { listFields, recordLimit } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import { isRecord, recordOr } from '../../../common/values/json';
import { messages } from '../../problems';

/** Contract: 2.6: no paging. */
export const getMany: ItemOperation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many webhook subscriptions',
	description: 'Get many webhook subscriptions that were made with this API key',
	effect: 'read',
	fields: listFields,
	sample: { parameters: { returnAll: true } },
	prepare: (item) => {
		const limit = recordLimit(item);
		return {
			request: { method: 'GET', path: '/webhooks', expect: 'objectOrList', subject: messages.subscriptions },
			output: ({ body }) => {
				const list = Array.isArray(body) ? body : recordOr(body).data;
				return (Array.isArray(list) ? list.filter(isRecord) : []).slice(0, limit);
			},
		};
	},
};
