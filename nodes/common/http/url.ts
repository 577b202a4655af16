import type { IDataObject } from 'n8n-workflow';

import { InputError } from '../errors/errors';
import { problems } from '../errors/problems';

/**
 * The base URL of a credential, without a trailing slash.
 * @param service the service's display name
 * @param documented the address that the service documents
 * @throws InputError if it is not an http(s) address, or contains a user name or password (which is not shown)
 */
export function readBaseUrl(service: string, documented: string, credential: IDataObject): string {
	const given = String(credential.baseUrl ?? '').trim();
	if (!/^https?:\/\/[^\s/?#]+[^\s?#]*$/i.test(given))
		throw new InputError(problems.baseUrlInvalid(service, documented, given));
	if (/^https?:\/\/[^/]*@/i.test(given)) throw new InputError(problems.baseUrlSignIn(service, documented));
	return given.replace(/\/+$/, '');
}

/**
 * Builds a path from a template whose values stay inside their segment: `path\`/api/v2/alerts/${id}\``.
 * @throws InputError for a value that would leave its segment (empty, `.`, `..`, half a character)
 */
export function path(literals: TemplateStringsArray, ...values: string[]): string {
	return literals.reduce((whole, literal, index) => {
		const value = values[index - 1];
		if (value === '' || value === '.' || value === '..' || /\p{Surrogate}/u.test(value)) {
			throw new InputError(problems.unsafePath(value));
		}
		return whole + encodeURIComponent(value) + literal;
	});
}
