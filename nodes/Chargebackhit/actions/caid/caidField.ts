import type { INodeProperties } from 'n8n-workflow';

import { locator } from '../../../common/fields/properties';
import type { Item } from '../../../common/run/item';

/** The CAID an operation is about. */
export const caidField = locator({
	displayName: 'CAID',
	name: 'caidId',
	search: 'searchCaids',
	description: 'The Card Acceptor ID record. Search for a UUID, a CAID, or a part of the descriptor.',
	example: 'c2d4f6a8-1b3d-4e5f-8a7c-9e0b2d4f6a81',
});

/** Contract: 2.8, 8 (20). */
export const activitiesField: INodeProperties = {
	displayName: 'Include Activities',
	name: 'includeActivities',
	type: 'boolean',
	displayOptions: { show: { simplify: [false] } },
	default: false,
	description: "Whether to include the CAID's product activations",
};

/** The query that requests activities. */
export function activitiesQuery(item: Item): Record<string, string> {
	// the field is shown only if the whole record is requested
	return !item.flag('simplify') && item.flag('includeActivities') ? { include: 'caid.activities' } : {};
}
