import fc from 'fast-check';
import { DateTime } from 'luxon';

import { InputError } from '../../../../../nodes/common/errors/errors';
import { isBrokenCell, isShortenedNumber } from '../../../../../nodes/common/values/identifiers';
import * as check from '../../../../../nodes/common/values/validate';

function refusal(act: () => unknown): InputError {
	try {
		act();
	} catch (error) {
		expect(error).toBeInstanceOf(InputError);
		return error as InputError;
	}
	throw new Error('Nothing was thrown');
}

const CARD = '4111111111111111';

describe('shown', () => {
	test.each([
		[undefined, 'nothing'],
		[null, 'nothing'],
		['', 'nothing'],
		['a\n b', '"a b"'],
		[12, '12'],
		[false, 'false'],
		[[1], 'a list'],
		[{ a: 1 }, 'an object'],
	])('%p is shown as %s', (value, words) => {
		expect(check.preview(value)).toBe(words);
	});

	test('is never longer than 80 characters or a line', () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 300 }), (text) => {
				const words = check.preview(text);
				expect(words.length).toBeLessThanOrEqual(80);
				expect(words).not.toMatch(/[\n\r\t]/);
			}),
		);
	});
});

describe('text', () => {
	test('trimmed', () => {
		expect([' a ', 5, true, null, undefined, {}, []].map(check.toText)).toEqual(['a', '5', 'true', '', '', '', '']);
	});
	test('requiredText', () => {
		expect(check.requiredText(' a ', 'Name')).toBe('a');
		for (const empty of ['', '  ', null, undefined]) {
			const error = refusal(() => check.requiredText(empty, 'Name'));
			expect(error.problem).toMatchObject({ code: 'fieldEmpty', advice: expect.stringContaining('Name') as string });
		}
		expect(refusal(() => check.requiredText({ a: 1 }, 'Name')).message).toContain('an object');
		expect(refusal(() => check.requiredText([], 'Name')).message).toContain('a list');
	});
});

describe('a length', () => {
	test.each(['😀', '👩🏽', 'é', '数', 'x'])('counts the characters of %s as the services do', (text) => {
		const long = text.repeat(50);
		const count = [...long].length;
		expect(check.textUpTo(long, 'Name', count)).toBe(long);
		expect(refusal(() => check.textUpTo(`${long}😀`, 'Name', count)).message).toContain(`${count + 1} characters`);
	});
});

describe('uuid', () => {
	test('takes any version, trims it and writes it small', () => {
		expect(check.uuid(' 3F2A1B4C-5D6E-4F70-8A9B-0C1D2E3F4A5B ', 'Alert')).toBe('3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b');
	});
	test.each(['3f2a1b4c5d6e4f708a9b0c1d2e3f4a5b', '../list', '3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b/..', 'x'])(
		'refuses %s',
		(text) => {
			const { message } = refusal(() => check.uuid(text, 'Alert'));
			expect(message).toContain('Alert must be a UUID');
			expect(message).toContain(text);
		},
	);
	test('finds every UUID', () => {
		fc.assert(fc.property(fc.uuid(), (id) => check.looksLikeUuid(id) && check.uuid(id.toUpperCase(), 'X') === id));
	});

	test('a card number in the wrong field does not stand in the error in full', () => {
		expect(refusal(() => check.uuid(CARD, 'Alert')).message).not.toContain(CARD);
	});
});

describe('numbers', () => {
	test('wholeNumber', () => {
		expect([3, '3', ' 3 '].map((value) => check.wholeNumber(value, 'Limit', 1))).toEqual([3, 3, 3]);
		expect(check.wholeNumber('-2', 'Limit', -5, 5)).toBe(-2);
		for (const value of [0, '0', 1.5, '1.5', '', null, undefined, NaN, Infinity, '9007199254740993', true, [3]]) {
			expect(refusal(() => check.wholeNumber(value, 'Limit', 1)).message).toContain(
				'Limit must be a whole number of at least 1',
			);
		}
		expect(refusal(() => check.wholeNumber(101, 'Batch Size', 1, 100)).message).toContain('from 1 to 100');
	});
	test('numberBetween', () => {
		expect([0.5, '0.5', ' 2 '].map((value) => check.numberBetween(value, 'Wait', 0, 100))).toEqual([0.5, 0.5, 2]);
		for (const value of [-1, 101, '', ' ', 'x', null, undefined, NaN, Infinity, 'Infinity', true, {}]) {
			expect(refusal(() => check.numberBetween(value, 'Wait', 0, 100)).message).toContain(
				'Wait must be a number from 0 to 100',
			);
		}
	});
});

