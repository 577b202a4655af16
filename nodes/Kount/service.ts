import type { IDataObject } from 'n8n-workflow';

import { clock } from '../common/clock';
import { readBaseUrl } from '../common/http/url';
import type { ErrorBody, Service } from '../common/operation';
import { isRecord, type Json, recordOr, textOrNull } from '../common/values/json';
import { resources } from './actions';

/** Contract: 1.1. */
const HOSTS: Record<string, string> = { sandbox: 'https://api-sandbox.kount.com', production: 'https://api.kount.com' };

/** The credential's own address if it has one, otherwise its environment's. */
function addressOf(credential: IDataObject): string {
	const documented = HOSTS[String(credential.environment)] ?? HOSTS.sandbox;
	const own = String(credential.baseUrl ?? '').trim();
	return readBaseUrl('Kount', documented, { baseUrl: own === '' ? documented : own });
}

/** One entry of `details`: text, or an object with the field and its complaint. */
function detailText(detail: Json): string {
	if (!isRecord(detail)) return textOrNull(detail) ?? JSON.stringify(detail);
	const field = textOrNull(detail.field);
	const words = textOrNull(detail.description) ?? textOrNull(detail.message);
	return words === null ? JSON.stringify(detail) : field === null ? words : `${field}: ${words}`;
}

/** `{"code", "message", "details"}`, or a form of the token servers: the docs do not say which. Contract: 1.7, 2.6. */
function readError(body: Json | undefined): ErrorBody {
	const record = recordOr(body);
	const error = isRecord(record.error) ? record.error : {};
	const words = [record.message, record.error_description, record.errorSummary, record.error, error.message]
		.map(textOrNull)
		.find((text) => text !== null);
	const details = (Array.isArray(record.details) ? record.details : []).map(detailText);
	const message = [words, ...details].filter(Boolean).join('; ');
	const code = textOrNull(record.code) ?? textOrNull(record.errorCode) ?? textOrNull(error.code);
	return { message: message === '' ? undefined : message, code: code ?? undefined };
}

/** True if the body of a 2xx reports errors. Such responses are not documented: these forms are guesses. */
function reportsErrors(body: Json | undefined): boolean {
	const { error, errors } = recordOr(body);
	return textOrNull(error) !== null || isRecord(error) || (Array.isArray(errors) && errors.length > 0);
}

/** "invalid token", "401.04", "401 Unauthorized", `"status": 401`. A bare 401 may be a count: a completed write would be repeated. */
const STALE_TOKEN =
	/\binvalid[ _-]token\b|\b401\.0\d\b|\b401\b\W{0,3}unauthori[sz]ed|\b(?:status[ _-]?(?:code)?|code|http|error)\W{0,4}401\b(?!\s*[a-z])/i;

export const kount: Service = {
	name: 'Kount',
	credential: 'kountOAuth2Api',
	baseUrl: addressOf,
	environment: addressOf,
	secrets: (credential) => {
		const key = String(credential.apiKey ?? '')
			.trim()
			.replace(/^Basic\s+/i, '');
		const token = recordOr(credential.oauthTokenData);
		return [key, credential.clientSecret, token.access_token, token.accessToken].map(
			(secret) => textOrNull(secret) ?? '',
		);
	},
	readError,
	reportsErrors,
	tokenUrl: (credential) => String(credential.accessTokenUrl ?? ''),
	tokenOf: (credential) => {
		// n8n_expires_at: milliseconds since 1970, as text; omitted if n8n does not know the end
		const { access_token: token, n8n_expires_at: end } = recordOr(credential.oauthTokenData);
		return Number(end) <= clock.now() || typeof token !== 'string' || token === '' ? undefined : token;
	},
	// a stale token may cause a 500 whose text says so. Contract: 1.5.
	isStaleToken: (status, text) => status === 500 && STALE_TOKEN.test(text.slice(0, 4000)),
	resources,
};
