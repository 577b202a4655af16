import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';

/** Bits of the shortest key that is accepted. Kount's keys have 4096. */
const SHORTEST_KEY = 2048;
/** ISO 8601 in UTC, as in the timestamp header. */
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;
/** Base64 of 256 to 512 bytes. */
const SIGNATURE = /^[A-Za-z0-9+/]{340,684}={0,2}$/;

/** True for headers that could be a signed event's. All others are refused before the body is read. */
export function looksSigned(signature: string | undefined, timestamp: string | undefined): boolean {
	return signature !== undefined && timestamp !== undefined && SIGNATURE.test(signature) && TIMESTAMP.test(timestamp);
}

/** A public key from base64 text of its DER form, or from PEM; undefined if it is no RSA key of at least 2048 bits. */
export function readPublicKey(text: string): KeyObject | undefined {
	const base64 = text.replace(/-----(BEGIN|END) PUBLIC KEY-----/g, '').replace(/\s+/g, '');
	if (base64 === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
	try {
		const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
		const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
		return key.asymmetricKeyType === 'rsa' && bits >= SHORTEST_KEY ? key : undefined;
	} catch {
		return undefined;
	}
}

/** True if a key signed the timestamp as received, then the body: RSASSA-PSS, SHA-256 (also in MGF1), 32-byte salt. Contract: 3.2. */
export function isSignedBy(keys: KeyObject[], timestamp: string, body: Buffer, signature: string): boolean {
	const signed = Buffer.concat([Buffer.from(timestamp, 'utf8'), body]);
	const bytes = Buffer.from(signature, 'base64');
	return keys.some((key) => {
		const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
		try {
			return verify('sha256', signed, options, bytes);
		} catch {
			return false;
		}
	});
}

/** @param tolerance how many seconds the timestamp may be from now; 0 allows any */
export function isRecent(timestamp: string, tolerance: number, now: number): boolean {
	return tolerance === 0 || Math.abs(now - Date.parse(timestamp)) <= tolerance * 1000;
}
