import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { requireField, testRules } from '../nodes/common/http/credentialTest';

const KEY_REJECTED = 'Kloutit rejected this key. Copy it again from the dashboard, under My organization > Developers.';
const NOT_KLOUTIT =
	'This response is not from Kloutit. Check the Base URL: another server or a proxy seems to have answered.';

/** Adds the key in its own header, without a prefix. Contract: 1. */
const addKey: IAuthenticate = async (credentials: ICredentialDataDecryptedObject, request: IHttpRequestOptions) => ({
	...request,
	headers: { ...request.headers, 'x-api-key': String(credentials.apiKey ?? '').trim() },
});

/** The API key of a Kloutit organization. */
export class KloutitApi implements ICredentialType {
	name = 'kloutitApi';

	displayName = 'Kloutit API';

	icon = {
		light: 'file:../nodes/Kloutit/icons/kloutit.svg',
		dark: 'file:../nodes/Kloutit/icons/kloutit.dark.svg',
	} as const;

	documentationUrl = 'https://clients-api.kloutit.com/api';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Create it in the Kloutit dashboard, under My organization > Developers',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://clients-api.kloutit.com',
			description: 'The address of the API. Change it only to reach another environment or a local sandbox.',
		},
	];

	authenticate: IAuthenticate = addKey;

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "") }}',
			url: '/connection',
			disableFollowRedirect: true,
		},
		rules: testRules(
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: KEY_REJECTED,
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message:
						"This account's API is older than 2.2 and cannot check keys. The key was not checked, but you can use it.",
				},
			},
			requireField('valid', NOT_KLOUTIT),
			requireField('organization', NOT_KLOUTIT),
			{ type: 'responseSuccessBody', properties: { key: 'valid', value: false, message: KEY_REJECTED } },
		),
	};
}
