import type { Send, ServiceResponse } from '../../common/operation';
import type { ListPage } from '../../common/trigger/changes';
import { parseDate } from '../../common/values/dates';
import { type JsonRecord, textOrNull } from '../../common/values/json';
import { firstPage, type PagingMethod, pageRequest, readPage } from '../actions/records';

/** How the two lists are read. Alerts are sorted as the contract shows it; disputes cannot be. Contract: 2.6, 2.10. */
const LISTS = {
	alerts: { path: '/api/v2/alerts/list', method: 'token', sort: { field: 'created_at', direction: 'desc' } },
	disputes: { path: '/api/v2/disputes/list', method: 'tokenOnly', sort: undefined },
} as const satisfies Record<string, { path: string; method: PagingMethod; sort: JsonRecord | undefined }>;

export type ListName = keyof typeof LISTS;

/** The largest page that the documents show. Contract: 2.6. */
const PAGE_SIZE = 100;

/** The service's clock, in milliseconds since 1970: n8n's own may be wrong, or be set while n8n runs. */
function serviceTime({ headers }: ServiceResponse): number | undefined {
	const moment = Date.parse(headers.date ?? '');
	return Number.isNaN(moment) ? undefined : moment;
}

/** Reads one page. @param cursor empty for the first page */
export async function readListPage(
	send: Send,
	name: ListName,
	filter: JsonRecord,
	cursor = '',
	size = PAGE_SIZE,
): Promise<ListPage> {
	const { path, method, sort } = LISTS[name];
	const criteria: JsonRecord = { ...(Object.keys(filter).length > 0 ? { filter } : {}), ...(sort ? { sort } : {}) };
	const response = await send(pageRequest(path, method, criteria, cursor || firstPage(method), size));
	const { records, next } = readPage(response, method, cursor);
	return { records, now: serviceTime(response), ...(next === undefined ? {} : { next: String(next) }) };
}

/** Pages of one list, in case it never ends. */
const MOST_PAGES = 100;

/** Reads all pages. */
export async function readList(send: Send, name: ListName, filter: JsonRecord): Promise<JsonRecord[]> {
	const records: JsonRecord[] = [];
	const cursors = new Set<string>();
	let cursor: string | undefined = '';
	while (cursor !== undefined && !cursors.has(cursor) && cursors.size < MOST_PAGES) {
		cursors.add(cursor);
		const page: ListPage = await readListPage(send, name, filter, cursor);
		records.push(...page.records);
		cursor = page.records.length === 0 ? undefined : page.next;
	}
	return records;
}

/** A date of a record, in milliseconds since 1970; undefined if it is none. */
export function momentOf(...dates: unknown[]): number | undefined {
	for (const date of dates) {
		const moment = parseDate(textOrNull(date) ?? '')?.getTime();
		if (moment !== undefined) return moment;
	}
	return undefined;
}
