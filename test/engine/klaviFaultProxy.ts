import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import axios from 'axios';

/**
 * What may happen to a request: `before` it reaches Klavi, or `after` Klavi has acted on it. `busy` is a 503 with Retry-After, `html`
 * a page instead of the response.
 */
export const FAULTS = [
	'resetBefore',
	'resetAfter',
	'timeoutBefore',
	'timeoutAfter',
	'error500Before',
	'error500After',
	'error503Before',
	'error503After',
	'busyBefore',
	'busyAfter',
	'htmlAfter',
] as const;
export type Fault = (typeof FAULTS)[number];

/** A proxy between the node and the sandbox that injects faults by payment: in requests with its ID, or with the token of its create. */
export class FaultProxy {
	/** By payment, still to be injected. */
	readonly faults = new Map<string, Fault[]>();

	private readonly ownIds = new Map<string, string>();

	private constructor(
		private readonly server: http.Server,
		private readonly target: string,
		/** Milliseconds that a request hangs. */
		private readonly hang: number,
	) {}

	static async open(target: string, hang: number): Promise<FaultProxy> {
		const server = http.createServer();
		const proxy = new FaultProxy(server, target, hang);
		server.on('request', (request: IncomingMessage, response: ServerResponse) => {
			proxy.pass(request, response).catch(() => response.destroy());
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return proxy;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	private faultFor(authorization: string | undefined, body: Buffer): Fault | undefined {
		if (authorization === undefined) return undefined;
		if (body.length > 0) {
			const { externalId, clientRequestId } = JSON.parse(body.toString('utf8')) as Record<string, string | undefined>;
			this.ownIds.set(authorization, externalId ?? clientRequestId ?? '');
		}
		return this.faults.get(this.ownIds.get(authorization) ?? '')?.shift();
	}

	private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const body = Buffer.concat(chunks);
		const { authorization, accept, 'content-type': contentType } = request.headers;
		const forward = async () =>
			await axios.request<Buffer>({
				method: request.method,
				url: this.target + request.url,
				...(body.length > 0 ? { data: body } : {}),
				headers: {
					...(authorization ? { authorization } : {}),
					...(accept ? { accept } : {}),
					...(contentType ? { 'content-type': contentType } : {}),
				},
				responseType: 'arraybuffer',
				transformRequest: [(data: unknown) => data],
				validateStatus: () => true,
				proxy: false,
			});
		const respond = (status: number, content: Buffer | string, headers: Record<string, string> = {}) => {
			response.writeHead(status, { 'content-type': 'application/json', ...headers });
			response.end(content);
		};

		const fault = this.faultFor(authorization, body);
		if (fault === undefined) {
			const { status, data } = await forward();
			return respond(status, data);
		}
		if (fault.endsWith('After')) await forward();
		if (fault.startsWith('reset')) request.socket.destroy();
		else if (fault.startsWith('timeout')) setTimeout(() => request.socket.destroy(), this.hang).unref();
		else if (fault.startsWith('error500')) respond(500, '{"statusCode":500,"message":"Internal server error"}');
		else if (fault.startsWith('error503')) respond(503, '');
		else if (fault.startsWith('busy')) respond(503, '{"message":"busy"}', { 'retry-after': '1' });
		else respond(200, '<!doctype html><html><body>Maintenance</body></html>', { 'content-type': 'text/html' });
	}
}
