import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { refuseText, testRules } from '../nodes/common/http/credentialTest';

/** The pasted key, without blanks and without a leading "Basic ". It is already base64 of `clientId:clientSecret`. Contract: 1.3 */
const PASTED = '$self["apiKey"].trim().replace(/^Basic\\s+/i, "").trim()';
const DECODED = `${PASTED}.base64Decode()`;

/** Each environment's token server. The IDs in the addresses are the same for all customers. Contract: 1.1, 1.2 */
const TOKEN_URLS = {
	kount: {
		sandbox: 'https://login.kount.com/oauth2/ausdppkujzCPQuIrY357/v1/token',
		production: 'https://login.kount.com/oauth2/ausdppksgrbyM0abp357/v1/token',
	},
	equifax: {
		sandbox: 'https://login-uat.equifax.com/as/token',
		production: 'https://login.equifax.com/as/token',
	},
};

const forEnvironment = (urls: { sandbox: string; production: string }) =>
	`($self["environment"] === "production" ? "${urls.production}" : "${urls.sandbox}")`;

const TOKEN_URL = `={{ $self["loginServer"] === "custom" ? $self["tokenUrl"].trim() : $self["loginServer"] === "equifax" ? ${forEnvironment(TOKEN_URLS.equifax)} : ${forEnvironment(TOKEN_URLS.kount)} }}`;

/** Every 5xx, also those that proxies invent. */
const SERVER_ERRORS = Array.from({ length: 100 }, (_, index) => 500 + index);

const hidden = (name: string, value: string, isSecret = false): INodeProperties => ({
	displayName: name,
	name,
	type: 'hidden',
	...(isSecret ? { typeOptions: { password: true } } : {}),
	default: value,
});

/** The API key of a Kount account. n8n exchanges it for a token and renews the token automatically (OAuth2 client credentials). */
export class KountOAuth2Api implements ICredentialType {
	name = 'kountOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Kount OAuth2 API';

	icon = {
		light: 'file:../nodes/Kount/icons/kount.svg',
		dark: 'file:../nodes/Kount/icons/kount.dark.svg',
	} as const;

	documentationUrl = 'https://developer.kount.com/hc/en-us/articles/4411074525332';

	properties: INodeProperties[] = [
		{
			displayName:
				'Kount issues one API key for the sandbox and one for production. Find it in the Kount 360 portal under Admin, Product Configuration, System Settings, API Keys, or in an encrypted email from Kount. Paste it unchanged.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Exactly as Kount shows it, with or without the word "Basic" at its beginning',
		},
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Production', value: 'production' },
				{ name: 'Sandbox', value: 'sandbox' },
			],
			default: 'sandbox',
			description: 'The one that your key is for. Do not send real orders to the sandbox.',
		},
		{
			displayName: 'Token Server',
			name: 'loginServer',
			type: 'options',
			options: [
				{ name: 'Custom', value: 'custom', description: 'Another address, such as a local sandbox' },
				{ name: 'Equifax Login', value: 'equifax', description: "The login server that Kount's newer pages name" },
				{
					name: 'Kount Login',
					value: 'kount',
					description: 'The login server that Kount documents for chargebacks and orders',
				},
			],
			default: 'kount',
			description:
				'The server that checks your API key. If it rejects the key, try the other one: Kount is moving its customers from Kount Login to Equifax Login.',
		},
		{
			displayName: 'Token URL',
			name: 'tokenUrl',
			type: 'string',
			displayOptions: { show: { loginServer: ['custom'] } },
			required: true,
			default: '',
			placeholder: 'e.g. https://login.example.com/oauth2/token',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://api.kount.com',
			description:
				"The API's address. Leave it empty to use the environment's address. Fill it in only for another address or a local sandbox.",
		},
		hidden('grantType', 'clientCredentials'),
		hidden('accessTokenUrl', TOKEN_URL),
		hidden('authUrl', ''),
		hidden('authQueryParameters', ''),
		hidden('scope', 'k1_integration_api'),
		hidden('authentication', 'header'),
		hidden('clientId', `={{ ${DECODED}.split(":")[0] }}`),
		hidden('clientSecret', `={{ ${DECODED}.split(":").slice(1).join(":") }}`, true),
	];

	/** The API has no call that only checks a key. A request for an order that does not exist returns 404 if the token is valid. Contract: 6 (1) */
	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ $credentials.baseUrl.trim() !== "" ? $credentials.baseUrl.trim().replace(/\\/+$/, "") : $credentials.environment === "production" ? "https://api.kount.com" : "https://api-sandbox.kount.com" }}',
			url: '/commerce/v2/orders/credential-test',
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: { ignore: true, except: [401, 403, ...SERVER_ERRORS] },
		},
		rules: testRules(
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						"Kount's login server accepted the key, but its API did not. Check that Environment and Token Server belong to this key.",
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message: 'Kount accepts this key, but the key has no access to the API. Ask Kount to enable it.',
				},
			},
			refuseText(
				'This response is not from Kount. Check the Base URL: another server or a proxy seems to have answered.',
			),
		),
	};
}
