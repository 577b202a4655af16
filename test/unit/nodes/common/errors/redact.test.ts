import fc from 'fast-check';

import { hideCardNumbersIn, hideCardsInName, holdsCardNumber } from '../../../../../nodes/common/cardNumber';
import { withoutNeedlessEscapes } from '../../../../../nodes/common/errors/encodings';
import { redactor } from '../../../../../nodes/common/errors/redact';

describe('a secret in another encoding', () => {
	const html = (text: string) =>
		text.replace(/[&<>"'/=+]/g, (letter) => `&#x${letter.charCodeAt(0).toString(16).toUpperCase()};`);
	const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
	const encodings: Array<[string, (text: string) => string]> = [
		['as it is', (text) => text],
		['in JSON', (text) => JSON.stringify({ key: text })],
		['in JSON with escaped slashes', (text) => JSON.stringify(text).replace(/\//g, '\\/')],
		['in JSON in JSON', (text) => JSON.stringify(JSON.stringify(JSON.stringify(text)))],
		[
			'in JSON of ASCII',
			(text) =>
				JSON.stringify(text).replace(
					/[^ -~]|[<>&'/]/g,
					(letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
				),
		],
		['in an address', encodeURIComponent],
		['in an address, twice', (text) => encodeURIComponent(encodeURIComponent(text))],
		['in small letters', (text) => encodeURIComponent(text).replace(/%../g, (escape) => escape.toLowerCase())],
		['in a form', (text) => new URLSearchParams({ key: text }).toString()],
		['in HTML', (text) => text.replace(/[&<>"']/g, (letter) => named[letter])],
		['in strict HTML', html],
		['in HTML, twice', (text) => html(text).replace(/&/g, '&amp;')],
		...(
			[
				['in Unicode', (code) => `\\u${code.toString(16).padStart(4, '0')}`],
				['in Unicode in JSON', (code) => `\\\\u${code.toString(16).padStart(4, '0').toUpperCase()}`],
				['in HTML', (code) => `&#${code};`],
				['in HTML, hexadecimal', (code) => `&#x${code.toString(16)};`],
				['in HTML, escaped again', (code) => `&amp;#0${code};`],
			] as Array<[string, (code: number) => string]>
		).map(([name, spell]): [string, (text: string) => string] => [
			`letter by letter ${name}`,
			// a character of two units is two escapes in JSON, and one in HTML
			(text) =>
				(name.includes('HTML') ? Array.from(text) : text.split(''))
					.map((letter) => spell(letter.codePointAt(0) ?? 0))
					.join(''),
		]),
		['letter by letter in an address', (text) => Buffer.from(text).toString('hex').replace(/../g, '%$&')],
		['in base64', (text) => Buffer.from(text).toString('base64')],
		['in base64url', (text) => Buffer.from(text).toString('base64url')],
		['in hexadecimal', (text) => Buffer.from(text).toString('hex').toUpperCase()],
		['read as latin1', (text) => Buffer.from(text).toString('latin1')],
		...['x', 'id', 'user:'].map((before): [string, (text: string) => string] => [
			`in base64 behind ${before}`,
			(text) => Buffer.from(`${before}${text} and more`).toString('base64'),
		]),
	];
	describe.each(['klt_51/c0+ffee=77', 'a "b" <c> & \\d\\ \'e\' /f', 'tök/en žluť 鍵 🔑 x', 'sk_live_0123456789abcdef'])(
		'%s',
		(secret) => {
			test.each(encodings)('%s', (_name, encode) => {
				const encoded = encode(secret);
				const clean = redactor([secret])(`before ${encoded} after`);
				expect(clean).toContain('***');
				expect(clean).not.toContain(encoded);
				expect(clean.length).toBeLessThan(40);
			});
		},
	);
	test('leaves what only begins or ends like it', () => {
		const secret = 'klt_51/c0+ffee=77';
		for (const text of [secret.slice(1), secret.slice(0, -1), encodeURIComponent(secret).slice(1)])
			expect(redactor([secret])(text)).toBe(text);
	});
	test.each(['\\', '%25', '&amp;', '&amp;amp;', '0', '/', '\\/'])('takes no time for a million of %p', (part) => {
		const redact = redactor(['/a\\b&c%d', '&/%\\"+=']);
		const start = Date.now();
		redact(part.repeat(Math.ceil(1e6 / part.length)));
		expect(Date.now() - start).toBeLessThan(10_000);
	});
});

describe('redactor', () => {
	const word = fc.stringMatching(/^[A-Za-z0-9+/=_.$^*()[\]\\-]{4,40}$/);

	test('leaves no secret in any text', () => {
		fc.assert(
			fc.property(
				fc.array(word, { minLength: 1, maxLength: 4 }),
				fc.array(fc.oneof(word, fc.string(), fc.constant(null))),
				(secrets, parts) => {
					fc.pre(secrets.every((secret) => !secret.includes('*')));
					const text = parts.map((part, place) => part ?? secrets[place % secrets.length]).join('');
					const clean = redactor(secrets)(text);
					for (const secret of secrets) expect(clean).not.toContain(secret);
				},
			),
			{ numRuns: 2000 },
		);
	});

	test('cuts the longer of two secrets as a whole', () => {
		expect(redactor(['abcd', 'abcdefgh'])('x abcdefgh abcd')).toBe('x *** ***');
	});
	test('takes a secret as text, not as a pattern', () => {
		expect(redactor(['a.c$'])('abc$ a.c$')).toBe('abc$ ***');
	});
	test('ignores what is too short to be a secret', () => {
		expect(redactor(['', 'a', 'abc'])('a abc b')).toBe('a abc b');
	});

	test.each(['4111111111111111', '4111 1111 1111 1111', '4111-1111-1111-1111', '378282246310005', '4222222222222'])(
		'masks the card number %s',
		(card) => {
			const digits = card.replace(/\D/g, '');
			const clean = redactor([])(`card ${card}.`);
			expect(clean).toBe(`card ${digits.slice(0, 6)}******${digits.slice(-4)}.`);
		},
	);
	test.each([
		'4111.1111.1111.1111',
		'4111/1111/1111/1111',
		'4111\u00a01111\u00a01111\u00a01111',
		'4111\u20111111\u20111111\u20111111',
		'4111\u200b1111\u200b1111\u200b1111',
		'4111\u00ad1111\u2060 1111\ufeff1111',
		'4111·1111·1111·1111',
		'4111  1111  1111  1111',
		'4111 - 1111 – 1111 — 1111',
		'\uff14\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11',
		'\u0664\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661',
	])('masks the card number %s', (card) => {
		expect(redactor([])(`Kärte ${card}!`)).toBe('Kärte 411111******1111!');
		expect(holdsCardNumber(card)).toBe(true);
	});
	test('hides a card number of 12 digits, which may be an order number as input', () => {
		expect(redactor([])('x 501800000009 y')).toBe('x 501800******0009 y');
		expect(holdsCardNumber('501800000009')).toBe(false);
	});
	test.each(['2026/11/21 10.30', '192.168.100.200', '21.11.2026 49.90 12.2027', 'v1.22.333.4444', '３.１４'])(
		'leaves %s',
		(text) => {
			expect(redactor([])(text)).toBe(text);
		},
	);
	test('hides the card numbers in data, and leaves its other values', () => {
		const data = {
			pan: '4111111111111111',
			number: 5555555555554444,
			note: ['card 3782-822463-10005, thanks'],
			at: 1764460800000,
			id: '1764460800008',
			deep: { amount: '49.90', flag: true, nothing: null },
		};
		expect(hideCardNumbersIn(data)).toEqual({
			...data,
			pan: '411111******1111',
			number: '555555******4444',
			note: ['card 378282******0005, thanks'],
		});
	});
	/** What files and programs write between the entries of a list or the parts of a name, as it is and escaped. */
	const SIGNS = [
		...[
			'_',
			'__',
			',',
			', ',
			';',
			'; ',
			'|',
			' | ',
			':',
			' : ',
			'/',
			'.',
			'\\',
			'*',
			'+',
			'~',
			'=',
			"','",
			'","',
			'", "',
		],
		...['\t', '\n', '\r\n', ',\n', '\u2028', '\0', ')(', '、', '，', '；', '،', '·', '\u3000', '\ufe0f', '\u{e0100}'],
		...['%20', '%2C', '%2f', '%C2%A0', '\\n', '\\t', '\\u00a0', '&nbsp;', '&#160;', '&#xA0;'],
	];
	test.each(SIGNS)('finds the groups of a card with %j between them', (sign) => {
		const cards = ['4111 1111 1111 1111', '3782 822463 10005', '3056 930902 5904', '6304 0000 0000 0000 034'];
		for (const card of [...cards, '4000 0000 0000 0002', '5018 0000 0009', '622202 0000000000018']) {
			const digits = card.replace(/ /g, '');
			if (!passesCheck(digits)) throw new Error(card);
			const text = `é Card ${card.replace(/ /g, sign)}!`;
			expect(redactor([])(text)).toBe(`é Card ${digits.slice(0, 6)}******${digits.slice(-4)}!`);
			expect(holdsCardNumber(text, 'unknownField')).toBe(true);
		}
	});
	test.each([
		...[0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xbe6, 0xe50, 0x1040, 0x17e0, 0xff10],
		...[0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1fbf0],
	])('finds digits of every script: zero is U+%s', (zero) => {
		for (const card of ['4111111111111111', '4111 1111 1111 1111', '4111,1111,1111,1111', '4111_1111_1111_1111']) {
			const text = card.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
			expect(redactor([])(`ż ${text} ż`)).toBe('ż 411111******1111 ż');
			expect(holdsCardNumber(text, 'unknownField')).toBe(true);
		}
	});
	test('finds digits with marks on them', () => {
		const marked = (mark: string) => '4111 1111 1111 1111'.replace(/\d/g, (digit) => digit + mark);
		for (const mark of ['\ufe0f\u20e3', '\u0336', '\u{e0100}'])
			expect(redactor([])(marked(mark))).toBe('411111******1111');
	});
	test.each([
		['4111|1111|1111|1111|12|27|123', '411111******1111|12|27|123'],
		['4111111111111111|12|27|123', '411111******1111|12|27|123'],
		['4111,1111,1111,1111,1227', '411111******1111,1227'],
		['2026;4111;1111;1111;1111', '2026;411111******1111'],
		['4111\n1111\n1111\n1111\n5555\n5555\n5555\n4444', '411111******1111\n555555******4444'],
		['100%4111111111111111', '100%411111******1111'],
	])('finds the card in a list: %j', (text, expected) => {
		expect(redactor([])(text)).toBe(expected);
	});
	test.each([
		...['4111, 4112, 4113, 4118', '4098,4099,4100,4105', '5001|5002|5003|5004|5005|5006', '4,111,111,111,111,111'],
		...['4111.50, 1111.20, 1111.00', '4111,1111,1111,1111,4711', '4711;4111;1111;1111;1111', '2223, 2224, 2225, 2226'],
		...['2026-11-21, 2026-11-22, 2026-11-23', '20261121|20261122', '2026-11-21 09:30:00, 2026-11-21 10:30:00'],
		...[
			'40.7128, -74.0060',
			'5234.1234, 1234.5678',
			'2001:4860:4860:0000:0000:0000:0000:8888',
			'411111:111111:1111111',
		],
		...['4100-4199, 5300-5399', '4,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1', '541111, 541112, 541113', '61234567, 61234575'],
	])('%s is a list of other numbers', (text) => {
		expect(redactor([])(text)).toBe(text);
		expect(holdsCardNumber(text, 'unknownField')).toBe(false);
	});
	test('hardly any list of numbers, amounts, dates or years passes for a card', () => {
		let seed = 1;
		const random = (from: number, to: number) => {
			seed = (seed * 48271) % 2147483647;
			return from + (seed % (to - from));
		};
		const list = (one: () => string | number, glue: string) => Array.from({ length: random(5, 30) }, one).join(glue);
		const lists = Array.from({ length: 400 }, () => [
			...[', ', ';', '|', '\t', '\n'].map((glue) => list(() => random(1000, 9999), glue)),
			list(() => random(100_000, 999_999), ','),
			list(() => random(10_000_000, 99_999_999), ';'),
			list(() => (random(1, 999_999) / 100).toFixed(2), ', '),
			list(() => random(1, 99_999), ','),
			list(() => random(1990, 2040), ', '),
			list(() => `${random(2000, 2030)}-${random(10, 13)}-${random(10, 29)} ${random(10, 24)}:${random(10, 60)}`, ', '),
		]).flat();
		const mistaken = lists.filter((text) => holdsCardNumber(text, 'unknownField'));
		expect(mistaken.length).toBeLessThan(lists.length / 100);
	});
	test('a phone number with its country is none', () => {
		expect(holdsCardNumber('call +49 1515 12345674', 'unknownField')).toBe(false);
		expect(holdsCardNumber('card 4222222222222', 'unknownField')).toBe(true);
	});
	test.each(['4111111111111112', '74123456789012345678901', '2026-11-21T09:00:00Z', '123456789012'])(
		'leaves %s, which is no card number',
		(text) => {
			expect(redactor([])(text)).toBe(text);
		},
	);
	test.each([
		'DE12500105170648489890',
		'DE12 5001 0517 0648 4898 90',
		'GB29 NWBK 6016 1331 9268 19',
		'NO9386011117947',
	])('leaves the account number %s', (text) => {
		expect(redactor([])(`to ${text}, please`)).toBe(`to ${text}, please`);
		expect(holdsCardNumber(text, 'unknownField')).toBe(false);
	});
	test.each(['DE12 4111 1111 1111 1111', 'AT12 4111111111111111', 'XX12 4111 1111 1111 1111 22'])(
		'finds the card in %s, which only looks like an account number',
		(text) => {
			expect(redactor([])(text)).toContain('411111******1111');
			expect(holdsCardNumber(text)).toBe(true);
		},
	);
	test.each(['2200 7001 0000 0008', '213100000000001', '180000000000002'])('finds a card of %s', (text) => {
		expect(holdsCardNumber(text, 'unknownField')).toBe(true);
	});
	test.each([
		['4111 1111 1111 1111 12/27', '411111******1111 12/27'],
		['4111111111111111 123', '411111******1111 123'],
		['4111-1111-1111-1111-12-27', '411111******1111-12-27'],
		['x 77 4111111111111111 5555555555554444 9 y', 'x 77 411111******1111 555555******4444 9 y'],
		['4111 1111 1111 1111 5555 5555 5555 4444', '411111******1111 555555******4444'],
		['378282246310005 4111 1111 1111 1111 12', '378282******0005 411111******1111 12'],
		[
			'3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b 4111111111111111 123',
			'3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b 411111******1111 123',
		],
	])('finds the card among other digits: %s', (text, expected) => {
		expect(redactor([])(text)).toBe(expected);
		expect(holdsCardNumber(text)).toBe(true);
	});
	test('where digits before a card pass the check with a part of it, no more of the card is shown', () => {
		// 4 + 4111 1111 1111 and the digits after it pass too
		const texts = [...Array(1000).keys()].map((front) => `${front} 4111 1111 1111 1111`);
		for (const text of texts) expect(redactor([])(text)).not.toMatch(/1111 1111/);
	});
	test.each([
		'74012345678901234567890',
		'41111111111111110000',
		'11111111-1111-1111-1111-111111111111',
		'12345678-1234-4111-8111-111111111111',
		'4111 1111 111',
		'4111    1111    1111    1111',
		'411 - 1111 - 1111 - 1111 - 1',
	])('leaves the id %s', (text) => {
		expect(redactor([])(text)).toBe(text);
		expect(holdsCardNumber(text)).toBe(false);
	});
	test.each([
		'1 ',
		'12 ',
		'1',
		'1-1 x',
		'4111 1111 1111 1111 ',
		'a1',
		'4111,1111,1111,1111,',
		'4111,',
		'1,',
		'1%20',
		'4\u200b',
	])('a text of a million characters takes no time: %p again and again', (part) => {
		const text = part.repeat(Math.ceil(1e6 / part.length));
		const start = Date.now();
		holdsCardNumber(`${text}x`);
		redactor([])(text);
		expect(Date.now() - start).toBeLessThan(5000);
	});
	test.each([
		['4111111111111111.pdf', '411111xxxxxx1111.pdf'],
		['Visa 4111_1111_1111_1111 (2).jpg', 'Visa 411111xxxxxx1111 (2).jpg'],
		['card-4111-1111-1111-1111', 'card-411111xxxxxx1111'],
		['statement 5018 0000 0009.pdf', 'statement 501800xxxxxx0009.pdf'],
		['***_IMG_20261130_123456.jpg', '***_IMG_20261130_123456.jpg'],
		['invoice_1769904000000.pdf', 'invoice_1769904000000.pdf'],
		['3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b.png', '3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b.png'],
	])('a file named %s is sent as %s', (name, sent) => expect(hideCardsInName(name)).toBe(sent));
	test('masks every number that passes the check', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[1-9][0-9]{11,17}$/), (front) => {
				const card = [...'0123456789'].map((last) => front + last).find(passesCheck)!;
				expect(redactor([])(`"${card}"`)).toBe(`"${card.slice(0, 6)}******${card.slice(-4)}"`);
			}),
		);
	});
});

function passesCheck(digits: string): boolean {
	const sum = [...digits].reverse().reduce((total, digit, place) => {
		const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
		return total + (value > 9 ? value - 9 : value);
	}, 0);
	return sum % 10 === 0;
}

describe('withoutNeedlessEscapes', () => {
	test.each([
		['{"a":"\\u006b\\u0065\\u0079 \\u0034\\u002F"}', '{"a":"key 4/"}'],
		['"\\u0022\\u005c\\u0075"', '"\\"\\\\u"'],
		['"\\\\u006b \\u00e9 \\u000a \\u0009 \\n"', '"\\\\u006b \\u00e9 \\u000a \\u0009 \\n"'],
		['no JSON \\u006b \\', 'no JSON k \\'],
		['nothing \\/ to do', 'nothing \\/ to do'],
	])('%s', (json, expected) => {
		expect(withoutNeedlessEscapes(json)).toBe(expected);
	});
	test('changes no value', () => {
		const spelled = fc.array(fc.tuple(fc.integer({ min: 0, max: 0x2ff }), fc.boolean()));
		fc.assert(
			fc.property(spelled, (letters) => {
				const json = letters
					.map(([code, isEscaped]) =>
						isEscaped
							? `\\u${code.toString(16).padStart(4, '0')}`
							: JSON.stringify(String.fromCharCode(code)).slice(1, -1),
					)
					.join('');
				expect(JSON.parse(withoutNeedlessEscapes(`"${json}"`))).toBe(JSON.parse(`"${json}"`));
			}),
		);
	});
});
