import { listFields, recordLimit } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import { isRecord, type Json, type JsonRecord, recordOr, textOrNull } from '../../../common/values/json';

/** What a 404 says was not found: these calls are new in API 2.2. Contract: 2.6 */
export const SUBSCRIPTIONS = 'this operation, which requires API 2.2 or later,';

/** The subscriptions in the response to a list. */
export function readSubscriptions(body: Json | undefined): JsonRecord[] {
	const list = Array.isArray(body) ? body : recordOr(body).data;
	return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** The key in the address of a Kloutit Trigger is a secret. */
function withoutKey(subscription: JsonRecord): JsonRecord {
	const target = textOrNull(subscription.targetUrl);
	if (target === null) return subscription;
	return { ...subscription, targetUrl: target.replace(/([?&]key=)[^&#]*/gi, '$1***') };
}

/** Contract: 2.6: no paging. */
export const getMany: ItemOperation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many webhook subscriptions',
	description:
		'Get many webhook subscriptions that were created with this API key. Secret keys in their addresses are shown as ***.',
	effect: 'read',
	confidential: true,
	fields: listFields,
	sample: { parameters: { returnAll: true } },
	prepare: (item) => {
		const limit = recordLimit(item);
		return {
			request: { method: 'GET', path: '/webhooks', expect: 'objectOrList', subject: SUBSCRIPTIONS },
			output: ({ body }) => readSubscriptions(body).slice(0, limit).map(withoutKey),
		};
	},
};