describe('utcDate', () => {
	test.each([
		['2026-11-21', '2026-11-21T00:00:00.000Z'],
		['2026-11-21T09:30', '2026-11-21T09:30:00.000Z'],
		['2026-11-21T09:30:00Z', '2026-11-21T09:30:00.000Z'],
		['2026-11-21t09:30:00z', '2026-11-21T09:30:00.000Z'],
		['2026-11-21 09:30:00', '2026-11-21T09:30:00.000Z'],
		['2026-11-21T09:30:00.123456789Z', '2026-11-21T09:30:00.123Z'],
		['2026-11-21T09:30:00+02:00', '2026-11-21T07:30:00.000Z'],
		['2026-11-21T09:30:00-0530', '2026-11-21T15:00:00.000Z'],
		[' 2026-11-21T00:30:00+02:00 ', '2026-11-20T22:30:00.000Z'],
		['2028-02-29', '2028-02-29T00:00:00.000Z'],
	])('%s is %s', (given, expected) => {
		expect(check.utcDate(given, 'Date')).toBe(expected);
	});

	test("takes n8n's own date objects and JavaScript's", () => {
		expect(check.utcDate(DateTime.fromISO('2026-11-21T09:00:00', { zone: 'Europe/Kyiv' }), 'Date')).toBe(
			'2026-11-21T07:00:00.000Z',
		);
		expect(check.utcDate(new Date(0), 'Date')).toBe('1970-01-01T00:00:00.000Z');
	});

	test('is empty for nothing', () => {
		expect(['', '  ', null, undefined].map((value) => check.utcDate(value, 'Date'))).toEqual(['', '', '', '']);
	});

	test.each([
		'2026-02-30',
		'2026-13-01',
		'2026-11-31T10:00:00Z',
		'21.11.2026',
		'11/21/2026',
		'2026-11-21T25:00',
		'1795251600',
		1795251600,
		'now',
		'2026-W47',
		'2026-11-21T09:30:00+99:99',
	])('refuses %p', (value) => {
		expect(refusal(() => check.utcDate(value, 'Date')).message).toContain('Date must be a date in ISO 8601 form');
	});

	test('refuses an invalid date of Luxon', () => {
		refusal(() => check.utcDate(DateTime.invalid('no'), 'Date'));
	});

	test('refuses an invalid Date of JavaScript', () => {
		expect(refusal(() => check.utcDate(new Date(Number.NaN), 'Date')).message).toContain('Date must be a date');
	});

	test('gives back the same moment for every moment and offset', () => {
		const offset = fc.tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 13 }), fc.constantFrom(0, 15, 30, 45));
		fc.assert(
			fc.property(
				fc.date({ min: new Date('1971-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }),
				offset,
				(date, [sign, hours, minutes]) => {
					const shift = (sign === '+' ? 1 : -1) * (hours * 60 + minutes) * 60_000;
					const local = new Date(date.getTime() + shift).toISOString().slice(0, -1);
					const zone = `${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
					expect(check.utcDate(`${local}${zone}`, 'Date')).toBe(date.toISOString());
					expect(check.utcDate(`${local}${zone.replace(':', '')}`, 'Date')).toBe(date.toISOString());
				},
			),
		);
	});

	test('either gives ISO 8601 in UTC or refuses, for any text', () => {
		fc.assert(
			fc.property(
				fc.stringMatching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?(Z|[+-][0-9]{4})?$/),
				(text) => {
					let date = '';
					try {
						date = check.utcDate(text, 'Date');
					} catch (error) {
						expect(error).toBeInstanceOf(InputError);
						return;
					}
					expect(new Date(date).toISOString()).toBe(date);
				},
			),
			{ numRuns: 2000 },
		);
	});
});

describe('money', () => {
	test.each(['0', '49.90', '1000000.000001', '007.50', ' 12 '])('amount takes %s as it is', (text) => {
		expect(check.amount(text, 'Amount')).toBe(text.trim());
	});
	test('amount takes digits of double width, which keyboards of East Asia type', () => {
		expect(check.amount('１２．５０', 'Amount')).toBe('12.50');
	});
	test('amount takes a number as JavaScript prints it', () => {
		expect(check.amount(49.9, 'Amount')).toBe('49.9');
	});
	test.each(['-1', '+1', '1,50', '1.', '.5', '1 000', '€5', '1e3', '0x10', 'NaN', 0.1 + 0.2, true, '٣٤'])(
		'amount refuses %p',
		(value) => {
			expect(refusal(() => check.amount(value, 'Amount')).message).toContain('Amount must be digits with a point');
		},
	);
	test('amount never changes a digit', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[0-9]{1,15}(\.[0-9]{1,6})?$/), (text) => {
				expect(check.amount(text, 'Amount')).toBe(text);
			}),
		);
	});
	test('currency', () => {
		expect([' eur ', '', null].map((value) => check.currency(value, 'Currency'))).toEqual(['EUR', '', '']);
		for (const value of ['EURO', 'E1R', '978', 978, '€']) refusal(() => check.currency(value, 'Currency'));
	});
});

describe('card digits', () => {
	test('are taken where they are few', () => {
		expect([
			check.cardBin('411111', 'BIN'),
			check.cardBin(41111111, 'BIN'),
			check.cardLastFour('0042', 'Last Four'),
			check.cardBin('', 'BIN'),
		]).toEqual(['411111', '41111111', '0042', '']);
	});
	test('a whole card number is refused and not shown', () => {
		for (const act of [() => check.cardBin(CARD, 'BIN'), () => check.cardLastFour(CARD, 'Last Four')]) {
			const { problem } = refusal(act);
			expect(problem.message).toContain('16 characters');
			expect(JSON.stringify(problem)).not.toContain('1111');
		}
	});
});

describe('JSON fields', () => {
	test.each([
		[`{"card":x${CARD}}`],
		[`{"card":x${CARD.slice(0, 9)}`],
		['x4111 1111 1111 1111'],
		[`{"card": "${'x'.repeat(20)}", "y": ４１１１１１１}`],
		['x41111'],
	])('what the parser quotes of %s shows no five digits', (text) => {
		const error = refusal(() => check.json(text, 'Body'));
		expect(error.message).toContain('***');
		expect(error.message.replace(/position \d+/, '')).not.toMatch(/\p{Nd}{4} ?\p{Nd}/u);
	});
	test('where the parser stopped is told', () => {
		expect(refusal(() => check.json(`{"a": "${'x'.repeat(12340)}"`, 'Body')).message).toContain('position 12348');
	});
	test('jsonObject', () => {
		expect(check.jsonObject('{"a": 1}', 'Body')).toEqual({ a: 1 });
		expect(check.jsonObject({ a: 1 }, 'Body')).toEqual({ a: 1 });
		expect(['', '  ', null, undefined].map((value) => check.jsonObject(value, 'Body'))).toEqual([{}, {}, {}, {}]);
		for (const value of ['[]', '1', 'null', '"a"', 5, [1]]) refusal(() => check.jsonObject(value, 'Body'));
	});
	test('broken JSON is told with the field and how to write it', () => {
		const error = refusal(() => check.jsonObject('{a: 1}', 'Additional Fields (JSON)'));
		expect(error.message).toMatch(/^Additional Fields \(JSON\) is not valid JSON: ./);
		expect(error.problem.advice).not.toBe('');
	});
	test('a long id written as a number in a JSON field keeps its digits', () => {
		const text = '{"transaction_id": 12345678901234567890}';
		expect(check.jsonObject(text, 'Additional Fields (JSON)')).toEqual({ transaction_id: '12345678901234567890' });
	});
	test('an amount written as a number in a JSON field keeps its last digit', () => {
		expect(check.jsonObject('{"amount": 49.90}', 'Additional Fields (JSON)')).toEqual({ amount: '49.90' });
	});
});

describe('textList', () => {
	test('splits text at commas and line breaks', () => {
		expect(check.textList(' a, b\n\nc ,\r\n', 'IDs')).toEqual(['a', 'b', 'c']);
		expect(check.textList(5, 'IDs')).toEqual(['5']);
		expect(['', null, undefined].map((value) => check.textList(value, 'IDs'))).toEqual([[], [], []]);
	});
	test('takes lists entry by entry, commas and all', () => {
		expect(check.textList([' a,b ', 7], 'IDs')).toEqual(['a,b', '7']);
		for (const list of [['a', ''], ['a', null], [{}], [['a']]]) refusal(() => check.textList(list, 'IDs'));
	});
	test('is the reverse of joining', () => {
		const word = fc
			.string({ minLength: 1 })
			.map((text) => text.replace(/[^\p{L}\p{N} .*-]/gu, '').trim())
			.filter((text) => text !== '' && !isBrokenCell(text) && !isShortenedNumber(text));
		fc.assert(
			fc.property(
				fc.array(word),
				fc.constantFrom(',', ', ', '\n', ' ,\n ', ';', ' | ', '\t', '\r\n'),
				(words, glue) => {
					expect(check.textList(words.join(glue), 'IDs')).toEqual(words);
				},
			),
		);
	});
	test('refuses an object and a truth value', () => {
		expect(refusal(() => check.textList({ id: 'a' }, 'IDs')).message).toContain('an object');
		refusal(() => check.textList(true, 'IDs'));
	});
});

describe('numbers that have lost digits', () => {
	test.each<[string, (value: unknown) => unknown]>([
		['plainText', (value) => check.plainText(value, 'ID')],
		['requiredText', (value) => check.requiredText(value, 'ID')],
		['textList', (value) => check.textList(value, 'ID')],
		['a list of textList', (value) => check.textList([value], 'ID')],
	])('%s refuses them, and takes the longest that is exact', (_name, read) => {
		for (const lost of [Number.MAX_SAFE_INTEGER + 1, -(Number.MAX_SAFE_INTEGER + 1), 74012345678901234567890]) {
			expect(refusal(() => read(lost)).problem.code).toBe('lostDigits');
		}
		expect([read(Number.MAX_SAFE_INTEGER)].flat()).toEqual(['9007199254740991']);
	});
});

describe('text in words', () => {
	test.each(['#N/A', '#REF!', 'undefined', 'NaN', '[object Object]', '{{ $json.note }}', '########'])(
		'%j is what a broken cell left',
		(text) => expect(refusal(() => check.freeText(text, 'Note')).problem.code).toBe('brokenCell'),
	);
	test.each(['-', 'N/A', 'None', 'Null', 'not #N/A', 'undefined behavior'])('%j may be meant', (text) => {
		expect(check.freeText(text, 'Note')).toBe(text);
	});
	test.each(['#N/A', 'null', '-'])('%j is no web address', (text) => {
		expect(refusal(() => check.webAddress(text, 'Website URL')).problem.code).toBe('brokenCell');
	});
});

describe('JSON as files and pages have it', () => {
	test.each(['\ufeff{"a":1}', '\u00a0{"a":1}\u00a0', '\u200b {"a":1}\r\n\ufeff'])('%j is read', (text) => {
		expect(check.json(text, 'Order')).toEqual({ a: 1 });
	});
});

describe('isBlank', () => {
	test.each([
		...['', ' ', '\u00a0', '\u200b', '\u00ad\u2060', '\ufeff ', '\u3164'],
		...['=""', '""', "'", "''", '\u201c\u201d', '=" "'],
	])('%j is no value', (value) => {
		expect(check.isBlank(value)).toBe(true);
	});
	test.each(['=', '"', "'x", '="0"', '0', ' x', '\u200bx', 'é', '.', 0, false])('%j is a value', (value) => {
		expect(check.isBlank(value)).toBe(false);
	});
});
