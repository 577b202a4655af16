import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	type BodyField,
	bodyFieldProperty,
	checkBodyFields,
	collectBodyFields,
} from '../../../common/fields/bodyFields';
import { additionalFields } from '../../../common/fields/properties';
import type { Item } from '../../../common/run/item';
import { isRecord, type Json, type JsonRecord, mergeJson } from '../../../common/values/json';
import * as check from '../../../common/values/validate';
import { messages } from '../../problems';
import { outcomeOptions, valuesOf } from '../choices';

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

const ORDER: BodyField[] = [
	{
		displayName: 'Amount',
		name: 'amount',
		path: 'amount',
		kind: 'amount',
		description: 'Digits with a point before the decimals, such as 49.90',
	},
	{ displayName: 'City', name: 'city', path: 'address.city', kind: 'text' },
	{
		displayName: 'Country Code',
		name: 'countryCode',
		path: 'address.country_code',
		kind: 'text',
		description: 'Two letters, such as DE',
	},
	{
		displayName: 'Currency',
		name: 'currency',
		path: 'currency',
		kind: 'currency',
		description: 'Three letters, such as EUR',
	},
	{ displayName: 'Date', name: 'date', path: 'date', kind: 'date', description: 'When the order was placed' },
	{ displayName: 'Postal Code', name: 'postalCode', path: 'address.postal_code', kind: 'text' },
	{ displayName: 'Refund Amount', name: 'refundAmount', path: 'refund.amount', kind: 'amount' },
	{ displayName: 'Refund Currency', name: 'refundCurrency', path: 'refund.currency', kind: 'currency' },
	{ displayName: 'State', name: 'state', path: 'address.state', kind: 'text' },
	{
		displayName: 'Street',
		name: 'street',
		path: 'address.line1',
		kind: 'text',
		description: 'First line of the delivery address',
	},
];

const CUSTOMER: BodyField[] = [
	{
		displayName: 'Customer ID',
		name: 'customerId',
		path: 'customer_id',
		kind: 'text',
		description: 'The account of the customer in your shop',
	},
	{ displayName: 'Email', name: 'email', path: 'email', kind: 'text' },
	{ displayName: 'First Name', name: 'firstName', path: 'first_name', kind: 'text' },
	{ displayName: 'Last Name', name: 'lastName', path: 'last_name', kind: 'text' },
	{ displayName: 'Phone', name: 'phone', path: 'phone', kind: 'text' },
];

const PRODUCT: BodyField[] = [
	{ displayName: 'Description', name: 'description', path: 'description', kind: 'text' },
	{ displayName: 'Name', name: 'name', path: 'name', kind: 'text' },
	{ displayName: 'Quantity', name: 'quantity', path: 'quantity', kind: 'text' },
	{ displayName: 'SKU', name: 'sku', path: 'sku', kind: 'text' },
	{ displayName: 'URL', name: 'url', path: 'url', kind: 'text' },
];

const TRANSACTION: BodyField[] = [
	{ displayName: 'Amount', name: 'amount', path: 'amount', kind: 'amount' },
	{ displayName: 'BIN', name: 'bin', path: 'bin', kind: 'bin', description: 'The first 6 digits of the card' },
	{ displayName: 'Currency', name: 'currency', path: 'currency', kind: 'currency' },
	{ displayName: 'Date', name: 'date', path: 'date', kind: 'date' },
	{
		displayName: 'Last Four',
		name: 'lastFour',
		path: 'last_four',
		kind: 'lastFour',
		description: 'The last 4 digits of the card',
	},
	{
		displayName: 'Transaction ID',
		name: 'transactionId',
		path: 'transaction_merchant_id',
		kind: 'text',
		description: 'Your own ID of the transaction',
	},
	{ displayName: 'Type', name: 'type', path: 'type', kind: 'text', description: 'For example sale' },
];

function collection(displayName: string, name: string, members: BodyField[], description: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'collection',
		placeholder: `Add ${displayName} Field`,
		default: {},
		description,
		options: members.map(bodyFieldProperty),
	};
}

function list(
	displayName: string,
	name: string,
	single: string,
	members: BodyField[],
	description: string,
): INodeProperties {
	return {
		displayName,
		name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: `Add ${single}`,
		default: {},
		description,
		options: [{ displayName: single, name: 'entries', values: members.map(bodyFieldProperty) }],
	};
}

