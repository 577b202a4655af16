import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import type { JournalEntry } from '../sandbox/shared/journal';

const run = promisify(execFile);

export interface PreparedRequest {
	method: string;
	url: string;
	headers: Record<string, string>;
	/** The exact body text. */
	body: string;
}

/** Headers that belong to one connection, or that axios sets itself. */
const NOT_COPIED = ['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding', 'user-agent'];

/** The exact requests that the sandbox received, ready to be sent again. */
export function asReceived(entries: JournalEntry[], sandboxUrl: string): PreparedRequest[] {
	return entries.map(({ service, method, path: below, headers, body }) => ({
		method,
		url: `${sandboxUrl}/${service}${below}`,
		headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_COPIED.includes(name))) as Record<
			string,
			string
		>,
		body,
	}));
}

/**
 * Sends requests with plain axios in a separate process, as n8n is one. No client in n8n can be faster.
 *
 * @param connections whether connections are kept for the next request, as axios does, or opened for each request, as n8n's helper does
 * @param caFile of the CA that issued the service's certificate
 * @returns seconds from the first request to the last response
 * @throws Error if a response was not 2xx
 */
export async function bareAxios(
	requests: PreparedRequest[],
	concurrency: number,
	connections: 'kept' | 'fresh' = 'kept',
	caFile?: string,
): Promise<number> {
	const folder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-chargeback-axios-'));
	try {
		const file = path.join(folder, 'requests.json');
		await writeFile(file, JSON.stringify({ concurrency, connections, requests }));
		const { stdout } = await run(process.execPath, [path.join(__dirname, 'bareAxios.mjs'), file], {
			env: { ...process.env, ...(caFile ? { NODE_EXTRA_CA_CERTS: caFile } : {}) },
		});
		const { seconds, statuses } = JSON.parse(stdout) as { seconds: number; statuses: Record<string, number> };
		if (Object.keys(statuses).some((status) => !status.startsWith('2')))
			throw new Error(`axios was answered ${JSON.stringify(statuses)}`);
		return seconds;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
