import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import fc from 'fast-check';

import type { HeaderValue } from './delivery';

/** A change of a text, and what it is called. */
export interface Change<T> {
	kind: string;
	apply: (genuine: T) => T;
}

const change = <T>(kind: string, apply: (genuine: T) => T): Change<T> => ({ kind, apply });

function flipped(bytes: Buffer, bit: number): Buffer {
	const copy = Buffer.from(bytes);
	if (copy.length > 0) copy[Math.floor(bit / 8) % copy.length] ^= 1 << (bit % 8);
	return copy;
}

const FULL_WIDTH_ZERO = 0xff10;
const wide = (text: string): string =>
	text.replace(/\d/g, (digit) => String.fromCharCode(FULL_WIDTH_ZERO + Number(digit)));
/** Letters of other scripts that look the same. */
const LOOKALIKES: Record<string, string> = {
	a: 'а',
	c: 'с',
	e: 'е',
	o: 'о',
	p: 'р',
	x: 'х',
	A: 'А',
	B: 'В',
	K: '\u212a',
	S: 'Ѕ',
	s: 'ſ',
};
const lookingAlike = (text: string): string => [...text].map((letter) => LOOKALIKES[letter] ?? letter).join('');

const isHex = (text: string): boolean => /^[0-9a-f]+$/i.test(text);
const bytesOf = (proof: string): Buffer => Buffer.from(proof, isHex(proof) ? 'hex' : 'base64');

/** Changes of a proof that need no knowledge of the secret. */
const PROOF_CHANGES: Array<Change<string>> = [
	change('in upper case', (proof) => proof.toUpperCase()),
	change('in lower case', (proof) => proof.toLowerCase()),
	change('as hexadecimal', (proof) => bytesOf(proof).toString('hex')),
	change('as base64', (proof) => Buffer.from(proof).toString('base64')),
	change('as base64 of the bytes', (proof) => bytesOf(proof).toString('base64')),
	change('as base64url', (proof) => bytesOf(proof).toString('base64url')),
	change('decoded', (proof) => Buffer.from(proof, 'base64').toString('latin1')),
	change('percent-encoded', (proof) => [...proof].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('')),
	change('in quotes', (proof) => `"${proof}"`),
	change('with a scheme', (proof) => `sha256=${proof}`),
	change('with another scheme', (proof) => `v1=${proof}`),
	change('as a bearer', (proof) => `Bearer ${proof}`),
	change('with more padding', (proof) => `${proof}=`),
	change('without padding', (proof) => proof.replace(/=+$/, '')),
	change('with a blank inside', (proof) => `${proof.slice(0, 8)} ${proof.slice(8)}`),
	change('with a line break inside', (proof) => `${proof.slice(0, 8)}\n${proof.slice(8)}`),
	change('with a NUL behind', (proof) => `${proof}\u0000`),
	change('with a space of no width', (proof) => `${proof.slice(0, 4)}\u200b${proof.slice(4)}`),
	change('in wide digits', wide),
	change('in lookalikes', lookingAlike),
	change('backwards', (proof) => [...proof].reverse().join('')),
	change('twice', (proof) => proof + proof),
	change('twice, with a comma', (proof) => `${proof}, ${proof}`),
	change('empty', () => ''),
	change('a blank', () => ' '),
	change('zeros', (proof) => '0'.repeat(proof.length)),
	change('"A"s', (proof) => `${'A'.repeat(Math.max(0, proof.length - 1))}=`),
	change('a wildcard', () => '*'),
	change('the word undefined', () => 'undefined'),
	change('the word null', () => 'null'),
	change('the word true', () => 'true'),
	change('an object', () => '[object Object]'),
	change('an expression', () => '={{ true }}'),
	change('a query for a database', () => "' OR '1'='1"),
];

