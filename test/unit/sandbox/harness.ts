import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

import axios, { type AxiosResponse } from 'axios';

import { createSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/server';

/** The contract's formula, written again so that the sandbox's own code is not its own judge. */
export const signed = (body: Buffer, publicKey: string, secretKey: string): string => {
	const message = Buffer.concat([Buffer.from(publicKey), body, Buffer.from(publicKey)]);
	return Buffer.from(createHmac('sha512', secretKey).update(message).digest('hex')).toString('base64');
};

export interface Answer {
	status: number;
	text: string;
	/** Parsed body; `undefined` when it is empty or no JSON. */
	json: any;
	headers: Record<string, string>;
	milliseconds: number;
}

const agent = new http.Agent({ keepAlive: false });

async function exchange(
	method: string,
	url: string,
	body?: Buffer,
	headers: Record<string, string | undefined> = {},
): Promise<Answer> {
	const startedAt = performance.now();
	const response: AxiosResponse<Buffer> = await axios.request({
		method,
		url,
		data: body,
		headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Record<
			string,
			string
		>,
		httpAgent: agent,
		proxy: false,
		responseType: 'arraybuffer',
		transformRequest: [(data: unknown) => data],
		validateStatus: () => true,
		maxBodyLength: Infinity,
	});
	const text = Buffer.from(response.data).toString('utf8');
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		json = undefined;
	}
	const answered = response.headers as unknown as Record<string, string>;
	return { status: response.status, text, json, headers: answered, milliseconds: performance.now() - startedAt };
}

export interface Running {
	sandbox: Sandbox;
	url: string;
	/** A signed call; the body may be an object, a text or bytes; a header given as `undefined` is left out. */
	call(method: string, path: string, body?: unknown, headers?: Record<string, string | undefined>): Promise<Answer>;
	/** A call of the control API below `/_sandbox`. */
	control(method: string, path: string, body?: unknown): Promise<Answer>;
}

const toBuffer = (body: unknown): Buffer | undefined => {
	if (body === undefined || Buffer.isBuffer(body)) return body;
	return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
};

export async function run(options?: SandboxOptions): Promise<Running> {
	const sandbox = await createSandbox(options);
	const url = await sandbox.listen(0);
	return {
		sandbox,
		url,
		call(method, path, body, headers = {}) {
			const { publicKey, secretKey } = sandbox.settings.chargebackhit;
			const bytes = toBuffer(body);
			return exchange(method, `${url}/chargebackhit${path}`, bytes, {
				public_key: publicKey,
				signature: signed(bytes ?? Buffer.alloc(0), publicKey, secretKey),
				...(bytes === undefined ? {} : { 'content-type': 'application/json' }),
				...headers,
			});
		},
		control(method, path, body) {
			const bytes = toBuffer(body);
			return exchange(
				method,
				`${url}/_sandbox${path}`,
				bytes,
				bytes === undefined ? {} : { 'content-type': 'application/json' },
			);
		},
	};
}

export interface ReceivedWebhook {
	headers: http.IncomingHttpHeaders;
	body: Buffer;
	json: any;
}

export interface Receiver {
	url: string;
	received: ReceivedWebhook[];
	/** How the next webhooks are replied to. */
	reply: { status?: number; body?: unknown; delay?: number; headers?: Record<string, string>; drop?: boolean };
	close(): Promise<void>;
}

/** A little server that stands for the merchant's notification URL. */
export async function receiveWebhooks(): Promise<Receiver> {
	const receiver: Receiver = { url: '', received: [], reply: {}, close: async () => undefined };
	const server = http.createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const body = Buffer.concat(chunks);
			receiver.received.push({ headers: request.headers, body, json: JSON.parse(body.toString() || 'null') });
			const {
				status = 200,
				body: answer = { outcome: 'acknowledged' },
				delay = 0,
				headers = {},
				drop,
			} = receiver.reply;
			setTimeout(() => {
				if (drop) return void request.socket.destroy();
				response.writeHead(status, headers);
				response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
			}, delay);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
	receiver.close = async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	};
	return receiver;
}

/** Waits until `check` holds, for two seconds at most. */
export async function until(check: () => boolean): Promise<void> {
	const end = performance.now() + 2000;
	while (!check()) {
		if (performance.now() > end) throw new Error('What was waited for did not happen');
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

export const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
