import { signed } from '../harness';
import { GRANT, KEY } from '../kount/harness';
import { newestEntry, type RunningPage, runPage } from './harness';

let running: RunningPage;
beforeAll(async () => {
	running = await runPage();
});
beforeEach(() => running.sandbox.reset());
afterAll(() => running.close());

const newest = async () => newestEntry(await running.page());
const LIST = '/api/v2/alerts/list';

describe('Chargebackhit', () => {
	const keys = () => running.sandbox.settings.chargebackhit;
	const sign = (body: string, secret = keys().secretKey) => signed(Buffer.from(body), keys().publicKey, secret);

	it('a good request: both are the same', async () => {
		await running.call('POST', LIST, '{}');
		const entry = await newest();
		expect(entry).toContain('signature valid');
		expect(entry).toContain('The public key is correct, and the signature matches the body.');
		expect(entry).toContain(
			`Expected signature ${sign('{}')} Received signature ${sign('{}')} Compared They are identical.`,
		);
		expect(entry).toContain('the public key, the body (2 bytes), and the public key again');
	});

	it('another secret key: where the two part', async () => {
		const wrong = sign('{}', 'another-key');
		await running.call('POST', LIST, '{}', { signature: wrong });
		const entry = await newest();
		const parting = [...wrong].findIndex((letter, index) => letter !== sign('{}')[index]) + 1;
		expect(entry).toContain('Either it was made with another secret key, or the body was changed');
		expect(entry).toContain(
			`Expected signature ${sign('{}')} Received signature ${wrong} Compared They first differ at character ${parting}.`,
		);
		const page = await running.page();
		expect(page).toContain(`${wrong.slice(0, parting - 1)}<mark>${wrong[parting - 1]}</mark>${wrong.slice(parting)}`);
		expect(entry).not.toContain(keys().secretKey);
	});

	it('a body changed on its way: what was signed instead', async () => {
		await running.call('POST', LIST, '{ "page": 1 }', { signature: sign('{"page":1}') });
		expect(await newest()).toContain(
			'The body was changed after it was signed: the signature matches the same JSON without white space.',
		);
		await running.call('POST', LIST, '{"page":1}', { signature: sign('{"page":2}') });
		expect(await newest()).toContain('Either it was made with another secret key, or the body was changed');
	});

	it.each<[string, () => Record<string, string | undefined>, string]>([
		[
			'no headers',
			() => ({ signature: undefined, public_key: undefined }),
			'has no header public_key and no header signature',
		],
		[
			'the secret as public key',
			() => ({ public_key: keys().secretKey }),
			'The header public_key contains the secret key.',
		],
		[
			'another public key',
			() => ({ public_key: 'cbh_pk_live_of_somebody' }),
			'The public key is wrong. The secret key is correct.',
		],
		['hexadecimal', () => ({ signature: Buffer.from(sign('{}'), 'base64').toString() }), 'was not encoded as base64'],
		[
			'base64 of the bytes',
			() => ({ signature: Buffer.from(Buffer.from(sign('{}'), 'base64').toString(), 'hex').toString('base64') }),
			'encodes the raw bytes',
		],
		['too short', () => ({ signature: 'abc' }), 'The signature has 3 characters. It must have 172.'],
	])('the usual mistakes are told: %s', async (_what, headers, finding) => {
		await running.call('POST', LIST, '{}', headers());
		expect(await newest()).toContain(finding);
	});

	it('a foreign key is shown shortened', async () => {
		await running.call('POST', LIST, '{}', { public_key: 'cbh_pk_live_of_somebody' });
		const page = await running.page();
		expect(page).toContain('cbh_pk_<mark>…</mark> (23 characters)');
		expect(page).not.toContain('live_of_somebody');
	});

	it('keys that were changed since, and a body that was not kept', async () => {
		await running.call('POST', LIST, '{}');
		keys().secretKey = 'changed';
		expect(await newest()).toContain('It was valid on arrival. The sandbox keys have changed since.');
		running.sandbox.reset();
		await running.call('POST', LIST, Buffer.alloc(1024 * 1024 + 1, 'x'));
		expect(await newest()).toContain('The body was not kept');
	});
});

