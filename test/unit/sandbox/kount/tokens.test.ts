import { EQUIFAX_LOGIN, FORM, GRANT, KEY, KOUNT_LOGIN, type RunningKount, runKount } from './harness';

const PRODUCTION_LOGIN = '/oauth2/ausdppksgrbyM0abp357/v1/token';
const ANY_ORDER = '/commerce/v2/orders/credential-test';

let running: RunningKount;
beforeEach(async () => (running = await runKount()));
afterEach(() => running.sandbox.close());

const settings = (values: object) => running.control('PATCH', '/settings', { kount: values });
const bearer = (token: string) => running.plain('GET', ANY_ORDER, undefined, { authorization: `Bearer ${token}` });

describe('token endpoints', () => {
	it.each([KOUNT_LOGIN, PRODUCTION_LOGIN, EQUIFAX_LOGIN])('issue a token for a form body: %s', async (path) => {
		const { status, json, headers } = await running.login(path);
		expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
		expect(json).toEqual({
			token_type: 'Bearer',
			expires_in: 1200,
			access_token: expect.any(String),
			scope: 'k1_integration_api',
		});
		const [, claims] = json.access_token.split('.').map((part: string) => Buffer.from(part, 'base64url').toString());
		const { client_id, exp, iat } = JSON.parse(claims);
		expect([client_id, exp - iat]).toEqual(['kount-sandbox-client', 1200]);
		expect(Math.abs(iat * 1000 - Date.now())).toBeLessThan(5000);
		expect((await bearer(json.access_token)).status).toBe(404);
	});

	it.each([[undefined], [FORM]])('take the parameters from the query string, content type %s', async (type) => {
		const headers = { authorization: `Basic ${KEY}`, 'content-type': type };
		const { status } = await running.plain('POST', `${KOUNT_LOGIN}?${GRANT}`, undefined, headers);
		expect(status).toBe(200);
	});

	it('know no other authorization server and no other method', async () => {
		expect((await running.login('/oauth2/ausdppkujzCPQuIrY35X/v1/token')).status).toBe(404);
		const { status } = await running.plain('GET', `${KOUNT_LOGIN}?${GRANT}`, undefined, {
			authorization: `Basic ${KEY}`,
		});
		expect(status).toBe(404);
	});

	it.each<[string, string | undefined]>([
		['nothing', undefined],
		['another key', 'Basic b3RoZXI6a2V5'],
		['the key encoded once more', `Basic ${Buffer.from(KEY).toString('base64')}`],
		['two spaces', `Basic  ${KEY}`],
		['no scheme', KEY],
		['a bearer', `Bearer ${KEY}`],
	])('refuse with 401: %s', async (_name, authorization) => {
		const okta = await running.login(KOUNT_LOGIN, { authorization });
		expect([okta.status, okta.json]).toEqual([
			401,
			{
				errorCode: 'invalid_client',
				errorSummary: expect.stringContaining('credentials'),
				errorLink: 'invalid_client',
				errorId: expect.stringMatching(/^oae/),
				errorCauses: [],
			},
		]);
		const oauth = await running.login(EQUIFAX_LOGIN, { authorization });
		expect([oauth.status, oauth.json]).toEqual([
			401,
			{ error: 'invalid_client', error_description: expect.stringContaining('credentials') },
		]);
	});

	it.each([
		[false, 200],
		[true, 401],
	])('take the key without a space unless strict: %s', async (strict, status) => {
		await settings({ strict });
		expect((await running.login(KOUNT_LOGIN, { authorization: `Basic${KEY}` })).status).toBe(status);
		expect((await running.login(KOUNT_LOGIN, { authorization: `Basicx${KEY}` })).status).toBe(401);
		expect((await running.login()).status).toBe(200);
	});

	it('speak one error style when told to', async () => {
		await settings({ tokenErrors: 'oauth' });
		expect((await running.login(KOUNT_LOGIN, { authorization: undefined })).json.error).toBe('invalid_client');
		await settings({ tokenErrors: 'okta' });
		expect((await running.login(EQUIFAX_LOGIN, { authorization: undefined })).json.errorCode).toBe('invalid_client');
	});

	it.each([
		['scope=k1_integration_api', FORM, 'invalid_request'],
		['grant_type=password&scope=k1_integration_api', FORM, 'unsupported_grant_type'],
		['grant_type=client_credentials', FORM, 'invalid_scope'],
		['grant_type=client_credentials&scope=openid', FORM, 'invalid_scope'],
		[JSON.stringify({ grant_type: 'client_credentials' }), 'application/json', 'invalid_request'],
	])('refuse with 400: %s', async (body, type, error) => {
		const headers = { authorization: `Basic ${KEY}`, 'content-type': type };
		const { status, json } = await running.plain('POST', EQUIFAX_LOGIN, body, headers);
		expect([status, json.error]).toEqual([400, error]);
	});

	it('take the key of the settings', async () => {
		await settings({ apiKey: 'b3RoZXI6a2V5' });
		expect((await running.login()).status).toBe(401);
		expect((await running.login(KOUNT_LOGIN, { authorization: 'Basic b3RoZXI6a2V5' })).status).toBe(200);
	});

	it('count the calls and refuse a storm with Retry-After', async () => {
		await settings({ tokenCallLimit: 3, tokenCallWindow: 5000 });
		for (const status of [200, 401, 200, 429, 429]) {
			const authorization = status === 401 ? 'Basic x' : `Basic ${KEY}`;
			const answer = await running.login(EQUIFAX_LOGIN, { authorization });
			expect(answer.status).toBe(status);
			if (status === 429) expect(answer.headers['retry-after']).toMatch(/^[45]$/);
		}
		expect((await running.control('GET', '/kount/tokens')).json).toEqual({
			calls: { total: 5, issued: 2, refused: 1, limited: 2 },
			valid: 2,
		});
		await settings({ tokenCallWindow: 0 });
		expect((await running.login()).status).toBe(200);
	});
});

