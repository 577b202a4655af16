import { getOperation } from '../recordOperations';
import { caidRecord } from './caidRecord';

/** Contract: 2.8. */
export const get = getOperation(caidRecord, {
	action: 'Get CAID',
	description: 'Get one CAID with the status of each product enrolled on it',
	sample: { parameters: { caidId: '{caid}' } },
});
