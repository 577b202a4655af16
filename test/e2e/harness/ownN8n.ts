import { createWriteStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';

import { N8nClient } from '../../../tools/n8n/client';
import { installN8n } from '../../../tools/n8n/install';
import { anyFreePort } from '../../../tools/n8n/ports';
import { startN8n } from '../../../tools/n8n/server';
import { installAsUsersDo } from '../../../tools/n8n/tarball';
import { keepExecutions } from '../secrets';
import { type Connection, connect, OWNER, watched } from './index';

/** An n8n that one test file has for itself. */
export interface OwnN8n extends Connection {
	kill(): Promise<void>;
	/** Starts it again after it was killed. */
	start(): Promise<void>;
	close(): Promise<void>;
}

/**
 * Starts an n8n with settings that the shared one does not have. What it leaves is searched for secrets like that of the shared one.
 *
 * @param environment additional n8n settings, by their environment names
 */
export async function startOwnN8n(environment: Record<string, string>): Promise<OwnN8n> {
	const shared = await connect();
	const userFolder = await mkdtemp(path.join(shared.folder, 'own-'));
	await installAsUsersDo(shared.tarball, userFolder);
	const log = createWriteStream(`${userFolder}.log`);
	const n8n = await startN8n({
		runtime: await installN8n(() => {}),
		userFolder,
		port: await anyFreePort(),
		environment: { N8N_LOG_LEVEL: 'debug', ...environment },
		log: (text) => log.write(text),
	});
	const client = watched(new N8nClient(n8n.url), shared.folder);
	await client.setupOwner(OWNER);
	return {
		url: n8n.url,
		keeperUrl: '',
		userFolder,
		tarball: shared.tarball,
		folder: shared.folder,
		client,
		n8nOutput: async () => await Promise.resolve(n8n.output()),
		restart: async () => await n8n.restart(),
		killAndStart: async () => {
			await n8n.kill();
			await n8n.restart();
		},
		kill: async () => await n8n.kill(),
		start: async () => await n8n.restart(),
		close: async () => {
			await keepExecutions(shared.folder, client);
			await n8n.stop();
			await new Promise<void>((resolve) => log.end(resolve));
		},
	};
}
