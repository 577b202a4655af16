const UTC_DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|\+00:00)$/;

/**
 * ISO 8601 date and time in UTC (Contract: 1); a day that the month does not have is invalid. `strict`: UTC is written as
 * `Z`, otherwise also as `+00:00`, as the PHP client does.
 */
export function isUtcDateTime(value: unknown, strict: boolean): value is string {
	if (typeof value !== 'string' || !UTC_DATE_TIME.test(value)) return false;
	if (strict && !value.endsWith('Z')) return false;
	const moment = Date.parse(value);
	return !Number.isNaN(moment) && new Date(moment).toISOString().slice(0, 19) === value.slice(0, 19);
}
