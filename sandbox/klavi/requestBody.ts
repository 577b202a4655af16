import { isUtf8 } from 'node:buffer';

import type { ReceivedRequest } from '../shared/service';
import { Refusal } from './serviceError';

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The JSON object in the body of a request (contract 1.3: application/json only).
 * @throws Refusal 400 when it is not declared as JSON, not valid, or no object
 */
export function readJsonObject({ body, headers }: ReceivedRequest): JsonObject {
	const type = headers['content-type'] ?? '';
	if (!/^application\/json\s*(;|$)/i.test(type)) {
		throw new Refusal(400, `The body must be sent as application/json; it was sent as "${type}"`);
	}
	const value = parseJson(body);
	if (!isObject(value)) throw new Refusal(400, 'The body must be a JSON object in valid UTF-8');
	return value;
}

/** The value of a JSON text; `undefined` when it is none. */
export function parseJson(body: Buffer): unknown {
	if (!isUtf8(body)) return undefined;
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		return undefined;
	}
}

/** The members of an HTML form (application/x-www-form-urlencoded). */
export const readForm = ({ body }: ReceivedRequest): URLSearchParams => new URLSearchParams(body.toString('utf8'));
