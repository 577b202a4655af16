import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Problem } from '../errors/problem';
import { problems } from '../errors/problems';

/** Stops the publication of a trigger that would refuse every request. @throws NodeOperationError */
export function refusePublication(context: IHookFunctions, { message, advice }: Problem): never {
	throw new NodeOperationError(context.getNode(), message, { description: advice });
}

/**
 * Checks that a trigger's credential contains the secrets that verify its sender. A credential that cannot be read passes: n8n also
 * calls this when it starts, and a trigger must not go deaf because a secrets store is down. Its requests get 503 until then.
 * @param fields each field's name with its label
 * @param credentialLabel the credential type as n8n shows it
 * @throws NodeOperationError if one of them is empty
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
			refusePublication(context, problems.secretEmpty(label, credentialLabel));
	}
}
