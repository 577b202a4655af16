import { locator } from '../../../common/fields/properties';
import { disputeRecordEvent } from '../../events';
import { getOperation } from '../recordOperations';

const disputeField = locator({
	displayName: 'Dispute',
	name: 'disputeId',
	search: 'searchDisputes',
	description: "The dispute. Search for a UUID, or for part of the reason, the provider or the provider's ID.",
	example: 'a1b2c3d4-e5f6-4789-8abc-def012345678',
});

/** Contract: 2.10. */
export const get = getOperation(
	{ name: 'dispute', collection: 'disputes', field: disputeField, simplified: disputeRecordEvent },
	{
		action: 'Get dispute',
		description:
			'Get one dispute. Its raw data also has its representments. Disputes are newer than the public API reference.',
		sample: { parameters: { disputeId: '{dispute}' } },
	},
);
