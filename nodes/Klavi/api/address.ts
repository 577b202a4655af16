import type { IDataObject } from 'n8n-workflow';

import { readBaseUrl } from '../../common/http/url';
import { revisionOf } from './revisions';

/**
 * The address of a credential, without a slash at the end: the documented one of its environment, or its own.
 *
 * Contract: 1.1.
 *
 * @throws InputError if its own is no address
 */
export function addressOf(credential: IDataObject): string {
	const { hosts } = revisionOf(credential);
	if (credential.environment === 'production') return hosts.production;
	return credential.environment === 'custom' ? readBaseUrl('Klavi', hosts.production, credential) : hosts.sandbox;
}
