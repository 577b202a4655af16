import type { FastifyInstance } from 'fastify';

import { ControlError, ControlFields } from '../shared/controlFields';
import type { JsonObject } from '../shared/jsonBody';
import { EVENT_TYPES, type EventType } from './catalogue';
import type { ServiceContext } from './context';
import { eventControl } from './controlEvents';
import type { AlertRecord } from './records';
import { inventAlert } from './seed';
import { publicTexts } from './signature';

/** Control API of this service: count and expire tokens, see what arrived, make alerts, send events. */
export function kountControl(app: FastifyInstance, context: ServiceContext): void {
	tokenControl(app, context);
	dataControl(app, context);
	alertControl(app, context);
	eventControl(app, context);
	app.get('/public-key', async (request) => {
		const fields = new ControlFields(request.query, ['key']);
		const key = fields.choice('key', ['first', 'second']) ?? context.settings.signingKey;
		const pair = await context.keys.pair(key);
		return { key, ...publicTexts(pair), validUntil: pair.validUntil };
	});
}

function tokenControl(app: FastifyInstance, { tokens }: ServiceContext): void {
	app.get('/tokens', async () => ({ calls: tokens.calls, valid: tokens.valid }));
	app.post('/tokens/expire', async (request) => {
		new ControlFields(request.body, []);
		return { expired: tokens.expireAll() };
	});
}

function dataControl(app: FastifyInstance, { state }: ServiceContext): void {
	app.get('/uploads', async () => {
		const { requests, transactions, orders, repeated } = state.uploads;
		return { requests, transactions, orders: orders.size, repeated };
	});
	app.get('/uploads/:orderNumber', async (request) => {
		const { orderNumber } = request.params as { orderNumber: string };
		const order = state.uploads.orders.get(orderNumber);
		if (order === undefined) throw new ControlError(`Order ${orderNumber} has not been uploaded.`, 404);
		return { orderNumber, ...order, transaction: order.transaction ?? null };
	});
	app.get('/orders', async () => ({ orders: [...state.orders.values()] }));
	app.get('/orders/:orderId', async (request) => {
		const { orderId } = request.params as { orderId: string };
		const order = state.orders.get(orderId);
		if (order === undefined) throw new ControlError(`There is no order ${orderId}.`, 404);
		return order;
	});
}

function alertControl(app: FastifyInstance, { state }: ServiceContext): void {
	app.get('/alerts', async (request) => {
		const fields = new ControlFields(request.query, ['eventType', 'answered']);
		const eventType = fields.text('eventType');
		const answered = fields.choice('answered', ['true', 'false']);
		const alerts = [...state.alerts.values()].filter(
			(alert) =>
				(eventType === undefined || alert.eventType === eventType) &&
				(answered === undefined || (alert.answer !== null) === (answered === 'true')),
		);
		return { alerts: alerts.map(alertSummary) };
	});

	app.get('/alerts/:id', async (request) => {
		const { id } = request.params as { id: string };
		const alert = state.alerts.get(id);
		if (alert === undefined) throw new ControlError(`There is no alert ${id}.`, 404);
		return alertSummary(alert);
	});

	app.post('/alerts', async (request, reply) => {
		const fields = new ControlFields(request.body, ['eventType', 'count', 'hoursAgo']);
		const eventType: EventType = fields.choice('eventType', EVENT_TYPES) ?? 'DISPUTE';
		const count = fields.integer('count', 1, 20_000) ?? 1;
		const at = Date.now() - (fields.integer('hoursAgo', 0, 1000) ?? 0) * 3_600_000;
		const alerts = Array.from({ length: count }, () => inventAlert(state, eventType, at));
		return reply.code(201).send({ alerts: alerts.map(alertSummary) });
	});
}

function alertSummary(alert: AlertRecord): JsonObject {
	const { id, eventType, eventDateTime, dueAt, answer, disputeCode, transaction } = alert;
	return { id, eventType, eventDateTime, dueAt, answer, disputeCode, transaction };
}
