import type { ItemOperation } from '../../../common/operation';
import { recordOr, textOrNull } from '../../../common/values/json';

/** Contract: 2.1. */
export const get: ItemOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get connection',
	description: 'Get the organization behind the API key, and its sectors',
	effect: 'read',
	fields: [],
	sample: { parameters: {} },
	prepare: () => ({
		request: { method: 'GET', path: '/connection', expect: 'object', subject: 'this call (API 2.2 or later)' },
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
