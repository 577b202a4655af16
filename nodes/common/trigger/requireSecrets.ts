import type { IHookFunctions } from 'n8n-workflow';

import { problems } from '../errors/problems';
import { refusePublication } from './publishing';

/**
 * Checks that a trigger's credential contains the secrets that verify its sender. A credential that cannot be read passes: n8n also
 * calls this when it starts, and a trigger must not go deaf because a secrets store is down. Its requests get 503 until then.
 * @param fields each field's name with its label
 * @param credentialLabel the credential type as n8n shows it
 * @throws InputError if one of them is empty: the trigger would refuse every request
 */
export async function requireSecrets(
	context: IHookFunctions,
	type: string,
	credentialLabel: string,
	fields: Record<string, string>,
): Promise<void> {
	const credential = await context.getCredentials(type).catch(() => undefined);
	for (const [name, label] of Object.entries(fields)) {
		const value = credential?.[name];
		if (typeof value === 'string' && value.trim() === '')
			refusePublication(problems.secretEmpty(label, credentialLabel));
	}
}
