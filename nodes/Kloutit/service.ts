import { readBaseUrl } from '../common/http/url';
import type { ErrorBody, Service } from '../common/operation';
import { type Json, recordOr, textOrNull } from '../common/values/json';
import { resources } from './actions';
import { problems } from './problems';

/** Reads `{"statusCode", "message": text or list, "error"}`; every field may be missing. Contract: 2, Error bodies */
function readError(body: Json | undefined, status: number): ErrorBody {
	const { message, error } = recordOr(body);
	const words = Array.isArray(message)
		? message.map((line) => textOrNull(line) ?? JSON.stringify(line)).join('; ')
		: textOrNull(message);
	return {
		message: words ?? textOrNull(error) ?? undefined,
		code: words ? (textOrNull(error) ?? undefined) : undefined,
		...(status === 403 ? { advice: problems.kloutitForbidden().message } : {}),
		...(status === 409 && /\balready exists\b/i.test(words ?? '') ? { problem: problems.caseExists() } : {}),
	};
}

/** How the Kloutit API is reached, and how it reports errors. */
export const kloutit: Service = {
	name: 'Kloutit',
	credential: 'kloutitApi',
	baseUrl: (credential) => readBaseUrl('Kloutit', 'https://clients-api.kloutit.com', credential),
	environment: (credential) => String(credential.baseUrl ?? ''),
	secrets: (credential) => [String(credential.apiKey ?? '').trim()],
	readError,
	reportsErrors: () => false,
	resources,
};
