import type { FastifyInstance } from 'fastify';

import { ControlError, ControlFields } from '../shared/controlFields';
import type { JsonObject } from '../shared/jsonBody';
import { AWAITING, FAILURE_AFTER, failureFor, REVISIONS, TERMINAL_STATUSES } from './catalogue';
import type { ServiceContext } from './context';
import { eventControl } from './controlEvents';
import type { PaymentRecord, TokenRecord } from './records';
import { isoTime } from './revisions/revision';
import { consentUrl, REVISIONS_BY_NAME } from './routes/payments';
import { BUSINESS_ERRORS } from './serviceError';
import type { KlaviState } from './state';

const CODES = Object.keys(BUSINESS_ERRORS).map(Number);
const LONGEST_LEAP = 5 * 365 * 24 * 60 * 60;

/** Control API of this service: its clock, its tokens, its payments, and its events. */
export function klaviControl(app: FastifyInstance, context: ServiceContext): void {
	clockControl(app, context);
	planControl(app, context);
	tokenControl(app, context);
	paymentControl(app, context);
	eventControl(app, context);
}

function clockControl(app: FastifyInstance, { state, lifecycle }: ServiceContext): void {
	const { clock } = state;
	const summary = (): JsonObject => ({ now: isoTime(clock.now()), advancedSeconds: clock.advancedSeconds });
	app.get('/clock', async () => summary());
	app.post('/clock', async (request) => {
		const fields = new ControlFields(request.body, ['advanceSeconds']);
		clock.advance(fields.required('advanceSeconds', fields.integer('advanceSeconds', 0, LONGEST_LEAP)));
		lifecycle.settleAll();
		return summary();
	});
}

function planControl(app: FastifyInstance, { state }: ServiceContext): void {
	const ends = Object.keys(FAILURE_AFTER);
	app.get('/next', async () => ({ next: state.plans }));
	app.post('/next', async (request, reply) => {
		const fields = new ControlFields(request.body, ['refuse', 'message', 'end', 'code', 'count']);
		const refuse = fields.integer('refuse', 1, 99_999);
		const end = fields.choice('end', ends);
		if ((refuse === undefined) === (end === undefined)) {
			throw new ControlError(`Set either refuse (such as ${CODES.join(', ')}) or end.`);
		}
		const remaining = fields.integer('count', 1, 1_000_000) ?? 1;
		const plan =
			refuse !== undefined
				? { refuse, message: readMessage(fields), remaining }
				: { end: String(end), code: fields.text('code'), remaining };
		state.plans.push(plan);
		return reply.code(201).send({ next: state.plans });
	});
	app.delete('/next', async () => {
		state.plans = [];
		return { next: [] };
	});
}

function readMessage(fields: ControlFields): string | string[] | undefined {
	const message = fields.any('message');
	const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
	if (message === undefined || isText(message)) return message as string | undefined;
	if (Array.isArray(message) && message.length > 0 && message.every(isText)) return message as string[];
	throw new ControlError('message must be a string or a list of strings.');
}

function tokenControl(app: FastifyInstance, { state }: ServiceContext): void {
	const summary = (): JsonObject => ({
		authCalls: state.authCalls,
		tokens: [...state.tokens.values()].map((token) => tokenSummary(token, state)),
	});
	app.get('/tokens', async () => summary());
	app.post('/tokens/expire', async () => {
		for (const token of state.tokens.values()) token.expiresAt = Math.min(token.expiresAt, state.clock.now());
		return summary();
	});
}

function paymentControl(app: FastifyInstance, { state, lifecycle }: ServiceContext): void {
	const find = (params: unknown): PaymentRecord => {
		const { id } = params as { id: string };
		const record = state.payments.get(id);
		if (record === undefined) throw new ControlError(`There is no payment ${id}.`, 404);
		lifecycle.settle(record);
		return record;
	};
	const refuseUnlessWaiting = ({ status }: PaymentRecord): void => {
		if (status !== AWAITING) throw new ControlError(`The payment is ${status}, not ${AWAITING}.`, 409);
	};

	app.get('/payments', async (request) => {
		const fields = new ControlFields(request.query, ['status', 'revision', 'clientId']);
		const [status, clientId] = [fields.text('status'), fields.text('clientId')];
		const revision = fields.choice('revision', REVISIONS);
		lifecycle.settleAll();
		const found = [...state.payments.values()].filter(
			(record) =>
				(status === undefined || record.status === status) &&
				(revision === undefined || record.revision === revision) &&
				(clientId === undefined || record.clientId === clientId),
		);
		return { total: found.length, payments: found.map(paymentSummary) };
	});

	app.get('/payments/:id', async (request) => {
		const record = find(request.params);
		return { ...paymentSummary(record), detail: REVISIONS_BY_NAME[record.revision].detail(record, state) };
	});

	app.post('/payments/:id/status', async (request) => {
		const fields = new ControlFields(request.body, ['status', 'code']);
		const status = fields.required('status', fields.text('status'));
		const code = fields.text('code');
		const record = find(request.params);
		lifecycle.enter(record, status, undefined, failureFor(status, code));
		return paymentSummary(record);
	});

	app.post('/payments/:id/advance', async (request) => {
		const fields = new ControlFields(request.body, ['steps']);
		const steps = fields.integer('steps', 1, 20) ?? 1;
		const record = find(request.params);
		for (let step = 0; step < steps; step += 1) {
			const next = lifecycle.nextStatus(record);
			if (next === undefined) throw new ControlError(`No status follows ${record.status}.`, 409);
			lifecycle.enter(record, next);
		}
		return paymentSummary(record);
	});

	for (const decision of ['authorize', 'refuse'] as const) {
		app.post(`/payments/:id/${decision}`, async (request) => {
			new ControlFields(request.body, []);
			const record = find(request.params);
			refuseUnlessWaiting(record);
			lifecycle.decide(record, decision === 'authorize');
			return paymentSummary(record);
		});
	}

	app.post('/payments/:id/expire', async (request) => {
		new ControlFields(request.body, []);
		const record = find(request.params);
		if (TERMINAL_STATUSES.includes(record.status)) throw new ControlError(`The payment is ${record.status}.`, 409);
		lifecycle.expire(record);
		return paymentSummary(record);
	});
}

function tokenSummary(token: TokenRecord, { clock }: KlaviState): JsonObject {
	const { number, issuedAt, expiresAt, paymentId, created, checkout } = token;
	return {
		number,
		issuedAt: isoTime(issuedAt),
		expiresAt: isoTime(expiresAt),
		expired: expiresAt <= clock.now(),
		paymentId,
		created,
		checkout,
	};
}

/** A payment with its status history; `clientId` is its `externalId` or `clientRequestId`. */
function paymentSummary(record: PaymentRecord): JsonObject {
	const { number, id, revision, clientId, status, history, failure, due, consent, checkout } = record;
	return {
		number,
		id,
		revision,
		clientId: clientId ?? null,
		[REVISIONS_BY_NAME[revision].clientIdField]: clientId ?? null,
		amount: record.given.amount ?? null,
		status,
		history: history.map((step) => ({ status: step.status, at: isoTime(step.at) })),
		failure: failure ?? null,
		next: due === undefined ? null : { status: due.status, at: isoTime(due.at) },
		consentUrl: consentUrl(record) ?? null,
		consentOpenedAt: consent?.openedAt === undefined ? null : isoTime(consent.openedAt),
		checkout: checkout !== undefined,
	};
}
