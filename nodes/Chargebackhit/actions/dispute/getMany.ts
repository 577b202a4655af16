import { disputeRecordEvent } from '../../events';
import { disputeProviderOptions, disputeStatusOptions } from '../choices';
import { choicesFilter, dateRange } from '../filters';
import { listOperation } from '../listOperation';

/** Contract: 2.10: token paging without a method, no sort. */
export const getMany = listOperation({
	action: 'Get many disputes',
	description:
		"Get many disputes, filtered by date, status and provider. Disputes are not yet in Chargebackhit's public API reference.",
	path: '/api/v2/disputes/list',
	method: 'tokenOnly',
	filters: [
		...dateRange('Dispute Date', 'disputeDate', 'dispute_date', 'When the customer disputed the payment'),
		choicesFilter('Providers', 'providers', 'provider', disputeProviderOptions),
		choicesFilter('Statuses', 'statuses', 'status', disputeStatusOptions),
		...dateRange('Updated', 'updatedAt', 'updated_at', 'When the dispute last changed at Chargebackhit'),
	],
	sortable: false,
	simplified: disputeRecordEvent,
});
