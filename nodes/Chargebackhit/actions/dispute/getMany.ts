import { disputeRecordEvent } from '../../events';
import { disputeProviderOptions, disputeStatusOptions } from '../choices';
import { choicesFilter, dateFilter } from '../filters';
import { listOperation } from '../listOperation';

/** Contract: 2.10: token paging without a method, no sort. */
export const getMany = listOperation({
	action: 'Get many disputes',
	description:
		"Get many disputes, filtered by date, status and provider. Disputes are not yet in Chargebackhit's public API reference.",
	path: '/api/v2/disputes/list',
	method: 'tokenOnly',
	filters: [
		dateFilter('Dispute Date From', 'disputeDateFrom', 'dispute_date_from'),
		dateFilter('Dispute Date To', 'disputeDateTo', 'dispute_date_to'),
		choicesFilter('Providers', 'providers', 'provider', disputeProviderOptions),
		choicesFilter('Statuses', 'statuses', 'status', disputeStatusOptions),
		dateFilter('Updated From', 'updatedAtFrom', 'updated_at_from'),
		dateFilter('Updated To', 'updatedAtTo', 'updated_at_to'),
	],
	sortable: false,
	simplified: disputeRecordEvent,
});
