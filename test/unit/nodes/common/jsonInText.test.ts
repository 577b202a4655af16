import fc from 'fast-check';

import { jsonInText } from '../../../../nodes/common/jsonInText';

const twice = (value: unknown) => JSON.stringify({ text: JSON.stringify(value) });

test.each([[''], ['"'], ['\\'], ['\\"\n\t\u0000\u007f\u2028'], ['é€😀'], ['\ud800 and \udc00']])('%j is written as JSON.stringify would', (value) => {
	expect(jsonInText('{"text":"', JSON.stringify(value), '"}').toString()).toBe(twice(value));
});

test('so is any JSON', () => {
	const keys = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', '"', '\\'));
	fc.assert(
		fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.dictionary(keys, fc.string({ unit: 'binary' })), (value, record) => {
			expect(jsonInText('{"text":"', JSON.stringify([value, record]), '"}').toString()).toBe(twice([value, record]));
		}),
		{ numRuns: 1000 },
	);
});
