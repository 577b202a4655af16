import { updateOperation } from '../recordOperations';
import { caidRecord } from './caidRecord';

/** Contract: 2.8. */
export const update = updateOperation(caidRecord, {
	action: 'Update CAID',
	description: 'Set your own internal ID of a CAID',
	sample: { parameters: { caidId: '{caid}', internalId: 'terminal-7' } },
});
