import { createHmac } from 'node:crypto';

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
