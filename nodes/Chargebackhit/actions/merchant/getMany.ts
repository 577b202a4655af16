import { flatMerchant } from '../../simplify';
import { textsFilter } from '../filters';
import { listOperation } from '../listOperation';

/** Contract: 2.7; offset paging: 8 (18). */
export const getMany = listOperation({
	action: 'Get many merchants',
	description: 'Get many merchants of the account',
	path: '/api/v2/merchants/list',
	method: 'offset',
	filters: [
		textsFilter('Descriptors', 'descriptors', 'descriptors'),
		textsFilter('Internal IDs', 'internalIds', 'internal_ids'),
		textsFilter('Merchant IDs', 'ids', 'ids', 'uuids'),
		textsFilter('Names', 'names', 'names'),
	],
	sortable: true,
	simplified: flatMerchant,
});
