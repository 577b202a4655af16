import { rm } from 'node:fs/promises';

import { N8nClient } from '../../../tools/n8n/client';
import { keepExecutions } from '../secrets';
import { OWNER } from './index';
import { credentialTypes, searchForSecrets } from './secretSearch';
import type { Shared } from './start';

/** After all end-to-end test files: n8n has told no secret, and nothing stays, neither process nor folder. */
export default async function stop(): Promise<void> {
	const shared = globalThis.sharedN8n;
	if (shared === undefined) return;
	shared.keeper.closeAllConnections();
	shared.keeper.close();
	try {
		await lookForSecrets(shared);
	} finally {
		await shared.n8n.stop();
		await rm(shared.folder, { recursive: true, force: true });
		globalThis.sharedN8n = undefined;
	}
}

/** Fails the run where a secret that a test used stands in an execution, in n8n's logs or in its database. */
async function lookForSecrets({ folder, userFolder, n8n, log }: Shared): Promise<void> {
	const client = new N8nClient(n8n.url);
	await client.login(OWNER);
	const types = await credentialTypes(client);
	await keepExecutions(folder, client);
	await n8n.stop();
	await new Promise<void>((resolve) => log.end(resolve));
	const problems = searchForSecrets(folder, [userFolder], types);
	for (const problem of problems) process.stderr.write(`  ${problem}\n`);
	// jest writes its report after this; a thrown error would take the report away
	if (problems.length > 0) process.exitCode = 1;
}
