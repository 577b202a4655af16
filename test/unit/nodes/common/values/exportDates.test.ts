import { InputError } from '../../../../../nodes/common/errors/errors';
import { dayPlaceIn, exportDate } from '../../../../../nodes/common/values/exportDates';
import { fromSmallestUnits } from '../../../../../nodes/common/values/money';
import { problemOf } from '../../problemOf';

describe('which number of a date is the day', () => {
	test.each<[string[], string]>([
		[['01/02/2026', '25/02/2026'], 'first'],
		[['01/02/2026', '02/25/2026'], 'second'],
		[['01/02/2026'], 'unclear'],
		[['25/02/2026', '02/25/2026'], 'unclear'],
		[['2026-01-31'], 'unclear'],
		[[], 'unclear'],
	])('%j: %s', (dates, place) => {
		expect(dayPlaceIn(dates)).toBe(place);
	});
});

describe('dates of exports', () => {
	test.each<[string, 'first' | 'second' | 'unclear', string, string]>([
		['11/02/2026 09:14:00', 'second', 'PST', '2026-11-02T17:14:00Z'],
		['02/11/2026 09:14:00', 'first', 'CET', '2026-11-02T08:14:00Z'],
		['11/20/2026 9:05 PM', 'second', 'America/Chicago', '2026-11-21T03:05:00Z'],
		['11/20/2026 12:05 AM', 'second', 'UTC', '2026-11-20T00:05:00Z'],
		['2026/11/02 12:03:21 -0800', 'unclear', '', '2026-11-02T12:03:21-0800'],
		['2026-11-05 17:40:00', 'unclear', '+01:00', '2026-11-05T16:40:00Z'],
		['2026-11-05 17:40:00 -0500', 'unclear', 'UTC', '2026-11-05T22:40:00Z'],
		['07/07/2026', 'unclear', '', '2026-07-07T00:00:00'],
		// for the field to refuse
		['01/02/2026', 'unclear', 'UTC', '01/02/2026'],
		['soon', 'first', 'UTC', 'soon'],
	])('%s, day %s, zone %p: %s', (text, day, zone, expected) => {
		expect(exportDate(text, day, zone, 'TimeZone')).toBe(expected);
	});

	test.each(['CST', 'IST', 'Mars/Base', 'local'])('the zone %s is refused', (zone) => {
		try {
			exportDate('2026-11-05 17:40:00', 'unclear', zone, 'TimeZone');
		} catch (error) {
			expect(problemOf(error)).toBe('timeZoneName');
			expect((error as InputError).message).toContain('TimeZone');
			return;
		}
		throw new Error('Nothing was refused');
	});
});

test.each<[unknown, number, string | undefined]>([
	['4409', 2, '44.09'],
	[5, 2, '0.05'],
	['5000', 0, '5000'],
	['1', 3, '0.001'],
	['44.09', 2, undefined],
	['-5', 2, undefined],
	['', 2, undefined],
])('%p in the smallest unit with %i decimals: %p', (value, decimals, expected) => {
	expect(fromSmallestUnits(value, decimals)).toBe(expected);
});
