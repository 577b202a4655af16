import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import type { SignatureCheck } from '../shared/service';

/** The account's pair; the same for API calls and webhooks (Contract: 1.5). */
export interface KeyPair {
	publicKey: string;
	secretKey: string;
}

/**
 * The `signature` header: HMAC-SHA512 under the secret key over public key + body + public key, as lower-case
 * hexadecimal text, and that text in base64 (172 characters). Contract: 1.3.
 */
export function sign(body: Buffer, { publicKey, secretKey }: KeyPair): string {
	const hexadecimal = createHmac('sha512', secretKey).update(publicKey).update(body).update(publicKey).digest('hex');
	return Buffer.from(hexadecimal, 'ascii').toString('base64');
}

/**
 * Judges the two headers of a request against the exact bytes of its body (empty for GET; the query is not signed).
 * Contract: 1.4.
 */
export function checkSignature(body: Buffer, headers: IncomingHttpHeaders, keys: KeyPair): SignatureCheck {
	const { public_key: publicKey, signature } = headers;
	if (publicKey === undefined || signature === undefined) return 'missing';
	const sameKey = equalInConstantTime(String(publicKey), keys.publicKey);
	const sameSignature = equalInConstantTime(String(signature), sign(body, keys));
	return sameKey && sameSignature ? 'valid' : 'wrong';
}

function equalInConstantTime(given: string, expected: string): boolean {
	const [left, right] = [Buffer.from(given), Buffer.from(expected)];
	return left.length === right.length && timingSafeEqual(left, right);
}
