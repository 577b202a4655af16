import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { rules } from '../../../common/errors/rules';
import { checkFields, collectFields, type FieldSpec, fieldProperty, pathOf } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import { additionalFields } from '../../../common/fields/properties';
import type { Item } from '../../../common/run/item';
import { isRecord, type Json, type JsonRecord, mergeJson } from '../../../common/values/json';
import { refuseCardsBeside } from '../../../common/values/refusedCards';
import type { Reading } from '../../../common/values/validate';
import * as validate from '../../../common/values/validate';
import { outcomeOptions } from '../choices';
import { spec } from '../spec';

const outcome: FieldSpec<string> = {
	displayName: 'Outcome',
	name: 'outcome',
	kind: kinds.choice(outcomeOptions),
	property: { required: true, description: 'The outcome to report for the alert' },
};

export const outcomeField: INodeProperties = fieldProperty(outcome);

const ORDER: FieldSpec[] = [
	{
		...spec('Amount', 'amount', 'amount', kinds.amount, 'Digits with a point before the decimals, such as 49.90'),
		currency: 'currency',
	},
	spec('City', 'city', 'address.city', kinds.properName),
	spec('Country Code', 'countryCode', 'address.country_code', kinds.text, 'Two letters, such as DE'),
	spec('Currency', 'currency', 'currency', kinds.currency, 'Three letters, such as EUR'),
	spec('Date', 'date', 'date', kinds.date, `When the order was placed. ${kinds.ZONE_HINT}`),
	spec('Postal Code', 'postalCode', 'address.postal_code', kinds.idWithZeros),
	{ ...spec('Refund Amount', 'refundAmount', 'refund.amount', kinds.amount), currency: 'refund.currency' },
	spec('Refund Currency', 'refundCurrency', 'refund.currency', kinds.currency),
	spec('State', 'state', 'address.state', kinds.properName),
	spec('Street', 'street', 'address.line1', kinds.properName, 'First line of the delivery address'),
];

const CUSTOMER: FieldSpec[] = [
	spec('Customer ID', 'customerId', 'customer_id', kinds.id, "The ID of the customer's account in your shop"),
	spec('Email', 'email', 'email', kinds.id),
	spec('First Name', 'firstName', 'first_name', kinds.properName),
	spec('Last Name', 'lastName', 'last_name', kinds.properName),
	spec('Phone', 'phone', 'phone', kinds.id),
];

const PRODUCT: FieldSpec[] = [
	spec('Description', 'description', 'description', kinds.text),
	spec('Name', 'name', 'name', kinds.text),
	spec('Quantity', 'quantity', 'quantity', kinds.text),
	spec('SKU', 'sku', 'sku', kinds.id),
	spec('URL', 'url', 'url', kinds.webAddress),
];

export const TRANSACTION: FieldSpec[] = [
	{ ...spec('Amount', 'amount', 'amount', kinds.amount), currency: 'currency' },
	spec('BIN', 'bin', 'bin', kinds.cardBin, 'The first 6 digits of the card'),
	spec('Currency', 'currency', 'currency', kinds.currency),
	spec('Date', 'date', 'date', kinds.date, kinds.ZONE_HINT),
	spec('Last Four', 'lastFour', 'last_four', kinds.cardLastFour, 'The last 4 digits of the card'),
	spec('Transaction ID', 'transactionId', 'transaction_merchant_id', kinds.id, 'Your own ID of the transaction'),
	spec('Type', 'type', 'type', kinds.text, 'For example sale'),
];

function collection(displayName: string, name: string, fields: FieldSpec[], description: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'collection',
		placeholder: `Add ${displayName} Field`,
		default: {},
		description,
		options: fields.map(fieldProperty),
	};
}

function list(
	displayName: string,
	name: string,
	single: string,
	fields: FieldSpec[],
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
		options: [{ displayName: single, name: 'entries', values: fields.map(fieldProperty) }],
	};
}

export const orderIdField: INodeProperties = {
	displayName: 'Order ID',
	name: 'orderId',
	type: 'string',
	default: '',
	placeholder: 'e.g. ORDER-1001',
	description: 'Your number for the order that the alert is about',
};

const merchantField: INodeProperties = {
	displayName: 'Merchant (JSON)',
	name: 'merchant',
	type: 'json',
	default: '{}',
	description:
		"If empty, Chargebackhit uses the contacts, policies and terms from your onboarding. To send others, enter them as JSON, using the API's names.",
};

