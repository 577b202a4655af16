import type { FastifyInstance, FastifyRequest } from 'fastify';

import { isObject, type JsonObject } from '../../shared/jsonBody';
import type { ServiceContext } from '../context';
import { readJsonObject } from '../requestBody';
import type { Revision } from '../revisions/revision';
import { complaintsAbout } from '../rules/fields';
import { ServiceError } from '../serviceError';
import { demandKeys, issueToken } from '../tokens';
import { originOf, REVISIONS_BY_NAME, refuseForeignQrCode } from './payments';

/** Hosted checkout (Contract: 2.7); the keys are in the body, no bearer token is needed. */
export function checkoutRoutes(app: FastifyInstance, context: ServiceContext): void {
	for (const revision of Object.values(REVISIONS_BY_NAME)) {
		app.post(revision.checkoutPath, async (request, reply) =>
			reply.code(201).send(openCheckout(request, revision, context)),
		);
	}
}

/** @throws ServiceError 400, 401, 409, 422; BusinessError 416 */
function openCheckout(
	request: FastifyRequest,
	revision: Revision,
	{ state, settings, lifecycle }: ServiceContext,
): JsonObject {
	const body = readJsonObject(request.received);
	demandKeys(body, settings);
	const given = body.payment ?? {};
	if (!isObject(given)) throw new ServiceError(422, 'payment must be an object');
	const complaints = complaintsAbout(given, revision.rules(given, state), false, 'payment.');
	if (complaints.length > 0) throw new ServiceError(422, complaints);
	const clientId = given[revision.clientIdField];
	if (typeof clientId === 'string' && state.isTaken(revision.name, clientId)) {
		throw new ServiceError(409, `${revision.clientIdField} ${clientId} has been used already`);
	}
	if (given.qrCode !== undefined) refuseForeignQrCode(given, revision);
	const id = state.random.uuid();
	const { text, record: token } = issueToken({ state, settings }, id, true);
	token.created.push(id);
	const key = state.random.uuid();
	const origin = originOf(request);
	const checkout = { key, completeUntil: token.expiresAt, completed: false };
	const record = state.addPayment({ id, revision: revision.name, given, origin, checkout });
	if (typeof clientId === 'string') state.take(record, clientId);
	lifecycle.enter(record, revision.incompleteStatus);
	return { id, accessToken: text, paymentURL: `${origin}/klavi/checkout?v=${key}` };
}
