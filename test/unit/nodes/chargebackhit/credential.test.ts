import { createHmac } from 'node:crypto';
import { Readable } from 'node:stream';

import fc from 'fast-check';
import NodeFormData from 'form-data';
import type { IHttpRequestOptions } from 'n8n-workflow';

import { ChargebackhitApi } from '../../../../credentials/ChargebackhitApi.credentials';
import { problems } from '../../../../nodes/Chargebackhit/problems';
import fixture from '../../../fixtures/chargebackhit-signature-vectors.json';
import solidgate from '../../../fixtures/solidgate-signature-vectors.json';

const KEYS = {
	publicKey: fixture.public_key,
	secretKey: fixture.secret_key,
	previousSecretKey: 'cbh_sk_old',
	baseUrl: 'https://api.example.com',
};
const VECTORS = Object.entries(fixture.vectors);
const { authenticate, properties, test: connectionTest } = new ChargebackhitApi();

type Outgoing = Partial<IHttpRequestOptions> & Record<string, unknown>;

async function sign(request: Outgoing, keys: Record<string, string> = KEYS) {
	if (typeof authenticate !== 'function') throw new Error('authenticate is no function');
	const signed = await authenticate(keys as never, { url: '/x', ...request } as IHttpRequestOptions);
	return { signed, headers: signed.headers as Record<string, string>, signature: String(signed.headers!.signature) };
}

/** The formula of the contract, written anew. */
function expected(body: Buffer | string, publicKey = KEYS.publicKey, secretKey = KEYS.secretKey): string {
	const data = Buffer.concat([Buffer.from(publicKey), Buffer.from(body), Buffer.from(publicKey)]);
	return Buffer.from(createHmac('sha512', secretKey).update(data).digest('hex')).toString('base64');
}

describe('the vectors', () => {
	test('there are four, and the formula of this test gives them', () => {
		expect(VECTORS).toHaveLength(4);
		for (const [, vector] of VECTORS) expect(expected(vector.body)).toBe(vector.signature_hex_then_base64_CORRECT);
	});
	test.each(VECTORS)('%s as text and as bytes', async (_name, vector) => {
		const method = vector.body === '' ? 'GET' : 'POST';
		for (const body of [vector.body, Buffer.from(vector.body, 'utf8')]) {
			const { signature, signed } = await sign({ method, body: body as never });
			expect(signature).toBe(vector.signature_hex_then_base64_CORRECT);
			expect(signature).not.toBe(vector.raw_then_base64_WRONG);
			if (vector.body !== '') expect((signed.body as unknown as Buffer).length).toBe(vector.body_utf8_bytes);
		}
	});
	test.each(VECTORS.filter(([, { body }]) => body !== '' && JSON.stringify(JSON.parse(body)) === body))(
		'%s as an object',
		async (_name, vector) => {
			const { signature, signed } = await sign({ method: 'POST', body: JSON.parse(vector.body) as never });
			expect(signature).toBe(vector.signature_hex_then_base64_CORRECT);
			expect(String(signed.body)).toBe(vector.body);
		},
	);
});

test.each(Object.entries(solidgate.vectors))("the vendor's own vector %s", async (_name, vector) => {
	const keys = { publicKey: vector.public_key, secretKey: vector.secret_key };
	for (const body of [vector.body, JSON.parse(vector.body)]) {
		expect(await sign({ method: 'POST', body: body as never }, keys)).toMatchObject({ signature: vector.signature });
	}
});

describe('bytes signed are bytes sent', () => {
	test.each<[string, unknown, string]>([
		['an object', { b: 1, a: 'é' }, '{"b":1,"a":"é"}'],
		['an empty object', {}, '{}'],
		['a list', [{ a: 1 }], '[{"a":1}]'],
		['an empty list', [], '[]'],
		['text', '{ "a" : 1 }\n', '{ "a" : 1 }\n'],
		['bytes', Buffer.from('{"a":1.50}'), '{"a":1.50}'],
	])('%s', async (_name, body, text) => {
		for (const method of ['POST', 'PATCH', 'PUT', 'DELETE'] as const) {
			const { signed, signature } = await sign({ method, body: body as never });
			expect(Buffer.isBuffer(signed.body)).toBe(true);
			expect(String(signed.body)).toBe(text);
			expect(signature).toBe(expected(text));
		}
	});
	test.each([undefined, null, '', Buffer.alloc(0)])('no body: %p', async (body) => {
		const { signed, signature } = await sign({ method: 'POST', body: body as never });
		expect(signature).toBe(expected(''));
		expect((signed.body as Buffer | undefined)?.length ?? 0).toBe(0);
	});
	test('any text', async () => {
		await fc.assert(
			fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (text) => {
				const { signed, signature } = await sign({ method: 'POST', body: text as never });
				expect(signature).toBe(expected(signed.body as unknown as Buffer));
				expect((signed.body as unknown as Buffer).equals(Buffer.from(text, 'utf8'))).toBe(true);
				expect(signature).toMatch(/^[A-Za-z0-9+/]{171}=$/);
			}),
		);
	});
	test.each(['GET', 'get', 'HEAD', 'OPTIONS', undefined])(
		'%s sends and signs no body, even where one is given',
		async (method) => {
			const { signed, signature } = await sign({ method: method as never, body: { a: 1 } });
			expect(signature).toBe(expected(''));
			expect('body' in signed).toBe(false);
		},
	);
	test('the query is not signed', async () => {
		const plain = await sign({ method: 'GET' });
		const query = await sign({ method: 'GET', url: '/x?include=caid.activities', qs: { a: 1 } });
		expect(query.signature).toBe(plain.signature);
		expect(query.signed.url).toBe('/x?include=caid.activities');
	});
	test('twice on its own result is the same as once', async () => {
		for (const body of [{ a: 'é' }, [1], 'x', Buffer.from('y'), undefined, {}]) {
			const once = await sign({ method: 'POST', body: body as never, headers: { X: '1' } });
			const twice = await sign(once.signed as never);
			expect(twice.signed).toEqual(once.signed);
		}
	});
	test('changes neither the request nor its headers', async () => {
		const request = Object.freeze({
			url: '/x',
			method: 'POST' as const,
			headers: Object.freeze({ A: 'b' }),
			body: Object.freeze({ a: 1 }),
		});
		await sign(request as never);
		expect(request).toEqual({ url: '/x', method: 'POST', headers: { A: 'b' }, body: { a: 1 } });
	});
});

