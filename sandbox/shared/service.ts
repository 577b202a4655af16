import type { IncomingHttpHeaders } from 'node:http';

import type { FastifyInstance } from 'fastify';

/** The result of checking the sender. */
export type SignatureCheck = 'valid' | 'wrong' | 'missing';

/** A request to a service as received. */
export interface ReceivedRequest {
	/** Name of the service the request went to. */
	service: string;
	/** Upper-case HTTP method. */
	method: string;
	/** Path after the service prefix, without the query (`/api/v2/alerts/list`). */
	path: string;
	headers: IncomingHttpHeaders;
	/** The exact bytes received; empty when there was no body. */
	body: Buffer;
	/** Filled in as soon as the body is complete. */
	signature: SignatureCheck;
}

/**
 * One service of the sandbox. Each lives in a folder of its own and is listed in `server.ts`; everything
 * shared (journal, faults, limits, latency, settings) is handled around it.
 */
export interface SandboxService {
	/** Also the path prefix (`/chargebackhit`) and the name used in the control API. */
	readonly name: string;
	/** Largest body it accepts, in bytes; default: 1 MiB. A larger one gets 413. */
	readonly bodyLimit?: number;
	/** Checks who sent a request, for the journal and for the service's own error. */
	checkSignature(request: ReceivedRequest): SignatureCheck;
	/** An error body in the shape this service documents. */
	errorBody(status: number, code: string, message: string): unknown;
	/** Turns what a route threw into a response; `undefined` when it is not an error of this service. */
	errorAnswer(error: unknown): { status: number; body: unknown } | undefined;
	/** The documented endpoints, registered below `/<name>`. */
	routes(app: FastifyInstance): void;
	/** The control calls of this service, registered below `/_sandbox/<name>`. */
	control(app: FastifyInstance): void;
	/** How many records of each kind the service has now. */
	counts(): Record<string, number>;
	/** Data back to the seed. */
	reset(): void;
}

declare module 'fastify' {
	interface FastifyRequest {
		/** Set on every request to a service before its routes run. */
		received: ReceivedRequest;
	}
}
