import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { additionalFields, simplifyField } from '../../common/fields/properties';
import { path } from '../../common/http/url';
import type { ItemOperation, ServiceRequest } from '../../common/operation';
import type { Item } from '../../common/run/item';
import type { JsonRecord } from '../../common/values/json';
import { internalIdField, readInternalId } from './internalId';
import { knownRecord, recordOf } from './records';

/** Records that are read and changed one by one, by their ID. */
export interface RecordKind {
	/** How messages name one of them. */
	name: string;
	/** Where the API has them: `alerts` stands for `/api/v2/alerts`. */
	collection: string;
	/** The field that chooses one. */
	field: INodeProperties;
	/** What a record becomes with Simplify. */
	simplified: (record: JsonRecord) => IDataObject;
	/** Fields that make a query. */
	query?: { fields: INodeProperties[]; read: (item: Item) => Record<string, string> };
}

type Named = Pick<ItemOperation, 'action' | 'description' | 'sample'>;

/** Reads what both operations need: the request without its body, and whether the output is simplified. */
function readRequest(item: Item, { name, collection, field, query }: RecordKind, method: 'GET' | 'PATCH') {
	const id = item.uuid(field);
	const request: ServiceRequest & { subject: string } = {
		method,
		path: path`/api/v2/${collection}/${id}`,
		query: query?.read(item),
		expect: 'object',
		subject: `${name} ${id}`,
	};
	return { id, request, simplify: item.flag('simplify') };
}

/** A Get. */
export function getOperation(kind: RecordKind, named: Named): ItemOperation {
	return {
		value: 'get',
		name: 'Get',
		...named,
		effect: 'read',
		identifiedBy: [kind.field.name],
		fields: [kind.field, simplifyField, ...(kind.query?.fields ?? [])],
		prepare: (item) => {
			const { request, simplify } = readRequest(item, kind, 'GET');
			return {
				request,
				output: (response) => {
					const record = knownRecord(response, request.subject);
					return simplify ? kind.simplified(record) : record;
				},
			};
		},
	};
}

/** An Update: all that can be set is the user's own ID of a record. */
export function updateOperation(kind: RecordKind, named: Named): ItemOperation {
	return {
		value: 'update',
		name: 'Update',
		...named,
		effect: 'write',
		identifiedBy: [kind.field.name],
		fields: [kind.field, internalIdField, simplifyField, ...(kind.query?.fields ?? []), additionalFields],
		prepare: (item) => {
			const { id, request, simplify } = readRequest(item, kind, 'PATCH');
			return {
				request: { ...request, body: readInternalId(item), expect: 'emptyOrAny' },
				output: (response) => {
					const record = recordOf(response);
					if (!record) return { success: true, id };
					return simplify ? kind.simplified(record) : record;
				},
			};
		},
	};
}