/** A change of a proof. */
export const proofChange: fc.Arbitrary<Change<HeaderValue | undefined>> = fc
	.oneof(
		{
			weight: 6,
			arbitrary: fc
				.nat()
				.map((bit) =>
					change<string>('with a flipped bit', (proof) => flipped(Buffer.from(proof), bit).toString('latin1')),
				),
		},
		{
			weight: 3,
			arbitrary: fc.nat().map((place) =>
				change<string>('with another letter', (proof) => {
					const at = place % Math.max(1, proof.length);
					return `${proof.slice(0, at)}${proof[at] === 'A' ? 'B' : 'A'}${proof.slice(at + 1)}`;
				}),
			),
		},
		{
			weight: 3,
			arbitrary: fc
				.nat()
				.map((length) => change<string>('cut short', (proof) => proof.slice(0, length % Math.max(1, proof.length)))),
		},
		{ weight: 8, arbitrary: fc.constantFrom(...PROOF_CHANGES) },
		{
			weight: 2,
			arbitrary: fc.string({ unit: 'grapheme', maxLength: 300 }).map((text) => change<string>('any text', () => text)),
		},
		{
			weight: 2,
			arbitrary: fc.constant(
				change<string>('at random', (proof) =>
					randomBytes(bytesOf(proof).length || 32).toString(isHex(proof) ? 'hex' : 'base64'),
				),
			),
		},
		{
			weight: 1,
			arbitrary: fc
				.integer({ min: 1024, max: 256 * 1024 })
				.map((size) => change<string>('huge', (proof) => proof.padEnd(size, 'A'))),
		},
	)
	.map(({ kind, apply }): Change<HeaderValue | undefined> => ({ kind, apply: (value) => apply(String(value ?? '')) }));

/** Changes that only a caller inside the process can make, or that remove the proof. */
export const proofGone: fc.Arbitrary<Change<HeaderValue | undefined>> = fc.constantFrom(
	change<HeaderValue | undefined>('missing', () => undefined),
	change<HeaderValue | undefined>('sent twice', (proof) => [String(proof), String(proof)]),
	change<HeaderValue | undefined>('sent twice, once wrong', (proof) => ['A'.repeat(64), String(proof)]),
);

/** @param apply changes the body's text */
const text =
	(apply: (genuine: string) => string) =>
	(body: Buffer): Buffer =>
		Buffer.from(apply(body.toString('utf8')), 'utf8');
const parsed =
	(apply: (value: Record<string, unknown>) => unknown) =>
	(body: Buffer): Buffer => {
		try {
			return Buffer.from(JSON.stringify(apply(JSON.parse(body.toString('utf8')) as Record<string, unknown>)), 'utf8');
		} catch {
			return Buffer.concat([body, Buffer.from('x')]);
		}
	};

const ofBody = (kind: string, apply: (genuine: Buffer) => Buffer): Change<Buffer> => ({ kind, apply });

