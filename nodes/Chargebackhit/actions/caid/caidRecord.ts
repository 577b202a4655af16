import { locator } from '../../../common/fields/properties';
import { flatCaid } from '../../simplify';
import type { RecordKind } from '../recordOperations';

export const caidField = locator({
	displayName: 'CAID',
	name: 'caidId',
	search: 'searchCaids',
	description:
		"The CAID. To find it in the list, type the CAID itself, Chargebackhit's ID of it, or part of its descriptor.",
	example: 'c2d4f6a8-1b3d-4e5f-8a7c-9e0b2d4f6a81',
});

/** Contract: 2.8, 8 (20). */
export const caidRecord: RecordKind = {
	name: 'CAID',
	collection: 'caids',
	field: caidField,
	simplified: flatCaid,
	query: {
		fields: [
			{
				displayName: 'Include Activities',
				name: 'includeActivities',
				type: 'boolean',
				displayOptions: { show: { simplify: [false] } },
				default: false,
				description: "Whether to include the CAID's product activations",
			},
		],
		// the field is shown only then
		read: (item, isRaw): Record<string, string> =>
			isRaw && item.flag('includeActivities') ? { include: 'caid.activities' } : {},
	},
};
