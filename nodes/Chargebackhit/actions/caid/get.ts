import { simplifyField } from '../../../common/fields/properties';
import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import { flatCaid } from '../../simplify';
import { knownRecord } from '../records';
import { activitiesField, activitiesQuery, caidField } from './caidField';

/** Contract: 2.8. */
export const get: ItemOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get CAID',
	description: 'Get one CAID with the status of each product enrolled on it',
	effect: 'read',
	identifiedBy: ['caidId'],
	fields: [caidField, simplifyField, activitiesField],
	sample: { parameters: { caidId: '{caid}' } },
	prepare: (item) => {
		const id = item.uuid(caidField);
		const simplify = item.flag('simplify');
		const subject = `CAID ${id}`;
		return {
			request: {
				method: 'GET',
				path: path`/api/v2/caids/${id}`,
				query: activitiesQuery(item),
				expect: 'object',
				subject,
			},
			output: (response) => {
				const record = knownRecord(response, subject);
				return simplify ? flatCaid(record) : record;
			},
		};
	},
};
