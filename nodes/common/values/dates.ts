const ISO_DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * Reads a date in any ISO 8601 form. A date without a time zone counts as UTC, whatever the machine's time zone.
 * @returns undefined if the text is not such a date, or names a day that does not exist
 */
export function parseDate(text: string): Date | undefined {
	const match = ISO_DATE.exec(text.trim());
	if (!match) return undefined;
	const [, day, time = '00:00', seconds = ':00', zone = 'Z'] = match;
	// a day with only an hour offset would read like a longer date
	if (match[2] === undefined && /^[+-]\d{2}$/.test(zone)) return undefined;
	const midnight = new Date(`${day}T00:00:00Z`);
	if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return undefined;
	const offset = zone
		.toUpperCase()
		.replace(/^([+-]\d{2}):?(\d{2})?$/, (_zone, hours: string, minutes = '00') => `${hours}:${minutes}`);
	const moment = new Date(`${day}T${time}${seconds}${offset}`);
	return Number.isNaN(moment.getTime()) ? undefined : moment;
}

const UTC_MOMENT = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;
const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** True for an existing UTC time as services require it, such as `2026-11-21T09:00:00Z`, also with decimals of the second. */
export function isUtcMoment(text: string): boolean {
	if (!UTC_MOMENT.test(text)) return false;
	// digit by digit: every row of a large upload is checked here, and extracting the parts as text would double the time
	const digit = (index: number) => text.charCodeAt(index) - 48;
	const month = digit(5) * 10 + digit(6);
	const day = digit(8) * 10 + digit(9);
	if (month !== 2 || day < 29) return day >= 1 && day <= (DAYS_OF_MONTH[month - 1] ?? 0);
	const year = Number(text.slice(0, 4));
	return day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** A date as ISO 8601 UTC, such as `2026-11-21T09:00:00.000Z`; null if the text is not a date. */
export function utcOrNull(text: string | null): string | null {
	return (text === null ? undefined : parseDate(text))?.toISOString() ?? null;
}
