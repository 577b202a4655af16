import { recordOr, textOrNull } from '../../../common/json';
import type { ItemOperation } from '../../../common/operation';
import { messages } from '../../messages';

/** Contract: 2.1. */
export const get: ItemOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get connection',
	description: 'Get the organization behind the API key, and its sectors',
	retryClass: 'read',
	fields: [],
	sample: { parameters: {} },
	plan: () => ({
		request: { method: 'GET', path: '/connection', expect: 'object', subject: messages.connection },
		output: ({ body }) => {
			const { valid, organization } = recordOr(body);
			const { name, sectors } = recordOr(organization);
			return {
				valid: valid === true,
				organization: textOrNull(name),
				sectors: Array.isArray(sectors) ? sectors.map(String) : [],
			};
		},
	}),
};
