import { simplifyField } from '../../../common/fields/properties';
import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import { flatMerchant } from '../../simplify';
import { knownRecord } from '../records';
import { merchantField } from './merchantField';

/** Contract: 2.7. */
export const get: ItemOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get merchant',
	description: 'Get one merchant of the account',
	effect: 'read',
	identifiedBy: ['merchantId'],
	fields: [merchantField, simplifyField],
	sample: { parameters: { merchantId: '{merchant}' } },
	prepare: (item) => {
		const id = item.uuid(merchantField);
		const simplify = item.flag('simplify');
		const subject = `merchant ${id}`;
		return {
			request: { method: 'GET', path: path`/api/v2/merchants/${id}`, expect: 'object', subject },
			output: (response) => {
				const record = knownRecord(response, subject);
				return simplify ? flatMerchant(record) : record;
			},
		};
	},
};
