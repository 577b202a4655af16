import { randomUUID } from 'node:crypto';
import {
	createServer,
	request as httpRequest,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import type { IDataObject } from 'n8n-workflow';

import { createSandbox, type Sandbox } from '../../sandbox/server';
import type { N8nClient } from '../../tools/n8n/client';
import { errorOf, itemsOf } from '../../tools/n8n/execution';
import { chain } from '../../tools/n8n/workflow';
import type { Certified } from './certificates';
import { API_KEY } from './kount';

/** A read and a write of each service. The write's record does not exist: a request that arrives is refused by the service itself. */
const OPERATIONS = {
	Chargebackhit: {
		type: 'chargebackhitApi',
		read: { resource: 'alert', operation: 'getAll', returnAll: false, limit: 1 },
		write: {
			resource: 'alert',
			operation: 'respond',
			alertId: { __rl: true, mode: 'id', value: '3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b' },
			outcome: 'reversed',
		},
	},
	Kloutit: {
		type: 'kloutitApi',
		read: { resource: 'webhookSubscription', operation: 'getAll' },
		write: { resource: 'case', operation: 'submit', expedientNumber: 'EXP-0' },
	},
	Kount: {
		type: 'kountOAuth2Api',
		read: { resource: 'order', operation: 'get', orderId: 'ORDER-0' },
		write: { resource: 'alert', operation: 'respond', alertId: 'ALERT-0', statusCode: 'REFUNDED' },
	},
	Klavi: {
		type: 'klaviApi',
		read: { resource: 'payment', operation: 'get', paymentId: 'PAYMENT-0' },
		write: {
			resource: 'checkout',
			operation: 'create',
			externalId: 'NETWORK-1',
			amount: '48.00',
			payerType: 'none',
			redirectUrl: 'https://shop.example.com/thanks',
		},
	},
} as const;

export type ServiceName = keyof typeof OPERATIONS;
export const SERVICE_NAMES = Object.keys(OPERATIONS) as ServiceName[];

/** What a node's one item says. */
export interface Told {
	service: ServiceName;
	effect: 'read' | 'write';
	error: string | undefined;
	advice: string;
	details: IDataObject;
}

/** Where the services are looked for. */
export interface Place {
	/** The address of a service, by its name in the sandbox. */
	baseUrl: (service: string) => string;
	/** The address of Kount's tokens, if it is not that of the sandbox. */
	tokenUrl?: string;
	/** Default: all. */
	services?: ServiceName[];
	/** Seconds; default 10. */
	timeout?: number;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const listening = async (server: Server, host = '127.0.0.1'): Promise<number> => {
	await new Promise<void>((resolve) => server.listen(0, host, resolve));
	return (server.address() as AddressInfo).port;
};

/** A sandbox, and what stands where it should be. */
export class BadNetwork {
	private readonly servers: Server[] = [];

	private constructor(
		readonly sandbox: Sandbox,
		readonly url: string,
	) {}

	static async open(): Promise<BadNetwork> {
		const sandbox = await createSandbox({
			kount: { apiKey: API_KEY, keyBits: 2048 },
			chargebackhit: { publicKey: 'cbh_pk_network', secretKey: 'cbh_sk_network_1' },
			kloutit: { apiKey: 'klt_network_1' },
			klavi: { accessKey: 'klavi_network_1', secretKey: 'klavi_network_2' },
		});
		return new BadNetwork(sandbox, await sandbox.listen(0));
	}

	async close(): Promise<void> {
		for (const server of this.servers) {
			server.closeAllConnections();
			server.close();
		}
		await this.sandbox.close();
	}

	/** A server that answers every request in the same way. @returns its address */
	async serve(answer: Answer, host?: string): Promise<string> {
		const server = createServer(answer);
		this.servers.push(server);
		return `http://${host ?? '127.0.0.1'}:${await listening(server, host)}`;
	}

	/** The sandbox, or something else, behind TLS. @returns its port on 127.0.0.1 */
	async serveEncrypted(certified: Certified, answer: Answer = this.forward): Promise<number> {
		const server = createTlsServer(certified, answer);
		this.servers.push(server);
		return await listening(server);
	}

	/** A proxy that answers `CONNECT status-407.example:443` with 407, and requests without TLS likewise. */
	async serveProxy(): Promise<{ url: string; close: () => void }> {
		const sockets = new Set<Duplex>();
		const proxy = createServer((request, response) => {
			response.writeHead(statusIn(request.url), { 'content-type': 'text/html' });
			response.end(PAGE);
		});
		proxy.on('connect', (request: IncomingMessage, socket: Duplex) => {
			sockets.add(socket);
			socket.on('error', () => undefined);
			socket.end(refusal(statusIn(request.url), request.url?.includes('page') === true));
		});
		proxy.on('connection', (socket: Socket) => sockets.add(socket));
		const close = () => {
			for (const socket of sockets) socket.destroy();
			proxy.close();
		};
		this.servers.push(proxy);
		return { url: `http://127.0.0.1:${await listening(proxy)}`, close };
	}

	private readonly forward: Answer = (request, response) => {
		const { hostname, port } = new URL(this.url);
		const { method, headers, url } = request;
		const onward = httpRequest({ hostname, port, path: url, method, headers, agent: false }, (answer) => {
			response.writeHead(answer.statusCode ?? 500, answer.headers);
			answer.pipe(response);
		});
		request.pipe(onward);
	};

	/** Runs a read and a write of each service in one execution. */
	async tell(client: N8nClient, place: Place): Promise<Told[]> {
		const { services = SERVICE_NAMES, timeout = 10 } = place;
		const nodes = await Promise.all(
			services.map(async (service) => {
				const { type, read, write } = OPERATIONS[service];
				const credential = await client.createCredential(`Network ${randomUUID()}`, type, this.keysFor(service, place));
				return ([read, write] as IDataObject[]).map((parameters, index) => ({
					name: `${service} ${index === 0 ? 'read' : 'write'}`,
					type: `n8n-nodes-chargeback.${service.toLowerCase()}`,
					parameters: { ...parameters, options: { timeout, maxRetryWait: 1 } },
					credentials: { [type]: { id: credential.id, name: credential.name } },
					onError: 'continueRegularOutput' as const,
				}));
			}),
		);
		const all = nodes.flat();
		const { id } = await client.createWorkflow({
			name: `Network ${randomUUID()}`,
			nodes: [{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' }, ...all],
			connections: chain('Start', ...all.map(({ name }) => name)),
		});
		const execution = await client.runToEnd(id, 'Start', 100_000, 200);
		if (execution.status !== 'success') throw new Error(errorOf(execution));
		return all.map(({ name }): Told => {
			const [service, effect] = name.split(' ') as [ServiceName, Told['effect']];
			const { error, message, details } = itemsOf(execution, name)[0]?.json ?? {};
			const isError = typeof error === 'string' && details !== undefined;
			return {
				service,
				effect,
				error: isError ? error : undefined,
				advice: isError ? String(message) : '',
				details: (isError ? details : {}) as IDataObject,
			};
		});
	}

	private keysFor(service: ServiceName, { baseUrl, tokenUrl }: Place): IDataObject {
		const keys: Record<ServiceName, IDataObject> = {
			Chargebackhit: { publicKey: 'cbh_pk_network', secretKey: 'cbh_sk_network_1' },
			Kloutit: { apiKey: 'klt_network_1' },
			Kount: {
				apiKey: API_KEY,
				environment: 'sandbox',
				loginServer: 'custom',
				tokenUrl: tokenUrl ?? `${this.url}/kount/as/token`,
			},
			Klavi: {
				accessKey: 'klavi_network_1',
				secretKey: 'klavi_network_2',
				environment: 'custom',
				revision: 'customerV1',
			},
		};
		return { ...keys[service], baseUrl: baseUrl(service.toLowerCase()) };
	}
}

export const PAGE = '<!doctype html><html><body><h1>Access denied</h1></body></html>';

const statusIn = (url = ''): number => Number(/status-(\d+)/.exec(url)?.[1] ?? 403);

/** The proxy's response to CONNECT, with a page or nothing in it. */
function refusal(status: number, hasPage: boolean): string {
	const body = hasPage ? PAGE : '';
	const type = hasPage ? 'Content-Type: text/html\r\n' : '';
	return `HTTP/1.1 ${status} No\r\n${type}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
}
