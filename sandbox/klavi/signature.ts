import { createHmac } from 'node:crypto';

/** X-Klavi-Signature (Contract: 3); HMAC-SHA256 under the secret key, as 64 lower-case hexadecimal digits. */
export const sign = (body: Buffer | string, secretKey: string): string =>
	createHmac('sha256', secretKey).update(body).digest('hex');

/**
 * The JSON of a body, parsed and serialized again, as the service's own sample signs it. A body that is not JSON is
 * unchanged.
 */
export function reserialized(body: Buffer): string {
	const written = body.toString('utf8');
	try {
		return JSON.stringify(JSON.parse(written));
	} catch {
		return written;
	}
}

/** JSON in other bytes than those of `JSON.stringify`: indented, and non-ASCII letters escaped. */
export const spaced = (value: unknown): string =>
	JSON.stringify(value, null, 2).replace(
		/[\u0080-\uffff]/g,
		(letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
