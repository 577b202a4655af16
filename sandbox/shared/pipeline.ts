import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { type Fault, type Faults, malform } from './faults';
import type { Journal, JournalEntry } from './journal';
import type { Limits } from './limits';
import type { Pauses } from './pauses';
import type { ReceivedRequest, SandboxService } from './service';

/** What the services share. */
export interface SharedTools {
	journal: Journal;
	faults: Faults;
	limits: Limits;
	pauses: Pauses;
}

interface Exchange {
	entry: JournalEntry;
	fault?: Fault;
	startedAt: number;
}

/** Largest body in bytes, unless the service sets another limit; the journal keeps no larger ones. */
const BODY_LIMIT = 1024 * 1024;

/**
 * Mounts a service below `/<name>` with everything around it: the raw body is read, the request is journaled, limits
 * and faults are applied, and only then the service's own routes run. `latency` returns the shortest response time in
 * milliseconds.
 */
export function mountService(
	app: FastifyInstance,
	service: SandboxService,
	tools: SharedTools,
	latency: () => number,
): void {
	const exchanges = new WeakMap<FastifyRequest, Exchange>();
	const bodyLimit = service.bodyLimit ?? BODY_LIMIT;

	const receive = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | void> => {
		const startedAt = performance.now();
		const url = request.raw.url ?? '/';
		const pathWithQuery = url.slice(service.name.length + 1) || '/';
		const path = pathWithQuery.split('?', 1)[0];
		const isUnread = tools.faults.leavesUnread(service.name, request.method, path);
		const { body, size } = isUnread ? { body: Buffer.alloc(0), size: 0 } : await readBody(request, bodyLimit);
		const received: ReceivedRequest = {
			service: service.name,
			method: request.method,
			path,
			headers: { ...request.headers },
			body,
			signature: 'missing',
		};
		// The body has been read; without these headers the framework does not look for one and leaves the checks to
		// the service.
		for (const name of ['content-type', 'content-length', 'transfer-encoding']) delete request.raw.headers[name];
		received.signature = service.checkSignature(received);
		request.received = received;
		const kept = size > BODY_LIMIT ? { ...received, body: Buffer.alloc(0) } : received;
		const exchange: Exchange = { entry: tools.journal.open(kept, pathWithQuery, size), startedAt };
		exchanges.set(request, exchange);

		const retryAfter = tools.limits.admit(service.name, received.path);
		if (retryAfter !== undefined) {
			if (retryAfter !== null) reply.header('retry-after', String(retryAfter));
			return reply.code(429).send(service.errorBody(429, 'too_many_requests', 'Too many requests'));
		}
		exchange.fault = tools.faults.take(service.name, received.method, received.path);
		const { fault } = exchange;
		if (fault !== undefined) {
			exchange.entry.fault = fault.number;
			if (fault.reset === 'before' || fault.reset === 'unread') {
				await tools.pauses.wait(fault.delay ?? 0);
				reply.hijack();
				return breakConnection(request, exchange);
			}
			if (fault.status !== undefined && !fault.afterProcessing) {
				const body =
					fault.status < 400
						? undefined
						: service.errorBody(fault.status, 'sandbox_fault', `HTTP status ${fault.status}`);
				return reply.code(fault.status).send(body);
			}
		}
		if (size > bodyLimit) {
			const message = `The body may have ${bodyLimit} bytes at most; it had ${size}`;
			return reply.code(413).send(service.errorBody(413, 'payload_too_large', message));
		}
	};

	const finish = async (request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
		const exchange = exchanges.get(request);
		if (exchange === undefined) return payload;
		const { fault } = exchange;
		const isSent = typeof payload === 'string' || Buffer.isBuffer(payload);
		const answer = fault === undefined ? payload : applyFault(fault, reply, isSent ? payload : '');
		await tools.pauses.wait(latency() - (performance.now() - exchange.startedAt) + (fault?.delay ?? 0));
		if (fault?.reset === 'after') {
			breakConnection(request, exchange);
			return answer;
		}
		exchange.entry.status = reply.statusCode;
		exchange.entry.duration = sinceStart(exchange);
		return answer;
	};

	app.register(
		async (scope) => {
			scope.addHook('onRequest', receive);
			scope.addHook('onSend', finish);
			scope.setNotFoundHandler((request, reply) => {
				const { method, path } = request.received;
				reply.code(404).send(service.errorBody(404, 'not_found', `There is no ${method} ${path}`));
			});
			scope.setErrorHandler((error, _request, reply) => {
				const answer = service.errorAnswer(error);
				if (answer !== undefined) return reply.code(answer.status).send(answer.body);
				const status = (error as { statusCode?: number }).statusCode ?? 500;
				const message = error instanceof Error ? error.message : String(error);
				return reply
					.code(status)
					.send(service.errorBody(status, status === 500 ? 'internal_error' : 'bad_request', message));
			});
			service.routes(scope);
		},
		{ prefix: `/${service.name}` },
	);
}

const sinceStart = (exchange: Exchange): number => Math.round((performance.now() - exchange.startedAt) * 10) / 10;

/**
 * The whole body in memory. A body over the limit is read to its end, so that the client gets its response, but not
 * kept.
 * @throws Error when the client disconnects
 */
async function readBody(request: FastifyRequest, limit: number): Promise<{ body: Buffer; size: number }> {
	const { raw } = request;
	const announced = raw.headers['content-length'];
	if (raw.headers['transfer-encoding'] === undefined && (announced === undefined || announced === '0')) {
		return { body: Buffer.alloc(0), size: 0 };
	}
	return await new Promise((resolve, reject) => {
		let chunks: Buffer[] = [];
		let size = 0;
		raw.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size > limit) chunks = [];
			else chunks.push(chunk);
		});
		raw.once('end', () => resolve({ body: Buffer.concat(chunks), size }));
		raw.once('error', reject);
		raw.once('close', () => reject(new Error('The client closed the connection before the body was complete')));
	});
}

/** The response with the fault applied: status, header, replaced or malformed body. */
function applyFault(fault: Fault, reply: FastifyReply, real: string | Buffer): string | Buffer {
	let text = real;
	if (fault.status !== undefined) reply.code(fault.status);
	if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter));
	if (fault.body !== undefined) {
		const isText = typeof fault.body === 'string';
		text = isText ? (fault.body as string) : JSON.stringify(fault.body);
		reply.header('content-type', isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8');
	}
	if (fault.malformed === 'truncated' && Buffer.isBuffer(text)) {
		text = text.subarray(0, Math.floor(text.length / 2));
	} else if (fault.malformed !== undefined) {
		const broken = malform(fault.malformed, text.toString());
		text = broken.text;
		if (broken.type !== undefined) reply.header('content-type', broken.type);
	}
	if (fault.contentType !== undefined) reply.header('content-type', fault.contentType);
	return text;
}

function breakConnection(request: FastifyRequest, exchange: Exchange): void {
	exchange.entry.status = null;
	exchange.entry.duration = sinceStart(exchange);
	request.raw.socket.resetAndDestroy();
}
