import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';

import { compilePath } from './pathPattern';
import type { ReceivedRequest, SignatureCheck } from './service';

/** One request to a service with its response. */
export interface JournalEntry {
	/** Counts from 1 since the start or the last reset; emptying the journal does not restart it. */
	number: number;
	/** Arrival, ISO 8601 UTC. */
	at: string;
	service: string;
	method: string;
	/** After the service prefix, with the query. */
	path: string;
	headers: IncomingHttpHeaders;
	/** The body as text; invalid bytes are replaced, and `bodyBase64` then holds the exact ones. */
	body: string;
	bodyBase64?: string;
	/** Size of the body received, in bytes; a body over the limit is counted but not kept. */
	bodyBytes: number;
	/** Status returned; `null` while in progress and when the connection was reset. */
	status: number | null;
	signature: SignatureCheck;
	/** Milliseconds from arrival to answer or reset; `null` while in progress. */
	duration: number | null;
	/** Number of the fault applied to this request. */
	fault?: number;
}

const KEPT_ENTRIES = 5000;
const KEPT_BYTES = 64 * 1024 * 1024;

/** The last requests to all services, newest last. Bounded by number and by the size of the bodies kept. */
export class Journal {
	requests: JournalEntry[] = [];

	/** Requests counted since the start or the last reset, kept or not. */
	total = 0;

	private bytes = 0;

	/** Notes a request; the returned entry is completed when it is answered. */
	open(request: ReceivedRequest, pathWithQuery: string, bodyBytes: number): JournalEntry {
		this.total += 1;
		const entry: JournalEntry = {
			number: this.total,
			at: new Date().toISOString(),
			service: request.service,
			method: request.method,
			path: pathWithQuery,
			headers: request.headers,
			body: request.body.toString('utf8'),
			bodyBytes,
			status: null,
			signature: request.signature,
			duration: null,
		};
		if (!isUtf8(request.body)) entry.bodyBase64 = request.body.toString('base64');
		this.requests.push(entry);
		this.bytes += entry.body.length;
		this.shed();
		return entry;
	}

	/** The kept entries that match all given conditions; `since` is the number of the last entry already known. */
	find(conditions: { service?: string; path?: string; since?: number }): JournalEntry[] {
		const matches = compilePath(conditions.path);
		return this.requests.filter(
			(entry) =>
				(conditions.service === undefined || entry.service === conditions.service) &&
				entry.number > (conditions.since ?? 0) &&
				matches(entry.path.split('?', 1)[0]),
		);
	}

	/** Forgets the kept entries; numbering goes on. */
	empty(): void {
		this.requests = [];
		this.bytes = 0;
	}

	/** Forgets everything and numbers from 1 again. */
	reset(): void {
		this.empty();
		this.total = 0;
	}

	/** Drops the oldest entries. By number in blocks, because removing the first of 5,000 on every request is slow. */
	private shed(): void {
		if (this.requests.length >= KEPT_ENTRIES * 1.2) this.drop(this.requests.length - KEPT_ENTRIES);
		let surplus = 0;
		let bytes = this.bytes;
		while (bytes > KEPT_BYTES && surplus < this.requests.length - 1) {
			bytes -= this.requests[surplus].body.length;
			surplus += 1;
		}
		if (surplus > 0) this.drop(surplus);
	}

	private drop(count: number): void {
		for (const entry of this.requests.splice(0, count)) this.bytes -= entry.body.length;
	}
}
