import { createHash } from 'node:crypto';

import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { refuseText, testRules } from '../nodes/common/http/credentialTest';
import { fetchSessionToken, TokenMissing } from '../nodes/common/http/credentialToken';
import { addressOf } from '../nodes/Klavi/api/address';
import { keysOf } from '../nodes/Klavi/api/klaviApi';
import { REVISIONS, revisionOf } from '../nodes/Klavi/api/revisions';
import { readToken } from '../nodes/Klavi/api/tokens';

/** Says which keys and address a stored token was made for: a token of other keys would still be accepted. */
function fingerprint(credentials: ICredentialDataDecryptedObject): string {
	const { accessKey, secretKey } = keysOf(credentials);
	return createHash('sha256')
		.update(JSON.stringify([addressOf(credentials), accessKey, secretKey]))
		.digest('hex')
		.slice(0, 16);
}

/** Marks the request of the credential test. It is not sent: without a token, nothing would tell that the keys are accepted. */
const NEEDS_TOKEN = 'x-needs-token';

/** Adds the stored token, unless it was made for other keys: the service's 401 then makes n8n fetch a new one. Contract: 1.4 */
const addToken: IAuthenticate = async (credentials: ICredentialDataDecryptedObject, request: IHttpRequestOptions) => {
	const [madeFor, ...token] = String(credentials.sessionToken ?? '').split(':');
	const headers = Object.fromEntries(
		Object.entries(request.headers ?? {}).filter(
			([name]) => !['authorization', NEEDS_TOKEN].includes(name.toLowerCase()),
		),
	);
	const isOurs = madeFor === fingerprint(credentials) && token.join(':') !== '';
	if (!isOurs && request.headers?.[NEEDS_TOKEN] !== undefined)
		throw new Error('The response to these keys contains no token, so it is not from Klavi. Check the Base URL.');
	return { ...request, headers: isOurs ? { ...headers, Authorization: `Bearer ${token.join(':')}` } : headers };
};

/** The key pair of a Klavi customer. The management API has its own keys. */
export class KlaviApi implements ICredentialType {
	name = 'klaviApi';

	displayName = 'Klavi API';

	icon = {
		light: 'file:../nodes/Klavi/icons/klavi.svg',
		dark: 'file:../nodes/Klavi/icons/klavi.dark.svg',
	} as const;

	documentationUrl = 'https://docs.klavi.ai/payment/authentication';

	properties: INodeProperties[] = [
		{
			displayName:
				'Klavi issues separate keys for sandbox and production. Its documentation does not say whether the sandbox reaches real banks, so treat test payments as real ones.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'Access Key',
			name: 'accessKey',
			type: 'string',
			required: true,
			default: '',
		},
		{
			displayName: 'Secret Key',
			name: 'secretKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Klavi also signs its events with this key',
		},
		{
			displayName: 'Previous Secret Key',
			name: 'previousSecretKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only while you change keys: enter the old secret key here, so that the trigger also accepts events signed with it. Clear this field when Klavi uses the new key.',
		},
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Custom', value: 'custom', description: 'Another address, such as a local sandbox' },
				{ name: 'Production', value: 'production', description: REVISIONS.customerV1.hosts.production },
				{
					name: 'Sandbox',
					value: 'sandbox',
					description: `${REVISIONS.customerV1.hosts.sandbox}, or ${REVISIONS.instant.hosts.sandbox} if API Revision is Instant payments`,
				},
			],
			default: 'sandbox',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			displayOptions: { show: { environment: ['custom'] } },
			required: true,
			default: REVISIONS.customerV1.hosts.production,
			description: 'The address of the API, without /payment/customer/v1',
		},
		{
			displayName: 'API Revision',
			name: 'revision',
			type: 'options',
			options: [
				{
					name: REVISIONS.customerV1.name,
					value: 'customerV1',
					description: 'Klavi\'s documentation calls banks "participants", and its addresses contain /payments',
				},
				{
					name: REVISIONS.instant.name,
					value: 'instant',
					description: 'Klavi\'s documentation calls banks "institutions", and its addresses contain /instant/payments',
				},
			],
			default: 'customerV1',
			description: 'Which of the two versions of the API your account uses. If you do not know, ask Klavi.',
		},
	];

	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject): Promise<IDataObject> {
		const url = addressOf(credentials) + revisionOf(credentials).paths.auth;
		const { body, content } = await fetchSessionToken(this, url, keysOf(credentials));
		const token = readToken(body);
		// without a token the request would be rejected, as if the keys were wrong
		if (!token) throw new TokenMissing('Klavi', content);
		return { sessionToken: `${fingerprint(credentials)}:${token.text}` };
	}

	authenticate: IAuthenticate = addToken;

	/** The token from the auth call must be accepted. What the list of banks itself returns does not matter. */
	test: ICredentialTestRequest = {
		request: {
			baseURL: `={{ $credentials.environment === "production" ? "${REVISIONS.customerV1.hosts.production}" : $credentials.environment === "custom" ? $credentials.baseUrl.trim().replace(/\\/+$/, "") : $credentials.revision === "instant" ? "${REVISIONS.instant.hosts.sandbox}" : "${REVISIONS.customerV1.hosts.sandbox}" }}`,
			url: REVISIONS.customerV1.paths.participants,
			qs: { limit: 1 },
			headers: { [NEEDS_TOKEN]: 'true' },
			disableFollowRedirect: true,
			// the newer revision does not document where it lists its banks, or whether it does: only a refused token counts
			ignoreHttpStatusErrors: { ignore: true, except: [401, 403] },
		},
		rules: testRules(
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Klavi does not accept these keys. Check that both belong to the chosen environment, and that neither is cut off.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message: 'These keys are valid, but they may not use the payments API. Ask Klavi to enable it.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: 'There is no Klavi API at this address. Check Environment and Base URL.',
				},
			},
			refuseText(
				'This response is not from Klavi. Check the Base URL: another server or a proxy seems to have answered.',
			),
		),
	};
}
