import type { IDataObject } from 'n8n-workflow';

import { clock } from '../clock';
import { rethrow } from '../errors/errors';
import type { JsonRecord } from '../values/json';
import { type Identity, Seen } from './polling';

/** Where reading continues. All values are small, because n8n stores them with the workflow. */
export interface Position {
	/** ISO 8601 UTC: whatever changed before it is done. */
	from: string;
	/** What the last complete reading listed, and what was reported since. */
	recent: string;
	/** What the last window listed, if the list is too long for one poll and is read in windows. */
	window?: string;
	/** Milliseconds of that window. */
	span?: number;
	/** For records that change: older ones, so that a change of something else is not reported. */
	history?: string;
}

/** One page of a list. */
export interface ListPage {
	records: JsonRecord[];
	/** Where the next page begins; undefined on the last one. */
	next?: string;
	/** The service's time, in milliseconds since 1970; undefined if its response does not say. */
	now: number | undefined;
}

/** A list whose records can be filtered by when they were created or changed. */
export interface ChangeList {
	/** @param from ISO 8601 UTC. @param to the same; undefined for all later ones. @param cursor empty for the first page */
	page: (from: string, to: string | undefined, cursor: string) => Promise<ListPage>;
	identify: (record: JsonRecord) => Identity;
	/** When the record was created or changed, in milliseconds since 1970; undefined if it does not say. */
	moment: (record: JsonRecord) => number | undefined;
	/** The event that reports the record; undefined if it matters to nobody. @param isKnown true if it was listed before */
	report: (record: JsonRecord, isKnown: boolean) => IDataObject | undefined;
	/** How many older records are remembered in `history`. */
	history: number;
}

const SECOND = 1000;
/** A record may appear in the list this long after its own date. Everything younger is listed again, and skipped if it is known. */
const OVERLAP = 15 * 60 * SECOND;
/** Nothing says whether a filter includes its own limits, or how exact they are: windows overlap. */
const BORDER = 2 * SECOND;
/** A window is not divided further than this: its records are then reported in several polls, and remembered one by one. */
const SMALLEST_WINDOW = 5 * BORDER;
/** Milliseconds after which a poll reports what it has. */
const LONGEST_POLL = 45 * SECOND;
/** Pages of one window, in case a service never ends its list. */
const MOST_PAGES = 1000;

const iso = (moment: number): string => new Date(moment).toISOString();

/** Where reading starts. @param now the service's time. @param days how many days back; 0 for what comes from now on */
export function startAt(now: number, days: number): Position {
	// a little earlier: what is there already is only remembered
	return { from: iso(now - (days * 24 * 3600 * SECOND || OVERLAP)), recent: '' };
}

/** A new record that is reported. */
interface Found {
	identity: Identity;
	moment: number;
	event: IDataObject;
}

/** One reading of a window. */
interface Reading {
	found: Found[];
	/** Everything that was listed. */
	listed: Seen;
	/** The newest date in the list. */
	newest?: number;
	now: number | undefined;
	/** False if there are more records than fit. */
	isComplete: boolean;
	/** Set if a page could not be read. */
	error?: unknown;
}

/** Reads what is new in a list, in as many pages and windows as one poll may take. */
export class ChangeReader {
	private readonly until = clock.steady() + LONGEST_POLL;
	private readonly recent: Seen;
	private readonly history: Seen;
	private window: Seen;
	private from: number;
	private span: number | undefined;
	private readonly found: Found[] = [];

	constructor(
		private readonly list: ChangeList,
		position: Position,
	) {
		this.from = Date.parse(position.from);
		this.span = position.span;
		this.recent = new Seen(position.recent);
		this.window = new Seen(position.window);
		this.history = new Seen(position.history);
	}

