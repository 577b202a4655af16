import { isIPv4 } from 'node:net';

import { isObject, type JsonObject, kindOf } from '../../shared/jsonBody';
import { refuseViolations, type Violation } from '../serviceError';
import { cardBin, lastFour } from './transactions';
import { isUtcDateTime } from './values';

type Add = (field: string, description: string | undefined) => void;
type CheckAmounts = (owner: JsonObject, names: string[], prefix: string) => void;

const TEXTS = ['merchantOrderId', 'channel', 'deviceSessionId', 'merchantCategoryCode'];
const OBJECTS = ['account', 'loyalty', 'customFields', 'riskInquiry'];
const LISTS = ['items', 'fulfillment', 'transactions', 'promotions'];
/** The printed body of the reason code call has them, but the REST body hardly does (Contract: 5 (15)). */
const MISPRINTED: Record<string, string> = {
	orderPatchBody: 'is not known; its members belong at the top',
	riskyInquiry: 'is not known; it is riskInquiry',
};

/** Amounts are strings in the smallest currency unit (Contract: 4.2), unlike the integers of uploads. */
const amount = (value: unknown): string | undefined =>
	typeof value === 'string' && /^\d+$/.test(value)
		? undefined
		: `must be a string of digits, the amount in the smallest currency unit; it was ${
				typeof value === 'string' ? 'another string' : kindOf(value)
			}`;

/** The Salesforce cartridge sends numbers, and null for an amount it does not have. */
const isLooseAmount = (value: unknown): boolean =>
	value === null || (Number.isSafeInteger(value) && (value as number) >= 0);

/**
 * Checks the body of a create (merchantOrderId required) or an update.
 * @throws ServiceError 400 with every violation
 */
export function checkOrder(order: JsonObject, { isNew, strict }: { isNew: boolean; strict: boolean }): void {
	const violations: Violation[] = [];
	const add: Add = (field, description) => {
		if (description !== undefined) violations.push({ field, description });
	};
	const checkAmounts: CheckAmounts = (owner, names, prefix) => {
		for (const name of names) {
			const value = owner[name];
			if (value === undefined || (!strict && isLooseAmount(value))) continue;
			add(prefix + name, amount(value));
		}
	};
	if (isNew && order.merchantOrderId === undefined) add('merchantOrderId', 'is required');
	if (order.merchantOrderId === '') add('merchantOrderId', 'must not be empty');
	for (const name of Object.keys(MISPRINTED)) if (name in order) add(name, MISPRINTED[name]);
	for (const name of TEXTS) checkKind(order, name, 'a string', add);
	for (const name of OBJECTS) checkKind(order, name, 'an object', add);
	// The Salesforce cartridge sends these two even when it does not know them.
	if (strict || order.creationDateTime !== null) checkMoment(order, 'creationDateTime', add);
	const { userIp, riskInquiry } = order;
	const isAddress = userIp === undefined || (typeof userIp === 'string' && isIPv4(userIp));
	if (!isAddress && (strict || userIp !== '')) add('userIp', 'must be an IPv4 address');
	if (isObject(riskInquiry)) checkKind(riskInquiry, 'reasonCode', 'a string', add, 'riskInquiry.');
	for (const name of LISTS) {
		for (const [path, element] of elements(order, name, '', add))
			checkElement(name, element, path, { add, checkAmounts });
	}
	if (violations.length > 0) refuseViolations('', violations);
}

function checkElement(
	list: string,
	element: JsonObject,
	path: string,
	{ add, checkAmounts }: { add: Add; checkAmounts: CheckAmounts },
): void {
	if (list === 'items') checkAmounts(element, ['price'], path);
	if (list === 'fulfillment' && isObject(element.shipping)) {
		checkAmounts(element.shipping, ['amount'], `${path}shipping.`);
	}
	if (list !== 'transactions') return;
	checkAmounts(element, ['subtotal', 'orderTotal'], path);
	if (isObject(element.tax)) checkAmounts(element.tax, ['taxAmount', 'outOfStateTaxAmount'], `${path}tax.`);
	const { payment } = element;
	if (!isObject(payment)) return;
	if (payment.bin !== undefined) add(`${path}payment.bin`, cardBin(payment.bin));
	if (payment.last4 !== undefined) add(`${path}payment.last4`, lastFour(payment.last4));
}

/** The objects of a list with their path (`items[0].`). */
function elements(owner: JsonObject, name: string, prefix: string, add: Add): Array<[string, JsonObject]> {
	const list = owner[name];
	if (list === undefined) return [];
	if (!Array.isArray(list)) {
		add(prefix + name, `must be an array; it was ${kindOf(list)}`);
		return [];
	}
	const found: Array<[string, JsonObject]> = [];
	for (const [index, element] of list.entries()) {
		const path = `${prefix}${name}[${index}]`;
		if (isObject(element)) found.push([`${path}.`, element]);
		else add(path, `must be an object; it was ${kindOf(element)}`);
	}
	return found;
}

function checkKind(owner: JsonObject, name: string, kind: string, add: Add, prefix = ''): void {
	const value = owner[name];
	if (value !== undefined && kindOf(value) !== kind) add(prefix + name, `must be ${kind}; it was ${kindOf(value)}`);
}

function checkMoment(owner: JsonObject, name: string, add: Add): void {
	const value = owner[name];
	if (value === undefined || (typeof value === 'string' && isUtcDateTime(value))) return;
	add(name, 'must be an ISO 8601 date and time in UTC');
}
