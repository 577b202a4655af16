import { isDeepStrictEqual } from 'node:util';

import type { FastifyInstance } from 'fastify';

import type { ServiceContext } from '../context';
import type { EventRecord } from '../records';
import { readJsonObject } from '../requestBody';
import { ServiceError } from '../serviceError';

/** Verify event (Contract: 6); was this sent by us, and unaltered? */
export function verificationRoutes(app: FastifyInstance, { state, settings }: ServiceContext): void {
	app.post('/case/verify-event', async (request, reply) => {
		const { body } = request.received;
		const given = readJsonObject(request.received);
		const { eventType, expedientNumber } = given;
		if (typeof eventType !== 'string' || typeof expedientNumber !== 'string') {
			throw new ServiceError(400, ['eventType must be a string', 'expedientNumber must be a string']);
		}
		const sent = state.events.filter((event) => !event.forged);
		const byBytes = sent.find((event) => event.body.equals(body));
		const equal = byBytes ?? sent.find((event) => isDeepStrictEqual(parsed(event), given));
		const verified = settings.verification === 'bytes' ? byBytes !== undefined : equal !== undefined;
		state.addVerification({
			at: new Date().toISOString(),
			verified,
			event: equal?.number ?? null,
			sameBytes: byBytes !== undefined,
		});
		if (verified) return reply.code(204).send();
		const isKnown = sent.some((one) => one.eventType === eventType && one.expedientNumber === expedientNumber);
		if (!isKnown) throw new ServiceError(404, `No event ${eventType} about case ${expedientNumber} was sent`);
		throw new ServiceError(400, 'The event was altered');
	});
}

/** The content of an event; `undefined` when what was sent is not JSON. */
function parsed({ body }: EventRecord): unknown {
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		return undefined;
	}
}
