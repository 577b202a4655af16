import { listFields, simplifyField, wantedRecords } from '../../../common/fields';
import type { ItemOperation } from '../../../common/operation';
import { disputeRecordEvent } from '../../events';
import { disputeProviderOptions, disputeStatusOptions } from '../../fieldOptions';
import { additionalCriteria, choicesFilter, dateFilter, filtersField, listCriteria, readFilters } from '../../filters';
import { listSteps } from '../../records';

const FILTERS = [
	dateFilter('Dispute Date From', 'disputeDateFrom', 'dispute_date_from'),
	dateFilter('Dispute Date To', 'disputeDateTo', 'dispute_date_to'),
	choicesFilter('Providers', 'providers', 'provider', disputeProviderOptions),
	choicesFilter('Statuses', 'statuses', 'status', disputeStatusOptions),
	dateFilter('Updated From', 'updatedAtFrom', 'updated_at_from'),
	dateFilter('Updated To', 'updatedAtTo', 'updated_at_to'),
];

/** Contract: 2.10: token paging without a method, no sort. */
export const getMany: ItemOperation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many disputes',
	description: 'Get many disputes, filtered by date, status and provider. Disputes are newer than the public API reference.',
	retryClass: 'read',
	fields: [...listFields, simplifyField, filtersField(FILTERS), additionalCriteria],
	sample: { parameters: { returnAll: false, limit: 5 } },
	plan: (item) => {
		const simplify = item.flag('simplify');
		const criteria = listCriteria(readFilters(item, FILTERS));
		return listSteps({ path: '/api/v2/disputes/list', method: 'tokenOnly', criteria, limit: wantedRecords(item) }, (record) =>
			simplify ? disputeRecordEvent(record) : record,
		);
	},
};
