import { sign } from '../../../../sandbox/chargebackhit/signature';
import vectors from '../../../fixtures/chargebackhit-signature-vectors.json';
import solidgate from '../../../fixtures/solidgate-signature-vectors.json';
import { type Running, run, signed } from '../harness';

describe('signature of Chargebackhit', () => {
	const keys = { publicKey: vectors.public_key, secretKey: vectors.secret_key };

	it.each(Object.entries(vectors.vectors))('signs vector %s', (_name, vector) => {
		const body = Buffer.from(vector.body, 'utf8');
		expect(body.length).toBe(vector.body_utf8_bytes);
		expect(sign(body, keys)).toBe(vector.signature_hex_then_base64_CORRECT);
		expect(sign(body, keys)).not.toBe(vector.raw_then_base64_WRONG);
	});

	it.each(Object.entries(solidgate.vectors))("signs the vendor's own vector %s", (_name, vector) => {
		const own = { publicKey: vector.public_key, secretKey: vector.secret_key };
		expect(sign(Buffer.from(vector.body, 'utf8'), own)).toBe(vector.signature);
	});
});

describe('who may call', () => {
	let running: Running;
	const path = '/api/v2/alerts/list';
	beforeAll(async () => {
		running = await run();
	});
	afterAll(() => running.sandbox.close());

	const keys = () => running.sandbox.settings.chargebackhit;

	it('accepts a signature over the exact bytes, whatever their whitespace', async () => {
		const { status } = await running.call('POST', path, '{ "pagination" :\n{"limit": 1} }');
		expect(status).toBe(200);
		expect(running.sandbox.journal.requests.at(-1)?.signature).toBe('valid');
	});

	it.each([
		['another body', (secret: string, key: string) => ({ signature: signed(Buffer.from('{ }'), key, secret) })],
		['another secret', (_: string, key: string) => ({ signature: signed(Buffer.from('{}'), key, 'another') })],
		['a short text', () => ({ signature: 'abc' })],
		['another public key', () => ({ public_key: 'cbh_pk_other' })],
	])('refuses a signature made with %s', async (_name, headers) => {
		const { status, json } = await running.call('POST', path, '{}', headers(keys().secretKey, keys().publicKey));
		expect(status).toBe(401);
		expect(json).toEqual({ error: { code: 'unauthorized', message: 'The public key or the signature is wrong' } });
		expect(running.sandbox.journal.requests.at(-1)).toMatchObject({ signature: 'wrong', status: 401 });
	});

	it.each(['public_key', 'signature'])('refuses a request without the header %s', async (name) => {
		const { status, json } = await running.call('POST', path, '{}', { [name]: undefined });
		expect(status).toBe(401);
		expect(json.error.message).toContain('are required');
		expect(running.sandbox.journal.requests.at(-1)?.signature).toBe('missing');
	});

	it('does not sign the query', async () => {
		const [id] = running.sandbox.state.chargebackhit.caids.keys();
		expect((await running.call('GET', `/api/v2/caids/${id}?include=caid.activities`)).status).toBe(200);
	});

	it('takes a body sent with GET into the signature', async () => {
		const [id] = running.sandbox.state.chargebackhit.alerts.keys();
		expect((await running.call('GET', `/api/v2/alerts/${id}`, 'surplus')).status).toBe(200);
		const { publicKey, secretKey } = keys();
		const overNothing = { signature: signed(Buffer.alloc(0), publicKey, secretKey) };
		expect((await running.call('GET', `/api/v2/alerts/${id}`, 'surplus', overNothing)).status).toBe(401);
	});

	it('judges by the keys of the settings at once', async () => {
		await running.control('PATCH', '/settings', { chargebackhit: { secretKey: 'cbh_sk_changed' } });
		expect((await running.call('POST', path, '{}')).status).toBe(200);
		const old = { signature: signed(Buffer.from('{}'), keys().publicKey, 'cbh_sk_sandbox_b84f20c6d3917e') };
		expect((await running.call('POST', path, '{}', old)).status).toBe(401);
	});
});
