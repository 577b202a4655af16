import {
	type BodyProblem,
	type JsonObject,
	readJson as readAny,
	readJsonObject as readObject,
} from '../shared/jsonBody';
import type { ReceivedRequest } from '../shared/service';
import { lengthOf } from '../shared/textLength';
import { isUuid } from './rules/values';
import { Constraints, ServiceError } from './serviceError';

const errorFor = ({ kind, sentence }: BodyProblem): ServiceError =>
	kind === 'contentType'
		? new ServiceError(415, 'unsupported_media_type', sentence)
		: new ServiceError(400, 'validation_error', sentence);

/** @throws ServiceError 415 when the body is not declared as JSON, 400 when it is not valid JSON */
export const readJson = (request: ReceivedRequest): unknown => readAny(request, errorFor);

/** @throws ServiceError 415 or 400, also when the body is not an object */
export const readJsonObject = (request: ReceivedRequest): JsonObject => readObject(request, errorFor);

/**
 * The `{id}` of a path.
 * @throws ServiceError 400 when it is not a UUID
 */
export function readId(params: unknown): string {
	const { id } = params as { id: string };
	const constraints = new Constraints();
	if (!isUuid(id)) constraints.add('id', 'must be a UUID');
	constraints.throwIfAny();
	return id.toLowerCase();
}

/** `internal_id` of the update calls: a string of at most 500 characters (Contract: 2.7, 2.8). */
export function readInternalId(body: JsonObject): string {
	const constraints = new Constraints();
	const value = body.internal_id;
	if (value === undefined) constraints.add('internal_id', 'is required');
	else if (typeof value !== 'string') constraints.add('internal_id', 'must be a string');
	else if (lengthOf(value) > 500) constraints.add('internal_id', 'must have 500 characters at most');
	constraints.throwIfAny();
	return value as string;
}
