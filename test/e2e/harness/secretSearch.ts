import type { N8nClient } from '../../../tools/n8n/client';
import { evidenceOf, findSecrets, keepExecutions, notedSecrets } from '../secrets';

type CredentialTypes = Parameters<typeof notedSecrets>[1];

/** What n8n knows of the fields of credentials: which of them are secret. */
export const credentialTypes = async (client: N8nClient): Promise<CredentialTypes> =>
	await client.rest.request<CredentialTypes>('GET', '/types/credentials.json');

/**
 * Looks for every secret that tests have noted in all that n8n has left, and says so.
 *
 * @param folder with the notes, the executions that were kept, and n8n's console in `*.log`
 * @param userFolders of the n8n, one for each process
 * @returns what is wrong, a line each; a search without secrets, or without an execution, has shown nothing and is wrong too
 */
export function searchForSecrets(folder: string, userFolders: string[], types: CredentialTypes): string[] {
	const secrets = notedSecrets(folder, types);
	let searched = 0;
	let executions = 0;
	const counted = function* () {
		for (const evidence of evidenceOf(folder, ...userFolders)) {
			searched++;
			if (evidence.source.startsWith('execution ')) executions++;
			yield evidence;
		}
	};
	const findings = findSecrets(counted(), secrets);
	process.stderr.write(
		`\nSecrets: ${secrets.size} used, looked for in ${searched} executions and logs, found ${findings.length} times.\n`,
	);
	const problems = findings.slice(0, 50).map(({ source, secret, form }) => `${secret}, ${form}, in ${source}`);
	if (secrets.size === 0 || executions === 0)
		problems.push(
			'A run that notes no secret, or leaves no execution to look through, has shown nothing: see noteCredential and watchSandbox.',
		);
	return problems;
}

/** The same for an n8n that still runs: its executions are kept first. */
export async function searchRunning(client: N8nClient, folder: string, userFolders: string[]): Promise<string[]> {
	await keepExecutions(folder, client);
	return searchForSecrets(folder, userFolders, await credentialTypes(client));
}
