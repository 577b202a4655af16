import type { FastifyInstance } from 'fastify';

import { isObject } from '../../shared/jsonBody';
import { alertBody } from '../bodies';
import { ALERT_TYPES, PRODUCTS, READABLE_OUTCOMES } from '../catalogue';
import { listAnswer, type ServiceContext, successAnswer } from '../context';
import type { AlertRecord } from '../records';
import { readId, readJsonObject } from '../requestBody';
import { outcomeComplaint, outcomeError, recordOutcome } from '../rules/outcomes';
import { checkReplyFormat } from '../rules/replyFormat';
import { isCurrency } from '../rules/values';
import { Constraints, notFound } from '../serviceError';
import { among, type ListRules, listPage, uuidRule } from './listing';

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
/** Contract: 2.6. */
const LIST_RULES: ListRules<AlertRecord> = {
	sortable: true,
	methods: ['token', 'offset'],
	methodNamed: true,
	filters: {
		ids: { kind: 'oneOf', of: ({ alert }) => alert.id, accepts: uuidRule },
		merchant_ids: { kind: 'oneOf', of: ({ merchant }) => textOf(merchant.id), accepts: uuidRule },
		merchant_internal_ids: { kind: 'oneOf', of: ({ merchant }) => textOf(merchant.internal_id) },
		order_ids: { kind: 'oneOf', of: ({ orderId }) => orderId },
		transaction_ids: { kind: 'oneOf', of: ({ transaction }) => textOf(transaction.transaction_id) },
		transaction_merchant_ids: {
			kind: 'oneOf',
			of: ({ transaction }) => textOf(transaction.transaction_merchant_id),
		},
		created_at_from: { kind: 'from', of: ({ createdAt }) => createdAt },
		created_at_to: { kind: 'to', of: ({ createdAt }) => createdAt },
		alert_date_from: { kind: 'from', of: dateOf },
		alert_date_to: { kind: 'to', of: dateOf },
		currencies: {
			kind: 'oneOf',
			of: ({ alert }) => textOf(alert.currency),
			accepts: { rule: 'must be an ISO 4217 code such as USD', isValid: isCurrency },
		},
		types: { kind: 'oneOf', of: ({ alert }) => alert.type, accepts: among(ALERT_TYPES) },
		outcomes: { kind: 'oneOf', of: ({ alert }) => alert.outcome, accepts: among(READABLE_OUTCOMES) },
		providers: { kind: 'oneOf', of: ({ alert }) => textOf(alert.provider) },
		products: { kind: 'oneOf', of: ({ alert }) => textOf(alert.product), accepts: among(PRODUCTS) },
		bin: { kind: 'equals', of: ({ transaction }) => textOf(transaction.bin) },
		last_four: { kind: 'equals', of: ({ transaction }) => textOf(transaction.last_four) },
		descriptors: { kind: 'oneOf', of: ({ alert }) => textOf(alert.descriptor) },
	},
};

function dateOf({ alert }: AlertRecord): number | undefined {
	const moment = Date.parse(String(alert.date));
	return Number.isNaN(moment) ? undefined : moment;
}

/** Get alert, list alerts, update response outcome (Contract: 2.4 to 2.6). */
export function alertRoutes(app: FastifyInstance, context: ServiceContext): void {
	const { state, settings } = context;

	const find = (params: unknown): AlertRecord => {
		const id = readId(params);
		const record = state.alerts.get(id);
		if (record === undefined) throw notFound('Alert', id);
		return record;
	};

	app.get('/api/v2/alerts/:id', async (request) => {
		const body = alertBody(find(request.params));
		return settings.responseStyle === 'documented' ? { data: [body] } : body;
	});

	app.post('/api/v2/alerts/list', async (request) => {
		const page = listPage(readJsonObject(request.received), state.alerts.values(), LIST_RULES, settings);
		return listAnswer(context, page, alertBody);
	});

	app.post('/api/v2/alerts/:id/update-outcome', async (request, reply) => {
		const record = find(request.params);
		const body = readJsonObject(request.received);
		const constraints = new Constraints();
		const complaint = outcomeComplaint(body.outcome);
		if (complaint !== undefined) constraints.add('outcome', complaint);
		checkReplyFormat(body, constraints);
		if (isObject(body.order) && body.order.order_id === '') constraints.add('order.order_id', 'must not be empty');
		constraints.throwIfAny();
		const refusal = outcomeError(record, String(body.outcome));
		if (refusal !== undefined) throw refusal;
		recordOutcome(record, body, 'update');
		return successAnswer(context, reply, alertBody(record));
	});
}
