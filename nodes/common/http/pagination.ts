import type { Send, ServiceRequest, ServiceResponse } from '../operation';
import type { JsonRecord } from '../values/json';

/** The most pages to read, whatever the service says. */
const MOST_PAGES = 1000;

export interface Pages<Cursor> {
	send: Send;
	/** Where the first page begins. */
	first: Cursor;
	/** The largest page that the service returns. */
	pageSize: number;
	/** The most records to return; `Infinity` for all. */
	limit: number;
	request: (cursor: Cursor, size: number) => ServiceRequest;
	/** The records of a page and where the next one begins; the last page has no `next`. */
	read: (response: ServiceResponse, cursor: Cursor) => { records: JsonRecord[]; next?: Cursor };
	/** Called if the list may be incomplete because reading stopped early. */
	cutShort: (reason: 'repeated' | 'cap', pages: number) => void;
}

/**
 * Reads a list page by page: until the limit, a page without records, the last page, a page seen before, or 1,000 pages.
 * @returns at most `limit` records, in the service's order
 */
export async function collectPages<Cursor>(pages: Pages<Cursor>): Promise<JsonRecord[]> {
	const records: JsonRecord[] = [];
	const cursors = new Set<string>();
	let lastPage = '';
	let cursor: Cursor | undefined = pages.first;
	for (let page = 1; cursor !== undefined && records.length < pages.limit; page++) {
		if (page > MOST_PAGES) {
			pages.cutShort('cap', MOST_PAGES);
			break;
		}
		const size = Math.min(pages.pageSize, pages.limit - records.length);
		const response: ServiceResponse = await pages.send(pages.request(cursor, size));
		const { records: found, next } = pages.read(response, cursor);
		if (found.length === 0) break;

		const content = JSON.stringify(found);
		cursors.add(JSON.stringify(cursor));
		const isRepeated = content === lastPage || (next !== undefined && cursors.has(JSON.stringify(next)));
		if (content !== lastPage) records.push(...found);
		if (isRepeated) {
			pages.cutShort('repeated', page);
			break;
		}
		lastPage = content;
		cursor = next;
	}
	return pages.limit === Number.POSITIVE_INFINITY ? records : records.slice(0, pages.limit);
}
