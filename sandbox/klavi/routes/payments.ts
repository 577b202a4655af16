import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { JsonObject } from '../../shared/jsonBody';
import { AWAITING, CANCELLABLE_STATUSES, type RevisionName, STATUS_SEQUENCES } from '../catalogue';
import type { ServiceContext } from '../context';
import type { PaymentRecord, TokenRecord } from '../records';
import { readJsonObject } from '../requestBody';
import { cancelRules, instantRevision } from '../revisions/instant';
import { participantsRevision } from '../revisions/participants';
import type { Revision } from '../revisions/revision';
import { isPixQrCode } from '../rules/brCode';
import { complaintsAbout } from '../rules/fields';
import { BusinessError, ServiceError } from '../serviceError';
import { demandAccess, demandToken, demandUnused } from '../tokens';

export const REVISIONS_BY_NAME: Record<RevisionName, Revision> = {
	participants: participantsRevision,
	instant: instantRevision,
};

/** Create, get, status and cancel of both revisions (Contract: 2.2 to 2.6). */
export function paymentRoutes(app: FastifyInstance, context: ServiceContext): void {
	for (const revision of Object.values(REVISIONS_BY_NAME)) revisionRoutes(app, revision, context);
	cancelRoute(app, instantRevision, context);
}

function revisionRoutes(app: FastifyInstance, revision: Revision, context: ServiceContext): void {
	const { state } = context;
	const path = revision.paymentsPath;

	app.post(path, async (request, reply) => {
		const token = demandToken(request, state);
		const record = createPayment(request, revision, token, context);
		const redirectConsentURL = consentUrl(record) ?? null;
		return reply.code(201).send({ ...revision.detail(record, state), redirectConsentURL });
	});

	app.get(`${path}/:id`, async (request) => {
		const token = demandToken(request, state);
		const found = findPayment(request, revision, token, context);
		return found === undefined ? itemBeforeCreate(revision, token) : revision.detail(found, state);
	});

	app.get(`${path}/:id/status`, async (request) => {
		const token = demandToken(request, state);
		const found = findPayment(request, revision, token, context);
		if (found === undefined) return itemBeforeCreate(revision, token);
		const url = consentUrl(found);
		return { ...revision.status(found), ...(url === undefined ? {} : { redirectConsentURL: url }) };
	});
}

function cancelRoute(app: FastifyInstance, revision: Revision, context: ServiceContext): void {
	const { state, lifecycle } = context;
	app.post(`${revision.paymentsPath}/:id/cancel`, async (request) => {
		const token = demandToken(request, state);
		const body = readJsonObject(request.received);
		const complaints = complaintsAbout(body, cancelRules(body));
		if (complaints.length > 0) throw new ServiceError(422, complaints);
		const record = findPayment(request, revision, token, context);
		if (record === undefined) throw notFound(request);
		if (!CANCELLABLE_STATUSES.includes(record.status)) {
			const allowed = CANCELLABLE_STATUSES.join(' or ');
			const reason = `A payment can be cancelled while it is ${allowed}; this one is ${record.status}`;
			throw new ServiceError(409, `PAGAMENTO_NAO_PERMITE_CANCELAMENTO: ${reason}`);
		}
		lifecycle.enter(record, 'CANCELED');
		return revision.detail(record, state);
	});
}

/** @throws ServiceError 400, 403, 409, 422; BusinessError 416 */
function createPayment(
	request: FastifyRequest,
	revision: Revision,
	token: TokenRecord,
	{ state, settings, lifecycle }: ServiceContext,
): PaymentRecord {
	const given = readJsonObject(request.received);
	const complaints = complaintsAbout(given, revision.rules(given, state));
	if (complaints.length > 0) throw new ServiceError(422, complaints);
	const clientId = String(given[revision.clientIdField]);
	if (state.isTaken(revision.name, clientId)) {
		throw new ServiceError(409, `${revision.clientIdField} ${clientId} has been used already`);
	}
	demandUnused(token, revision.name, settings);
	const plan = state.takePlan();
	if (plan !== undefined && 'refuse' in plan) throw new BusinessError(plan.refuse, plan.message);
	refuseForeignQrCode(given, revision);
	const id = state.payments.has(token.paymentId) ? state.random.uuid() : token.paymentId;
	const record = state.addPayment({ id, revision: revision.name, given, origin: originOf(request) });
	state.take(record, clientId);
	token.created.push(id);
	if (plan !== undefined) record.plannedEnd = { status: plan.end, code: plan.code };
	lifecycle.enter(record, STATUS_SEQUENCES[revision.name][0]);
	lifecycle.settle(record);
	return record;
}

/** A text that is no Pix QR code, or a broken one. The other business errors cannot be derived from it. */
export function refuseForeignQrCode(given: JsonObject, { methodField }: Revision): void {
	if (given[methodField] === 'PIX_QRCODE' && !isPixQrCode(String(given.qrCode))) throw new BusinessError(4101);
}

/**
 * The payment of a path, with its current status; `undefined` when the token opened it but no create has followed.
 * @throws ServiceError 403 when the token is for another one, 404 when there is none
 */
function findPayment(
	request: FastifyRequest,
	revision: Revision,
	token: TokenRecord,
	{ state, settings, lifecycle }: ServiceContext,
): PaymentRecord | undefined {
	const { id } = request.params as { id: string };
	const record = state.payments.get(id);
	if (record === undefined && id === token.paymentId && settings.beforeCreate === 'STARTED') return undefined;
	if (record === undefined || record.revision !== revision.name) throw notFound(request);
	demandAccess(token, record, settings);
	lifecycle.settle(record);
	return record;
}

const notFound = (request: FastifyRequest): ServiceError =>
	new ServiceError(404, `There is no payment ${(request.params as { id: string }).id}`);

/** The item that auth has opened (Contract: 1.4, 7 (1)). */
const itemBeforeCreate = (revision: Revision, { paymentId, issuedAt }: TokenRecord): JsonObject =>
	revision.status({
		number: 0,
		id: paymentId,
		revision: revision.name,
		given: {},
		status: 'STARTED',
		history: [{ status: 'STARTED', at: issuedAt }],
		origin: '',
	});

/** Where the payer decides; only while the payment waits for that (Contract: 2.3). */
export function consentUrl({ status, consent, origin }: PaymentRecord): string | undefined {
	return status === AWAITING && consent !== undefined ? `${origin}/klavi/bank/${consent.key}` : undefined;
}

/** Scheme and host a request was sent to. */
export const originOf = ({ received }: FastifyRequest): string => `http://${received.headers.host ?? '127.0.0.1'}`;
