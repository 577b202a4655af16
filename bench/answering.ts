import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const TOKEN = JSON.stringify({ access_token: 'bench-token-0123456789', token_type: 'Bearer', expires_in: 3600 });

/** A service that only reads each complete request and responds after a fixed time. The rest of the measured time is the client's. */
export class AnsweringService {
	/** Number of requests, without token calls. */
	requests = 0;

	/** Total bytes of their bodies. */
	bytes = 0;

	private constructor(
		private readonly server: Server,
		readonly url: string,
	) {}

	/** @param milliseconds from the end of a request to its response */
	static async open(milliseconds: number): Promise<AnsweringService> {
		const server = createServer((request, response) => {
			const isToken = request.url?.endsWith('/token') === true;
			request.on('data', (chunk: Buffer) => {
				if (!isToken) service.bytes += chunk.length;
			});
			request.on('end', () => {
				if (!isToken) service.requests++;
				void pause(isToken ? 0 : milliseconds).then(() => {
					response
						.writeHead(200, { 'content-type': 'application/json' })
						.end(isToken ? TOKEN : '{"status":"accepted"}');
				});
			});
		});
		await new Promise<void>((resolve) => {
			server.listen(0, '127.0.0.1', resolve);
		});
		const service = new AnsweringService(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
		return service;
	}

	/** Resets the counts to zero. */
	reset(): void {
		this.requests = 0;
		this.bytes = 0;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => {
			this.server.close(resolve);
		});
	}
}
