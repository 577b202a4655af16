import { additionalFields, simplifyField } from '../../../common/fields/properties';
import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import { flatCaid } from '../../simplify';
import { internalIdField, readInternalId } from '../internalId';
import { recordOf } from '../records';
import { activitiesField, activitiesQuery, caidField } from './caidField';

/** Contract: 2.8. */
export const update: ItemOperation = {
	value: 'update',
	name: 'Update',
	action: 'Update CAID',
	description: 'Set your own internal ID of a CAID',
	effect: 'write',
	identifiedBy: ['caidId'],
	fields: [caidField, internalIdField, simplifyField, activitiesField, additionalFields],
	sample: { parameters: { caidId: '{caid}', internalId: 'terminal-7' } },
	prepare: (item) => {
		const id = item.uuid(caidField);
		const body = readInternalId(item);
		const simplify = item.flag('simplify');
		return {
			request: {
				method: 'PATCH',
				path: path`/api/v2/caids/${id}`,
				query: activitiesQuery(item),
				body,
				expect: 'emptyOrAny',
				subject: `CAID ${id}`,
			},
			output: (response) => {
				const record = recordOf(response);
				if (!record) return { success: true, id };
				return simplify ? flatCaid(record) : record;
			},
		};
	},
};
