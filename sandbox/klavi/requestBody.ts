import { type BodyProblem, type JsonObject, readJsonObject as readObject } from '../shared/jsonBody';
import type { ReceivedRequest } from '../shared/service';
import { ServiceError } from './serviceError';

const errorFor = ({ kind, sentence }: BodyProblem): ServiceError =>
	new ServiceError(400, kind === 'contentType' ? sentence : 'The body must be a JSON object in valid UTF-8');

/**
 * The JSON object in the body of a request (Contract: 1.3; application/json only).
 * @throws ServiceError 400
 */
export const readJsonObject = (request: ReceivedRequest): JsonObject => readObject(request, errorFor);

/** The fields of an HTML form (application/x-www-form-urlencoded). */
export const readForm = ({ body }: ReceivedRequest): URLSearchParams => new URLSearchParams(body.toString('utf8'));
