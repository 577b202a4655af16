import type { IDataObject, INodeProperties } from 'n8n-workflow';

import * as check from '../common/checks';
import { additionalFields } from '../common/fields';
import type { Item } from '../common/item';
import { isRecord, mergeJson, type Json, type JsonRecord } from '../common/json';
import { outcomeOptions, valuesOf } from './fieldOptions';
import { messages } from './messages';

/** The outcome of an alert. */
export const outcomeField: INodeProperties = {
	displayName: 'Outcome',
	name: 'outcome',
	type: 'options',
	options: outcomeOptions,
	default: 'acknowledged',
	required: true,
	description: 'What became of the alert',
};

type MemberKind = 'text' | 'amount' | 'currency' | 'date' | 'bin' | 'lastFour';

interface Member {
	displayName: string;
	name: string;
	/** Where it goes in the API's object: `address.city` stands for a nested one. */
	member: string;
	kind: MemberKind;
	description?: string;
}

const ORDER: Member[] = [
	{ displayName: 'Amount', name: 'amount', member: 'amount', kind: 'amount', description: 'Digits with a point before the decimals, such as 49.90' },
	{ displayName: 'City', name: 'city', member: 'address.city', kind: 'text' },
	{ displayName: 'Country Code', name: 'countryCode', member: 'address.country_code', kind: 'text', description: 'Two letters, such as DE' },
	{ displayName: 'Currency', name: 'currency', member: 'currency', kind: 'currency', description: 'Three letters, such as EUR' },
	{ displayName: 'Date', name: 'date', member: 'date', kind: 'date', description: 'When the order was placed' },
	{ displayName: 'Postal Code', name: 'postalCode', member: 'address.postal_code', kind: 'text' },
	{ displayName: 'Refund Amount', name: 'refundAmount', member: 'refund.amount', kind: 'amount' },
	{ displayName: 'Refund Currency', name: 'refundCurrency', member: 'refund.currency', kind: 'currency' },
	{ displayName: 'State', name: 'state', member: 'address.state', kind: 'text' },
	{ displayName: 'Street', name: 'street', member: 'address.line1', kind: 'text', description: 'First line of the delivery address' },
];

const CUSTOMER: Member[] = [
	{ displayName: 'Customer ID', name: 'customerId', member: 'customer_id', kind: 'text', description: 'The account of the customer in your shop' },
	{ displayName: 'Email', name: 'email', member: 'email', kind: 'text' },
	{ displayName: 'First Name', name: 'firstName', member: 'first_name', kind: 'text' },
	{ displayName: 'Last Name', name: 'lastName', member: 'last_name', kind: 'text' },
	{ displayName: 'Phone', name: 'phone', member: 'phone', kind: 'text' },
];

const PRODUCT: Member[] = [
	{ displayName: 'Description', name: 'description', member: 'description', kind: 'text' },
	{ displayName: 'Name', name: 'name', member: 'name', kind: 'text' },
	{ displayName: 'Quantity', name: 'quantity', member: 'quantity', kind: 'text' },
	{ displayName: 'SKU', name: 'sku', member: 'sku', kind: 'text' },
	{ displayName: 'URL', name: 'url', member: 'url', kind: 'text' },
];

const TRANSACTION: Member[] = [
	{ displayName: 'Amount', name: 'amount', member: 'amount', kind: 'amount' },
	{ displayName: 'BIN', name: 'bin', member: 'bin', kind: 'bin', description: 'The first 6 digits of the card' },
	{ displayName: 'Currency', name: 'currency', member: 'currency', kind: 'currency' },
	{ displayName: 'Date', name: 'date', member: 'date', kind: 'date' },
	{ displayName: 'Last Four', name: 'lastFour', member: 'last_four', kind: 'lastFour', description: 'The last 4 digits of the card' },
	{ displayName: 'Transaction ID', name: 'transactionId', member: 'transaction_merchant_id', kind: 'text', description: 'Your own ID of the transaction' },
	{ displayName: 'Type', name: 'type', member: 'type', kind: 'text', description: 'For example sale' },
];

function field({ displayName, name, kind, description }: Member): INodeProperties {
	const type = kind === 'date' ? 'dateTime' : 'string';
	return { displayName, name, type, default: '', ...(description ? { description } : {}) };
}

function collection(displayName: string, name: string, members: Member[], description: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'collection',
		placeholder: `Add ${displayName} Field`,
		default: {},
		description,
		options: members.map(field),
	};
}

function list(displayName: string, name: string, single: string, members: Member[], description: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: `Add ${single}`,
		default: {},
		description,
		options: [{ displayName: single, name: 'entries', values: members.map(field) }],
	};
}