describe('headers', () => {
	test('the content type is JSON unless one was chosen, whatever its case', async () => {
		expect((await sign({ method: 'POST', body: {} })).headers['Content-Type']).toBe('application/json');
		const { headers } = await sign({
			method: 'POST',
			body: {},
			headers: { 'content-type': 'application/vnd.api+json' },
		});
		expect(Object.keys(headers).filter((name) => name.toLowerCase() === 'content-type')).toEqual(['content-type']);
		expect(headers['content-type']).toBe('application/vnd.api+json');
	});
	test('keys and signatures given under other cases are replaced', async () => {
		const { headers } = await sign({
			method: 'GET',
			headers: { Signature: 'forged', PUBLIC_KEY: 'other', accept: 'a' },
		});
		expect(Object.keys(headers).sort()).toEqual(['Content-Type', 'accept', 'public_key', 'signature']);
		expect(headers.public_key).toBe(KEYS.publicKey);
		expect(headers.signature).toBe(expected(''));
	});
	test('blanks around the keys do not count', async () => {
		const { headers } = await sign(
			{ method: 'POST', body: {} },
			{ publicKey: ` ${KEYS.publicKey}\n`, secretKey: `\t${KEYS.secretKey} ` },
		);
		expect(headers.public_key).toBe(KEYS.publicKey);
		expect(headers.signature).toBe(expected('{}'));
	});
	test('the previous secret key never signs', async () => {
		const { signature } = await sign({ method: 'POST', body: {} });
		expect(signature).not.toBe(expected('{}', KEYS.publicKey, KEYS.previousSecretKey));
	});
	test('no secret key stands in the request', async () => {
		const { signed } = await sign({ method: 'POST', body: { a: 1 } });
		expect(JSON.stringify(signed)).not.toContain(KEYS.secretKey);
	});
});

describe('what cannot be signed is refused', () => {
	const nodeForm = new NodeFormData();
	nodeForm.append('a', 'b');
	const form = new FormData();
	form.append('a', 'b');

	test.each<[string, Outgoing]>([
		['form', { form: { a: 1 } }],
		['formData', { formData: { a: 1 } }],
		['a FormData', { body: form }],
		['a form-data instance', { body: nodeForm as never }],
		['URLSearchParams', { body: new URLSearchParams({ a: '1' }) }],
		['a stream', { body: Readable.from(['a']) as never }],
		['a web stream', { body: new ReadableStream() as never }],
		['a Blob', { body: new Blob(['a']) as never }],
		['a Map', { body: new Map([['a', 1]]) as never }],
		['a number', { body: 5 as never }],
		['an object as a form', { body: { a: 1 }, headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
		['an object as multipart', { body: { a: 1 }, headers: { 'Content-Type': 'multipart/form-data; boundary=x' } }],
	])('%s', async (_name, request) => {
		await expect(sign({ method: 'POST', ...request })).rejects.toThrow(problems.bodyNotSignable().message);
	});

	test('a content type that merely contains the letters "form" can be signed', async () => {
		const { signature } = await sign({
			method: 'POST',
			body: { a: 1 },
			headers: { 'content-type': 'application/vnd.platform+json' },
		});
		expect(signature).toBe(expected('{"a":1}'));
	});
	test('a JSON body with a field called "pipe" can be signed', async () => {
		expect((await sign({ method: 'POST', body: { pipe: 'a' } })).signature).toBe(expected('{"pipe":"a"}'));
	});
	test('a JSON body with a field called "toString" can be signed', async () => {
		expect((await sign({ method: 'POST', body: { toString: 'a' } as never })).signature).toBe(
			expected('{"toString":"a"}'),
		);
	});
});

describe('the credential', () => {
	test('hides its secrets', () => {
		const secret = properties.filter(({ typeOptions }) => typeOptions?.password === true).map(({ name }) => name);
		expect(secret).toEqual(['secretKey', 'previousSecretKey']);
	});
	test('is tested by a read', () => {
		expect(connectionTest!.request).toMatchObject({ method: 'POST', url: '/api/v2/alerts/list' });
	});
});
