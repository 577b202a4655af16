import { createHmac } from 'node:crypto';

import { equalInConstantTime } from '../../common/trigger/delivery';

/** The methods whose requests have no body. */
export const WITHOUT_BODY = ['GET', 'HEAD', 'OPTIONS'];

/**
 * The signature of a body: base64 of the lower-case hexadecimal HMAC-SHA512, keyed with the secret key, over
 * `public_key + body + public_key`. Without a body the text in the middle is empty. Contract: 1.2, 1.3
 */
export function signatureOf({ publicKey, secretKey }: { publicKey: string; secretKey: string }, body?: Buffer): string {
	const hex = createHmac('sha512', secretKey)
		.update(publicKey)
		.update(body ?? '')
		.update(publicKey)
		.digest('hex');
	return Buffer.from(hex, 'ascii').toString('base64');
}

/** Base64 of 128 hexadecimal digits: 172 characters that end in one "=". Contract: 1.3. */
const FORM = /^[A-Za-z0-9+/]{171}=$/;

/** True if the text could be a signature. Obvious nonsense is rejected before the credential is read, which is expensive. */
export function looksLikeSignature(text: string | undefined): text is string {
	return text !== undefined && FORM.test(text);
}

/**
 * True if a delivery was signed with one of the account's secret keys. Contract: 1.3, 1.5: the signature is the base64 of the
 * lower-case hexadecimal HMAC-SHA512 over `public_key + body + public_key`.
 * @param body the bytes as received
 * @param given the `signature` header
 * @param keys the account's public key, and its secret keys; empty ones never match
 */
export function isSigned(body: Buffer, given: string, keys: { publicKey: string; secretKeys: string[] }): boolean {
	if (keys.publicKey === '') return false;
	return keys.secretKeys
		.filter((secretKey) => secretKey !== '')
		.map((secretKey) => equalInConstantTime(given, signatureOf({ publicKey: keys.publicKey, secretKey }, body)))
		.includes(true);
}
