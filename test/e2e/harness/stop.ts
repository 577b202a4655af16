import { rm } from 'node:fs/promises';

import { N8nClient } from '../../../sandbox/n8n/client';
import { evidenceOf, findSecrets, keepExecutions, notedSecrets } from '../secrets';
import { OWNER } from './index';
import type { Shared } from './start';

/** After all end-to-end test files: n8n has told no secret, and nothing stays, neither process nor folder. */
export default async function stop(): Promise<void> {
	const shared = globalThis.sharedN8n;
	if (shared === undefined) return;
	shared.keeper.closeAllConnections();
	shared.keeper.close();
	try {
		await searchForSecrets(shared);
	} finally {
		await shared.n8n.stop();
		await rm(shared.folder, { recursive: true, force: true });
		globalThis.sharedN8n = undefined;
	}
}

/** Fails the run where a secret that a test used stands in an execution, in n8n's logs or in its database. */
async function searchForSecrets({ folder, userFolder, n8n, log }: Shared): Promise<void> {
	const client = new N8nClient(n8n.url);
	await client.login(OWNER);
	const types = await client.rest.request<Parameters<typeof notedSecrets>[1]>('GET', '/types/credentials.json');
	await keepExecutions(folder, client);
	await n8n.stop();
	await new Promise<void>((resolve) => log.end(resolve));

	const secrets = notedSecrets(folder, types);
	let searched = 0;
	const counted = function* () {
		for (const evidence of evidenceOf(folder, userFolder)) {
			searched++;
			yield evidence;
		}
	};
	const findings = findSecrets(counted(), secrets);
	process.stderr.write(`\nSecrets: ${secrets.size} used, looked for in ${searched} executions and logs, found ${findings.length} times.\n`);
	for (const { source, secret, form } of findings.slice(0, 50)) process.stderr.write(`  ${secret}, ${form}, in ${source}\n`);
	// jest writes its report after this; a thrown error would take the report away
	if (findings.length > 0) process.exitCode = 1;
	if (secrets.size === 0 || searched === 0) {
		process.stderr.write('  A run that notes no secret, or leaves nothing to look through, has shown nothing: see noteCredential and watchSandbox.\n');
		process.exitCode = 1;
	}
}
