import { listFields, simplifyField, wantedRecords } from '../../../common/fields';
import type { ItemOperation } from '../../../common/operation';
import { flatMerchant } from '../../flatRecords';
import { additionalCriteria, filtersField, listCriteria, readFilters, readSort, sortField, textsFilter } from '../../filters';
import { listSteps } from '../../records';

const FILTERS = [
	textsFilter('Descriptors', 'descriptors', 'descriptors'),
	textsFilter('Internal IDs', 'internalIds', 'internal_ids'),
	textsFilter('Merchant IDs', 'ids', 'ids', 'uuids'),
	textsFilter('Names', 'names', 'names'),
];

/** Contract: 2.7; offset paging: 8 (18). */
export const getMany: ItemOperation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many merchants',
	description: 'Get many merchants of the account',
	retryClass: 'read',
	fields: [...listFields, simplifyField, filtersField(FILTERS), sortField, additionalCriteria],
	sample: { parameters: { returnAll: false, limit: 5 } },
	plan: (item) => {
		const simplify = item.flag('simplify');
		const criteria = listCriteria(readFilters(item, FILTERS), readSort(item));
		return listSteps({ path: '/api/v2/merchants/list', method: 'offset', criteria, limit: wantedRecords(item) }, (record) =>
			simplify ? flatMerchant(record) : record,
		);
	},
};
