import { type BodyProblem, type JsonObject, kindOf, readJsonObject as readObject } from '../shared/jsonBody';
import type { ReceivedRequest } from '../shared/service';
import { ServiceError } from './serviceError';

const errorFor = ({ kind, sentence, value }: BodyProblem): ServiceError =>
	new ServiceError(400, kind === 'shape' ? `${sentence}; it was ${kindOf(value)}` : sentence);

/**
 * The JSON object in the body of a request (Contract: 5 (3)).
 * @throws ServiceError 400
 */
export const readJsonObject = (request: ReceivedRequest): JsonObject => readObject(request, errorFor);
