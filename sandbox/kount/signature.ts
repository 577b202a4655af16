import { constants, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';

import type { KountSettings } from './settings';

export interface KeyPair {
	publicKey: KeyObject;
	privateKey: KeyObject;
	/** A year from its making, `YYYY-MM-DDTHH:MM:SSZ`. */
	validUntil: string;
}

export type KeyName = KountSettings['signingKey'];

const YEAR = 365 * 86_400_000;
const SALT_BYTES = 32;
const generate = promisify(generateKeyPair);

/** Shared by this process: generating 4096 bits takes a second, and a receiver keeps the public key it was given. */
const made = new Map<string, Promise<KeyPair>>();

/** Seconds precision, as in the header `X-Event-Timestamp` (Contract: 3.2). */
export const timestampOf = (moment: number): string => `${new Date(moment).toISOString().slice(0, 19)}Z`;

/** The two key pairs that sign Kount 360 events, made when first asked for. */
export class SigningKeys {
	constructor(private readonly settings: KountSettings) {}

	async pair(name: KeyName): Promise<KeyPair> {
		const { keyBits } = this.settings;
		const label = `${name} ${keyBits}`;
		const pair = made.get(label) ?? makePair(keyBits);
		made.set(label, pair);
		return await pair;
	}
}

async function makePair(modulusLength: number): Promise<KeyPair> {
	return { ...(await generate('rsa', { modulusLength })), validUntil: timestampOf(Date.now() + YEAR) };
}

/** The public key as it is handed out: base64 of the DER SubjectPublicKeyInfo, and the same as PEM (Contract: 3.2). */
export function publicTexts({ publicKey }: KeyPair): { publicKey: string; pem: string } {
	return {
		publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
		pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
	};
}

/**
 * The header `X-Event-Signature`: base64 of RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes over the
 * timestamp as sent, directly followed by the body (Contract: 3.2). `pkcs1`: RSASSA-PKCS1-v1_5, which receivers must
 * refuse.
 */
export function signEvent(timestamp: string, body: Buffer, { privateKey }: KeyPair, scheme: 'pss' | 'pkcs1'): string {
	const signed = Buffer.concat([Buffer.from(timestamp, 'utf8'), body]);
	const padding =
		scheme === 'pss'
			? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: SALT_BYTES }
			: { padding: constants.RSA_PKCS1_PADDING };
	return sign('sha256', signed, { key: privateKey, ...padding }).toString('base64');
}
