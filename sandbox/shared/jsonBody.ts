import { isUtf8 } from 'node:buffer';

import type { ReceivedRequest } from './service';

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** "an array", "a number" and so on, for messages that name what was received without repeating it. */
export function kindOf(value: unknown): string {
	if (value === undefined) return 'missing';
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'an array';
	if (typeof value === 'object') return 'an object';
	return `a ${typeof value}`;
}

/** What is wrong with the body of a request. */
export interface BodyProblem {
	kind: 'contentType' | 'encoding' | 'syntax' | 'shape';
	sentence: string;
	/** The parsed value when only its shape is wrong. */
	value?: unknown;
}

/** Turns a problem into the error of one service. */
export type BodyError = (problem: BodyProblem) => Error;

/** Whether a content type declares JSON. */
export const isJsonType = (type: string): boolean => /^application\/json\s*(;|$)/i.test(type);

/**
 * Parses the JSON body of a request.
 * @param acceptsType which content types the service reads as JSON; '' is none
 * @throws the service's own error when the body has another content type, is not UTF-8, or is not valid JSON
 */
export function readJson(
	{ body, headers }: ReceivedRequest,
	errorFor: BodyError,
	acceptsType: (type: string) => boolean = isJsonType,
): unknown {
	const type = headers['content-type'] ?? '';
	if (!acceptsType(type)) {
		const sentence = `The body must be sent as application/json; it was sent as "${type}"`;
		throw errorFor({ kind: 'contentType', sentence });
	}
	if (!isUtf8(body)) throw errorFor({ kind: 'encoding', sentence: 'The body is not valid UTF-8' });
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		throw errorFor({ kind: 'syntax', sentence: 'The body is not valid JSON' });
	}
}

/**
 * Like `readJson`, for calls whose body is one object.
 * @throws the service's own error, also when the body is JSON but not an object
 */
export function readJsonObject(
	request: ReceivedRequest,
	errorFor: BodyError,
	acceptsType?: (type: string) => boolean,
): JsonObject {
	const value = readJson(request, errorFor, acceptsType);
	if (!isObject(value)) throw errorFor({ kind: 'shape', sentence: 'The body must be a JSON object', value });
	return value;
}

/** The value of a JSON text in UTF-8; `undefined` when it is not one. */
export function parseJson(body: Buffer): unknown {
	if (!isUtf8(body)) return undefined;
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		return undefined;
	}
}
