import { createHmac } from 'node:crypto';

import { equalInConstantTime } from '../../common/trigger/delivery';

/** 64 hexadecimal digits. Contract: 3 */
const FORM = /^[0-9a-f]{64}$/i;

/** True for text that can be a signature at all: what is obviously none costs no credential. */
export function looksLikeSignature(text: string | undefined): text is string {
	return text !== undefined && FORM.test(text);
}

/** The body as Klavi's own sample signs it: parsed and written again; undefined where it is no JSON. */
function rewritten(body: Buffer): Buffer | undefined {
	try {
		return Buffer.from(JSON.stringify(JSON.parse(body.toString('utf8'))), 'utf8');
	} catch {
		return undefined;
	}
}

/**
 * The bytes that the signature vouches for: the body as it came, or as Klavi's sample writes it again. Nothing else of the body may be
 * used: what the rewriting drops, such as a digit too many, anybody could have put there.
 *
 * Contract: 3: HMAC-SHA256 over the body, in hexadecimal.
 *
 * @param body the bytes as received
 * @param given the `X-Klavi-Signature` header
 * @param secretKeys empty ones never match
 * @returns undefined where no key fits
 */
export function signedBytes(body: Buffer, given: string, secretKeys: string[]): Buffer | undefined {
	const keys = secretKeys.filter((key) => key !== '');
	const fits = (bytes: Buffer) =>
		keys
			.map((key) => equalInConstantTime(given.toLowerCase(), createHmac('sha256', key).update(bytes).digest('hex')))
			.includes(true);
	if (fits(body)) return body;
	const again = rewritten(body);
	return again && fits(again) ? again : undefined;
}

/**
 * True where a timestamp is near enough to now. It is not signed: this finds clocks that are wrong and events that were held back, not
 * copies.
 *
 * @param timestamp the `X-Klavi-Timestamp` header: Unix seconds
 * @param now milliseconds since 1970
 * @param tolerance seconds in either direction; 0 for any timestamp, or none
 */
export function isRecent(timestamp: string | undefined, now: number, tolerance: number): boolean {
	if (tolerance === 0) return true;
	const text = timestamp?.trim() ?? '';
	if (!/^\d{1,13}$/.test(text)) return false;
	const seconds = text.length > 11 ? Number(text) / 1000 : Number(text);
	return Math.abs(now / 1000 - seconds) <= tolerance;
}
