import type { IDataObject } from 'n8n-workflow';

import { InputError } from '../errors/errors';
import { messages } from '../errors/problems';

/**
 * The base URL of a credential, without a slash at the end.
 *
 * @param service the service's display name
 * @param documented the address that the service documents
 * @throws InputError where it is no http(s) address, or holds a user name or password (which is not shown)
 */
export function readBaseUrl(service: string, documented: string, credential: IDataObject): string {
	const given = String(credential.baseUrl ?? '').trim();
	const advice = messages.baseUrlAdvice(documented);
	if (!/^https?:\/\/[^\s/?#]+[^\s?#]*$/i.test(given)) throw new InputError(messages.baseUrl(service, given), advice);
	if (/^https?:\/\/[^/]*@/i.test(given)) throw new InputError(messages.baseUrlSignIn(service), advice);
	return given.replace(/\/+$/, '');
}
