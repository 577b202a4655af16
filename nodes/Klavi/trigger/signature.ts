import { createHmac } from 'node:crypto';

import { equalInConstantTime } from '../../common/trigger/delivery';

/** 64 hexadecimal digits. Contract: 3 */
const FORM = /^[0-9a-f]{64}$/i;

/** Checked first, because reading the credential takes time. */
export function looksLikeSignature(text: string | undefined): text is string {
	return text !== undefined && FORM.test(text);
}

/** The body as Klavi's own sample signs it: parsed and written again; undefined if it is not JSON. */
function rewritten(body: Buffer): Buffer | undefined {
	try {
		return Buffer.from(JSON.stringify(JSON.parse(body.toString('utf8'))), 'utf8');
	} catch {
		return undefined;
	}
}

/**
 * The bytes that the signature covers: the body as it came, or as Klavi's sample writes it again; undefined if no key fits. Nothing
 * else of the body may be used: anybody could have added what the rewriting drops, such as an extra digit. Contract: 3
 * @param given the `X-Klavi-Signature` header: HMAC-SHA256 in hexadecimal
 * @param secretKeys empty ones never match
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
 * True if a timestamp is close enough to now. It is not signed: this finds wrong clocks and delayed events, not copies.
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
