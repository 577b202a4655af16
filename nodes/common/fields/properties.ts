import type { INodeProperties } from 'n8n-workflow';

import type { Item } from '../run/item';
import { wholeNumber } from '../values/validate';

/** A record chosen from the service's list or by its ID. */
export function locator(field: {
	displayName: string;
	name: string;
	/** The node's list-search method. */
	search: string;
	description: string;
	example: string;
}): INodeProperties {
	return {
		displayName: field.displayName,
		name: field.name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: field.description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: field.search, searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${field.example}` },
		],
	};
}

/** Return All and Limit of a list. */
export const listFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		displayOptions: { show: { returnAll: [false] } },
		default: 50,
		description: 'Max number of results to return',
	},
];

/** How many records a list returns. @throws InputError for a limit below 1 */
export function recordLimit(item: Item): number {
	return item.flag('returnAll') ? Number.POSITIVE_INFINITY : wholeNumber(item.value('limit'), 'Limit', 1);
}

export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** What a trigger outputs: the simplified event, with the original body if it is selected. */
export const triggerOutputFields: INodeProperties[] = [
	simplifyField,
	{
		displayName: 'Include Original',
		name: 'includeOriginal',
		type: 'boolean',
		displayOptions: { show: { simplify: [true] } },
		default: false,
		description: 'Whether to add everything that the service sent, in the field "original"',
	},
];

/** Request fields that have no field in the panel. They are merged before the checks. */
export const additionalFields: INodeProperties = {
	displayName: 'Additional Fields (JSON)',
	name: 'additionalFields',
	type: 'json',
	default: '{}',
	description:
		"Fields that this panel does not have, as JSON with the names of the service's API. They override the fields above and are checked the same way.",
};
