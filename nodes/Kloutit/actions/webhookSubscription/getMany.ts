import { listFields, recordLimit } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import { isRecord, type Json, type JsonRecord, recordOr } from '../../../common/values/json';

/** What a 404 says was not found: these calls are new in API 2.2. Contract: 2.6 */
export const SUBSCRIPTIONS = 'the call for webhook subscriptions (API 2.2 or later)';

/** The subscriptions in the response to a list. */
export function readSubscriptions(body: Json | undefined): JsonRecord[] {
	const list = Array.isArray(body) ? body : recordOr(body).data;
	return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** Contract: 2.6: no paging. */
export const getMany: ItemOperation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many webhook subscriptions',
	description: 'Get many webhook subscriptions that were created with this API key',
	effect: 'read',
	fields: listFields,
	sample: { parameters: { returnAll: true } },
	prepare: (item) => {
		const limit = recordLimit(item);
		return {
			request: { method: 'GET', path: '/webhooks', expect: 'objectOrList', subject: SUBSCRIPTIONS },
			output: ({ body }) => readSubscriptions(body).slice(0, limit),
		};
	},
};
