import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { N8nClient } from '../../../tools/n8n/client';
import { installN8n } from '../../../tools/n8n/install';
import { anyFreePort } from '../../../tools/n8n/ports';
import { type N8nServer, startN8n } from '../../../tools/n8n/server';
import { installAsUsersDo, packPackage } from '../../../tools/n8n/tarball';
import { CONNECTION_VARIABLE, type ConnectionInfo, OWNER } from './index';
import { startKeeper, urlOf } from './keeper';

/** What `stop.ts` has to end. */
export interface Shared {
	folder: string;
	userFolder: string;
	n8n: N8nServer;
	keeper: Server;
	/** Receives all that n8n writes. */
	log: WriteStream;
}

declare global {
	var sharedN8n: Shared | undefined;
}

const PROJECT_FOLDER = path.resolve(__dirname, '..', '..', '..');

/** Before all end-to-end test files: a fresh n8n with the packed package, and its owner. */
export default async function start(): Promise<void> {
	const runtime = await installN8n((line) => process.stderr.write(`${line}\n`));
	const folder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-chargeback-e2e-'));
	const userFolder = path.join(folder, 'user');
	const tarball = await packPackage(PROJECT_FOLDER, { build: false, targetFolder: path.join(folder, 'packed') });
	await installAsUsersDo(tarball, userFolder);
	// A port by chance: another n8n may be starting on the usual one just now.
	const log = createWriteStream(path.join(folder, 'n8n.log'));
	// what n8n logs for those who look for a fault must hold no secret either
	const environment = { N8N_LOG_LEVEL: 'debug' };
	const n8n = await startN8n({
		runtime,
		userFolder,
		port: await anyFreePort(),
		environment,
		log: (text) => log.write(text),
	});
	await new N8nClient(n8n.url).setupOwner(OWNER);
	const keeper = await startKeeper(n8n);
	globalThis.sharedN8n = { folder, userFolder, n8n, keeper, log };
	const info: ConnectionInfo = { url: n8n.url, keeperUrl: urlOf(keeper), userFolder, tarball, folder };
	process.env[CONNECTION_VARIABLE] = JSON.stringify(info);
}
