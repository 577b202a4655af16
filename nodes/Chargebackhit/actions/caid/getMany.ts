import { listFields, simplifyField, wantedRecords } from '../../../common/fields';
import type { ItemOperation } from '../../../common/operation';
import { flatCaid } from '../../flatRecords';
import {
	additionalCriteria,
	dateFilter,
	filtersField,
	listCriteria,
	readFilters,
	readSort,
	sortField,
	textsFilter,
} from '../../filters';
import { listSteps } from '../../records';

const FILTERS = [
	textsFilter('BINs', 'bins', 'bins'),
	textsFilter('CAIDs', 'caids', 'caids'),
	dateFilter('Created From', 'createdAtFrom', 'created_at_from'),
	dateFilter('Created To', 'createdAtTo', 'created_at_to'),
	textsFilter('Descriptors', 'descriptors', 'descriptors'),
	textsFilter('IDs', 'ids', 'ids', 'uuids'),
	textsFilter('Merchant IDs', 'merchantIds', 'merchant_ids', 'uuids'),
	textsFilter('PSP Names', 'pspNames', 'psp_names'),
	textsFilter('Statuses', 'statuses', 'statuses'),
	dateFilter('Updated From', 'updatedAtFrom', 'updated_at_from'),
	dateFilter('Updated To', 'updatedAtTo', 'updated_at_to'),
];

/** Contract: 2.8; token paging: 8 (18). */
export const getMany: ItemOperation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many CAIDs',
	description: 'Get many CAIDs with the status of each product enrolled on them',
	retryClass: 'read',
	fields: [...listFields, simplifyField, filtersField(FILTERS), sortField, additionalCriteria],
	sample: { parameters: { returnAll: false, limit: 5 } },
	plan: (item) => {
		const simplify = item.flag('simplify');
		const criteria = listCriteria(readFilters(item, FILTERS), readSort(item));
		return listSteps({ path: '/api/v2/caids/list', method: 'token', criteria, limit: wantedRecords(item) }, (record) =>
			simplify ? flatCaid(record) : record,
		);
	},
};
