import type { FastifyInstance } from 'fastify';

import { isObject, kindOf } from '../../shared/jsonBody';
import { STATUS_CODES } from '../catalogue';
import type { ServiceContext } from '../context';
import type { AlertRecord } from '../records';
import { readJsonObject } from '../requestBody';
import { refuseViolations, ServiceError, type Violation } from '../serviceError';
import type { KountSettings } from '../settings';
import type { KountState } from '../state';
import { sendAccepted } from './accepted';

interface Action {
	id: string;
	statusCode: string;
}

/** Answering alerts (Contract: 4.1); all actions of a request are processed, or none. */
export function alertRoutes(app: FastifyInstance, { state, settings }: ServiceContext): void {
	app.post('/kff/alerts/actions', async (request, reply) => {
		const actions = readActions(readJsonObject(request.received, settings).actions, settings);
		const answered = findAlerts(state, actions);
		const at = new Date().toISOString();
		for (const [index, alert] of answered.entries()) {
			alert.answer = { statusCode: actions[index].statusCode, at, late: at > alert.dueAt };
		}
		return sendAccepted(reply, settings, actions.length);
	});
}

/** @throws ServiceError 400 naming every action that is incomplete */
function readActions(given: unknown, { unknownStatusCodes }: KountSettings): Action[] {
	if (!Array.isArray(given)) {
		return refuseViolations('', [{ field: 'actions', description: `must be an array; it was ${kindOf(given)}` }]);
	}
	if (given.length === 0) refuseViolations('', [{ field: 'actions', description: 'must hold at least one action' }]);
	const violations: Violation[] = [];
	for (const [index, action] of given.entries()) {
		if (!isObject(action)) {
			violations.push({ index, field: '', description: `must be an object; it was ${kindOf(action)}` });
			continue;
		}
		for (const field of ['id', 'statusCode'] as const) {
			const value = action[field];
			if (typeof value === 'string' && value !== '') continue;
			const description = value === undefined ? 'is required' : 'must be a string that is not empty';
			violations.push({ index, field, description });
		}
		const { statusCode } = action;
		const isOpen = unknownStatusCodes === 'accept' || typeof statusCode !== 'string' || statusCode === '';
		if (!isOpen && !STATUS_CODES.includes(statusCode)) {
			violations.push({ index, field: 'statusCode', description: `must be one of ${STATUS_CODES.join(', ')}` });
		}
	}
	if (violations.length > 0) refuseViolations('actions', violations);
	return given as Action[];
}

/**
 * The alerts of the actions, in their order.
 * @throws ServiceError 404 for an id that is unknown, 409 for an alert that is answered or decided already
 */
function findAlerts(state: KountState, actions: Action[]): AlertRecord[] {
	const found = new Set<AlertRecord>();
	for (const [index, { id }] of actions.entries()) {
		const refuse = (status: number, description: string): never => {
			throw new ServiceError(status, `actions[${index}].id ${description}`, [{ index, field: 'id', description }]);
		};
		const alert = state.alerts.get(id);
		if (alert === undefined) return refuse(404, `names no alert: ${id}`);
		if (alert.answer !== null) refuse(409, `names an alert already answered with ${alert.answer.statusCode}: ${id}`);
		if (alert.eventType === 'RDR') refuse(409, `names an RDR case, which is already decided: ${id}`);
		if (found.has(alert)) refuse(409, `names an alert that an earlier action answers: ${id}`);
		found.add(alert);
	}
	return [...found];
}
