const UTC_DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;

/** ISO 8601 date and time in UTC (Contract: 1); a day that the month does not have is invalid. */
export function isUtcDateTime(value: unknown): value is string {
	if (typeof value !== 'string' || !UTC_DATE_TIME.test(value)) return false;
	const moment = Date.parse(value);
	return !Number.isNaN(moment) && new Date(moment).toISOString().slice(0, 19) === value.slice(0, 19);
}
