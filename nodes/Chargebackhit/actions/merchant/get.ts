import { simplifyField } from '../../../common/fields';
import type { ItemOperation } from '../../../common/operation';
import { path } from '../../../common/path';
import { flatMerchant } from '../../flatRecords';
import { knownRecord } from '../../records';
import { merchantField } from './merchantField';

/** Contract: 2.7. */
export const get: ItemOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get merchant',
	description: 'Get one merchant of the account',
	retryClass: 'read',
	fields: [merchantField, simplifyField],
	sample: { parameters: { merchantId: '{merchant}' } },
	plan: (item) => {
		const id = item.uuid('merchantId', merchantField.displayName);
		const simplify = item.flag('simplify');
		const subject = `merchant ${id}`;
		return {
			request: { method: 'GET', path: path`/api/v2/merchants/${id}`, expect: 'object', subject },
			output: (answer) => {
				const record = knownRecord(answer, subject);
				return simplify ? flatMerchant(record) : record;
			},
		};
	},
};
