import fc from 'fast-check';

import { isUtcMoment, parseDate, utcOrNull } from '../../../../../nodes/common/values/dates';

describe('parseDate', () => {
	test.each([
		['2026-11-21', '2026-11-21T00:00:00.000Z'],
		[' 2026-11-21T09:30 ', '2026-11-21T09:30:00.000Z'],
		['2026-11-21 09:30:15', '2026-11-21T09:30:15.000Z'],
		['2026-11-21T09:30:00.5Z', '2026-11-21T09:30:00.500Z'],
		['2026-11-21T09:30:00+0200', '2026-11-21T07:30:00.000Z'],
		['2026-11-21T09:30:00 +02:00', '2026-11-21T07:30:00.000Z'],
		['2026-11-21z', '2026-11-21T00:00:00.000Z'],
		['2028-02-29T00:00:00-11:00', '2028-02-29T11:00:00.000Z'],
	])('%s is %s', (text, expected) => {
		expect(parseDate(text)?.toISOString()).toBe(expected);
	});
	test.each([
		'',
		' ',
		'2026',
		'2026-11',
		'2026-02-29',
		'2026-04-31T10:00:00Z',
		'2026-00-10',
		'2026-11-21T24:01',
		'2026-11-21T09',
		'1795251600',
		'now',
		'21.11.2026',
		'2026-11-21T09:30:00+25:00',
		'Sat, 21 Nov 2026 09:00:00 GMT',
	])('%p is none', (text) => {
		expect(parseDate(text)).toBeUndefined();
	});
	test('reads back every moment, and nothing of the zone of the machine', () => {
		fc.assert(
			fc.property(
				fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
				(date) => {
					expect(parseDate(date.toISOString())).toEqual(date);
					expect(parseDate(date.toISOString().slice(0, -1))).toEqual(date);
				},
			),
		);
	});
	test('never gives an invalid date', () => {
		fc.assert(
			fc.property(
				fc.stringMatching(
					/^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?$/,
				),
				(text) => {
					const date = parseDate(text);
					expect(date === undefined || !Number.isNaN(date.getTime())).toBe(true);
				},
			),
			{ numRuns: 2000 },
		);
	});
});

describe('utcOrNull', () => {
	test('is UTC, or null where there is no date', () => {
		expect(utcOrNull('2026-11-21T10:00:00+02:00')).toBe('2026-11-21T08:00:00.000Z');
		expect([null, '', 'soon', '2026-02-30'].map(utcOrNull)).toEqual([null, null, null, null]);
	});
});

test.each([
	['1970-01-01T00:00:00Z', true],
	['2199-12-31T23:59:59Z', true],
	['1969-12-31T23:59:59Z', false],
	['2200-01-01T00:00:00Z', false],
	['1899-12-30T10:00:00Z', false],
	['0024-05-01T00:00:00Z', false],
])('%s counts as the time of a payment: %s', (text, expected) => {
	expect(isUtcMoment(text)).toBe(expected);
});
