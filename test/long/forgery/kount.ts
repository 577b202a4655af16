import { constants, createHmac, generateKeyPairSync, type KeyObject, randomBytes, randomUUID, sign } from 'node:crypto';

import type { Delivery } from './delivery';
import { GENUINE, JSON_TYPE, nothing, type Target } from './target';

const HEADER = 'x-kount-secret';
const SIGNATURE = 'x-event-signature';
const TIMESTAMP = 'x-event-timestamp';

/** Chargeback alerts of Kount: a static header proves the sender, and says nothing of the body. Contract 3.1 */
export async function kountAlerts(): Promise<Target> {
	const secret = randomBytes(24).toString('base64');
	const previousSecret = randomBytes(24).toString('base64');
	const genuine = Array.from({ length: GENUINE }, (): Delivery => {
		const alert = {
			requestID: randomUUID(),
			eventType: 'ETHOCA_DISPUTE',
			eventDateTime: '2026-11-20T10:00:00Z',
			amount: '49.90',
			currency: 'USD',
			merchantName: 'CAFÉ',
		};
		return { body: Buffer.from(JSON.stringify(alert)), headers: { ...JSON_TYPE, [HEADER]: secret }, query: {} };
	});
	return await Promise.resolve({
		node: 'kountTrigger',
		path: 'kount',
		parameters: { source: 'alerts' },
		credentials: { kountWebhookApi: { headerName: 'X-Kount-Secret', secret, previousSecret } },
		genuine,
		proofs: [{ in: 'headers', name: HEADER }],
		signsBody: false,
		wrongProofs: {
			'another secret': () => ({ [HEADER]: randomBytes(24).toString('base64') }),
			'under another name': () => ({ [HEADER]: '', 'x-kount-signature': secret }),
			'as authorization': () => ({ [HEADER]: '', authorization: secret }),
			'in a list': () => ({ [HEADER]: `other, ${secret}` }),
			'both secrets': () => ({ [HEADER]: `${secret}, ${previousSecret}` }),
			'the hash of the secret': () => ({ [HEADER]: createHmac('sha256', secret).update('').digest('base64') }),
			'the name of the header': () => ({ [HEADER]: 'X-Kount-Secret-X-Kount-Secret' }),
		},
		close: nothing,
	});
}

/** Contract 3.2 of Kount, written for the tests alone. */
function signed(
	timestamp: string,
	body: Buffer,
	key: KeyObject,
	{ hash = 'sha256', padding = constants.RSA_PKCS1_PSS_PADDING, saltLength = 32 } = {},
): string {
	const options = { key, padding, ...(padding === constants.RSA_PKCS1_PSS_PADDING ? { saltLength } : {}) };
	return sign(hash, Buffer.concat([Buffer.from(timestamp), body]), options).toString('base64');
}

/** Events of Kount 360: RSASSA-PSS over timestamp and body. */
export async function kountEvents(): Promise<Target> {
	const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
	const der = publicKey.export({ type: 'spki', format: 'der' });
	const timestamp = `${new Date().toISOString().slice(0, 19)}Z`;
	const genuine = Array.from({ length: GENUINE }, (): Delivery => {
		const body = Buffer.from(
			JSON.stringify({
				id: randomUUID(),
				eventType: 'Order.StatusChange',
				merchantOrderId: 'ÖRDER-1',
				oldValue: 'PENDING',
				newValue: 'APPROVED',
			}),
		);
		return {
			body,
			headers: { ...JSON_TYPE, [TIMESTAMP]: timestamp, [SIGNATURE]: signed(timestamp, body, privateKey) },
			query: {},
		};
	});
	const wrong =
		(make: (body: Buffer) => string) =>
		({ body }: Delivery) => ({ [SIGNATURE]: make(body) });
	return await Promise.resolve({
		node: 'kountTrigger',
		path: 'kount',
		// however long the test takes
		parameters: { source: 'signed', publicKey: der.toString('base64'), tolerance: 0 },
		credentials: {},
		genuine,
		proofs: [
			{ in: 'headers', name: SIGNATURE },
			{ in: 'headers', name: TIMESTAMP },
		],
		signsBody: true,
		// base64 has more than one spelling of the same bytes
		vouched: ({ headers, body }) => {
			const given = String(headers[SIGNATURE]).trim();
			const bytes = /^[A-Za-z0-9+/]+={0,2}$/.test(given) ? Buffer.from(given, 'base64').toString('hex') : given;
			return `${bytes} ${String(headers[TIMESTAMP]).trim()} ${body.toString('latin1')}`;
		},
		wrongProofs: {
			'PKCS #1 v1.5': wrong((body) => signed(timestamp, body, privateKey, { padding: constants.RSA_PKCS1_PADDING })),
			'SHA-512': wrong((body) => signed(timestamp, body, privateKey, { hash: 'sha512' })),
			'SHA-1': wrong((body) => signed(timestamp, body, privateKey, { hash: 'sha1' })),
			'no salt': wrong((body) => signed(timestamp, body, privateKey, { saltLength: 0 })),
			'a salt of 20 bytes': wrong((body) => signed(timestamp, body, privateKey, { saltLength: 20 })),
			'the longest salt': wrong((body) =>
				signed(timestamp, body, privateKey, { saltLength: constants.RSA_PSS_SALTLEN_MAX_SIGN }),
			),
			'another key': wrong((body) => signed(timestamp, body, stranger)),
			'no timestamp signed': wrong((body) => signed('', body, privateKey)),
			'the timestamp alone signed': wrong(() => signed(timestamp, Buffer.alloc(0), privateKey)),
			'an HMAC with the public key': wrong((body) =>
				createHmac('sha256', der).update(timestamp).update(body).digest('base64'),
			),
			'the number zero': wrong(() => Buffer.alloc(256).toString('base64')),
			'the number one': wrong(() => Buffer.concat([Buffer.alloc(255), Buffer.from([1])]).toString('base64')),
			'a signature too large': wrong(() => Buffer.alloc(256, 255).toString('base64')),
			'a later timestamp': ({ headers }) => ({
				[SIGNATURE]: String(headers[SIGNATURE]),
				[TIMESTAMP]: '2027-01-01T00:00:00Z',
			}),
			'the timestamp in other words': ({ headers }) => ({
				[SIGNATURE]: String(headers[SIGNATURE]),
				[TIMESTAMP]: timestamp.replace('Z', '.000Z'),
			}),
		},
		close: nothing,
	});
}
