import { type BodyProblem, type JsonObject, readJsonObject as readObject } from '../shared/jsonBody';
import type { ReceivedRequest } from '../shared/service';
import { ServiceError } from './serviceError';

const errorFor = ({ sentence }: BodyProblem): ServiceError => new ServiceError(400, sentence);

/**
 * The JSON object in the body of a request; an absent body counts as an empty object.
 * @throws ServiceError 400
 */
export const readJsonObject = (request: ReceivedRequest): JsonObject =>
	request.body.length === 0 ? {} : readObject(request, errorFor);