const BODY_CHANGES: Array<Change<Buffer>> = [
	ofBody('with a blank behind', (body) => Buffer.concat([body, Buffer.from(' ')])),
	ofBody('with a line break behind', (body) => Buffer.concat([body, Buffer.from('\n')])),
	ofBody('with a byte order mark', (body) => Buffer.concat([Buffer.from('\ufeff'), body])),
	ofBody('with a NUL behind', (body) => Buffer.concat([body, Buffer.from([0])])),
	ofBody('twice', (body) => Buffer.concat([body, body])),
	ofBody('twice, as lines', (body) => Buffer.concat([body, Buffer.from('\n'), body])),
	ofBody('empty', () => Buffer.alloc(0)),
	ofBody(
		'spread out',
		text((body) => body.replace(/":/g, '": ')),
	),
	ofBody(
		'with another amount',
		text((body) => body.replace(/\d/, (digit) => String((Number(digit) + 1) % 10))),
	),
	ofBody(
		'with letters escaped',
		text((body) => body.replace(/[a-z]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)),
	),
	ofBody(
		'decomposed',
		text((body) => `${body.normalize('NFD')} `),
	),
	ofBody('with lookalikes', text(lookingAlike)),
	ofBody(
		'with a field named twice',
		text((body) => body.replace('{', '{"id":"forged",')),
	),
	ofBody(
		'with a prototype',
		text((body) => body.replace('{', '{"__proto__":{"admin":true},')),
	),
	ofBody(
		'with a constructor',
		parsed((value) => ({ ...value, constructor: { prototype: { admin: true } } })),
	),
	ofBody(
		'in a list',
		parsed((value) => [value]),
	),
	ofBody(
		'in a text',
		parsed((value) => JSON.stringify(value)),
	),
	ofBody(
		'with its fields in reverse order',
		parsed((value) => Object.fromEntries([...Object.entries(value).reverse(), ['x', 1]])),
	),
	ofBody('packed', (body) => gzipSync(body)),
	ofBody('null', () => Buffer.from('null')),
	ofBody('no JSON', () => Buffer.from('alert!')),
	ofBody('half UTF-8', (body) => Buffer.concat([body, Buffer.from([0xc3])])),
];

/** A change of a body. */
export const bodyChange: fc.Arbitrary<Change<Buffer>> = fc.oneof(
	{ weight: 6, arbitrary: fc.nat().map((bit) => ofBody('with a flipped bit', (body) => flipped(body, bit))) },
	{
		weight: 3,
		arbitrary: fc
			.nat()
			.map((length) => ofBody('cut short', (body) => body.subarray(0, length % Math.max(1, body.length)))),
	},
	{
		weight: 2,
		arbitrary: fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 8 })).map(([place, bytes]) =>
			ofBody('with bytes put in', (body) => {
				const at = place % (body.length + 1);
				return Buffer.concat([body.subarray(0, at), bytes, body.subarray(at)]);
			}),
		),
	},
	{ weight: 8, arbitrary: fc.constantFrom(...BODY_CHANGES) },
	{ weight: 2, arbitrary: fc.json({ maxDepth: 3 }).map((json) => ofBody('any JSON', () => Buffer.from(json))) },
	{
		weight: 1,
		arbitrary: fc.uint8Array({ maxLength: 600 }).map((bytes) => ofBody('any bytes', () => Buffer.from(bytes))),
	},
);

/** The most bytes that n8n accepts. */
const LARGEST = 16 * 1024 * 1024;

const BOMBS: Record<string, (size: number) => string> = {
	'nested lists': (size) => '['.repeat(size / 2) + ']'.repeat(size / 2),
	'nested lists without an end': (size) => '['.repeat(size),
	'nested objects': (size) => `${'{"a":'.repeat(size / 6)}1${'}'.repeat(size / 6)}`,
	'a long text': (size) => `{"alert":"${'x'.repeat(size)}"}`,
	'a long name': (size) => `{"${'x'.repeat(size)}":1}`,
	'a long number': (size) => `{"amount":${'9'.repeat(size)}}`,
	'a wide list': (size) => `[${'0,'.repeat(size / 2)}0]`,
	'many fields': (size) => `{${Array.from({ length: Math.ceil(size / 12) }, (_, place) => `"k${place}":0`).join(',')}}`,
	escapes: (size) => `{"a":"${'\\u0000'.repeat(size / 6)}"}`,
	blanks: (size) => `${' '.repeat(size)}{}`,
	'fields of one name': (size) => `{${'"a":1,'.repeat(size / 6)}"a":1}`,
};

/** A body that is a burden to whoever parses it: 1 kB to 16 MB, small ones more often. */
export const bomb: fc.Arbitrary<Change<Buffer>> = fc
	.tuple(fc.constantFrom(...Object.keys(BOMBS)), fc.double({ min: 10, max: 24, noNaN: true }))
	.map(([name, power]) =>
		ofBody(`a bomb: ${name}`, () => Buffer.from(BOMBS[name](Math.floor(2 ** power))).subarray(0, LARGEST - 1)),
	);
