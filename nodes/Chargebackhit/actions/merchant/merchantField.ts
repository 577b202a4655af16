import { locator } from '../../../common/fields/properties';

/** The merchant an operation is about. */
export const merchantField = locator({
	displayName: 'Merchant',
	name: 'merchantId',
	search: 'searchMerchants',
	description: 'The merchant. Search for a UUID, your internal ID, or a part of its name or descriptor.',
	example: '5b1e7c2a-9d34-4c86-b1f0-7a2d8e6c4f10',
});
