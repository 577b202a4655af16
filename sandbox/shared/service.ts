import type { IncomingHttpHeaders } from 'node:http';

import type { FastifyInstance } from 'fastify';

/** What the sender's proof of identity turned out to be. */
export type SignatureCheck = 'valid' | 'wrong' | 'missing';

/** A request to a service as it came over the wire. */
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
 * One service of the sandbox. Each lives in a folder of its own and is listed in `server.ts`; everything that the
 * services share (journal, faults, limits, latency, settings) is done around it.
 */
export interface SandboxService {
	/** Also the path prefix (`/chargebackhit`) and the name used in the control API. */
	readonly name: string;
	/** Largest body it takes, in bytes; left out: 1 MiB. What exceeds it is answered with 413. */
	readonly bodyLimit?: number;
	/** Judges who sent a request, for the journal and for the service's own refusal. */
	checkSignature(request: ReceivedRequest): SignatureCheck;
	/** An error body in the shape this service documents. */
	errorBody(status: number, code: string, message: string): unknown;
	/** Turns anything thrown by a route into an answer; `undefined` when it is no refusal of this service. */
	errorAnswer(error: unknown): { status: number; body: unknown } | undefined;
	/** The documented endpoints, registered below `/<name>`. */
	routes(app: FastifyInstance): void;
	/** What the control API offers for this service, registered below `/_sandbox/<name>`. */
	control(app: FastifyInstance): void;
	/** How many records of each kind the service holds now. */
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
