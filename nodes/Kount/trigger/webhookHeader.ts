import type { IDataObject } from 'n8n-workflow';

import type { Problem } from '../../common/errors/problem';
import { equalInConstantTime } from '../../common/trigger/delivery';
import { problems } from '../problems';

/** Characters of the shortest secret that is accepted. */
const SHORTEST_SECRET = 16;

/** Headers that requests carry anyway, or that proxies add. They cannot verify the sender. */
const STANDARD =
	/^(host|connection|accept(-.*)?|content-.*|user-agent|transfer-encoding|expect|date|via|forwarded|x-forwarded-.*|x-real-ip|x-request-id|cf-.*|cdn-loop|traceparent|tracestate|te|trailer|upgrade.*|keep-alive|cache-control|pragma|origin|referer|cookie|sec-.*|dnt|priority)$/i;

/** A credential's header: its name in lower case, and the secrets without blanks around them. */
export interface WebhookHeader {
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

/** True if any header could carry a secret. Otherwise the credential need not be decrypted. */
export function mayCarrySecret(headers: IDataObject): boolean {
	return Object.entries(headers).some(
		([name, value]) => !STANDARD.test(name) && typeof value === 'string' && value.length >= SHORTEST_SECRET,
	);
}

export function carriesSecret(headers: IDataObject, { name, secrets }: WebhookHeader): boolean {
	const given = headers[name];
	if (typeof given !== 'string') return false;
	return secrets.map((secret) => equalInConstantTime(given, secret)).includes(true);
}
