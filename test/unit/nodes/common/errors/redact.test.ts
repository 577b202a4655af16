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
	test.each(['4111111111111112', '74123456789012345678901', '2026-11-21T09:00:00Z', '123456789012'])(
		'leaves %s, which is no card number',
		(text) => {
			expect(redactor([])(text)).toBe(text);
		},
	);
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
	test.each(['1 ', '12 ', '1', '1-1 x', '4111 1111 1111 1111 ', 'a1'])(
		'a text of a million characters takes no time: %p again and again',
		(part) => {
			const text = part.repeat(Math.ceil(1e6 / part.length));
			const start = Date.now();
			holdsCardNumber(`${text}x`);
			redactor([])(text);
			expect(Date.now() - start).toBeLessThan(5000);
		},
	);
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
