import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

/** DER (X.690): as much of it as a certificate requires. */
const encoded = (tag: number, ...content: Buffer[]): Buffer => {
	const body = Buffer.concat(content);
	const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255];
	return Buffer.concat([Buffer.from([tag, ...length]), body]);
};
const sequence = (...content: Buffer[]) => encoded(0x30, ...content);
const oid = (hex: string) => encoded(0x06, Buffer.from(hex, 'hex'));
const octets = (content: Buffer) => encoded(0x04, content);
const isTrue = encoded(0x01, Buffer.from([255]));

const COMMON_NAME = oid('550403');
const BASIC_CONSTRAINTS = oid('551d13');
const ALTERNATIVE_NAMES = oid('551d11');
const SHA256_WITH_ECDSA = sequence(oid('2a8648ce3d040302'));

const named = (name: string) => sequence(encoded(0x31, sequence(COMMON_NAME, encoded(0x0c, Buffer.from(name)))));
const moment = (at: number) =>
	encoded(0x17, Buffer.from(`${new Date(at).toISOString().replace(/\D/g, '').slice(2, 14)}Z`));
const alternative = (host: string) =>
	isIP(host) === 4 ? encoded(0x87, Buffer.from(host.split('.').map(Number))) : encoded(0x82, Buffer.from(host));

const DAY = 24 * 3600 * 1000;

/** A key and its certificate, both as PEM. */
export interface Certified {
	key: string;
	cert: string;
}

/** A certificate authority that nobody trusts who is not told to. */
export class CertificateAuthority {
	private readonly name = `Test CA ${randomBytes(4).toString('hex')}`;
	private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

	/** Its own certificate, as PEM. */
	readonly cert = this.certify(this.name, this.keys.publicKey, 1, [
		sequence(BASIC_CONSTRAINTS, isTrue, octets(sequence(isTrue))),
	]);

	/** A certificate for a host name or an IPv4 address. @param days how long it is valid from yesterday on; expired if negative */
	issue(host: string, days = 30): Certified {
		const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
		const cert = this.certify(host, publicKey, days, [
			sequence(ALTERNATIVE_NAMES, octets(sequence(alternative(host)))),
		]);
		return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
	}

	private certify(subject: string, key: KeyObject, days: number, extensions: Buffer[]): string {
		const end = Date.now() + days * DAY;
		const content = sequence(
			encoded(0xa0, encoded(0x02, Buffer.from([2]))),
			encoded(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
			SHA256_WITH_ECDSA,
			named(this.name),
			sequence(moment(Math.min(Date.now(), end) - DAY), moment(end)),
			named(subject),
			key.export({ type: 'spki', format: 'der' }),
			encoded(0xa3, sequence(...extensions)),
		);
		const signature = sign('sha256', content, this.keys.privateKey);
		const whole = sequence(content, SHA256_WITH_ECDSA, encoded(0x03, Buffer.from([0]), signature));
		const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
		return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
	}
}
