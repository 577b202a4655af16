import { listFields, simplifyField, wantedRecords } from '../../../common/fields';
import type { ItemOperation } from '../../../common/operation';
import { flatEnrollment } from '../../flatRecords';
import { enrollmentStatusOptions } from '../../fieldOptions';
import { additionalCriteria, choicesFilter, filtersField, listCriteria, readFilters, textsFilter } from '../../filters';
import { listSteps } from '../../records';

const FILTERS = [
	textsFilter('Descriptions', 'descriptions', 'descriptions'),
	textsFilter('Merchant Internal IDs', 'merchantInternalIds', 'merchant_internal_ids'),
	choicesFilter('Statuses', 'statuses', 'statuses', enrollmentStatusOptions),
];

/** Contract: 2.9: offset paging, no sort. */
export const getMany: ItemOperation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many enrollments',
	description: 'Get many enrollments with their status and message',
	retryClass: 'read',
	fields: [...listFields, simplifyField, filtersField(FILTERS), additionalCriteria],
	sample: { parameters: { returnAll: false, limit: 5 } },
	plan: (item) => {
		const simplify = item.flag('simplify');
		const criteria = listCriteria(readFilters(item, FILTERS));
		return listSteps({ path: '/api/v2/import/mids/list', method: 'offset', criteria, limit: wantedRecords(item) }, (record) =>
			simplify ? flatEnrollment(record) : record,
		);
	},
};
