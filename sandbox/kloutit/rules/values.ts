import { isUtf8 } from 'node:buffer';

import type { ReceivedRequest } from '../../shared/service';
import { Refusal } from '../serviceError';

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const UTC_DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;

/** ISO 8601 date and time in UTC (contract 1); a day the month does not have is none. */
export function isUtcDateTime(value: unknown): value is string {
	if (typeof value !== 'string' || !UTC_DATE_TIME.test(value)) return false;
	const moment = Date.parse(value);
	return !Number.isNaN(moment) && new Date(moment).toISOString().slice(0, 19) === value.slice(0, 19);
}

/**
 * The JSON object in the body of a request; no body at all counts as an empty one.
 * @throws Refusal 400 when it is not declared as JSON, not valid, or no object
 */
export function readJsonObject({ body, headers }: ReceivedRequest): JsonObject {
	if (body.length === 0) return {};
	const type = headers['content-type'] ?? '';
	if (!/^application\/json\s*(;|$)/i.test(type)) {
		throw new Refusal(400, `The body must be sent as application/json; it was sent as "${type}"`);
	}
	if (!isUtf8(body)) throw new Refusal(400, 'The body is not valid UTF-8');
	let value: unknown;
	try {
		value = JSON.parse(body.toString('utf8'));
	} catch {
		throw new Refusal(400, 'The body is not valid JSON');
	}
	if (!isObject(value)) throw new Refusal(400, 'The body must be a JSON object');
	return value;
}
