const ISO_DATE =
	/^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;

const MINUTE = 60_000;

/** The parts of a moment in a time zone, as if they were UTC: the difference to the moment is the zone's offset. */
function wallClock(moment: number, timeZone: string): number {
	const parts = Object.fromEntries(
		formatIn(timeZone)
			.formatToParts(moment)
			.map(({ type, value }) => [type, Number(value)]),
	);
	return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
}

/** Making a format takes longer than using it, and there may be thousands of dates. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
	const known = formats.get(timeZone);
	if (known) return known;
	const format = new Intl.DateTimeFormat('en-US', {
		timeZone,
		hourCycle: 'h23',
		...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
	});
	formats.set(timeZone, format);
	return format;
}

/**
 * The moment at which clocks in a time zone show a time. If they skip it (in spring), it counts as if they had not been moved
 * yet; if they show it twice (in autumn), the first one counts.
 * @param local the time as if it were UTC
 */
function momentIn(local: number, timeZone: string): number {
	const offsetAt = (moment: number) => wallClock(moment, timeZone) - Math.floor(moment / 1000) * 1000;
	// a day before, the offset is the one before a change
	const before = local - offsetAt(local - 24 * 60 * MINUTE);
	if (offsetAt(before) === local - before) return before;
	const after = local - offsetAt(local + 24 * 60 * MINUTE);
	return offsetAt(after) === local - after ? after : before;
}

/**
 * Reads a date in any ISO 8601 form, also with UTC or GMT as its zone.
 * @param timeZone the IANA zone of a date without one
 * @returns undefined if the text is not such a date, or names a day that does not exist
 */
export function parseDate(text: string, timeZone = 'UTC'): Date | undefined {
	const match = ISO_DATE.exec(text.trim());
	if (!match) return undefined;
	const [, day, time = '00:00', seconds = ':00', zone] = match;
	// a day with only an hour offset would read like a longer date
	if (match[2] === undefined && zone !== undefined && /^[+-]\d{2}$/.test(zone)) return undefined;
	const midnight = new Date(`${day}T00:00:00Z`);
	if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return undefined;
	const offset = (zone ?? 'Z')
		.toUpperCase()
		.replace(/^(UTC|GMT)$/, 'Z')
		.replace(/^([+-]\d{2}):?(\d{2})?$/, (_zone, hours: string, minutes = '00') => `${hours}:${minutes}`);
	const moment = new Date(`${day}T${time}${seconds}${offset}`);
	if (Number.isNaN(moment.getTime())) return undefined;
	return zone === undefined && timeZone !== 'UTC' ? new Date(momentIn(moment.getTime(), timeZone)) : moment;
}

const has = (value: unknown, method: string): boolean =>
	typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[method] === 'function';

/** A JavaScript Date, also one from another realm such as the sandbox of expressions. */
export function isDate(value: unknown): value is Date {
	return has(value, 'getTime') && has(value, 'toISOString');
}

/** A date object of n8n's expressions (Luxon). */
export function isDateTime(value: unknown): value is { toISO: () => string | null } {
	return has(value, 'toISO');
}

/** What a value that is no date in ISO 8601 form seems to be. */
export type UnclearDate = 'dayOrMonthFirst' | 'serial' | 'unixTime';

/** A number that spreadsheets display as a date: the days since 1900, from 1980 to 2100. */
const isSerial = (number: number) => number >= 29_221 && number < 73_051;
/** Seconds or milliseconds since 1970, from 2001 to 2100. */
const isUnixTime = (number: number) => (number >= 1e9 && number < 4.2e9) || (number >= 1e12 && number < 4.2e12);

/** Names a form of date that more than one reading fits, or that has no reading here. */
export function unclearDate(text: string): UnclearDate | undefined {
	const [, first, , second] = /^(\d{1,2})([/-])(\d{1,2})\2(?:\d{4}|\d{2})(?:\D.*)?$/.exec(text) ?? [];
	// with a number above 12, or twice the same, there is only one reading
	if (first !== undefined && Number(first) <= 12 && Number(second) <= 12 && first !== second) return 'dayOrMonthFirst';
	if (!/^\d+(\.\d+)?$/.test(text)) return undefined;
	if (isUnixTime(Number(text))) return 'unixTime';
	return isSerial(Number(text)) ? 'serial' : undefined;
}

/** No payment is older or later: another year is a slip. */
export const FIRST_YEAR = 1970;
export const LAST_YEAR = 2199;

const UTC_MOMENT = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;
const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** True for an existing UTC time as services require it, such as `2026-11-21T09:00:00Z`, also with decimals of the second. */
export function isUtcMoment(text: string): boolean {
	if (!UTC_MOMENT.test(text)) return false;
	// digit by digit: every row of a large upload is checked here, and extracting the parts as text would double the time
	const digit = (index: number) => text.charCodeAt(index) - 48;
	const month = digit(5) * 10 + digit(6);
	const day = digit(8) * 10 + digit(9);
	const year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3);
	if (year < FIRST_YEAR || year > LAST_YEAR) return false;
	if (month !== 2 || day < 29) return day >= 1 && day <= (DAYS_OF_MONTH[month - 1] ?? 0);
	return day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** A date as ISO 8601 UTC, such as `2026-11-21T09:00:00.000Z`; null if the text is not a date. */
export function utcOrNull(text: string | null): string | null {
	return (text === null ? undefined : parseDate(text))?.toISOString() ?? null;
}
