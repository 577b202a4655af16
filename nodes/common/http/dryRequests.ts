import type { IDataObject } from 'n8n-workflow';

import { hideCardNumbersIn } from '../cardNumber';
import type { Redact } from '../errors/redact';
import { Bytes, type Effect, type Perform, type Send, type ServiceRequest, type ServiceResponse } from '../operation';
import { isRecord, type Json } from '../values/json';
import type { BoundedRequest } from './n8nRequest';
import { parseBody } from './response';

/** A request as a dry run shows it: without secrets and card numbers. */
export interface WouldSend {
	method?: string;
	/** With the query. */
	path?: string;
	/** Null if there is none. */
	body: Json;
	/** The request that would contain the row, if rows are sent together: `body` shows only this row. */
	batch?: { number: number; rows: number; bytes: number };
}

/** Data with what `hide` hides in its texts, numbers and names. */
function hiddenIn(data: Json, hide: Redact): Json {
	if (typeof data === 'string') return hide(data);
	if (typeof data === 'number') return hide(String(data)) === String(data) ? data : hide(String(data));
	if (Array.isArray(data)) return data.map((one) => hiddenIn(one, hide));
	if (!isRecord(data)) return data;
	return Object.fromEntries(Object.entries(data).map(([name, value]) => [hide(name), hiddenIn(value, hide)]));
}

/** The body that would be sent, as data. Bytes that are no JSON are only described. */
function shownBody({ body }: ServiceRequest, { body: bytes }: BoundedRequest, hide: Redact): Json {
	if (body === undefined) return null;
	const { content, contentType, shown = undefined } = body instanceof Bytes ? body : Bytes.json(bytes as Buffer);
	if (shown) return hiddenIn(shown, hide);
	const text = content.toString('utf8');
	const parsed = parseBody(text);
	if (parsed.broken) return { contentType, bytes: content.length };
	// most bodies contain no secret, and looking into each text takes longer
	return hide(text) === text ? (parsed.body ?? null) : hiddenIn(parsed.body ?? null, hide);
}

/** What may be shown of a request. @param options the request as it would be sent */
export function shownRequest(
	request: ServiceRequest,
	options: BoundedRequest,
	baseUrl: string,
	hide: Redact,
): WouldSend {
	const { method } = request;
	const path = hideCardNumbersIn(hide(options.url.slice(baseUrl.length))) as string;
	return { method, path, body: hideCardNumbersIn(shownBody(request, options, hide)) };
}

/** What an item of a dry run would have done. */
export interface Recorded {
	effect: Effect;
	wouldSend: WouldSend;
	/** What the user should know about it. */
	hint?: string;
	/** What is known before it is sent, for the output. */
	known?: IDataObject;
}

/** Thrown where the steps of an item need a response that a dry run does not have. */
export class TurnedBack extends Error {
	constructor() {
		super('A dry run has no response');
	}
}

const none = (): never => {
	throw new TurnedBack();
};

/** The response of a request that was not sent: whoever reads it cannot go on. */
const NO_RESPONSE: ServiceResponse = {
	get status() {
		return none();
	},
	get headers() {
		return none();
	},
	get body() {
		return none();
	},
	get file() {
		return none();
	},
};

/** What one item of a dry run would send. Nothing leaves: each request is turned back where it would be sent. */
export class DryRequests {
	readonly recorded: Recorded[] = [];

	/**
	 * @param effect the operation's
	 * @param shown builds a request as for real, and returns what may be shown of it
	 */
	constructor(
		private readonly effect: Effect,
		private readonly shown: (request: ServiceRequest) => WouldSend,
	) {}

	readonly send: Send = async (request) => {
		const { effect = this.effect, next, inDryRun } = request;
		this.recorded.push({ effect, wouldSend: this.shown(request), hint: next });
		const response = inDryRun === undefined ? NO_RESPONSE : { status: 200, headers: {}, body: inDryRun };
		return await Promise.resolve(response);
	};

	readonly perform: Perform = async ({ body, inDryRun, known }) => {
		this.recorded.push({ effect: 'write', wouldSend: { body: hideCardNumbersIn(body) }, hint: inDryRun, known });
		return await Promise.reject(new TurnedBack());
	};
}
