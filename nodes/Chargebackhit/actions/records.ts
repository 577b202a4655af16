import type { IDataObject } from 'n8n-workflow';

import { ServiceError } from '../../common/errors/errors';
import { problems } from '../../common/errors/problems';
import { collectPages } from '../../common/http/pagination';
import type { ServiceRequest, ServiceResponse, Steps } from '../../common/operation';
import { isRecord, type Json, type JsonRecord, recordOr } from '../../common/values/json';

/** The largest page that the documents show. Contract: 2.6, 8 (17). */
const PAGE_SIZE = 100;

/** The record in a response: `{"data": {...}}`, `{"data": [{...}]}` or the bare object, if any. Contract: 2.5, 8 (7, 8). */
export function recordOf(response: ServiceResponse): JsonRecord | undefined {
	const body = recordOr(response.body);
	const data = 'data' in body ? body.data : body;
	const record = Array.isArray(data) ? data[0] : data;
	return isRecord(record) && Object.keys(record).length > 0 ? record : undefined;
}

/** A list's records: `data`, or `items` in other responses; one object is a list of one. Contract: 2.6, 2.8, 8 (7, 9). */
export function recordsOf(body: Json | undefined): JsonRecord[] {
	const listed = Array.isArray(body) ? body : (recordOr(body).data ?? recordOr(body).items);
	if (Array.isArray(listed)) return listed.filter(isRecord);
	return isRecord(listed) && Object.keys(listed).length > 0 ? [listed] : [];
}

/** The record of a read by ID. @throws ServiceError if there is none: the service may return an empty list for an unknown ID */
export function knownRecord(response: ServiceResponse, subject: string): JsonRecord {
	const record = recordOf(response);
	if (record) return record;
	throw new ServiceError({ problem: problems.notFound('Chargebackhit', subject), status: 404 });
}

/** How a list is read page by page. `tokenOnly`: token paging without a `method` field. Contract: 2.6, 2.10. */
export type PagingMethod = 'token' | 'offset' | 'tokenOnly';

/** Where a page begins: a token, or an offset. */
export type Cursor = string | number;

export interface Page {
	records: JsonRecord[];
	/** Where the next page begins. */
	next?: Cursor;
}

/** The request of one page. */
export function pageRequest(
	path: string,
	method: PagingMethod,
	criteria: JsonRecord,
	cursor: Cursor,
	size: number,
): ServiceRequest {
	const start: JsonRecord = method === 'offset' ? { offset: cursor } : { page_token: cursor };
	const pagination: JsonRecord = { ...(method === 'tokenOnly' ? {} : { method }), limit: size, ...start };
	return { method: 'POST', path, body: { ...criteria, pagination }, expect: 'objectOrList' };
}

export function readPage(response: ServiceResponse, method: PagingMethod, cursor: Cursor): Page {
	const records = recordsOf(response.body);
	// a page shorter than asked for may be the service's own limit: only an empty one is certainly the last
	if (method === 'offset') return { records, next: Number(cursor) + records.length };
	const token = recordOr(recordOr(response.body).pagination).next_page_token;
	return typeof token === 'string' && token !== '' ? { records, next: token } : { records };
}

/** Where the first page begins. */
export function firstPage(method: PagingMethod): Cursor {
	return method === 'offset' ? 0 : '';
}

/**
 * The steps that read a list.
 * @param list `criteria` is the body without `pagination`; `limit` is the highest number of records
 * @param present what the records become
 */
export function listSteps(
	list: { path: string; method: PagingMethod; criteria: JsonRecord; limit: number },
	present: (records: JsonRecord[]) => IDataObject[],
): Steps {
	return async (send, context) => {
		const records = await collectPages<Cursor>({
			send,
			first: firstPage(list.method),
			pageSize: PAGE_SIZE,
			limit: list.limit,
			request: (cursor, size) => pageRequest(list.path, list.method, list.criteria, cursor, size),
			read: (response, cursor) => readPage(response, list.method, cursor),
			cutShort: (reason, pages) => {
				const { message, advice } =
					reason === 'cap' ? problems.pageLimit('Chargebackhit', pages) : problems.repeatedPage('Chargebackhit');
				context.addExecutionHints({ message: `${message} ${advice}`.trim(), location: 'outputPane' });
			},
		});
		return present(records);
	};
}
