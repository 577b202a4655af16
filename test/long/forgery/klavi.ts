import { createHash, createHmac, randomUUID } from 'node:crypto';

import type { Delivery } from './delivery';
import { GENUINE, JSON_TYPE, nothing, type Target } from './target';

const NAME = 'x-klavi-signature';

/** Contract 3 of Klavi, written for the tests alone. */
const signature = (body: Buffer | string, secretKey: string, algorithm = 'sha256') =>
	createHmac(algorithm, secretKey).update(body).digest('hex');

/** The body as Klavi's sample signs it: written again. Whatever is written again like this is vouched for. */
function rewritten(body: Buffer): string {
	try {
		return JSON.stringify(JSON.parse(body.toString('utf8')));
	} catch {
		return body.toString('latin1');
	}
}

/** Events of Klavi: HMAC over the body. The timestamp is not signed. */
export async function klavi(): Promise<Target> {
	const keys = {
		accessKey: randomUUID(),
		secretKey: `klavi_${randomUUID()}`,
		previousSecretKey: `klavi_${randomUUID()}`,
	};
	const { accessKey, secretKey } = keys;
	const genuine = Array.from({ length: GENUINE }, (_, place): Delivery => {
		const event = {
			eventId: randomUUID(),
			eventType: 'PAYMENT_STATUS',
			payment: { id: randomUUID(), status: 'PAYMENT_COMPLETED', amount: '1333.04', note: `pão ${place}` },
		};
		const body = Buffer.from(JSON.stringify(event));
		return {
			body,
			headers: {
				...JSON_TYPE,
				'x-klavi-timestamp': String(Math.floor(Date.now() / 1000)),
				[NAME]: signature(body, secretKey),
			},
			query: {},
		};
	});
	const wrong =
		(make: (body: Buffer) => string) =>
		({ body }: Delivery) => ({ [NAME]: make(body) });
	return await Promise.resolve({
		node: 'klaviTrigger',
		path: 'klavi',
		parameters: { tolerance: 0 },
		credentials: {
			klaviApi: {
				...keys,
				environment: 'custom',
				baseUrl: 'http://127.0.0.1:9',
				revision: 'instant',
				sessionToken: '',
			},
		},
		genuine,
		proofs: [{ in: 'headers', name: NAME }],
		signsBody: true,
		vouched: ({ headers, body }) => `${String(headers[NAME]).trim().toLowerCase()} ${rewritten(body)}`,
		wrongProofs: {
			'SHA-512': wrong((body) => signature(body, secretKey, 'sha512')),
			'SHA-1': wrong((body) => signature(body, secretKey, 'sha1')),
			'SHA-512 cut short': wrong((body) => signature(body, secretKey, 'sha512').slice(0, 64)),
			'SHA3-256': wrong((body) => signature(body, secretKey, 'sha3-256')),
			base64: wrong((body) => createHmac('sha256', secretKey).update(body).digest('base64')),
			'the access key as secret': wrong((body) => signature(body, accessKey)),
			'an empty secret': wrong((body) => signature(body, '')),
			'the secret undefined': wrong((body) => signature(body, 'undefined')),
			'a hash without a key': wrong((body) => createHash('sha256').update(body).digest('hex')),
			'a hash of key and body': wrong((body) => createHash('sha256').update(secretKey).update(body).digest('hex')),
			'an empty body signed': wrong(() => signature('', secretKey)),
			'the timestamp signed too': ({ body, headers }) => ({
				[NAME]: signature(`${String(headers['x-klavi-timestamp'])}.${body.toString()}`, secretKey),
			}),
			'another account': wrong((body) => signature(body, `klavi_${randomUUID()}`)),
		},
		close: nothing,
	});
}