/** The fields of a reply: those of the order, customer and so on are optional. Contract: 3.4. */
export const replyFields: INodeProperties[] = [
	outcomeField,
	orderIdField,
	collection('Order', 'order', ORDER, 'What you know about the order'),
	collection('Customer', 'customer', CUSTOMER, 'Who ordered. Required for an inquiry.'),
	list('Products', 'products', 'Product', PRODUCT, 'What was ordered. Required for an inquiry.'),
	list(
		'Transactions',
		'transactions',
		'Transaction',
		TRANSACTION,
		'Earlier undisputed payments of the same customer, for Compelling Evidence 3.0',
	),
	merchantField,
	additionalFields,
];

/** A list's rows that contain anything. They are checked here too, while they still have the number the user sees. */
function collectList(given: unknown, fields: FieldSpec[], group: string, reading: Reading): JsonRecord[] {
	const entries = isRecord(given) ? given.entries : given;
	if (!Array.isArray(entries)) return [];
	return entries
		.map((entry, index) => checkFields(collectFields(entry, fields), fields, `${group} ${index + 1}`, reading))
		.filter((entry) => Object.keys(entry).length > 0);
}

/**
 * A reply's body from the item's fields and its additional JSON.
 * @param complete adds to the fields, before the additional JSON is merged
 * @throws InputError naming the field and the rule
 */
export function readReply(
	item: Item,
	complete: (fields: JsonRecord) => JsonRecord = (fields) => fields,
): JsonRecord & { outcome: string } {
	const order = collectFields(item.value('order'), ORDER);
	const orderId = item.text(orderIdField);
	const typed: Record<string, Json> = {
		outcome: item.text(outcomeField),
		order: orderId === '' ? order : { order_id: orderId, ...order },
		customer: collectFields(item.value('customer'), CUSTOMER),
		products: collectList(item.value('products'), PRODUCT, 'Product', item),
		transactions: collectList(item.value('transactions'), TRANSACTION, 'Transaction', item),
		merchant: item.jsonObject(merchantField),
	};
	const given = Object.fromEntries(
		Object.entries(typed).filter(([, value]) => Object.keys(value as object).length > 0),
	);
	return checkReply(mergeJson(complete(given), item.jsonObject(additionalFields)), item);
}

function checkRecord(value: Json, fields: FieldSpec[], group: string, reading?: Reading): JsonRecord {
	if (!isRecord(value)) throw validate.invalid(group, rules.jsonRecord(), value);
	const checked = checkFields(value, fields, group, reading);
	refuseCardsBeside(fields.map(pathOf), checked, group);
	return checked;
}

function checkRecords(value: Json, fields: FieldSpec[], group: string, reading?: Reading): JsonRecord[] {
	if (!Array.isArray(value)) throw validate.invalid(`${group}s`, rules.jsonList(), value);
	return value.map((entry, index) => checkRecord(entry, fields, `${group} ${index + 1}`, reading));
}

/**
 * A reply as it is sent, with its additional JSON: a merchant may set its outcome, and each value obeys its field's rule.
 * @throws InputError naming the field and the rule. Contract: 3.4, 6.1
 */
export function checkReply(body: JsonRecord, reading?: Reading): JsonRecord & { outcome: string } {
	const chosen = validate.oneOf(body.outcome, outcome.displayName, outcomeOptions);
	const checked: JsonRecord & { outcome: string } = { ...body, outcome: chosen };
	if (body.order !== undefined) {
		const order = checkRecord(body.order, ORDER, 'Order', reading);
		const { order_id: id } = order;
		if (id !== undefined && typeof id !== 'string') throw validate.invalid(orderIdField.displayName, rules.text(), id);
		const orderId = validate.identifier(id, orderIdField.displayName, reading);
		checked.order = id === undefined ? order : { ...order, order_id: orderId };
	}
	if (body.customer !== undefined) checked.customer = checkRecord(body.customer, CUSTOMER, 'Customer', reading);
	if (body.products !== undefined) checked.products = checkRecords(body.products, PRODUCT, 'Product', reading);
	if (body.transactions !== undefined)
		checked.transactions = checkRecords(body.transactions, TRANSACTION, 'Transaction', reading);
	if (body.merchant !== undefined) checked.merchant = checkRecord(body.merchant, [], 'Merchant');
	refuseCardsBeside(GROUPS, checked, 'the reply');
	return checked;
}

const GROUPS = ['outcome', 'order', 'customer', 'products', 'transactions', 'merchant'];

/** The order ID of a reply, for the output. */
export function orderIdOf(body: JsonRecord): IDataObject {
	const orderId = isRecord(body.order) ? body.order.order_id : undefined;
	return typeof orderId === 'string' ? { orderId } : {};
}
