import type { INodeProperties } from 'n8n-workflow';

import { rules as common, ordinal } from '../../../common/errors/problems';
import { checkFields, collectFields, type FieldSpec, fieldProperty, type Kind } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import { additionalFields } from '../../../common/fields/properties';
import type { Item } from '../../../common/run/item';
import { isRecord, type Json, type JsonRecord, mergeJson } from '../../../common/values/json';
import { invalid, invalidLength, smallestUnits } from '../../../common/values/validate';
import { rules } from '../../problems';
import { refuseCardNumber, refuseCardsWithin } from '../cardNumbers';

/** A field: its label, its name, where its value goes, what it is. */
const field = (displayName: string, name: string, path: string, kind: Kind, description = ''): FieldSpec => ({
	displayName,
	name,
	path,
	kind,
	property: description === '' ? {} : { description },
});

const { text } = kinds;

/** The fields of the order itself. Contract: 4.2 */
const orderFields: FieldSpec[] = [
	field('Channel', 'channel', 'channel', text, 'The channel as it is set up at Kount'),
	field(
		'Created At',
		'creationDateTime',
		'creationDateTime',
		kinds.date,
		'When the customer placed the order. A time without a time zone is read as UTC.',
	),
	field(
		'Device Session ID',
		'deviceSessionId',
		'deviceSessionId',
		text,
		'The session in which the device data was collected',
	),
	field('User IP', 'userIp', 'userIp', text, 'An IPv4 address'),
];

/** The fields of an order's payment, the first of its `transactions`, if it is created. Contract: 4.2 */
const newPaymentFields: FieldSpec[] = [
	field('ARN', 'arn', 'authorizationStatus.acquirerReferenceNumber', text, 'Acquirer Reference Number'),
	field('Authorization Code', 'authCode', 'authorizationStatus.processorAuthCode', text),
	field('Authorization Result', 'authResult', 'authorizationStatus.authResult', text, 'APPROVED, DECLINED or UNKNOWN'),
	field('Billing Email', 'billingEmail', 'billedPerson.emailAddress', text),
	field('Billing Family Name', 'billingFamilyName', 'billedPerson.name.family', text),
	field('Billing First Name', 'billingFirstName', 'billedPerson.name.first', text),
	field('Billing Phone', 'billingPhone', 'billedPerson.phoneNumber', text),
	field('Card BIN', 'cardBin', 'payment.bin', kinds.cardBin, 'The first 6 to 8 digits of the card'),
	field('Card Brand', 'cardBrand', 'payment.cardBrand', text),
	field('Currency', 'currency', 'currency', kinds.currency, 'Three letters, such as USD'),
	field('Last Four', 'lastFour', 'payment.last4', kinds.cardLastFour, 'The last 4 digits of the card'),
	field(
		'Order Total',
		'orderTotal',
		'orderTotal',
		kinds.smallestUnits,
		'In the smallest unit of the currency: 4409 for 44.09 USD',
	),
	field('Payment Token', 'paymentToken', 'payment.paymentToken', text),
	field('Payment Type', 'paymentType', 'payment.type', text, 'Such as CREDIT_CARD or PYPL'),
	field('Processor', 'processor', 'processor', text),
	field('Processor Merchant ID', 'processorMerchantId', 'processorMerchantId', text, 'The MID'),
	field('Subtotal', 'subtotal', 'subtotal', kinds.smallestUnits, 'In the smallest unit of the currency'),
	field('Transaction ID', 'merchantTransactionId', 'merchantTransactionId', text, 'Your own ID for the payment'),
	field(
		'Transaction Status',
		'transactionStatus',
		'transactionStatus',
		text,
		'PENDING, AUTHORIZED, CAPTURED or REFUSED',
	),
];

const paymentFields: FieldSpec[] = [
	...newPaymentFields,
	field(
		'Kount Transaction ID',
		'transactionId',
		'transactionId',
		text,
		"Kount's ID for the payment, from the response of Create",
	),
];

