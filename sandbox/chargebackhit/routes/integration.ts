import type { FastifyInstance } from 'fastify';

import { isObject, type JsonObject } from '../../shared/jsonBody';
import { alertBody } from '../bodies';
import { ALERT_TYPES, type AlertType, PRODUCTS, PRODUCTS_BY_TYPE } from '../catalogue';
import { type ServiceContext, successAnswer } from '../context';
import type { AlertRecord } from '../records';
import { readJsonObject } from '../requestBody';
import { outcomeComplaint } from '../rules/outcomes';
import { checkReplyFormat } from '../rules/replyFormat';
import { isAmount, isCurrency, isDateTime, isUuid } from '../rules/values';
import { Constraints } from '../serviceError';
import type { ChargebackhitState } from '../state';

/** Generate sandbox alert and validate outcome (Contract: 2.2, 2.3). */
export function integrationRoutes(app: FastifyInstance, context: ServiceContext): void {
	const { state, settings, delivery } = context;

	app.post('/api/v2/integration/alerts/generate', async (request, reply) => {
		const body = readJsonObject(request.received);
		checkGenerated(body, state);
		const record = storeGenerated(body, state);
		// Not awaited: the call is answered when the alert is accepted, and the webhook follows as it would in real
		// life.
		if (settings.webhookUrl !== null) void delivery.send(record, { url: settings.webhookUrl });
		return successAnswer(context, reply, alertBody(record));
	});

	app.post('/api/v2/integration/alerts/validate', async (request, reply) => {
		const body = readJsonObject(request.received);
		const constraints = new Constraints();
		const complaint = outcomeComplaint(body.outcome);
		if (complaint !== undefined) constraints.add('outcome', complaint);
		constraints.throwIfAny();
		checkReplyFormat(body, constraints);
		if (constraints.any) {
			return { errors: Object.entries(constraints.found).map(([field, message]) => ({ field, message })) };
		}
		return successAnswer(context, reply, { valid: true });
	});
}

function checkGenerated({ alert, transaction, merchant }: JsonObject, state: ChargebackhitState): void {
	const constraints = new Constraints();
	for (const [name, value] of Object.entries({ alert, transaction, merchant })) {
		if (value === undefined) constraints.add(name, 'is required');
		else if (!isObject(value)) constraints.add(name, 'must be an object');
	}
	if (isObject(alert)) {
		checkKind(alert, constraints);
		if (alert.id !== undefined && !isUuid(alert.id)) constraints.add('alert.id', 'must be a UUID');
		if (isUuid(alert.id) && state.alerts.has(alert.id.toLowerCase())) constraints.add('alert.id', 'is already used');
		checkMoneyAndDate('alert', alert, constraints);
	}
	if (isObject(transaction)) checkMoneyAndDate('transaction', transaction, constraints);
	constraints.throwIfAny();
}

function checkKind({ type, product }: JsonObject, constraints: Constraints): void {
	if (type === undefined) constraints.add('alert.type', 'is required');
	else if (!ALERT_TYPES.includes(type as AlertType))
		constraints.add('alert.type', `must be one of ${ALERT_TYPES.join(', ')}`);
	if (product === undefined) return;
	const fitting: readonly string[] = PRODUCTS_BY_TYPE[type as AlertType] ?? PRODUCTS;
	if (!fitting.includes(product as string)) constraints.add('alert.product', `must be one of ${fitting.join(', ')}`);
}

function checkMoneyAndDate(prefix: string, { amount, currency, date }: JsonObject, constraints: Constraints): void {
	if (amount !== undefined && !isAmount(amount))
		constraints.add(`${prefix}.amount`, 'must be a decimal string such as "49.99"');
	if (currency !== undefined && !isCurrency(currency)) {
		constraints.add(`${prefix}.currency`, 'must be an ISO 4217 code such as USD');
	}
	if (date !== undefined && !isDateTime(date)) {
		constraints.add(`${prefix}.date`, 'must be an ISO 8601 date and time with a zone, such as 2025-01-31T09:00:00Z');
	}
}

/** Stores the alert as given; only `id`, `date` and an empty `outcome` are added where missing. */
function storeGenerated(body: JsonObject, state: ChargebackhitState): AlertRecord {
	const alert = body.alert as JsonObject;
	const record: AlertRecord = {
		alert: {
			...alert,
			id: isUuid(alert.id) ? alert.id.toLowerCase() : state.random.uuid(),
			type: String(alert.type),
			date: alert.date ?? new Date().toISOString(),
			outcome: '',
		},
		transaction: body.transaction as JsonObject,
		merchant: body.merchant as JsonObject,
		createdAt: Date.now(),
		sequence: state.nextSequence(),
		outcomes: [],
	};
	state.alerts.set(record.alert.id, record);
	return record;
}
