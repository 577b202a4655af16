import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { problems } from '../nodes/Chargebackhit/problems';
import { signatureOf, WITHOUT_BODY } from '../nodes/Chargebackhit/trigger/signature';
import { requireField, testRules } from '../nodes/common/http/credentialTest';

/** What n8n hands over: its own request options, and those of the HTTP Request node, which puts forms into fields of their own. */
type Outgoing = IHttpRequestOptions & { form?: unknown; formData?: unknown };

/**
 * The bytes that will be sent, or undefined for none.
 *
 * @throws Error for bodies that the HTTP client would serialize only after signing
 */
function bytesOf(request: Outgoing): Buffer | undefined {
	if (request.form !== undefined || request.formData !== undefined) throw new Error(problems.bodyNotSignable().message);
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
	if (isForm || !isData) throw new Error(problems.bodyNotSignable().message);
	return Buffer.from(JSON.stringify(body), 'utf8');
}

/**
 * Signs a request as Chargebackhit requires: base64 of the lower-case hexadecimal HMAC-SHA512, keyed with the secret key, over
 * `public_key + body + public_key`. Without a body the text in the middle is empty. The signed bytes replace the body, so that they
 * are the ones sent. May run twice on one request.
 *
 * Contract: 1.2, 1.3, 1.4.
 */
const sign: IAuthenticate = async (credentials: ICredentialDataDecryptedObject, request: IHttpRequestOptions) => {
	const publicKey = String(credentials.publicKey ?? '').trim();
	const method = (request.method ?? 'GET').toUpperCase();
	const body = WITHOUT_BODY.includes(method) ? undefined : bytesOf(request);
	const secretKey = String(credentials.secretKey ?? '').trim();

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
			signature: signatureOf({ publicKey, secretKey }, body),
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
			displayName: problems.chargebackhitKeysNotice().message,
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
				'Only while you change keys: enter the old secret key here, so that the trigger also accepts alerts signed with it. Clear this field when Chargebackhit uses the new key.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.chargebackhit.com',
			description: "The API's address. Change it only to use another environment or a local sandbox.",
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
		rules: testRules(
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: problems.chargebackhitKeysRejected().message,
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message: problems.chargebackhitNoAccess().message,
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: problems.chargebackhitNotAtUrl().message,
				},
			},
			requireField('pagination', problems.chargebackhitNotAtUrl().message),
		),
	};
}
