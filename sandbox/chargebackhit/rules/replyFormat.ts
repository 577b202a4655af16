import { isObject, type JsonObject } from '../../shared/jsonBody';
import { Constraints } from '../serviceError';
import { isAmount, isCurrency, isDateTime } from './values';

type Check = (value: unknown) => string | undefined;

const text: Check = (value) => (typeof value === 'string' ? undefined : 'must be a string');
const amount: Check = (value) => (isAmount(value) ? undefined : 'must be a decimal string such as "49.99"');
const currency: Check = (value) => (isCurrency(value) ? undefined : 'must be an ISO 4217 code such as USD');
const dateTime: Check = (value) =>
	isDateTime(value) ? undefined : 'must be an ISO 8601 date and time with a zone, such as 2025-01-31T09:00:00Z';

/** The fields with a known name (Contract: 3.4); other fields are accepted, because not all names are public. */
const ORDER: Record<string, Check> = { order_id: text, date: dateTime, amount, currency };
const ADDRESS: Record<string, Check> = {
	line1: text,
	line2: text,
	city: text,
	state: text,
	postal_code: text,
	country_code: text,
};
const REFUND: Record<string, Check> = { amount, currency };
const CUSTOMER: Record<string, Check> = {
	customer_id: text,
	first_name: text,
	last_name: text,
	email: text,
	phone: text,
};
const TRANSACTION: Record<string, Check> = {
	transaction_merchant_id: text,
	date: dateTime,
	amount,
	currency,
	type: text,
	bin: text,
	last_four: text,
};
const PRODUCT: Record<string, Check> = { name: text, sku: text, description: text, url: text, quantity: text };

/**
 * Finds format errors in the reply objects `order`, `customer`, `transactions`, `products` and `merchant`
 * (Contract: 3.4); all are optional here. The outcome is checked elsewhere.
 */
export function checkReplyFormat(reply: JsonObject, constraints: Constraints): void {
	checkObject('order', reply.order, ORDER, constraints);
	if (isObject(reply.order)) {
		checkObject('order.address', reply.order.address, ADDRESS, constraints);
		checkObject('order.refund', reply.order.refund, REFUND, constraints);
	}
	checkObject('customer', reply.customer, CUSTOMER, constraints);
	checkArray('transactions', reply.transactions, TRANSACTION, constraints);
	checkArray('products', reply.products, PRODUCT, constraints);
	checkObject('merchant', reply.merchant, {}, constraints);
}

function checkObject(field: string, value: unknown, checks: Record<string, Check>, constraints: Constraints): void {
	if (value === undefined) return;
	if (!isObject(value)) {
		constraints.add(field, 'must be an object');
		return;
	}
	for (const [name, check] of Object.entries(checks)) {
		if (value[name] === undefined) continue;
		const complaint = check(value[name]);
		if (complaint !== undefined) constraints.add(`${field}.${name}`, complaint);
	}
}

function checkArray(field: string, value: unknown, checks: Record<string, Check>, constraints: Constraints): void {
	if (value === undefined) return;
	if (!Array.isArray(value)) {
		constraints.add(field, 'must be an array of objects');
		return;
	}
	value.forEach((one, index) => {
		if (isObject(one)) checkObject(`${field}[${index}]`, one, checks, constraints);
		else constraints.add(`${field}[${index}]`, 'must be an object');
	});
}