/** The merchant's own number of the order. */
export const orderIdField: INodeProperties = {
	displayName: 'Order ID',
	name: 'orderId',
	type: 'string',
	default: '',
	placeholder: 'e.g. ORDER-1001',
	description: 'Your number of the order that the alert is about',
};

/** The fields of a reply: those of the alert's order, customer and so on are optional. Contract: 3.4. */
export const replyFields: INodeProperties[] = [
	outcomeField,
	orderIdField,
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
		description:
			'Contacts, policies and terms, under the names of the API. Left empty, Chargebackhit takes those of your onboarding.',
	},
	additionalFields,
];

/** The rows of a list that hold anything. They are checked here too, while they still have the number the user sees. */
function collectList(given: unknown, members: BodyField[], group: string): JsonRecord[] {
	const entries = isRecord(given) ? given.entries : given;
	if (!Array.isArray(entries)) return [];
	return entries
		.map((entry, place) => checkBodyFields(collectBodyFields(entry, members), members, `${group} ${place + 1}`))
		.filter((entry) => Object.keys(entry).length > 0);
}

/**
 * The body of a reply from the item's fields and its additional JSON, checked after the merge.
 *
 * @throws InputError naming the field and the rule
 */
export function readReply(item: Item): JsonRecord {
	const order = collectBodyFields(item.value('order'), ORDER);
	const orderId = item.plainText('orderId', orderIdField.displayName);
	const typed: Record<string, Json> = {
		outcome: item.text('outcome'),
		order: orderId === '' ? order : { order_id: orderId, ...order },
		customer: collectBodyFields(item.value('customer'), CUSTOMER),
		products: collectList(item.value('products'), PRODUCT, 'Product'),
		transactions: collectList(item.value('transactions'), TRANSACTION, 'Transaction'),
		merchant: item.jsonObject('merchant', 'Merchant (JSON)'),
	};
	const given = Object.fromEntries(
		Object.entries(typed).filter(([, value]) => Object.keys(value as object).length > 0),
	);
	return checkReply(mergeJson(given, item.jsonObject('additionalFields', additionalFields.displayName)));
}

function checkRecord(value: Json, members: BodyField[], group: string): JsonRecord {
	if (!isRecord(value)) throw check.invalid(group, 'a JSON object', value);
	return checkBodyFields(value, members, group);
}

function checkRecords(value: Json, members: BodyField[], group: string): JsonRecord[] {
	if (!Array.isArray(value)) throw check.invalid(`${group}s`, 'a JSON list', value);
	return value.map((entry, place) => checkRecord(entry, members, `${group} ${place + 1}`));
}

/**
 * A reply as it will be sent, additional JSON included: the outcome is one that a merchant may set, and every member that has a
 * field keeps that field's rule.
 *
 * @throws InputError naming the field and the rule. Contract: 3.4, 6.1
 */
export function checkReply(body: JsonRecord): JsonRecord & { outcome: string } {
	const known = valuesOf(outcomeOptions);
	const outcome = check.requiredText(body.outcome, outcomeField.displayName);
	if (!known.includes(outcome)) throw check.invalid(outcomeField.displayName, messages.choiceRule(known), body.outcome);

	const checked: JsonRecord & { outcome: string } = { ...body, outcome };
	if (body.order !== undefined) {
		const order = checkRecord(body.order, ORDER, 'Order');
		if (order.order_id !== undefined && typeof order.order_id !== 'string')
			throw check.invalid('Order ID', 'text', order.order_id);
		checked.order = order;
	}
	if (body.customer !== undefined) checked.customer = checkRecord(body.customer, CUSTOMER, 'Customer');
	if (body.products !== undefined) checked.products = checkRecords(body.products, PRODUCT, 'Product');
	if (body.transactions !== undefined)
		checked.transactions = checkRecords(body.transactions, TRANSACTION, 'Transaction');
	if (body.merchant !== undefined) checked.merchant = checkRecord(body.merchant, [], 'Merchant');
	return checked;
}

/** The order id that a reply names, for the output. */
export function orderIdOf(body: JsonRecord): IDataObject {
	const orderId = isRecord(body.order) ? body.order.order_id : undefined;
	return typeof orderId === 'string' ? { orderId } : {};
}
