import fc from 'fast-check';

import {
	ExactNumber,
	isRecord,
	type JsonRecord,
	mergeJson,
	parseJson,
	parseJsonExactly,
	recordOr,
	textOrNull,
	writeJson,
} from '../../../../../nodes/common/values/json';

const digits = (from: number, to: number) => fc.stringMatching(new RegExp(`^[0-9]{${from},${to}}$`));

/** A number as JSON may write it. */
const numberToken = fc
	.tuple(
		fc.constantFrom('', '-'),
		digits(1, 30),
		fc.option(digits(1, 12)),
		fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), digits(1, 2))),
	)
	.map(([sign, whole, decimals, exponent]) => {
		const integer = whole.replace(/^0+(?=\d)/, '');
		return `${sign}${integer}${decimals === null ? '' : `.${decimals}`}${exponent ? exponent.join('') : ''}`;
	});

describe('parseJsonExactly', () => {
	test('writes every number as it was typed, and leaves text and other numbers alone', () => {
		const text = '{"a":299.90,"b":[12345678901234567890,1.5],"c":"299.90","d":null}';
		expect(parseJsonExactly(text)).toMatchObject({
			a: new ExactNumber('299.90'),
			b: [new ExactNumber('12345678901234567890'), 1.5],
			c: '299.90',
		});
		expect(writeJson(parseJsonExactly(text))).toBe(text);
	});

	test.each(['{', '01', '{"a":1.}'])('refuses %s', (text) => {
		expect(() => parseJsonExactly(text)).toThrow(SyntaxError);
	});
});

describe('parseJson', () => {
	test.each([
		['49.90', '49.90'],
		['12345678901234567890', '12345678901234567890'],
		['-0', '-0'],
		['1.0', '1.0'],
		['1e3', '1e3'],
		['0.1000', '0.1000'],
	])('keeps %s as text', (token, expected) => {
		expect(parseJson(`{"amount": ${token}}`)).toEqual({ amount: expected });
	});

	test.each(['0', '49.9', '-7', '1200', '9007199254740991'])('leaves %s a number', (token) => {
		expect(parseJson(`[${token}]`)).toEqual([Number(token)]);
	});

	test('keeps every digit of every number', () => {
		fc.assert(
			fc.property(numberToken, (token) => {
				const [value] = parseJson(`[ ${token} ]`) as unknown[];
				expect(String(value)).toBe(token);
			}),
			{ numRuns: 2000 },
		);
	});

	test('is JSON.parse for everything that JavaScript prints as it was written', () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
				const text = JSON.stringify(value, null, indent);
				const lossless = !/(?:e|-0)/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, ''));
				fc.pre(lossless);
				expect(parseJson(text)).toEqual(JSON.parse(text));
			}),
			{ numRuns: 1000 },
		);
	});

	test('never touches digits inside of text or names', () => {
		const text = '{"1.0":"2.50 and \\"3.00\\"","\\\\":"4.0\\\\","a":[1.50,"1.50"]}';
		expect(parseJson(text)).toEqual({ '1.0': '2.50 and "3.00"', '\\': '4.0\\', a: ['1.50', '1.50'] });
	});

	test('keeps a member called __proto__ as a member', () => {
		const parsed = parseJson('{"__proto__": {"amount": 1.0}}') as JsonRecord;
		expect(Object.keys(parsed)).toEqual(['__proto__']);
		expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
	});

	test.each(['', '{', '{"a":01}', '[1,]', 'NaN', "{'a':1}", '{"a":1}}'])('refuses %s as JSON.parse does', (text) => {
		expect(() => parseJson(text)).toThrow(SyntaxError);
	});

	test('takes a long text, such as a file of 12 MB in base64', () => {
		const text = JSON.stringify({ file: 'A'.repeat(12_000_000), amount: 1 });
		expect((parseJson(text) as JsonRecord).amount).toBe(1);
	});
});

describe('mergeJson', () => {
	const record = fc.dictionary(
		fc.constantFrom('a', 'b', 'order', '__proto__', 'constructor', 'toString'),
		fc.letrec((tie) => ({
			value: fc.oneof(
				{ depthSize: 'small' },
				fc.integer(),
				fc.string(),
				fc.constant(null),
				fc.array(tie('value')),
				tie('record'),
			),
			record: fc.dictionary(fc.constantFrom('a', 'order', '__proto__', 'x'), tie('value')),
		})).value,
	) as fc.Arbitrary<JsonRecord>;

	test('changes neither argument, nor any prototype', () => {
		fc.assert(
			fc.property(record, record, (base, extra) => {
				const before = [JSON.stringify(base), JSON.stringify(extra)];
				const prototypeBefore = Object.getOwnPropertyNames(Object.prototype).join();
				const merged = mergeJson(base, extra);
				expect([JSON.stringify(base), JSON.stringify(extra)]).toEqual(before);
				expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
				expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(prototypeBefore);
			}),
			{ numRuns: 1000 },
		);
	});

	test('takes __proto__ as a plain member', () => {
		const merged = mergeJson({ a: 1 }, JSON.parse('{"__proto__": {"polluted": true}}') as JsonRecord);
		expect(Object.hasOwn(merged, '__proto__')).toBe(true);
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
		expect((merged as { polluted?: boolean }).polluted).toBeUndefined();
		expect(JSON.stringify(merged)).toBe('{"a":1,"__proto__":{"polluted":true}}');
	});

	test('does not merge into what an object inherits', () => {
		const merged = mergeJson({}, JSON.parse('{"constructor": {"prototype": {"polluted": true}}}') as JsonRecord);
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
		expect(merged).toEqual({ constructor: { prototype: { polluted: true } } });
	});

	test('merges objects member by member, replaces all else, and the extra wins', () => {
		expect(
			mergeJson(
				{
					outcome: 'pending',
					order: { order_id: '1', address: { city: 'Kyiv', line1: 'A' } },
					products: [{ name: 'x' }],
				},
				{ outcome: 'reversed', order: { address: { city: 'Lviv' } }, products: [] },
			),
		).toEqual({ outcome: 'reversed', order: { order_id: '1', address: { city: 'Lviv', line1: 'A' } }, products: [] });
	});

	test('lets an object be replaced by null and the other way round', () => {
		expect(mergeJson({ a: { b: 1 }, c: null }, { a: null, c: { d: 1 } })).toEqual({ a: null, c: { d: 1 } });
	});
});

describe('reading members', () => {
	test('isRecord', () => {
		expect([{}, [], null, 'a', 1, undefined, Buffer.from('')].map(isRecord)).toEqual([
			true,
			false,
			false,
			false,
			false,
			false,
			false,
		]);
	});
	test('recordOr', () => {
		expect(recordOr({ a: 1 })).toEqual({ a: 1 });
		expect([null, [], 'x', undefined].map(recordOr)).toEqual([{}, {}, {}, {}]);
	});
	test('textOrNull', () => {
		expect(['a', '', 0, 49.9, Number.NaN, Infinity, null, undefined, true, {}, []].map(textOrNull)).toEqual([
			'a',
			null,
			'0',
			'49.9',
			null,
			null,
			null,
			null,
			null,
			null,
			null,
		]);
	});
});