function collection(displayName: string, name: string, fields: FieldSpec[]): INodeProperties {
	return {
		displayName,
		name,
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: fields.map(fieldProperty).sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

/**
 * The properties of Create or Update: order and payment, each a group of optional fields.
 *
 * @param updateFields the order's fields of Update alone; left out by Create
 */
export function orderProperties(updateFields?: FieldSpec[]): INodeProperties[] {
	return [
		collection('Order', 'orderDetails', [...orderFields, ...(updateFields ?? [])]),
		collection('Payment', 'payment', updateFields ? paymentFields : newPaymentFields),
		{
			...additionalFields,
			description:
				"Extra fields of the order as JSON, such as items or fulfillment, using the API's field names. They override the fields above and are validated the same way. A list replaces the whole list.",
		},
	];
}

/** An amount that has no field: text of digits, in the smallest unit, as everywhere in this API. */
function checkAmount(owner: Json | undefined, name: string, path: string): void {
	const value = isRecord(owner) ? owner[name] : undefined;
	if (value === undefined || value === null) return;
	if (typeof value !== 'string') throw invalid(`${path}.${name}`, rules.quotedAmount(), value);
	smallestUnits(value, `${path}.${name}`);
}

/** The objects of a list, each with its path. @throws InputError if it is no list of objects */
function objectsOf(list: Json, path: string): Array<[JsonRecord, string]> {
	if (!Array.isArray(list)) throw invalid(path, common.jsonList(), list);
	return list.map((entry, index) => {
		if (!isRecord(entry)) throw invalid(`${path}[${index}]`, common.jsonRecord(), entry);
		return [entry, `${path}[${index}]`];
	});
}

/** A payment may contain a token that looks like a card number, but no other field that does. */
function checkPayment(payment: Json | undefined, path: string): void {
	if (payment === undefined || payment === null) return;
	// what is given instead of an object may be a card number
	if (typeof payment === 'string' || typeof payment === 'number')
		throw invalidLength(path, common.jsonRecord(), String(payment));
	if (!isRecord(payment)) throw invalid(path, common.jsonRecord(), payment);
	for (const [name, value] of Object.entries(payment)) {
		if (name !== 'paymentToken') refuseCardNumber(value, name, path);
	}
}

/**
 * The body of Create or Update: the fields, then the additional JSON over them, then the checks.
 *
 * @param base what the operation reads itself
 * @param updateFields the order's fields of Update alone
 * @throws InputError naming the field and the rule. Contract: 4.2
 */
export function readOrder(item: Item, base: JsonRecord, updateFields: FieldSpec[] = []): JsonRecord {
	const fields = [...updateFields, ...orderFields];
	const payment = collectFields(item.value('payment'), paymentFields);
	const typed = mergeJson(base, collectFields(item.value('orderDetails'), fields));
	const withPayment = Object.keys(payment).length > 0 ? { ...typed, transactions: [payment] } : typed;
	const order = checkFields(mergeJson(withPayment, item.jsonObject(additionalFields)), fields, '');
	for (const [line, path] of objectsOf(order.items ?? [], 'items')) checkAmount(line, 'price', path);
	for (const [parcel, path] of objectsOf(order.fulfillment ?? [], 'fulfillment'))
		checkAmount(parcel.shipping, 'amount', `${path}.shipping`);
	const checked =
		order.transactions === undefined ? order : { ...order, transactions: readPayments(order.transactions) };
	refuseCardsWithin(checked, 'the order');
	return checked;
}

/** The payments of an order. */
function readPayments(payments: Json): Json[] {
	return objectsOf(payments, 'transactions').map(([transaction, path], index) => {
		const checked = checkFields(transaction, paymentFields, index === 0 ? '' : `${ordinal(index + 1)} transaction`);
		checkPayment(checked.payment, `${path}.payment`);
		for (const name of ['taxAmount', 'outOfStateTaxAmount']) checkAmount(checked.tax, name, `${path}.tax`);
		return checked;
	});
}