describe('bearer tokens', () => {
	it.each([
		['/commerce/v2/orders', 'POST'],
		[ANY_ORDER, 'GET'],
		[ANY_ORDER, 'PATCH'],
		['/kff/uploads', 'POST'],
		['/kff/alerts/actions', 'POST'],
	])('are demanded: %s', async (path, method) => {
		for (const authorization of [undefined, 'Bearer made-up', `Basic ${KEY}`]) {
			const { status, json } = await running.plain(method, path, {}, { authorization });
			expect([status, json.code, json.details]).toEqual([401, 16, []]);
		}
	});

	it('live as long as announced', async () => {
		await settings({ tokenLifeSeconds: 1 });
		const { json } = await running.login();
		expect(json.expires_in).toBe(1);
		expect((await bearer(json.access_token)).status).toBe(404);
		const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 1001);
		const late = await bearer(json.access_token);
		now.mockRestore();
		expect([late.status, late.json.message]).toEqual([401, 'The bearer token has expired']);
	});

	it('all end by a control call, and new ones hold', async () => {
		const tokens = [await running.login(), await running.login()].map(({ json }) => json.access_token);
		expect((await running.control('POST', '/kount/tokens/expire')).json).toEqual({ expired: 2 });
		for (const token of tokens) expect((await bearer(token)).status).toBe(401);
		expect((await running.control('GET', '/kount/tokens')).json.valid).toBe(0);
		expect((await bearer((await running.login()).json.access_token)).status).toBe(404);
	});

	it('surface as a server error when stale and told to, but only then', async () => {
		await settings({ staleToken: 'serverError' });
		const token = (await running.login()).json.access_token;
		expect((await bearer('made-up')).status).toBe(401);
		await running.control('POST', '/kount/tokens/expire');
		const { status, text, headers } = await bearer(token);
		expect([status, text]).toEqual([500, '401.04 invalid token']);
		expect(headers['content-type']).toContain('text/plain');
	});
});
