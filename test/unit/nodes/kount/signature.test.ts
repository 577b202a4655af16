import { constants, createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

import fc from 'fast-check';

import { isRecent, isSignedBy, looksSigned, readPublicKey } from '../../../../nodes/Kount/trigger/signature';

const pairOf = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
const first = pairOf(2048);
const second = pairOf(3072);
const short = pairOf(1024);

const TIMESTAMP = '2026-07-01T00:58:21Z';
const BODY = Buffer.from(
	'{"id":"e1","eventType":"Order.StatusChange","merchantOrderId":"Bestellung-Ä-Ω-💳","newValue":"DECLINE"}',
	'utf8',
);

interface Scheme {
	digest?: string;
	padding?: number;
	saltLength?: number;
}

/** Written for this test alone. */
function signatureOf(
	key: KeyObject,
	{ digest = 'sha256', padding = constants.RSA_PKCS1_PSS_PADDING, saltLength = 32 }: Scheme = {},
	bytes = Buffer.concat([Buffer.from(TIMESTAMP), BODY]),
): string {
	const salt = padding === constants.RSA_PKCS1_PSS_PADDING ? { saltLength } : {};
	return sign(digest, bytes, { key, padding, ...salt }).toString('base64');
}
const good = signatureOf(first.privateKey);
const keys = [first.publicKey];

describe('isSignedBy', () => {
	test('RSASSA-PSS with SHA-256 and a salt of 32 bytes', () => {
		expect(isSignedBy(keys, TIMESTAMP, BODY, good)).toBe(true);
	});
	test('a key of 4096 bits, as Kount has it', () => {
		const pair = pairOf(4096);
		const signature = signatureOf(pair.privateKey);
		expect(looksSigned(signature, TIMESTAMP)).toBe(true);
		expect(isSignedBy([pair.publicKey], TIMESTAMP, BODY, signature)).toBe(true);
	});
	test.each<[string, Scheme]>([
		['PKCS#1 v1.5', { padding: constants.RSA_PKCS1_PADDING }],
		['PKCS#1 v1.5 with SHA-512', { padding: constants.RSA_PKCS1_PADDING, digest: 'sha512' }],
		['a salt of 0 bytes', { saltLength: 0 }],
		['a salt of 20 bytes', { saltLength: 20 }],
		['a salt of 31 bytes', { saltLength: 31 }],
		['a salt of 64 bytes', { saltLength: 64 }],
		['the longest salt', { saltLength: constants.RSA_PSS_SALTLEN_MAX_SIGN }],
		['SHA-512', { digest: 'sha512' }],
		['SHA-512 with a salt of 64 bytes', { digest: 'sha512', saltLength: 64 }],
		['SHA-1', { digest: 'sha1' }],
		['SHA-384', { digest: 'sha384' }],
	])('%s is refused', (_name, scheme) => {
		const signature = signatureOf(first.privateKey, scheme);
		expect(looksSigned(signature, TIMESTAMP)).toBe(true);
		expect(isSignedBy(keys, TIMESTAMP, BODY, signature)).toBe(false);
	});
	test('the early form, signed over a hash, is refused', () => {
		const hash = createHash('sha256').update(TIMESTAMP).update(BODY).digest();
		expect(isSignedBy(keys, TIMESTAMP, BODY, signatureOf(first.privateKey, {}, hash))).toBe(false);
	});
	test('body alone, body before timestamp, or something in between is refused', () => {
		for (const bytes of [
			BODY,
			Buffer.concat([BODY, Buffer.from(TIMESTAMP)]),
			Buffer.concat([Buffer.from(`${TIMESTAMP}.`), BODY]),
		]) {
			expect(isSignedBy(keys, TIMESTAMP, BODY, signatureOf(first.privateKey, {}, bytes))).toBe(false);
		}
	});
	test('one changed bit anywhere in the body is noticed', () => {
		fc.assert(
			fc.property(fc.nat(BODY.length - 1), fc.nat(7), (place, bit) => {
				const changed = Buffer.from(BODY);
				changed[place] ^= 1 << bit;
				expect(isSignedBy(keys, TIMESTAMP, changed, good)).toBe(false);
			}),
		);
	});
	test('one changed character anywhere in the timestamp is noticed', () => {
		for (let place = 0; place < TIMESTAMP.length; place++) {
			const changed = `${TIMESTAMP.slice(0, place)}${TIMESTAMP[place] === '1' ? '2' : '1'}${TIMESTAMP.slice(place + 1)}`;
			expect(isSignedBy(keys, changed, BODY, good)).toBe(false);
		}
		for (const same of ['2026-07-01T00:58:21.0Z', '2026-07-01T00:58:21.000Z'])
			expect(isSignedBy(keys, same, BODY, good)).toBe(false);
	});
	test('one changed character of the signature is noticed', () => {
		fc.assert(
			fc.property(fc.nat(good.length - 4), (place) => {
				const other = good[place] === 'A' ? 'B' : 'A';
				expect(isSignedBy(keys, TIMESTAMP, BODY, good.slice(0, place) + other + good.slice(place + 1))).toBe(false);
			}),
		);
	});
	test('either of two keys will do, in either order; no key opens nothing', () => {
		for (const both of [
			[first.publicKey, second.publicKey],
			[second.publicKey, first.publicKey],
		]) {
			expect(isSignedBy(both, TIMESTAMP, BODY, good)).toBe(true);
			expect(isSignedBy(both, TIMESTAMP, BODY, signatureOf(second.privateKey))).toBe(true);
		}
		expect(isSignedBy([second.publicKey], TIMESTAMP, BODY, good)).toBe(false);
		expect(isSignedBy([], TIMESTAMP, BODY, good)).toBe(false);
	});
	test.each(['', 'x', '====', good.slice(0, 40), good.slice(4)])(
		'%p is no signature, and throws nothing',
		(signature) => {
			expect(isSignedBy(keys, TIMESTAMP, BODY, signature)).toBe(false);
		},
	);
	test('an empty body can be signed', () => {
		const empty = Buffer.alloc(0);
		expect(isSignedBy(keys, TIMESTAMP, empty, signatureOf(first.privateKey, {}, Buffer.from(TIMESTAMP)))).toBe(true);
	});
});

describe('readPublicKey', () => {
	const der = first.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
	const pem = first.publicKey.export({ type: 'spki', format: 'pem' }).toString();

	test.each<[string, string]>([
		['base64', der],
		['base64 with blanks around', `  ${der}\n`],
		['base64 with line breaks', der.replace(/.{64}/g, '$&\n')],
		['base64 with Windows line breaks', der.replace(/.{76}/g, '$&\r\n')],
		['PEM', pem],
		['PEM on one line, as a form may paste it', pem.replace(/\n/g, ' ')],
		['PEM with Windows line breaks', pem.replace(/\n/g, '\r\n')],
		['PEM with indentation', pem.replace(/^/gm, '\t')],
	])('%s', (_form, text) => {
		const key = readPublicKey(text);
		expect(key && isSignedBy([key], TIMESTAMP, BODY, good)).toBe(true);
	});
	const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
	const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey;
	test.each<[string, string]>([
		['nothing', ''],
		['blanks', ' \n'],
		['words', 'not a key at all'],
		['base64 of something else', Buffer.from('hello hello hello').toString('base64')],
		['half a key', der.slice(0, der.length / 2)],
		['a short key', short.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')],
		['a key of another kind', ec.export({ type: 'spki', format: 'pem' }).toString()],
		['a key bound to another scheme', pss.export({ type: 'spki', format: 'pem' }).toString()],
		['PKCS#1 PEM', first.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString()],
		['a private key', first.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
		['a private key in base64', first.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')],
	])('%s is none', (_form, text) => {
		expect(readPublicKey(text)).toBeUndefined();
	});
});

describe('looksSigned', () => {
	test.each([good, signatureOf(second.privateKey)])('a signature', (signature) => {
		expect(looksSigned(signature, TIMESTAMP)).toBe(true);
	});
	test.each([
		undefined,
		'',
		'abc',
		good.slice(0, 300),
		`${good}\n`,
		` ${good}`,
		good + good,
		`${good.slice(0, -2)}*=`,
		good.replace(/[+/]/g, '-').slice(0, 320),
		'A'.repeat(700),
	])('%p is none', (signature) => {
		expect(looksSigned(signature, TIMESTAMP)).toBe(false);
	});
	test.each(['2025-07-01T00:58:21Z', '2025-07-01T00:58:21.5Z', '2025-07-01T00:58:21.123456Z'])(
		'%s is a timestamp',
		(timestamp) => {
			expect(looksSigned(good, timestamp)).toBe(true);
		},
	);
	test.each([
		undefined,
		'',
		'1751331501',
		'2025-07-01 00:58:21Z',
		'2025-07-01T00:58:21',
		'2025-07-01T00:58:21+00:00',
		'2025-07-01T00:58Z',
		' 2025-07-01T00:58:21Z',
		'2025-07-01T00:58:21Z\n',
		'Tue, 01 Jul 2025 00:58:21 GMT',
	])('%p is none', (timestamp) => {
		expect(looksSigned(good, timestamp)).toBe(false);
	});
});

describe('isRecent', () => {
	const now = Date.parse(TIMESTAMP);
	test.each([
		[300, 0, true],
		[300, 300_000, true],
		[300, 300_001, false],
		[300, -300_000, true],
		[300, -300_001, false],
		[1, 1000, true],
		[1, 1001, false],
		[0, 86_400_000 * 365, true],
		[0, -86_400_000 * 365, true],
	])('tolerance %d s, %d ms apart: %p', (tolerance, apart, expected) => {
		expect(isRecent(TIMESTAMP, tolerance, now + apart)).toBe(expected);
	});
	test('a day that does not exist is never recent', () => {
		expect(isRecent('2026-13-45T99:99:99Z', 300, now)).toBe(false);
	});
});
