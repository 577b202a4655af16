import type { FastifyInstance } from 'fastify';

import { isObject, type JsonObject, kindOf } from '../../shared/jsonBody';
import type { ServiceContext } from '../context';
import { readJsonObject } from '../requestBody';
import { checkTransaction } from '../rules/transactions';
import { refuseViolations, ServiceError, type Violation } from '../serviceError';
import type { KountSettings } from '../settings';
import { sendAccepted } from './accepted';

const MOST_DETAILS = 20;

/** Sending transaction data (Contract: 2); all transactions of a request are taken, or none. */
export function uploadRoutes(app: FastifyInstance, { state, settings }: ServiceContext): void {
	app.post('/kff/uploads', async (request, reply) => {
		const { transactions: given } = readJsonObject(request.received, settings);
		const transactions = readTransactions(given, settings);
		const violations: Violation[] = [];
		for (const [index, transaction] of transactions.entries()) {
			checkTransaction(transaction, index, violations);
			if (violations.length >= MOST_DETAILS) break;
		}
		if (violations.length > 0) refuseViolations('transactions', violations.slice(0, MOST_DETAILS));
		state.uploads.add(transactions as JsonObject[], settings.keepTransactions);
		return sendAccepted(reply, settings, transactions.length);
	});
}

/**
 * Decodes the inner text of the body (Contract: 2.1). Unless strict, one object is a list of one, and the `{}` of the Bash
 * sample none (Contract: 5 (2)).
 * @throws ServiceError 400 when it is not text, not JSON, not an array, or empty
 */
function readTransactions(given: unknown, { strict }: KountSettings): unknown[] {
	const refuse = (description: string): never => refuseViolations('', [{ field: 'transactions', description }]);
	if (typeof given !== 'string') return refuse(`must be a string that holds JSON; it was ${kindOf(given)}`);
	let value: unknown;
	try {
		value = JSON.parse(given);
	} catch {
		throw new ServiceError(400, 'transactions must be a string that holds JSON; its text is no valid JSON', [
			{ field: 'transactions', description: 'is no valid JSON' },
		]);
	}
	if (isObject(value) && !strict) return Object.keys(value).length === 0 ? [] : [value];
	if (!Array.isArray(value)) return refuse(`must hold a JSON array of transactions; it held ${kindOf(value)}`);
	if (value.length === 0) return refuse('must hold at least one transaction');
	return value;
}
