import {
	type BodyProblem,
	isJsonType,
	type JsonObject,
	kindOf,
	readJsonObject as readObject,
} from '../shared/jsonBody';
import type { ReceivedRequest } from '../shared/service';
import { ServiceError } from './serviceError';
import type { KountSettings } from './settings';

const errorFor = ({ kind, sentence, value }: BodyProblem): ServiceError =>
	new ServiceError(400, kind === 'shape' ? `${sentence}; it was ${kindOf(value)}` : sentence);

/** The Go sample declares nothing, and curl in the Bash sample declares a form. */
const isJsonOrUndeclared = (type: string): boolean =>
	type === '' || isJsonType(type) || /^application\/x-www-form-urlencoded\s*(;|$)/i.test(type);

/**
 * The JSON object in the body of a request (Contract: 5 (3, 4)).
 * @throws ServiceError 400
 */
export const readJsonObject = (request: ReceivedRequest, { strict }: KountSettings): JsonObject =>
	readObject(request, errorFor, strict ? isJsonType : isJsonOrUndeclared);
