import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import type { LimiterModel } from './limiterModels';

const ALERT = JSON.stringify({
	data: { id: '11111111-1111-4111-8111-111111111111', type: 'dispute-notification', amount: '49.90', currency: 'USD' },
});

/** A service behind a limiter: whatever passes has its response, an alert, after a fixed time. */
export class LimitedService {
	passed = 0;
	refused = 0;
	/** The most requests in flight at once, refused ones included. */
	most = 0;
	private inFlight = 0;

	private constructor(
		private readonly limiter: LimiterModel,
		private readonly latency: number,
		private readonly header: string,
		private readonly isSecure: boolean,
		private readonly server: Server,
	) {}

	/**
	 * @param latency milliseconds until a response
	 * @param options `header`: in which the service asks to wait. `certificate`: for HTTPS
	 */
	static async open(
		limiter: LimiterModel,
		latency: number,
		{ header = 'retry-after', certificate }: { header?: string; certificate?: { key: string; cert: string } } = {},
	): Promise<LimitedService> {
		const listener: RequestListener = (request, response) => {
			request.resume();
			void service.answer().then(({ status, headers, body }) => {
				response.on('close', () => service.inFlight--);
				response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
			});
		};
		const server = certificate ? createSecureServer(certificate, listener) : createServer(listener);
		await new Promise<void>((resolve) => {
			server.listen(0, '127.0.0.1', 1024, resolve);
		});
		const service = new LimitedService(limiter, latency, header, certificate !== undefined, server);
		return service;
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	/** @param port another one, such as that of a relay */
	url(port = this.port): string {
		return `${this.isSecure ? 'https' : 'http'}://127.0.0.1:${port}`;
	}

	private async answer(): Promise<{ status: number; headers: Record<string, string>; body: string }> {
		this.most = Math.max(this.most, ++this.inFlight);
		const { isAccepted, asked } = this.limiter.arrives(performance.now());
		if (!isAccepted) {
			this.refused++;
			const headers = asked === undefined ? {} : { [this.header]: String(asked / 1000) };
			return { status: 429, headers, body: '{"error":{"code":"too_many_requests"}}' };
		}
		this.passed++;
		await pause(this.latency);
		this.limiter.leaves?.();
		return { status: 200, headers: {}, body: ALERT };
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => {
			this.server.close(resolve);
		});
	}
}
