import { getOperation } from '../recordOperations';
import { merchantRecord } from './merchantRecord';

/** Contract: 2.7. */
export const get = getOperation(merchantRecord, {
	action: 'Get merchant',
	description: 'Get one merchant of the account',
	sample: { parameters: { merchantId: '{merchant}' } },
});
