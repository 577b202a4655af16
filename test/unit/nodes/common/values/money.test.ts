import fc from 'fast-check';

import { hundredths, wholeOf } from '../../../../../nodes/common/values/money';

const MOST = BigInt(Number.MAX_SAFE_INTEGER);

/** An amount in hundredths, and a spelling of it in major units made by division, not by moving a point. */
const spelled = fc
	.record({
		amount: fc.bigInt({ min: -MOST, max: MOST }),
		zeros: fc.nat(3),
		short: fc.boolean(),
	})
	.map(({ amount, zeros, short }) => {
		const size = amount < 0n ? -amount : amount;
		const [whole, rest] = [size / 100n, size % 100n];
		const tens = `${rest / 10n}`;
		const both = `${tens}${rest % 10n}`;
		const decimals = short && rest % 10n === 0n ? (rest === 0n ? '' : tens) : both;
		const tail = decimals === '' ? '' : `.${decimals}${'0'.repeat(zeros)}`;
		return { amount, text: `${amount < 0n ? '-' : ''}${whole}${tail}` };
	});

describe('hundredths', () => {
	test('10,000 random amounts against whole-number division', () => {
		fc.assert(
			fc.property(spelled, ({ amount, text }) => {
				const got = hundredths(text);
				expect(got === undefined ? undefined : BigInt(got)).toBe(amount);
			}),
			{ numRuns: 10_000 },
		);
	});

	test('every amount of 0.00 to 199.99, where floats go wrong a hundred times', () => {
		let floatsWrong = 0;
		for (let whole = 0; whole < 200; whole++) {
			for (let cents = 0; cents < 100; cents++) {
				const text = `${whole}.${String(cents).padStart(2, '0')}`;
				if (Math.trunc(Number(text) * 100) !== whole * 100 + cents) floatsWrong++;
				expect(hundredths(text)).toBe(whole * 100 + cents);
			}
		}
		expect(floatsWrong).toBeGreaterThan(100);
	});

	test('a third decimal that counts is never rounded away', () => {
		fc.assert(
			fc.property(fc.nat(1_000_000), fc.stringMatching(/^[0-9]{2}[0-9]{0,6}[1-9]$/), (whole, decimals) => {
				expect(hundredths(`${whole}.${decimals}`)).toBeUndefined();
			}),
		);
	});

	test.each([
		['44.09', 4409],
		['1.15', 115],
		['0.07', 7],
		['0.1', 10],
		['44', 4400],
		['44.0900', 4409],
		['0044.09', 4409],
		['-3', -300],
		['-0.01', -1],
		['90071992547409.91', Number.MAX_SAFE_INTEGER],
		['-90071992547409.91', -Number.MAX_SAFE_INTEGER],
	])('%s is %d', (text, expected) => {
		expect(hundredths(text)).toBe(expected);
	});

	test.each(['-0', '-0.00', '0', '0.000'])('%s is zero without a sign', (text) => {
		expect(Object.is(hundredths(text), 0)).toBe(true);
	});

	test.each([
		'',
		' ',
		'.',
		'-',
		'.5',
		'5.',
		'+5',
		'--5',
		'44,09',
		'4.409,00',
		'1,000.00',
		'44.095',
		'44.09 ',
		' 44.09',
		'44. 09',
		'$44.09',
		'44.09 USD',
		'1e3',
		'4.4e1',
		'0x10',
		'NaN',
		'Infinity',
		'٤٤.٠٩',
		'44.09\n',
		'1_000',
		'44.09.1',
		'90071992547409.92',
		'1234567890123456',
		'null',
	])('%p is none', (text) => {
		expect(hundredths(text)).toBeUndefined();
	});
});

describe('wholeOf', () => {
	test.each<[unknown, number]>([
		[4409, 4409],
		['4409', 4409],
		[' 4409 ', 4409],
		['0007', 7],
		[-3, -3],
		['-3', -3],
		['9007199254740991', Number.MAX_SAFE_INTEGER],
	])('%p is %d', (value, expected) => {
		expect(wholeOf(value)).toBe(expected);
	});
	test.each([0, -0, '0', '-0'])('%p is zero without a sign', (value) => {
		expect(Object.is(wholeOf(value), 0)).toBe(true);
	});
	test.each([
		44.09,
		'44.09',
		'4409.0',
		'4,409',
		'',
		' ',
		'4 409',
		'1e3',
		'0x10',
		'+4',
		'9007199254740992',
		2 ** 53,
		1e21,
		NaN,
		Infinity,
		true,
		false,
		null,
		undefined,
		{},
		[],
		[4409],
	])('%p is none', (value) => {
		expect(wholeOf(value)).toBeUndefined();
	});
});
