const UTC_DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;

/**
 * ISO 8601 in UTC, with or without fractions of a second (Contract: 5 (12)); a day that the month does not have is
 * invalid.
 */
export function isUtcDateTime(value: string): boolean {
	if (!UTC_DATE_TIME.test(value)) return false;
	const moment = Date.parse(value);
	return !Number.isNaN(moment) && new Date(moment).toISOString().slice(0, 19) === value.slice(0, 19);
}
