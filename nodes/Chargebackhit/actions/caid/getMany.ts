import * as validate from '../../../common/values/validate';
import { flatCaid } from '../../simplify';
import { dateRange, listFilter } from '../filters';
import { listOperation } from '../listOperation';

/** Contract: 2.8; token paging: 8 (18). */
export const getMany = listOperation({
	action: 'Get many CAIDs',
	description: 'Get many CAIDs with the status of each product enrolled on them',
	path: '/api/v2/caids/list',
	method: 'token',
	filters: [
		listFilter('BINs', 'bins', 'bins'),
		listFilter('CAIDs', 'caids', 'caids'),
		...dateRange('Created', 'createdAt', 'created_at', 'When Chargebackhit created the CAID'),
		listFilter('Descriptors', 'descriptors', 'descriptors'),
		listFilter('IDs', 'ids', 'ids', validate.uuid),
		listFilter('Merchant IDs', 'merchantIds', 'merchant_ids', validate.uuid),
		listFilter('PSP Names', 'pspNames', 'psp_names'),
		listFilter('Statuses', 'statuses', 'statuses'),
		...dateRange('Updated', 'updatedAt', 'updated_at', 'When the CAID last changed at Chargebackhit'),
	],
	sortable: true,
	simplified: flatCaid,
});
