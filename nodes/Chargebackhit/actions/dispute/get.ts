import { locator } from '../../../common/fields/properties';
import { disputeRecordEvent } from '../../events';
import { getOperation } from '../recordOperations';

const disputeField = locator({
	displayName: 'Dispute',
	name: 'disputeId',
	search: 'searchDisputes',
	description:
		"The dispute. To find it in the list, type its ID (Chargebackhit's or the provider's), or part of its reason or of the provider's name.",
	example: 'a1b2c3d4-e5f6-4789-8abc-def012345678',
});

/** Contract: 2.10. */
export const get = getOperation(
	{ name: 'dispute', collection: 'disputes', field: disputeField, simplified: disputeRecordEvent },
	{
		action: 'Get dispute',
		description:
			"Get one dispute. With Simplify off, it includes its representments. Disputes are not yet in Chargebackhit's public API reference.",
		sample: { parameters: { disputeId: '{dispute}' } },
	},
);
