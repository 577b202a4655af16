import type { INodeProperties } from 'n8n-workflow';

import { additionalFields } from '../../common/fields/properties';
import type { Item } from '../../common/run/item';
import { type JsonRecord, mergeJson } from '../../common/values/json';
import * as check from '../../common/values/validate';

const LONGEST = 500;

/** Your own id of a merchant or CAID. */
export const internalIdField: INodeProperties = {
	displayName: 'Internal ID',
	name: 'internalId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. shop-42',
	description: 'Your own ID of it, up to 500 characters',
};

/**
 * The body of an update, checked after the merge with the additional JSON.
 *
 * @throws InputError where the id is empty or longer than 500 characters. Contract: 2.7, 2.8
 */
export function readInternalId(item: Item): JsonRecord {
	const typed = item.plainText('internalId', internalIdField.displayName);
	const body = mergeJson(
		typed === '' ? {} : { internal_id: typed },
		item.jsonObject('additionalFields', additionalFields.displayName),
	);
	const internalId = check.requiredText(body.internal_id, internalIdField.displayName);
	if (internalId.length > LONGEST) {
		throw check.invalidLength(internalIdField.displayName, `at most ${LONGEST} characters long`, internalId);
	}
	return { ...body, internal_id: internalId };
}
