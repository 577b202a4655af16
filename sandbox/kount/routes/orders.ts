import type { FastifyInstance, FastifyRequest } from 'fastify';

import { isObject, type JsonObject } from '../../shared/jsonBody';
import type { ServiceContext } from '../context';
import type { OrderRecord } from '../records';
import { readJsonObject } from '../requestBody';
import { checkOrder } from '../rules/orders';
import { ServiceError } from '../serviceError';
import type { KountSettings } from '../settings';
import type { KountState } from '../state';

/** Scores that fit the decisions; the service returns 0 (risky) to 99.9 (safe). */
const OMNISCORES: Record<KountSettings['decision'], number> = { APPROVE: 86.4, REVIEW: 41.7, DECLINE: 9.2 };

/** The Orders API: evaluate or record an order, look it up, change it, give it a reason code (Contract: 4.2, 4.3). */
export function orderRoutes(app: FastifyInstance, { state, settings }: ServiceContext): void {
	app.post('/commerce/v2/orders', async (request) => {
		const withRisk = readFlag(request, 'riskInquiry');
		const excludeDevice = readFlag(request, 'excludeDevice');
		const given = readJsonObject(request.received, settings);
		checkOrder(given, { isNew: true, strict: settings.strict });
		const order = state.addOrder(given);
		if (withRisk) order.riskInquiry = inquire(settings, excludeDevice);
		return orderBody(order);
	});

	app.get('/commerce/v2/orders/:orderId', async (request) => orderBody(findOrder(state, request)));

	app.patch('/commerce/v2/orders/:orderId', async (request) => {
		const order = findOrder(state, request);
		const { riskInquiry, transactions, ...changes } = readJsonObject(request.received, settings);
		checkOrder({ ...changes, riskInquiry, transactions }, { isNew: false, strict: settings.strict });
		const merged = mergeTransactions(state, order, (transactions ?? []) as JsonObject[]);
		order.transactions = merged;
		Object.assign(order.fields, changes);
		order.updatedAt = new Date().toISOString();
		order.updates += 1;
		if (isObject(riskInquiry)) order.riskInquiry = { ...order.riskInquiry, ...riskInquiry };
		return orderBody(order);
	});
}

/** The response of create, read and update (Contract: 4.2). */
function orderBody({ orderId, fields, riskInquiry, transactions }: OrderRecord): JsonObject {
	const { merchantOrderId, channel, deviceSessionId, creationDateTime } = fields;
	const order = {
		orderId,
		merchantOrderId,
		channel,
		deviceSessionId,
		creationDateTime,
		...(riskInquiry === undefined ? {} : { riskInquiry }),
		transactions,
	};
	return { version: 'v2.0.0', order };
}

function inquire({ decision }: KountSettings, excludeDevice: boolean): JsonObject {
	const device = {
		id: '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
		location: { country: 'US', region: 'ID' },
		browser: 'Chrome 126',
		deviceAttributes: { os: 'Windows', language: 'EN' },
	};
	return {
		decision,
		omniscore: OMNISCORES[decision],
		persona: { uniqueCards: 1, uniqueDevices: 1, uniqueEmails: 1 },
		...(excludeDevice ? {} : { device }),
		segmentExecuted: { segment: { id: 'sandbox', name: 'Sandbox' }, policiesExecuted: [] },
	};
}

/** @throws ServiceError 400 when a query parameter is neither true nor false */
function readFlag({ query }: FastifyRequest, name: string): boolean {
	const value = (query as Record<string, unknown>)[name] ?? 'false';
	if (value !== 'true' && value !== 'false') throw new ServiceError(400, `The parameter ${name} must be true or false`);
	return value === 'true';
}

/** @throws ServiceError 404 */
function findOrder(state: KountState, { params }: FastifyRequest): OrderRecord {
	const { orderId } = params as { orderId: string };
	const order = state.orders.get(orderId);
	if (order === undefined) throw new ServiceError(404, `There is no order ${orderId}`);
	return order;
}

/**
 * The transactions after an update: one that names its id changes that one, one that names none changes the only one
 * there is, anything else is added.
 * @throws ServiceError 400 for an id the order does not have
 */
function mergeTransactions(state: KountState, order: OrderRecord, changes: JsonObject[]): JsonObject[] {
	const merged = order.transactions.map((transaction) => ({ ...transaction }));
	for (const [index, change] of changes.entries()) {
		const { transactionId } = change;
		const known = merged.find((one) => one.transactionId === transactionId);
		if (transactionId !== undefined && known === undefined) {
			throw new ServiceError(400, `transactions[${index}].transactionId is not of order ${order.orderId}`);
		}
		const target = known ?? (merged.length === 1 ? merged[0] : undefined);
		if (target === undefined) merged.push(state.newTransaction(change));
		else Object.assign(target, change);
	}
	return merged;
}
