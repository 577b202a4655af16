import * as validate from '../../../common/values/validate';
import { flatMerchant } from '../../simplify';
import { listFilter } from '../filters';
import { listOperation } from '../listOperation';

/** Contract: 2.7; offset paging: 8 (18). */
export const getMany = listOperation({
	action: 'Get many merchants',
	description: 'Get many merchants of the account',
	path: '/api/v2/merchants/list',
	method: 'offset',
	filters: [
		listFilter('Descriptors', 'descriptors', 'descriptors'),
		listFilter('Your Own IDs (Internal IDs)', 'internalIds', 'internal_ids'),
		listFilter('Merchant IDs', 'ids', 'ids', validate.uuid),
		listFilter('Names', 'names', 'names'),
	],
	sortable: true,
	simplified: flatMerchant,
});
