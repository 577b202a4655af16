import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import type { JournalEntry } from '../sandbox/journal';

const run = promisify(execFile);

export interface PreparedRequest {
	method: string;
	url: string;
	headers: Record<string, string>;
	/** The exact text. */
	body: string;
}

/** What belongs to one connection, and what axios sets by itself. */
const NOT_COPIED = ['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding', 'user-agent'];

/** The very requests that the sandbox has received, to be sent once more. */
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
 * Sends requests with axios alone, in a process of its own as n8n is one: what no client in n8n can be faster than.
 *
 * @param connections kept for the next request, as axios does by itself, or a fresh one for each, as n8n's own helper has it
 * @returns seconds from the first request to the last answer
 * @throws Error where an answer was not 2xx
 */
export async function bareAxios(
	requests: PreparedRequest[],
	concurrency: number,
	connections: 'kept' | 'fresh' = 'kept',
): Promise<number> {
	const folder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-chargeback-axios-'));
	try {
		const file = path.join(folder, 'requests.json');
		await writeFile(file, JSON.stringify({ concurrency, connections, requests }));
		const { stdout } = await run(process.execPath, [path.join(__dirname, 'bareAxios.mjs'), file]);
		const { seconds, statuses } = JSON.parse(stdout) as { seconds: number; statuses: Record<string, number> };
		if (Object.keys(statuses).some((status) => !status.startsWith('2')))
			throw new Error(`axios was answered ${JSON.stringify(statuses)}`);
		return seconds;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
