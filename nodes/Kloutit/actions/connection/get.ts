import type { ItemOperation } from '../../../common/operation';
import { recordOr, textOrNull } from '../../../common/values/json';

/** Contract: 2.1. */
export const get: ItemOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get connection',
	description: 'Get the organization that the API key belongs to, and the sectors it has at Kloutit',
	effect: 'read',
	fields: [],
	sample: { parameters: {} },
	prepare: () => ({
		request: {
			method: 'GET',
			path: '/connection',
			expect: 'object',
			subject: 'this operation, which requires API 2.2 or later,',
		},
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
