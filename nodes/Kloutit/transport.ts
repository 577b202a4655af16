import type { IDataObject } from 'n8n-workflow';

import { InputError } from '../common/failure';
import { recordOr, textOrNull, type Json } from '../common/json';
import type { Refusal, Service } from '../common/operation';
import { resources } from './actions';
import { messages } from './messages';

/** The base URL without a slash at the end. @throws InputError where it is no http(s) address */
function baseUrl(credential: IDataObject): string {
	const given = String(credential.baseUrl ?? '').trim();
	if (!/^https?:\/\/[^\s/?#]+[^\s?#]*$/i.test(given)) throw new InputError(messages.baseUrl(given), messages.baseUrlAdvice);
	if (/^https?:\/\/[^/]*@/i.test(given)) throw new InputError(messages.baseUrlSignIn, messages.baseUrlAdvice);
	return given.replace(/\/+$/, '');
}

/**
 * Reads `{"statusCode", "message": text or list, "error"}`; every member may be missing.
 *
 * Contract: 2, Error bodies.
 */
function refusal(body: Json | undefined): Refusal {
	const record = recordOr(body);
	const { message } = record;
	const words = Array.isArray(message) ? message.map((line) => textOrNull(line) ?? JSON.stringify(line)).join('; ') : textOrNull(message);
	return { message: words ?? textOrNull(record.error) ?? undefined, code: words ? (textOrNull(record.error) ?? undefined) : undefined };
}

/** How the Kloutit API is reached and how it refuses. */
export const kloutit: Service = {
	name: 'Kloutit',
	credential: 'kloutitApi',
	holdsToken: false,
	baseUrl,
	environment: (credential) => String(credential.baseUrl ?? ''),
	secrets: (credential) => [String(credential.apiKey ?? '').trim()],
	refusal,
	complains: () => false,
	resources,
};
