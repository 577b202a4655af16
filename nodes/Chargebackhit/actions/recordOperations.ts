import type { INodeProperties } from 'n8n-workflow';

import { readOutput } from '../../common/fields/output';
import { additionalFields, simplifyField } from '../../common/fields/properties';
import { path } from '../../common/http/url';
import type { ItemOperation, ServiceRequest, Simplified } from '../../common/operation';
import type { Item } from '../../common/run/item';
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
	simplified: Simplified;
	/** Fields that make a query. `isRaw` is true if not only simplified fields come out. */
	query?: { fields: INodeProperties[]; read: (item: Item, isRaw: boolean) => Record<string, string> };
}

type Named = Pick<ItemOperation, 'action' | 'description' | 'sample'>;

/** Reads what both operations need: the request without its body, and what the output contains. */
function readRequest(item: Item, { name, collection, field, query, simplified }: RecordKind, method: 'GET' | 'PATCH') {
	const id = item.uuid(field);
	const output = readOutput(item, simplified);
	const request: ServiceRequest & { subject: string } = {
		method,
		path: path`/api/v2/${collection}/${id}`,
		query: query?.read(item, output.isRaw),
		expect: 'object',
		subject: `${name} ${id}`,
	};
	return { id, request, output };
}

/** A Get. */
export function getOperation(kind: RecordKind, named: Named): ItemOperation {
	return {
		value: 'get',
		name: 'Get',
		...named,
		effect: 'read',
		identifiedBy: [kind.field.name],
		simplified: kind.simplified,
		fields: [kind.field, simplifyField, ...(kind.query?.fields ?? [])],
		prepare: (item) => {
			const { request, output } = readRequest(item, kind, 'GET');
			return {
				request,
				output: (response) => output.one(knownRecord(response, request.subject)),
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
		simplified: kind.simplified,
		fields: [kind.field, internalIdField, simplifyField, ...(kind.query?.fields ?? []), additionalFields],
		prepare: (item) => {
			const { id, request, output } = readRequest(item, kind, 'PATCH');
			return {
				request: { ...request, body: readInternalId(item), expect: 'emptyOrAny' },
				output: (response) => {
					const record = recordOf(response);
					return record ? output.one(record) : { success: true, id };
				},
			};
		},
	};
}
