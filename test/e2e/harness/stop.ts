import { rm } from 'node:fs/promises';
import './start';

/** After all end-to-end test files: nothing stays, neither process nor folder. */
export default async function stop(): Promise<void> {
	const shared = globalThis.sharedN8n;
	if (shared === undefined) return;
	shared.keeper.closeAllConnections();
	shared.keeper.close();
	await shared.n8n.stop();
	await rm(shared.folder, { recursive: true, force: true });
	globalThis.sharedN8n = undefined;
}
