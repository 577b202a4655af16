import { locator, simplifyField } from '../../../common/fields/properties';
import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import { disputeRecordEvent } from '../../events';
import { knownRecord } from '../records';

const disputeField = locator({
	displayName: 'Dispute',
	name: 'disputeId',
	search: 'searchDisputes',
	description: "The dispute. Search for a UUID, or a part of the reason, the provider or the provider's ID.",
	example: 'a1b2c3d4-e5f6-4789-8abc-def012345678',
});

/** Contract: 2.10. */
export const get: ItemOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get dispute',
	description:
		'Get one dispute; with Simplify off also its representments. Disputes are newer than the public API reference.',
	effect: 'read',
	identifiedBy: ['disputeId'],
	fields: [disputeField, simplifyField],
	sample: { parameters: { disputeId: '{dispute}' } },
	prepare: (item) => {
		const id = item.uuid(disputeField);
		const simplify = item.flag('simplify');
		const subject = `dispute ${id}`;
		return {
			request: { method: 'GET', path: path`/api/v2/disputes/${id}`, expect: 'object', subject },
			output: (response) => {
				const record = knownRecord(response, subject);
				return simplify ? disputeRecordEvent(record) : record;
			},
		};
	},
};
