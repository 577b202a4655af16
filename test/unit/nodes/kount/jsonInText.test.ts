import fc from 'fast-check';

import { jsonInText } from '../../../../nodes/Kount/actions/transaction/jsonInText';

const twice = (value: unknown) => JSON.stringify({ text: JSON.stringify(value) });

test.each([[''], ['"'], ['\\'], ['\\"\n\t\u0000\u007f\u2028'], ['é€😀'], ['\ud800 and \udc00']])(
	'%j is written as JSON.stringify would',
	(value) => {
		expect(jsonInText('{"text":"', JSON.stringify(value), '"}').toString()).toBe(twice(value));
	},
);

test('so is any JSON', () => {
	const keys = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', '"', '\\'));
	fc.assert(
		fc.property(
			fc.jsonValue({ stringUnit: 'binary' }),
			fc.dictionary(keys, fc.string({ unit: 'binary' })),
			(value, record) => {
				expect(jsonInText('{"text":"', JSON.stringify([value, record]), '"}').toString()).toBe(twice([value, record]));
			},
		),
		{ numRuns: 1000 },
	);
});

describe('large texts', () => {
	const body = (text: string) => jsonInText('{"text":"', JSON.stringify(text), '"}');

	// four bytes become of each: 999,996 of them are the most that the shared memory takes
	test.each([999_990, 999_995, 999_996, 999_997, 1_000_003, 1_300_000])('%d quotes', (count) => {
		const text = '"'.repeat(count);
		expect(body(text).equals(Buffer.from(twice(text)))).toBe(true);
		expect(body('"a"').toString()).toBe(twice('"a"'));
	});

	test('a body stays as it is when the next one is written', () => {
		const first = body('first "text"');
		const large = body('é"'.repeat(900_000));
		body('another, longer "text" with \\ in it');
		expect(first.toString()).toBe(twice('first "text"'));
		expect(large.equals(Buffer.from(twice('é"'.repeat(900_000))))).toBe(true);
	});
});
