import { createHash, createHmac, randomUUID } from 'node:crypto';

import type { Delivery } from './delivery';
import { GENUINE, JSON_TYPE, nothing, type Target } from './target';

/** Contract 1.3 of Chargebackhit, written for the tests alone. */
function chargebackhitSignature(
	body: Buffer,
	{ secretKey, publicKey }: { secretKey: string; publicKey: string },
	algorithm = 'sha512',
): string {
	const hex = createHmac(algorithm, secretKey).update(publicKey).update(body).update(publicKey).digest('hex');
	return Buffer.from(hex).toString('base64');
}

export async function chargebackhit(): Promise<Target> {
	const keys = {
		publicKey: `cbh_pk_${randomUUID()}`,
		secretKey: `cbh_sk_${randomUUID()}`,
		previousSecretKey: `cbh_sk_${randomUUID()}`,
	};
	const genuine = Array.from({ length: GENUINE }, (_, place): Delivery => {
		const types = ['init-refund', 'inquiry', 'resolved', 'dispute-notification', 'prevented', 'fraud-notification'];
		const alert = {
			id: randomUUID(),
			type: types[place % types.length],
			date: '2026-11-20T10:00:00Z',
			amount: '49.90',
			currency: 'EUR',
			descriptor: 'CAFÉ*SHOP',
		};
		const body = Buffer.from(
			JSON.stringify({ alert, transaction: { transaction_id: `T-${place}` }, merchant: { name: 'Käserei' } }),
		);
		return {
			body,
			headers: { ...JSON_TYPE, public_key: keys.publicKey, signature: chargebackhitSignature(body, keys) },
			query: {},
		};
	});
	const { publicKey, secretKey } = keys;
	const hmac = (body: Buffer, algorithm = 'sha512') =>
		createHmac(algorithm, secretKey).update(publicKey).update(body).update(publicKey);
	const wrong =
		(make: (body: Buffer) => string) =>
		({ body }: Delivery) => ({ signature: make(body) });
	return await Promise.resolve({
		node: 'chargebackhitTrigger',
		path: 'chargebackhit',
		parameters: {},
		credentials: { chargebackhitApi: { ...keys, baseUrl: 'http://127.0.0.1:9' } },
		genuine,
		proofs: [{ in: 'headers', name: 'signature' }],
		signsBody: true,
		wrongProofs: {
			'SHA-256': wrong((body) => chargebackhitSignature(body, keys, 'sha256')),
			'SHA-384': wrong((body) => chargebackhitSignature(body, keys, 'sha384')),
			'SHA-1': wrong((body) => chargebackhitSignature(body, keys, 'sha1')),
			MD5: wrong((body) => chargebackhitSignature(body, keys, 'md5')),
			'SHA3-512': wrong((body) => chargebackhitSignature(body, keys, 'sha3-512')),
			'the digest as base64': wrong((body) => hmac(body).digest('base64')),
			'the digest as hexadecimal': wrong((body) => hmac(body).digest('hex')),
			'the hexadecimal digest in upper case': wrong((body) =>
				Buffer.from(hmac(body).digest('hex').toUpperCase()).toString('base64'),
			),
			'keys exchanged': wrong((body) => chargebackhitSignature(body, { secretKey: publicKey, publicKey: secretKey })),
			'the public key as secret': wrong((body) => chargebackhitSignature(body, { secretKey: publicKey, publicKey })),
			'an empty secret': wrong((body) => chargebackhitSignature(body, { secretKey: '', publicKey })),
			'the secret undefined': wrong((body) => chargebackhitSignature(body, { secretKey: 'undefined', publicKey })),
			'no public key around the body': wrong((body) => chargebackhitSignature(body, { secretKey, publicKey: '' })),
			'the body alone': wrong((body) =>
				Buffer.from(createHmac('sha512', secretKey).update(body).digest('hex')).toString('base64'),
			),
			'a hash without a key': wrong((body) =>
				Buffer.from(createHash('sha512').update(publicKey).update(body).update(publicKey).digest('hex')).toString(
					'base64',
				),
			),
			'an empty body signed': wrong(() => chargebackhitSignature(Buffer.alloc(0), keys)),
			'the JSON spread out signed': wrong((body) =>
				chargebackhitSignature(Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 2)), keys),
			),
			'another account': ({ body }) => {
				const others = { secretKey: `cbh_sk_${randomUUID()}`, publicKey: `cbh_pk_${randomUUID()}` };
				return { signature: chargebackhitSignature(body, others), public_key: others.publicKey };
			},
			'another public key': ({ headers }) => ({ signature: String(headers.signature), public_key: 'cbh_pk_other' }),
			'another public key, signed': ({ body }) => ({
				signature: chargebackhitSignature(body, { secretKey, publicKey: 'cbh_pk_other' }),
				public_key: 'cbh_pk_other',
			}),
			'an empty public key': ({ body }) => ({
				signature: chargebackhitSignature(body, { secretKey, publicKey: '' }),
				public_key: '',
			}),
		},
		close: nothing,
	});
}
