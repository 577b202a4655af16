import { ControlError, ControlFields } from './controlFields';
import { compilePath, type PathPattern } from './pathPattern';

const MALFORMATIONS = ['truncated', 'html', 'empty', 'array'] as const;

const RESETS = ['unread', 'before', 'after'] as const;

/** What a fault does to a response (control API, `POST /_sandbox/faults`). */
export interface FaultOptions {
	service: string;
	/** After the service prefix; exact or with `*`. Left out: every path. */
	path?: string;
	method?: string;
	/** Returned without processing the request, unless `afterProcessing` is set. */
	status?: number;
	afterProcessing?: boolean;
	/** Sent unchanged as the Retry-After header. */
	retryAfter?: number | string;
	/** Replaces the body: a string is sent unchanged, anything else as JSON. */
	body?: unknown;
	contentType?: string;
	/** Milliseconds before the response. */
	delay?: number;
	/** When the connection is reset: before the body is read, or before or after the request is processed. */
	reset?: (typeof RESETS)[number];
	malformed?: (typeof MALFORMATIONS)[number];
	/** How many requests it applies to. */
	count: number;
	/** How many matching requests pass first. */
	skip: number;
}

/** A fault in the queue. */
export interface Fault extends FaultOptions {
	number: number;
	/** Requests it will still apply to. */
	remaining: number;
	/** Requests that still pass first. */
	skipping: number;
}

interface QueuedFault {
	fault: Fault;
	matches: PathPattern;
}

const FIELDS = [
	'service',
	'path',
	'method',
	'status',
	'afterProcessing',
	'retryAfter',
	'body',
	'contentType',
	'delay',
	'reset',
	'malformed',
	'count',
	'skip',
];
const KEPT_USED = 100;

/** Faults waiting for requests, applied in the order they were added; each request gets at most one. */
export class Faults {
	private queue: QueuedFault[] = [];

	private used: Fault[] = [];

	private added = 0;

	/**
	 * Adds a fault from the body of a control call.
	 * @throws ControlError naming the field and its rule
	 */
	add(body: unknown, services: readonly string[]): Fault {
		const fields = new ControlFields(body, FIELDS);
		const options: FaultOptions = {
			service: fields.required('service', fields.choice('service', services)),
			path: fields.text('path'),
			method: fields.text('method')?.toUpperCase(),
			status: fields.integer('status', 200, 599),
			afterProcessing: fields.flag('afterProcessing'),
			retryAfter: readRetryAfter(fields),
			body: fields.any('body'),
			contentType: fields.text('contentType'),
			delay: fields.integer('delay', 0, 600_000),
			reset: fields.choice('reset', RESETS),
			malformed: fields.choice('malformed', MALFORMATIONS),
			count: fields.integer('count', 1, 1_000_000) ?? 1,
			skip: fields.integer('skip', 0, 1_000_000) ?? 0,
		};
		const effects = ['status', 'retryAfter', 'body', 'contentType', 'delay', 'reset', 'malformed'];
		if (!effects.some((name) => fields.has(name))) {
			throw new ControlError(`A fault needs an effect: set at least one of ${effects.join(', ')}.`);
		}
		if (options.reset !== undefined && options.status !== undefined) {
			throw new ControlError('reset and status cannot be combined: a connection that is reset has no status.');
		}
		const matches = compilePath(options.path);
		this.added += 1;
		const fault: Fault = { number: this.added, ...options, remaining: options.count, skipping: options.skip };
		this.queue.push({ fault, matches });
		return fault;
	}

	/** True when the fault for this request leaves its body unread; counts nothing. */
	leavesUnread(service: string, method: string, path: string): boolean {
		return this.matching(service, method, path).find(({ skipping }) => skipping === 0)?.reset === 'unread';
	}

	/** The fault for this request, if any; counts it. */
	take(service: string, method: string, path: string): Fault | undefined {
		for (const fault of this.matching(service, method, path)) {
			if (fault.skipping > 0) {
				fault.skipping -= 1;
				continue;
			}
			fault.remaining -= 1;
			if (fault.remaining === 0) this.retire(fault);
			return fault;
		}
		return undefined;
	}

	/** The last used ones (`remaining` 0), then the waiting ones. */
	list(): Fault[] {
		return [...this.used, ...this.queue.map(({ fault }) => fault)];
	}

	clear(): void {
		this.queue = [];
		this.used = [];
	}

	private matching(service: string, method: string, path: string): Fault[] {
		return this.queue
			.filter(({ fault, matches }) => fault.service === service && matches(path) && (fault.method ?? method) === method)
			.map(({ fault }) => fault);
	}

	private retire(fault: Fault): void {
		this.queue = this.queue.filter((queued) => queued.fault !== fault);
		this.used = [...this.used, fault].slice(-KEPT_USED);
	}
}

/** A Retry-After given as a number or a string; sent unchanged, so that invalid ones can be tried too. */
export function readRetryAfter(fields: ControlFields): number | string | undefined {
	const value = fields.any('retryAfter');
	if (value === undefined) return undefined;
	const isText = typeof value === 'string' && /^[\x20-\x7e]+$/.test(value);
	if (!Number.isFinite(value) && !isText) {
		throw new ControlError('retryAfter must be a number or a string of printable ASCII characters.');
	}
	return value as number | string;
}

const HTML_PAGE =
	'<!DOCTYPE html>\n<html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>\n';

/** What is sent instead of `text`; `type` is set when the content type also changes. */
export function malform(kind: (typeof MALFORMATIONS)[number], text: string): { text: string; type?: string } {
	switch (kind) {
		case 'truncated':
			// An empty response has no half: an open brace is the shortest broken JSON.
			return {
				text: text.length > 1 ? text.slice(0, Math.floor(text.length / 2)) : '{',
				type: 'application/json; charset=utf-8',
			};
		case 'html':
			return { text: HTML_PAGE, type: 'text/html; charset=utf-8' };
		case 'empty':
			return { text: '' };
		case 'array':
			return { text: '[]', type: 'application/json; charset=utf-8' };
	}
}
