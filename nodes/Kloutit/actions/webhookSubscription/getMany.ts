import { listFields, wantedRecords } from '../../../common/fields';
import { isRecord, recordOr } from '../../../common/json';
import type { ItemOperation } from '../../../common/operation';
import { messages } from '../../messages';

/** Contract: 2.6: no paging. */
export const getMany: ItemOperation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many webhook subscriptions',
	description: 'Get many webhook subscriptions that were made with this API key',
	retryClass: 'read',
	fields: listFields,
	sample: { parameters: { returnAll: true } },
	plan: (item) => {
		const limit = wantedRecords(item);
		return {
			request: { method: 'GET', path: '/webhooks', expect: 'objectOrList', subject: messages.subscriptions },
			output: ({ body }) => {
				const list = Array.isArray(body) ? body : recordOr(body).data;
				return (Array.isArray(list) ? list.filter(isRecord) : []).slice(0, limit);
			},
		};
	},
};
