import { isUtf8 } from 'node:buffer';

import type { ReceivedRequest } from '../../shared/service';
import { Constraints, Refusal } from '../serviceError';

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

/** Amounts are decimal strings such as "49.99" (contract 3.1). */
export const isAmount = (value: unknown): value is string =>
	typeof value === 'string' && /^\d{1,15}(\.\d{1,4})?$/.test(value);

export const isCurrency = (value: unknown): value is string => typeof value === 'string' && /^[A-Z]{3}$/.test(value);

/** ISO 8601 date and time with a zone (RFC 3339). */
export const isDateTime = (value: unknown): value is string =>
	typeof value === 'string' &&
	/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.test(value) &&
	!Number.isNaN(Date.parse(value));

/**
 * Parses the body of a request.
 * @throws Refusal 415 when it is not declared as JSON, 400 when it is not valid JSON
 */
export function readJson({ body, headers }: ReceivedRequest): unknown {
	const type = headers['content-type'] ?? '';
	if (!/^application\/json\s*(;|$)/i.test(type)) {
		throw new Refusal(
			415,
			'unsupported_media_type',
			`The body must be sent as application/json; it was sent as "${type}"`,
		);
	}
	if (!isUtf8(body)) throw new Refusal(400, 'validation_error', 'The body is not valid UTF-8');
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		throw new Refusal(400, 'validation_error', 'The body is not valid JSON');
	}
}

/** Like `readJson`, for the operations whose body is one object. */
export function readJsonObject(request: ReceivedRequest): JsonObject {
	const value = readJson(request);
	if (!isObject(value)) throw new Refusal(400, 'validation_error', 'The body must be a JSON object');
	return value;
}

/**
 * The `{id}` of a path.
 * @throws Refusal 400 when it is not a UUID
 */
export function readId(params: unknown): string {
	const { id } = params as { id: string };
	const constraints = new Constraints();
	if (!isUuid(id)) constraints.add('id', 'must be a UUID');
	constraints.throwIfAny();
	return id.toLowerCase();
}

/** `internal_id` of the update calls: a string of at most 500 characters (contract 2.7, 2.8). */
export function readInternalId(body: JsonObject): string {
	const constraints = new Constraints();
	const value = body.internal_id;
	if (value === undefined) constraints.add('internal_id', 'is required');
	else if (typeof value !== 'string') constraints.add('internal_id', 'must be a string');
	else if (value.length > 500) constraints.add('internal_id', 'must have 500 characters at most');
	constraints.throwIfAny();
	return value as string;
}
