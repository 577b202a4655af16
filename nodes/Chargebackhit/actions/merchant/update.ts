import { additionalFields, simplifyField } from '../../../common/fields/properties';
import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import { flatMerchant } from '../../simplify';
import { internalIdField, readInternalId } from '../internalId';
import { recordOf } from '../records';
import { merchantField } from './merchantField';

/** Contract: 2.7. */
export const update: ItemOperation = {
	value: 'update',
	name: 'Update',
	action: 'Update merchant',
	description: 'Set your own internal ID of a merchant',
	effect: 'write',
	identifiedBy: ['merchantId'],
	fields: [merchantField, internalIdField, simplifyField, additionalFields],
	sample: { parameters: { merchantId: '{merchant}', internalId: 'shop-42' } },
	prepare: (item) => {
		const id = item.uuid(merchantField);
		const body = readInternalId(item);
		const simplify = item.flag('simplify');
		return {
			request: {
				method: 'PATCH',
				path: path`/api/v2/merchants/${id}`,
				body,
				expect: 'emptyOrAny',
				subject: `merchant ${id}`,
			},
			output: (response) => {
				const record = recordOf(response);
				if (!record) return { success: true, id };
				return simplify ? flatMerchant(record) : record;
			},
		};
	},
};