	/**
	 * Every new record is reported once, the oldest first. If there are more than `most`, the rest comes with the next reading.
	 * @throws ServiceError if nothing new could be read. What was read before a failure is returned
	 */
	async read(most: number): Promise<{ events: IDataObject[]; position: Position }> {
		let to = this.span === undefined ? undefined : this.from + this.span;
		let recent = this.recent;
		for (;;) {
			const reading = await this.readWindow(to, most - this.found.length);
			const { found, listed, newest, now, isComplete, error } = reading;
			if (error !== undefined && this.found.length + found.length === 0) rethrow(error);
			if (isComplete && to === undefined) {
				this.found.push(...found);
				this.forget(this.recent);
				this.forget(this.window);
				recent = listed;
				this.window = new Seen();
				this.span = undefined;
				// no further than the newest record: a wrong clock must not lead past anything
				if (newest !== undefined) this.from = Math.max(this.from, Math.min(now ?? clock.now(), newest) - OVERLAP);
				break;
			}
			if (isComplete && to !== undefined) {
				this.found.push(...found);
				this.forget(this.window);
				this.window = listed;
				this.span = to - this.from;
				this.from = to - BORDER;
				if (this.found.length >= most / 2 || clock.steady() > this.until) break;
				to = this.windowEnd(this.span * 2, now);
				continue;
			}
			const smaller = this.windowEnd(((to ?? now ?? 0) - this.from) / 2, now);
			if (error === undefined && smaller !== undefined && clock.steady() <= this.until) {
				to = smaller;
				continue;
			}
			// part of a window that cannot be divided
			this.found.push(...found);
			for (const { identity } of found) {
				this.window.delete(identity);
				this.recent.add(identity);
			}
			break;
		}
		const events = this.found.sort((one, other) => one.moment - other.moment).map(({ event }) => event);
		return { events, position: this.written(recent) };
	}

	/**
	 * The end of a window of this length; undefined if it is too short, or would reach what may still get new records. Only the
	 * service's own time tells that.
	 */
	private windowEnd(span: number, now: number | undefined): number | undefined {
		if (now === undefined) return undefined;
		const settled = now - OVERLAP;
		const end = Math.min(this.from + span, settled);
		return end - this.from < SMALLEST_WINDOW ? undefined : end;
	}

	/** Where the record was listed last, if anywhere. */
	private lastSeen(identity: Identity): Seen | undefined {
		return [this.window, this.recent, this.history].find((seen) => seen.hasId(identity));
	}

	/** Keeps in the history what may not be listed any more. */
	private forget(old: Seen): void {
		this.history.addAll(old);
		this.history.keep(this.list.history);
	}

	private written(recent: Seen): Position {
		return {
			from: iso(this.from),
			recent: recent.toString(),
			...(this.window.size > 0 ? { window: this.window.toString() } : {}),
			...(this.span === undefined ? {} : { span: this.span }),
			...(this.history.size > 0 ? { history: this.history.toString() } : {}),
		};
	}

	private async readWindow(to: number | undefined, room: number): Promise<Reading> {
		const { list, from } = this;
		const reading: Reading = { found: [], listed: new Seen(), now: undefined, isComplete: true };
		const cursors = new Set<string>();
		let cursor: string | undefined = '';
		while (cursor !== undefined && !cursors.has(cursor) && cursors.size < MOST_PAGES) {
			cursors.add(cursor);
			let page: ListPage;
			try {
				page = await list.page(iso(from), to === undefined ? undefined : iso(to), cursor);
			} catch (error) {
				return { ...reading, isComplete: false, error };
			}
			reading.now = page.now;
			for (const record of page.records) {
				const identity = list.identify(record);
				const seen = this.lastSeen(identity);
				const isNew = seen?.has(identity) !== true && !reading.listed.has(identity);
				const moment = list.moment(record) ?? page.now;
				const event = isNew ? list.report(record, seen !== undefined) : undefined;
				if (event) {
					if (reading.found.length >= room) return { ...reading, isComplete: false };
					reading.found.push({ identity, moment: moment ?? 0, event });
				}
				reading.listed.add(identity);
				if (moment !== undefined) reading.newest = Math.max(reading.newest ?? moment, moment);
			}
			if (clock.steady() > this.until && reading.found.length > 0 && page.next !== undefined)
				return { ...reading, isComplete: false };
			cursor = page.records.length === 0 ? undefined : page.next;
		}
		return reading;
	}
}
