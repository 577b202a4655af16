import type { INodeProperties } from 'n8n-workflow';

import { additionalFields } from '../../common/fields/properties';
import type { Item } from '../../common/run/item';
import { type JsonRecord, mergeJson } from '../../common/values/json';
import * as validate from '../../common/values/validate';

const LONGEST = 500;

/** The user's own ID of a merchant or CAID. */
export const internalIdField: INodeProperties = {
	displayName: 'Your Own ID (Internal ID)',
	name: 'internalId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. shop-42',
	description: 'Your own ID for this record, up to 500 characters',
};

/** The body of an update, checked after the merge. @throws InputError if the ID is empty or too long. Contract: 2.7, 2.8 */
export function readInternalId(item: Item): JsonRecord {
	const typed = item.text(internalIdField);
	const body = mergeJson(typed === '' ? {} : { internal_id: typed }, item.jsonObject(additionalFields));
	const { displayName } = internalIdField;
	const internalId = validate.textUpTo(
		validate.requiredText(body.internal_id, displayName, item),
		displayName,
		LONGEST,
	);
	return { ...body, internal_id: internalId };
}
