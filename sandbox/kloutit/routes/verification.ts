import { isDeepStrictEqual } from 'node:util';

import type { FastifyInstance } from 'fastify';

import type { ServiceContext } from '../context';
import { type JsonObject, readJsonObject } from '../rules/values';
import { Refusal } from '../serviceError';
import type { CaseRecord, EventRecord } from '../state';

/** The members of `details`, in the order of the contract's sample (contract 6). */
const DETAILS = [
	'sector',
	'chargebackReason',
	'deadline',
	'orderNumber',
	'transactionId',
	'transactionDate',
	'bankName',
	'cardBrand',
	'last4Digits',
	'is3DSPurchase',
	'disputeAmount',
	'purchaseDate',
	'purchaseAmount',
	'isChargeRefundable',
	'customerName',
	'customerEmail',
	'customerPhone',
];

/** An event about a case (contract 6). */
export function eventBody({ fields }: CaseRecord, eventType: string): JsonObject {
	const { expedientNumber, paymentProcessor } = fields;
	const details = DETAILS.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]);
	return {
		eventType,
		expedientNumber,
		...(paymentProcessor === undefined ? {} : { paymentProcessor }),
		details: Object.fromEntries(details),
	};
}

/** Verify event (contract 6): was this sent by us, and unaltered? */
export function verificationRoutes(app: FastifyInstance, { state, settings }: ServiceContext): void {
	app.post('/case/verify-event', async (request, reply) => {
		const { body } = request.received;
		const given = readJsonObject(request.received);
		const { eventType, expedientNumber } = given;
		if (typeof eventType !== 'string' || typeof expedientNumber !== 'string') {
			throw new Refusal(400, ['eventType must be a string', 'expedientNumber must be a string']);
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
		if (!isKnown) throw new Refusal(404, `No event ${eventType} about case ${expedientNumber} was sent`);
		throw new Refusal(400, 'The event was altered');
	});
}

/** The content of an event; `undefined` when what was sent is no JSON. */
function parsed({ body }: EventRecord): unknown {
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		return undefined;
	}
}
