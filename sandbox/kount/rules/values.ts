import { isUtf8 } from 'node:buffer';

import type { ReceivedRequest } from '../../shared/service';
import { Refusal } from '../serviceError';

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** "an array", "a number" and so on, for messages that name what came without repeating it. */
export function kindOf(value: unknown): string {
	if (value === undefined) return 'missing';
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'an array';
	if (typeof value === 'object') return 'an object';
	return `a ${typeof value}`;
}

const UTC_DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;

/** ISO 8601 in UTC, with or without fractions of a second (contract 5, 12); a day the month does not have is none. */
export function isUtcDateTime(value: string): boolean {
	if (!UTC_DATE_TIME.test(value)) return false;
	const moment = Date.parse(value);
	return !Number.isNaN(moment) && new Date(moment).toISOString().slice(0, 19) === value.slice(0, 19);
}

/**
 * The JSON object in the body of a request.
 * @throws Refusal 400 when it is not declared as JSON (contract 5, 3), not valid, or no object
 */
export function readJsonObject({ body, headers }: ReceivedRequest): JsonObject {
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
	if (!isObject(value)) throw new Refusal(400, `The body must be a JSON object; it was ${kindOf(value)}`);
	return value;
}
