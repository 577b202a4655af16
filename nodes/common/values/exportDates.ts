import { rules } from '../errors/mappingProblems';
import { parseDate } from './dates';
import { invalid } from './validate';

/** Hours before or after UTC. Abbreviations that several countries use, such as CST and IST, are not among them. */
const ZONES: Record<string, string> = {
	UTC: 'Z',
	GMT: 'Z',
	WET: 'Z',
	WEST: '+01:00',
	BST: '+01:00',
	CET: '+01:00',
	CEST: '+02:00',
	EET: '+02:00',
	EEST: '+03:00',
	MSK: '+03:00',
	EST: '-05:00',
	EDT: '-04:00',
	MST: '-07:00',
	MDT: '-06:00',
	PST: '-08:00',
	PDT: '-07:00',
	JST: '+09:00',
	SGT: '+08:00',
	HKT: '+08:00',
	AEST: '+10:00',
	AEDT: '+11:00',
	NZST: '+12:00',
	NZDT: '+13:00',
};

const SLASHED =
	/^(\d{1,4})[/.](\d{1,2})[/.](\d{4}|\d{1,2})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]\.?m\.?)?)?\s*([+-]\d{2}:?\d{2})?$/i;

/** Which of its first two numbers is a date's day. */
export type DayPlace = 'first' | 'second' | 'unclear';

/** Which number is the day in the dates of one column, if any of them tells. Two that contradict each other tell nothing. */
export function dayPlaceIn(dates: Iterable<unknown>): DayPlace {
	let isFirst = false;
	let isSecond = false;
	for (const date of dates) {
		const [, first, second] = /^\s*(\d{1,2})[/.](\d{1,2})[/.]\d{4}/.exec(typeof date === 'string' ? date : '') ?? [];
		isFirst ||= Number(first) > 12;
		isSecond ||= Number(second) > 12;
	}
	return isFirst === isSecond ? 'unclear' : isFirst ? 'first' : 'second';
}

/** `01/31/2026 9:05 PM` as `2026-01-31T21:05:00`; undefined if the text is no such date, or could be two. */
function isoOf(text: string, day: DayPlace): string | undefined {
	const [, first, second, third, hour = '0', minutes = '00', seconds = '00', half = '', offset = ''] =
		SLASHED.exec(text) ?? [];
	if (first === undefined) return undefined;
	const isYearFirst = first.length === 4;
	if (!isYearFirst && (third.length !== 4 || (day === 'unclear' && first !== second))) return undefined;
	const [year, month, date] = isYearFirst
		? [first, second, third]
		: day === 'first'
			? [third, second, first]
			: [third, first, second];
	const isAfternoon = /^p/i.test(half);
	const hours = half === '' ? Number(hour) : (Number(hour) % 12) + (isAfternoon ? 12 : 0);
	const two = (number: string | number) => String(number).padStart(2, '0');
	return `${year}-${two(month)}-${two(date)}T${two(hours)}:${minutes}:${seconds}${offset}`;
}

/**
 * A date of an export as ISO 8601: in UTC if its zone is known. Text that is no date stays as it is, for its field to refuse.
 * @param zone an abbreviation, an offset or an IANA name; empty for the workflow's
 * @param zoneHeader the column that names the zone, for errors
 * @throws InputError for a zone with several meanings
 */
export function exportDate(given: unknown, day: DayPlace, zone: string, zoneHeader: string): unknown {
	if (typeof given !== 'string') return given;
	const text = given.trim();
	const iso = isoOf(text, day) ?? text;
	if (zone === '' || parseDate(iso) === undefined) return iso;
	const offset = ZONES[zone.toUpperCase()] ?? (/^[+-]\d{2}:?\d{2}$/.test(zone) ? zone : undefined);
	if (offset === undefined && !isZoneName(zone)) throw invalid(zoneHeader, rules.timeZoneName(), zone);
	// a date that names its own zone keeps it
	const moment = offset === undefined ? parseDate(iso, zone) : (parseDate(`${iso}${offset}`) ?? parseDate(iso));
	return moment?.toISOString().replace('.000Z', 'Z') ?? iso;
}

function isZoneName(zone: string): boolean {
	if (!zone.includes('/')) return false;
	try {
		return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
	} catch {
		return false;
	}
}
