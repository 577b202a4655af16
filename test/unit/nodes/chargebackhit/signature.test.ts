import fc from 'fast-check';

import { isSigned, looksLikeSignature } from '../../../../nodes/Chargebackhit/trigger/signature';
import fixture from '../../../fixtures/chargebackhit-signature-vectors.json';
import solidgate from '../../../fixtures/solidgate-signature-vectors.json';

const { public_key: publicKey, secret_key: secretKey, vectors } = fixture;
const keys = { publicKey, secretKeys: [secretKey] };
const {
	body: text,
	signature_hex_then_base64_CORRECT: signature,
	raw_then_base64_WRONG: wrong,
} = vectors.C_webhook_raw;
const body = Buffer.from(text, 'utf8');

describe('looksLikeSignature', () => {
	test.each(Object.values(vectors).map((vector) => vector.signature_hex_then_base64_CORRECT))('%s', (given) => {
		expect(looksLikeSignature(given)).toBe(true);
	});
	test.each([
		undefined,
		'',
		wrong,
		signature.slice(1),
		`${signature}=`,
		`${signature.slice(0, -1)}A`,
		`${signature}\n`,
		` ${signature.slice(1)}`,
		'='.repeat(172),
		`${signature}, ${signature}`,
	])('refuses %p', (given) => {
		expect(looksLikeSignature(given)).toBe(false);
	});
});

describe('isSigned', () => {
	test.each(Object.entries(vectors))('%s', (_name, vector) => {
		expect(isSigned(Buffer.from(vector.body, 'utf8'), vector.signature_hex_then_base64_CORRECT, keys)).toBe(true);
		expect(isSigned(Buffer.from(vector.body, 'utf8'), vector.raw_then_base64_WRONG, keys)).toBe(false);
	});
	test.each(Object.entries(solidgate.vectors))("the vendor's own %s", (_name, vector) => {
		const own = { publicKey: vector.public_key, secretKeys: [vector.secret_key] };
		expect(looksLikeSignature(vector.signature)).toBe(true);
		expect(isSigned(Buffer.from(vector.body, 'utf8'), vector.signature, own)).toBe(true);
		expect(isSigned(Buffer.from(`${vector.body} `, 'utf8'), vector.signature, own)).toBe(false);
	});
	test('one changed bit anywhere is noticed', () => {
		fc.assert(
			fc.property(fc.nat(body.length - 1), fc.nat(7), (place, bit) => {
				const changed = Buffer.from(body);
				changed[place] ^= 1 << bit;
				expect(isSigned(changed, signature, keys)).toBe(false);
			}),
		);
	});
	test('one changed character of the signature is noticed', () => {
		fc.assert(
			fc.property(fc.nat(signature.length - 2), (place) => {
				const other = signature[place] === 'A' ? 'B' : 'A';
				expect(isSigned(body, signature.slice(0, place) + other + signature.slice(place + 1), keys)).toBe(false);
			}),
		);
	});
	test('any of the secret keys will do', () => {
		expect(isSigned(body, signature, { publicKey, secretKeys: ['new', secretKey] })).toBe(true);
		expect(isSigned(body, signature, { publicKey, secretKeys: [secretKey, ''] })).toBe(true);
		expect(isSigned(body, signature, { publicKey, secretKeys: ['new', 'other'] })).toBe(false);
	});
	test('without keys nothing is signed', () => {
		expect(isSigned(body, signature, { publicKey, secretKeys: [] })).toBe(false);
		expect(isSigned(body, signature, { publicKey, secretKeys: ['', ''] })).toBe(false);
		expect(isSigned(body, signature, { publicKey: '', secretKeys: [secretKey] })).toBe(false);
	});
	test('a signature made with an empty secret key opens nothing', () => {
		const { createHmac } = jest.requireActual<typeof import('node:crypto')>('node:crypto');
		const forged = Buffer.from(
			createHmac('sha512', '')
				.update(publicKey + text + publicKey)
				.digest('hex'),
		).toString('base64');
		expect(isSigned(body, forged, { publicKey, secretKeys: [''] })).toBe(false);
	});
});
