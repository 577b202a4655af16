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
		description:
			"The merchant. To find it in the list, type its ID (Chargebackhit's or your own), or part of its name or descriptor.",
		example: '5b1e7c2a-9d34-4c86-b1f0-7a2d8e6c4f10',
	}),
	simplified: flatMerchant,
};
