import { flatEnrollment } from '../../simplify';
import { enrollmentStatusOptions } from '../choices';
import { choicesFilter, listFilter } from '../filters';
import { listOperation } from '../listOperation';

/** Contract: 2.9: offset paging, no sort. */
export const getMany = listOperation({
	action: 'Get many enrollments',
	description: 'Get many enrollments with their status and message',
	path: '/api/v2/import/mids/list',
	method: 'offset',
	filters: [
		listFilter('Descriptions', 'descriptions', 'descriptions'),
		listFilter('Your Merchant IDs (Merchant Internal IDs)', 'merchantInternalIds', 'merchant_internal_ids'),
		choicesFilter('Statuses', 'statuses', 'statuses', enrollmentStatusOptions),
	],
	sortable: false,
	simplified: flatEnrollment,
});