/** The fields of a reply: those of the alert's order, customer and so on are optional. Contract: 3.4. */
export const replyFields: INodeProperties[] = [
	outcomeField,
	{
		displayName: 'Order ID',
		name: 'orderId',
		type: 'string',
		default: '',
		description: 'Your number of the order that the alert is about',
	},
	collection('Order', 'order', ORDER, 'What is known of the order'),
	collection('Customer', 'customer', CUSTOMER, 'Who ordered. An inquiry needs it.'),
	list('Products', 'products', 'Product', PRODUCT, 'What was ordered. An inquiry needs it.'),
	list(
		'Transactions',
		'transactions',
		'Transaction',
		TRANSACTION,
		'Earlier undisputed payments of the same customer, for Compelling Evidence 3.0',
	),
	{
		displayName: 'Merchant (JSON)',
		name: 'merchant',
		type: 'json',
		default: '{}',
		description: 'Contacts, policies and terms, under the names of the API. Left empty, Chargebackhit takes those of your onboarding.',
	},
	additionalFields,
];

function checked({ displayName, kind }: Member, value: unknown, group: string): string {
	const name = `${displayName} (${group})`;
	if (kind === 'amount') return check.amount(value, name);
	if (kind === 'currency') return check.currency(value, name);
	if (kind === 'date') return check.utcDate(value, name);
	if (kind === 'bin') return check.cardBin(value, name);
	if (kind === 'lastFour') return check.cardLastFour(value, name);
	return check.trimmed(value);
}

function readMembers(given: unknown, members: Member[], group: string): JsonRecord {
	const values = isRecord(given) ? given : {};
	let record: JsonRecord = {};
	for (const member of members) {
		const text = checked(member, values[member.name], group);
		if (text === '') continue;
		const nested = member.member.split('.').reduceRight<Json>((inner, part) => ({ [part]: inner }), text) as JsonRecord;
		record = mergeJson(record, nested);
	}
	return record;
}

function readList(given: unknown, members: Member[], group: string): JsonRecord[] {
	const entries = isRecord(given) ? given.entries : given;
	if (!Array.isArray(entries)) return [];
	return entries.map((entry, place) => readMembers(entry, members, `${group} ${place + 1}`)).filter((entry) => Object.keys(entry).length > 0);
}

/**
 * The outcome of a merged body.
 *
 * @throws InputError where it is none of the eight that a merchant may set
 */
export function checkOutcome(body: JsonRecord): string {
	const known = valuesOf(outcomeOptions);
	const outcome = check.requiredText(body.outcome, outcomeField.displayName);
	if (!known.includes(outcome)) throw check.breaks(outcomeField.displayName, messages.outcomeRule(known), body.outcome);
	return outcome;
}

/**
 * The body of a reply from the item's fields and its additional JSON, checked after the merge.
 *
 * @throws InputError naming the field and the rule
 */
export function readReply(item: Item): JsonRecord {
	const order = readMembers(item.value('order'), ORDER, 'Order');
	const orderId = item.text('orderId');
	const typed: Record<string, Json> = {
		outcome: item.text('outcome'),
		order: orderId === '' ? order : { order_id: orderId, ...order },
		customer: readMembers(item.value('customer'), CUSTOMER, 'Customer'),
		products: readList(item.value('products'), PRODUCT, 'Product'),
		transactions: readList(item.value('transactions'), TRANSACTION, 'Transaction'),
		merchant: item.jsonObject('merchant', 'Merchant (JSON)'),
	};
	const given = Object.fromEntries(Object.entries(typed).filter(([, value]) => Object.keys(value as object).length > 0));
	const body = mergeJson(given, item.jsonObject('additionalFields', additionalFields.displayName));
	checkOutcome(body);
	checkShape(body);
	return body;
}

/** @throws InputError where additional JSON made an object of a list, or the other way round. Contract: 3.4. */
export function checkShape(body: JsonRecord): void {
	for (const name of ['order', 'customer', 'merchant']) {
		if (body[name] !== undefined && !isRecord(body[name])) throw check.breaks(name, 'a JSON object', body[name]);
	}
	for (const name of ['products', 'transactions']) {
		if (body[name] !== undefined && !Array.isArray(body[name])) throw check.breaks(name, 'a JSON list', body[name]);
	}
	const orderId = isRecord(body.order) ? body.order.order_id : undefined;
	if (orderId !== undefined && typeof orderId !== 'string') throw check.breaks('Order ID', 'text', orderId);
}

/** The order id that a reply names, for the output. */
export function orderIdOf(body: JsonRecord): IDataObject {
	const orderId = isRecord(body.order) ? body.order.order_id : undefined;
	return typeof orderId === 'string' ? { orderId } : {};
}
