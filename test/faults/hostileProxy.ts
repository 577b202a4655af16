import {
	createServer,
	request as httpRequest,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import type { IDataObject } from 'n8n-workflow';

const isTokenCall = (path: string) => /\/(token|auth)(\?|$)/.test(path);

/** A request, and what the service would have responded. */
export interface Exchange {
	headers: IncomingHttpHeaders;
	status: number;
	type: string;
	body: string;
}

/** What happens instead of a response. The service has processed the request before. */
export type Hostility = (response: ServerResponse, exchange: Exchange) => void;

const JSON_TYPE = { 'content-type': 'application/json' };

/** One byte, ten times a second. */
export const drip: Hostility = (response) => {
	response.writeHead(200, JSON_TYPE);
	const timer = setInterval(() => response.write(' '), 100);
	response.on('close', () => clearInterval(timer));
};

/** The same before the response has begun: header after header. */
export const dripHeaders: Hostility = (response) => {
	const { socket } = response;
	socket?.write('HTTP/1.1 200 OK\r\n');
	const timer = setInterval(() => socket?.write('X-More: 1\r\n'), 100);
	socket?.on('close', () => clearInterval(timer));
};

/** Writes this chunk for ever, as fast as it is read. */
const endlessly = (target: NodeJS.WritableStream, chunk: Buffer, isOver: () => boolean): void => {
	const more = () => {
		while (!isOver()) if (!target.write(chunk)) return void target.once('drain', more);
	};
	more();
};

export const endless: Hostility = (response) => {
	response.writeHead(200, JSON_TYPE);
	endlessly(response, Buffer.alloc(65_536, '[1,'), () => response.destroyed);
};

/** A few kilobytes that unpack to 60 MB. */
const bomb = gzipSync(Buffer.alloc(60_000_000, ' '));
export const gzipBomb: Hostility = (response) => {
	response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' });
	response.end(bomb);
};

/** Sends this body. */
export const body =
	(text: string, status = 200, type = 'application/json'): Hostility =>
	(response) => {
		response.writeHead(status, { 'content-type': type });
		response.end(text);
	};

/** Closes the connection in the middle of the response. */
export const cutOff: Hostility = (response) => {
	response.writeHead(200, { ...JSON_TYPE, 'content-length': '1000' });
	response.write('{"success":', () => setTimeout(() => response.socket?.resetAndDestroy(), 20));
};

/** Stands between a node and its sandbox, and turns on one of the requests that pass. */
export class HostileProxy {
	/** Requests that have passed, without calls for tokens. */
	passed = 0;
	/** Requests that met the hostility. */
	hits = 0;
	/** Milliseconds for which a connection with a hostile response stayed open. */
	readonly open: number[] = [];
	private hostility: { skip: number; count: number; act: Hostility } | undefined;

	private constructor(private readonly target: URL) {}

	readonly server = createServer((request, response) => this.pass(request, response));

	static async open(target: string): Promise<HostileProxy> {
		const proxy = new HostileProxy(new URL(target));
		await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
		return proxy;
	}

	/** The credential, with addresses that lead through this proxy. */
	aimedHere(credential: IDataObject): IDataObject {
		return JSON.parse(JSON.stringify(credential).replaceAll(this.target.origin, this.url)) as IDataObject;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** From here on, so many requests after the first ones are treated like this. */
	turn(act: Hostility, skip: number, count = 3): void {
		this.passed = 0;
		this.hits = 0;
		this.open.length = 0;
		this.hostility = { act, skip, count };
	}

	calm(): void {
		this.hostility = undefined;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	private pass(request: IncomingMessage, response: ServerResponse): void {
		const path = request.url ?? '/';
		const position = !isTokenCall(path) ? this.passed++ : -1;
		const { skip = 0, count = 0, act } = this.hostility ?? {};
		const isHit = act !== undefined && position >= skip && position < skip + count;
		const { hostname, port } = this.target;
		const { method, headers } = request;
		const onward = httpRequest({ hostname, port, path, method, headers, agent: false }, (answer) => {
			if (isHit) {
				this.hits++;
				const chunks: Buffer[] = [];
				answer.on('data', (chunk: Buffer) => chunks.push(chunk));
				answer.on('end', () => {
					const begun = performance.now();
					response.on('close', () => this.open.push(performance.now() - begun));
					const type = answer.headers['content-type'] ?? '';
					act(response, { headers, type, status: answer.statusCode ?? 500, body: Buffer.concat(chunks).toString() });
				});
				return;
			}
			response.writeHead(answer.statusCode ?? 500, answer.headers);
			answer.pipe(response);
		});
		onward.on('error', () => response.destroy());
		request.pipe(onward);
	}
}
