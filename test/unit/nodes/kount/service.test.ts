import type { Json } from '../../../../nodes/common/values/json';
import { kount } from '../../../../nodes/Kount/service';

describe('the address', () => {
	test.each([
		[{ environment: 'sandbox' }, 'https://api-sandbox.kount.com'],
		[{ environment: 'production', baseUrl: '' }, 'https://api.kount.com'],
		[{ environment: 'production', baseUrl: '  ' }, 'https://api.kount.com'],
		[{}, 'https://api-sandbox.kount.com'],
		[{ environment: 'production', baseUrl: ' http://127.0.0.1:4010/kount/ ' }, 'http://127.0.0.1:4010/kount'],
	])('%j: %s', (credential, expected) => {
		expect(kount.baseUrl(credential)).toBe(expected);
	});
	test.each(['ftp://x', 'x', 'https://u:p@x', 'https://x?y=1'])('%s is refused', (baseUrl) => {
		expect(() => kount.baseUrl({ environment: 'sandbox', baseUrl })).toThrow('Base URL in the Kount credential');
	});
});

describe('secrets', () => {
	test('the key as pasted, what it holds, and the token', () => {
		const secrets = kount.secrets({
			apiKey: ' Basic a2V5OnNlY3JldA== ',
			clientSecret: 'secret',
			oauthTokenData: { access_token: 'eyJ.a.b' },
		});
		expect(secrets).toEqual(expect.arrayContaining(['a2V5OnNlY3JldA==', 'secret', 'eyJ.a.b']));
	});
	test.each([{}, { apiKey: undefined, oauthTokenData: null }, { oauthTokenData: 'x' }])('%j', (credential) => {
		expect(kount.secrets(credential as never).every((secret) => typeof secret === 'string')).toBe(true);
	});
});

describe('refusal', () => {
	test.each<[Json | undefined, object]>([
		[
			{ code: 3, message: 'bad', details: [] },
			{ message: 'bad', code: '3' },
		],
		[
			{
				code: 3,
				message: 'bad',
				details: [{ field: 'orderTotal', description: 'must be an integer' }, { message: 'x' }, 'y', 7, { a: 1 }],
			},
			{ message: 'bad; orderTotal: must be an integer; x; y; 7; {"a":1}', code: '3' },
		],
		[
			{ error: 'invalid_client', error_description: 'The client credentials are invalid' },
			{ message: 'The client credentials are invalid', code: undefined },
		],
		[
			{ errorCode: 'E1', errorSummary: 'Invalid', errorCauses: [] },
			{ message: 'Invalid', code: 'E1' },
		],
		[{ error: { code: 'X1', message: 'no' } }, { message: 'no', code: 'X1' }],
		[{}, { message: undefined, code: undefined }],
		[undefined, { message: undefined, code: undefined }],
		[[], { message: undefined, code: undefined }],
		['text', { message: undefined, code: undefined }],
		[
			{ message: null, details: 'x', code: {} },
			{ message: undefined, code: undefined },
		],
	])('%j', (body, expected) => {
		expect(kount.readError(body, 400)).toEqual(expected);
	});
});

describe('reportsErrors', () => {
	test.each<[Json | undefined, boolean]>([
		[undefined, false],
		[{}, false],
		[[], false],
		[{ errors: [] }, false],
		[{ errors: null }, false],
		[{ error: '' }, false],
		[{ error: null }, false],
		[{ accepted: 2 }, false],
		[{ errors: [{}] }, true],
		[{ error: 'x' }, true],
		[{ error: {} }, true],
	])('%j: %p', (body, expected) => {
		expect(kount.reportsErrors(body)).toBe(expected);
	});
});

describe('staleToken', () => {
	test.each([
		'401.04 invalid token',
		'{"code":13,"message":"Invalid Token"}',
		'invalid_token',
		'{"error":"invalid-token"}',
		'rpc error: 401.04',
		'401 Unauthorized',
		'{"status":401,"message":"unauthorized"}',
		'{"code": 401}',
		'HTTP 401',
		'statusCode=401',
		'upstream: 401: Unauthorized',
	])('500 %s', (text) => {
		expect(kount.isStaleToken!(500, text)).toBe(true);
	});
	test.each([
		[400, '401.04 invalid token'],
		[401, 'invalid token'],
		[403, 'invalid token'],
		[502, 'invalid token'],
		[503, '401.04 invalid token'],
		[200, 'invalid token'],
	])('%d is no sign of a stale token, whatever its text', (status, text) => {
		expect(kount.isStaleToken!(status, text)).toBe(false);
	});
	// sent again, each of these would upload or answer twice
	test.each([
		'',
		'internal error',
		'{"code":13,"message":"timeout","orderTotal":401}',
		'failed at line 401',
		'{"requestId":"a-401-b"}',
		'{"trace":"401"}',
		'Unexpected token < in JSON',
		'{"message":"could not store batch of 401 transactions"}',
		'{"message":"error: 401 rows failed"}',
		'reason code 401 unknown',
		`${'x'.repeat(5000)} invalid token`,
	])('500 %s says nothing of the token', (text) => {
		expect(kount.isStaleToken!(500, text)).toBe(false);
	});
});
