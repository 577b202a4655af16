import type { IDataObject } from 'n8n-workflow';

import { readBaseUrl } from '../../common/http/url';
import { revisionOf } from './revisions';

/** A credential's address without a slash at the end. @throws InputError if a custom one is no address. Contract: 1.1 */
export function addressOf(credential: IDataObject): string {
	const { hosts } = revisionOf(credential);
	if (credential.environment === 'production') return hosts.production;
	return credential.environment === 'custom' ? readBaseUrl('Klavi', hosts.production, credential) : hosts.sandbox;
}
