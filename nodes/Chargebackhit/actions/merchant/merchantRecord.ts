import { locator } from '../../../common/fields/properties';
import { flatMerchant } from '../../simplify';
import type { RecordKind } from '../recordOperations';

export const merchantRecord: RecordKind = {
	name: 'merchant',
	collection: 'merchants',
	field: locator({
		displayName: 'Merchant',
		name: 'merchantId',
		search: 'searchMerchants',
		description: 'The merchant. Search for its ID in Chargebackhit, your own ID, or part of the name or descriptor.',
		example: '5b1e7c2a-9d34-4c86-b1f0-7a2d8e6c4f10',
	}),
	simplified: flatMerchant,
};
