import { createHmac } from 'node:crypto';

import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { messages } from '../nodes/Chargebackhit/problems';

const WITHOUT_BODY = ['GET', 'HEAD', 'OPTIONS'];

/** What n8n hands over: its own request options, and those of the HTTP Request node, which carries forms in members of their own. */
type Outgoing = IHttpRequestOptions & { form?: unknown; formData?: unknown };

/**
 * The bytes that will be sent, or undefined for none.
 *
 * @throws Error for bodies that the HTTP client would only serialise after signing
 */
function bytesOf(request: Outgoing): Buffer | undefined {
	if (request.form !== undefined || request.formData !== undefined) throw new Error(messages.unsignable);
	const body = request.body as unknown;
	if (body === undefined || body === null || body === '') return undefined;
	if (Buffer.isBuffer(body)) return body;
	if (typeof body === 'string') return Buffer.from(body, 'utf8');
	const contentType = Object.entries(request.headers ?? {}).find(
		([name]) => name.toLowerCase() === 'content-type',
	)?.[1];
	const isForm = /x-www-form-urlencoded|multipart\/form-data/i.test(String(contentType ?? ''));
	// streams and form-data instances are objects too, but know how to pipe themselves
	const canPipe = typeof (body as { pipe?: unknown }).pipe === 'function';
	const isData = Array.isArray(body) || (Object.prototype.toString.call(body) === '[object Object]' && !canPipe);
	if (isForm || !isData) throw new Error(messages.unsignable);
	return Buffer.from(JSON.stringify(body), 'utf8');
}

/**
 * Signs a request as Chargebackhit demands: base64 of the lower-case hexadecimal HMAC-SHA512, keyed with the secret key, over
 * `public_key + body + public_key`. Without a body the text in the middle is empty. The signed bytes replace the body, so that they
 * are the ones sent. May run twice on one request.
 *
 * Contract: 1.2, 1.3, 1.4.
 */
const sign: IAuthenticate = async (credentials: ICredentialDataDecryptedObject, request: IHttpRequestOptions) => {
	const publicKey = String(credentials.publicKey ?? '').trim();
	const method = (request.method ?? 'GET').toUpperCase();
	const body = WITHOUT_BODY.includes(method) ? undefined : bytesOf(request);
	const signature = createHmac('sha512', String(credentials.secretKey ?? '').trim())
		.update(publicKey)
		.update(body ?? '')
		.update(publicKey)
		.digest('hex');

	const headers = Object.fromEntries(
		Object.entries(request.headers ?? {}).filter(([name]) => !['public_key', 'signature'].includes(name.toLowerCase())),
	);
	const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
	const signed: IHttpRequestOptions = {
		...request,
		headers: {
			...headers,
			...(hasType ? {} : { 'Content-Type': 'application/json' }),
			public_key: publicKey,
			signature: Buffer.from(signature, 'ascii').toString('base64'),
		},
	};
	if (body) signed.body = body;
	else delete signed.body;
	return signed;
};

/** The key pair of a Chargebackhit account, from the HUB: Account settings, API keys. */
export class ChargebackhitApi implements ICredentialType {
	name = 'chargebackhitApi';

	displayName = 'Chargebackhit API';

	icon = {
		light: 'file:../nodes/Chargebackhit/icons/chargebackhit.svg',
		dark: 'file:../nodes/Chargebackhit/icons/chargebackhit.dark.svg',
	} as const;

	documentationUrl = 'https://doc.chargebackhit.com/integrate/integration-steps';

	properties: INodeProperties[] = [
		{
			displayName:
				'Both keys are in the Chargebackhit HUB under Account settings, API keys. Sandbox and production are separate accounts with separate keys.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Public Key',
			name: 'publicKey',
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
		},
		{
			displayName: 'Previous Secret Key',
			name: 'previousSecretKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only while keys are being changed: the trigger still accepts alerts signed with this key, so that none is lost. Requests never use it. Clear it when the change is done.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.chargebackhit.com',
			description: 'The address of the API. Change it only to reach another environment or a local sandbox.',
		},
	];

	authenticate: IAuthenticate = sign;

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "") }}',
			url: '/api/v2/alerts/list',
			method: 'POST',
			body: { pagination: { method: 'token', limit: 1 } },
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Chargebackhit does not accept these keys. Check that both come from the same account, sandbox or production, and that neither is cut short.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'Chargebackhit knows these keys, but the account may not use the API. Ask Chargebackhit to enable it.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: 'There is no Chargebackhit API at this Base URL.',
				},
			},
		],
	};
}
