import { updateOperation } from '../recordOperations';
import { merchantRecord } from './merchantRecord';

/** Contract: 2.7. */
export const update = updateOperation(merchantRecord, {
	action: 'Update merchant',
	description: 'Set your own internal ID of a merchant',
	sample: { parameters: { merchantId: '{merchant}', internalId: 'shop-42' } },
});
