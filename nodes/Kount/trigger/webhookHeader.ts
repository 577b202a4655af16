import type { IDataObject } from 'n8n-workflow';

import type { Problem } from '../../common/errors/problem';
import { equalInConstantTime } from '../../common/trigger/delivery';
import { problems } from '../problems';

/** Characters of the shortest secret that is accepted. */
const SHORTEST_SECRET = 16;

/** Headers that requests carry anyway, or that proxies add: none of them can verify the sender. */
const STANDARD =
	/^(host|connection|accept(-.*)?|content-.*|user-agent|transfer-encoding|expect|date|via|forwarded|x-forwarded-.*|x-real-ip|x-request-id|cf-.*|cdn-loop|traceparent|tracestate|te|trailer|upgrade.*|keep-alive|cache-control|pragma|origin|referer|cookie|sec-.*|dnt|priority)$/i;

/** The header of a credential, without blanks around it. */
export interface WebhookHeader {
	/** Lower case. */
	name: string;
	secrets: string[];
}

/** What is wrong with the credential's form; undefined if nothing is. */
export function headerProblem(credential: IDataObject): Problem | undefined {
	const name = String(credential.headerName ?? '').trim();
	const secret = String(credential.secret ?? '').trim();
	if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(name)) return problems.headerNameInvalid();
	if (STANDARD.test(name)) return problems.headerNameReserved(name);
	if (secret.length < SHORTEST_SECRET) return problems.secretTooShort(SHORTEST_SECRET);
	if (!/^[\x20-\x7e]+$/.test(secret)) return problems.secretNotAscii();
	return undefined;
}

/** The header that verifies the sender; undefined if the credential's form is not valid. */
export function readWebhookHeader(credential: IDataObject): WebhookHeader | undefined {
	if (headerProblem(credential) !== undefined) return undefined;
	const secrets = [credential.secret, credential.previousSecret].map((secret) => String(secret ?? '').trim());
	return {
		name: String(credential.headerName).trim().toLowerCase(),
		secrets: secrets.filter((secret) => secret.length >= SHORTEST_SECRET),
	};
}

/** True if any of a request's headers could be the one: without it, the credential need not be opened. */
export function mayCarrySecret(headers: IDataObject): boolean {
	return Object.entries(headers).some(
		([name, value]) => !STANDARD.test(name) && typeof value === 'string' && value.length >= SHORTEST_SECRET,
	);
}

/** True if the request carries the header with one of the secrets. */
export function carriesSecret(headers: IDataObject, { name, secrets }: WebhookHeader): boolean {
	const given = headers[name];
	if (typeof given !== 'string') return false;
	return secrets.map((secret) => equalInConstantTime(given, secret)).includes(true);
}