describe('Kloutit', () => {
	const ask = (key?: string, path = '/connection') =>
		fetch(`${running.url}/kloutit${path}`, { headers: key === undefined ? {} : { 'x-api-key': key } });

	it('tells right, wrong and missing keys apart', async () => {
		await ask('klt_sandbox_7c41e09ab25d');
		expect(await newest()).toContain('The API key is correct.');
		await ask('klt_live_0123456789abcdef');
		expect(await newest()).toContain(
			'Expected API key klt_sandbox_7c41e09ab25d Received API key klt_… (25 characters)',
		);
		expect(await newest()).toContain('They first differ at character 5.');
		expect(await running.page()).not.toContain('live_0123');
		await ask();
		expect(await newest()).toContain('has no header x-api-key');
		await ask(undefined, '/health');
		expect(await newest()).toContain('This call needs no key.');
	});
});

describe('Kount', () => {
	const login = (authorization?: string) =>
		fetch(`${running.url}/kount/as/token`, {
			method: 'POST',
			headers: {
				'content-type': 'application/x-www-form-urlencoded',
				...(authorization === undefined ? {} : { authorization }),
			},
			body: GRANT,
		});
	const call = (authorization?: string) =>
		fetch(`${running.url}/kount/commerce/v2/orders/x`, {
			headers: authorization === undefined ? {} : { authorization },
		});

	it.each<[string | undefined, string]>([
		[`Basic ${KEY}`, 'The API key is correct. It was used to request a token.'],
		[undefined, 'has no header Authorization'],
		[`Bearer ${KEY}`, 'The header begins with "Bearer". It must begin with "Basic".'],
		[`Basic ${Buffer.from(KEY).toString('base64')}`, 'was encoded as base64 twice'],
		['Basic kount-sandbox-client:kount-sandbox-secret', 'is not base64'],
		['Basic of-somebody-else', 'The API key is wrong.'],
	])('the key %s: %s', async (authorization, finding) => {
		await login(authorization);
		expect(await newest()).toContain(finding);
	});

	it('tells what became of a token, and never shows it', async () => {
		running.sandbox.settings.kount.tokenLifeSeconds = 1200;
		const { access_token: token } = (await (await login(`Basic ${KEY}`)).json()) as { access_token: string };
		await call(`Bearer ${token}`);
		expect(await newest()).toContain('The token was issued by this sandbox and was still valid.');
		expect(await running.page()).not.toContain(token);
		await running.control('POST', '/kount/tokens/expire');
		await call(`Bearer ${token}`);
		expect(await newest()).toContain('was not found here, or was ended early');
		running.sandbox.settings.kount.tokenLifeSeconds = 0;
		const { access_token: old } = (await (await login(`Basic ${KEY}`)).json()) as { access_token: string };
		await call(`Bearer ${old}`);
		expect(await newest()).toContain('The token expired at ');
		await call('Bearer nonsense');
		expect(await newest()).toContain('The value is not a token of this service.');
		await call(`Basic ${KEY}`);
		expect(await newest()).toContain('It must begin with "Bearer"');
		await call();
		expect(await newest()).toContain('has no header Authorization');
	});
});

describe('Klavi', () => {
	const API = '/klavi/payment/customer/v1';
	const auth = (body: object) =>
		fetch(`${running.url}${API}/auth`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});

	it('tells which of the two keys is wrong', async () => {
		const { accessKey, secretKey } = running.sandbox.settings.klavi;
		await auth({ accessKey, secretKey });
		expect(await newest()).toContain('The access key and the secret key are correct.');
		await auth({ accessKey, secretKey: 'live-secret-of-somebody' });
		expect(await newest()).toContain('The secret key is wrong.');
		expect(await running.page()).not.toContain('secret-of-somebody');
		await auth({ accessKey: secretKey, secretKey: accessKey });
		expect(await newest()).toContain('The two keys are swapped.');
		await auth({ accessKey });
		expect(await newest()).toContain('The body has no secretKey.');
	});

	it('tells about tokens, and that the pages of the payer need none', async () => {
		const { accessKey, secretKey } = running.sandbox.settings.klavi;
		const { accessToken } = (await (await auth({ accessKey, secretKey })).json()) as { accessToken: string };
		await fetch(`${running.url}${API}/participants`, { headers: { authorization: `Bearer ${accessToken}` } });
		expect(await newest()).toContain('The token was issued by this sandbox and was still valid.');
		await fetch(`${running.url}${API}/participants`);
		expect(await newest()).toContain('has no bearer token');
		await fetch(`${running.url}/klavi/bank/unknown`);
		expect(await newest()).toContain('This is a page for the payer. The link itself is the proof.');
	});
});
