import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';

import type { N8nServer } from '../../../tools/n8n/server';

/**
 * Lets the test files, which may run in other processes, restart the shared n8n and read its output.
 *
 * @returns the listening server, on a free port of the loopback address
 */
export async function startKeeper(n8n: N8nServer): Promise<Server> {
	const actions: Record<string, (body: string) => Promise<string>> = {
		'GET /output': async () => n8n.output(),
		'POST /restart': async (settings) => {
			await n8n.restart(settings === '' ? {} : (JSON.parse(settings) as Record<string, string>));
			return '';
		},
		'POST /kill-and-start': async () => {
			await n8n.kill();
			await n8n.restart();
			return '';
		},
	};
	const keeper = createServer(async (request, response) => {
		const action = actions[`${request.method} ${request.url}`];
		try {
			const text = await action(await textOf(request));
			response.end(text);
		} catch (error) {
			response.statusCode = 500;
			response.end((error as Error).message);
		}
	});
	// A restart takes as long as it takes.
	keeper.requestTimeout = 0;
	await new Promise<void>((resolve) => keeper.listen(0, '127.0.0.1', resolve));
	return keeper;
}

/** Where a keeper answers, without a slash at the end. */
export function urlOf(keeper: Server): string {
	return `http://127.0.0.1:${(keeper.address() as AddressInfo).port}`;
}
