import { KountOAuth2Api } from '../../../../credentials/KountOAuth2Api.credentials';

const { properties, test: check } = new KountOAuth2Api();

/** An expression of plain JavaScript, as n8n evaluates it over the credential. */
function evaluated(expression: unknown, name: '$self' | '$credentials', credential: Record<string, string>): unknown {
	const [, code] = /^=\{\{([\s\S]*)\}\}$/.exec(String(expression)) ?? [];
	return (new Function(name, `return ${code}`) as (values: object) => unknown)(credential);
}

/** Contract: 1.1, 1.2 */
it.each([
	['kount', 'sandbox', 'https://login.kount.com/oauth2/ausdppkujzCPQuIrY357/v1/token'],
	['kount', 'production', 'https://login.kount.com/oauth2/ausdppksgrbyM0abp357/v1/token'],
	['equifax', 'sandbox', 'https://login-uat.equifax.com/as/token'],
	['equifax', 'production', 'https://login.equifax.com/as/token'],
	['custom', 'production', 'https://login.example.com/token'],
])('the token of %s, %s, comes from %s', (loginServer, environment, address) => {
	const field = properties.find(({ name }) => name === 'accessTokenUrl');
	expect(
		evaluated(field?.default, '$self', { loginServer, environment, tokenUrl: ' https://login.example.com/token ' }),
	).toBe(address);
});

it.each([
	['sandbox', '', 'https://api-sandbox.kount.com'],
	['production', ' ', 'https://api.kount.com'],
	['production', ' http://127.0.0.1:3000/kount// ', 'http://127.0.0.1:3000/kount'],
])('the test in %s with the base URL "%s" asks %s', (environment, baseUrl, address) => {
	expect(evaluated(check.request.baseURL, '$credentials', { environment, baseUrl })).toBe(address);
});
