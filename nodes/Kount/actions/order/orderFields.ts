import type { INodeProperties } from 'n8n-workflow';

import { ordinal } from '../../../common/errors/itemNames';
import { rules as common } from '../../../common/errors/rules';
import { checkFields, collectFields, type FieldSpec, type Kind } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import { additionalFields } from '../../../common/fields/properties';
import type { Item } from '../../../common/run/item';
import { isRecord, type Json, type JsonRecord, mergeJson } from '../../../common/values/json';
import { refuseCardNumber, refuseCardsWithin } from '../../../common/values/refusedCards';
import { invalid, invalidLength, type Reading, smallestUnits } from '../../../common/values/validate';
import { rules } from '../../problems';
import { collection, field } from '../fields';

const { text } = kinds;

export const orderIdField: INodeProperties = {
	displayName: 'Kount Order ID',
	name: 'orderId',
	type: 'string',
	default: '',
	required: true,
	description: "Kount's ID for the order: orderId in the output of Order: Create. Not your own order number.",
};

/** A field whose value goes to a path of its own. */
function nested(displayName: string, name: string, path: string, kind: Kind, description = ''): FieldSpec {
	return { ...field(displayName, name, kind, description), path };
}

/** The fields of the order itself. Contract: 4.2 */
export const orderFields: FieldSpec[] = [
	field('Channel', 'channel', kinds.id, 'The name of the channel in Kount, such as WEB'),
	field('Created At', 'creationDateTime', kinds.date, `When the order was placed. ${kinds.ZONE_HINT}`),
	field(
		'Device Session ID',
		'deviceSessionId',
		kinds.id,
		"The ID under which Kount collected data about the customer's device",
	),
	field('User IP', 'userIp', kinds.id, "The customer's IPv4 address"),
];

/** The fields of the order itself that only Update has. */
const updateFields: FieldSpec[] = [
	field('Your Order Number (Merchant Order ID)', 'merchantOrderId', kinds.id, 'Your own order number'),
	nested(
		'Reason Code',
		'reasonCode',
		'riskInquiry.reasonCode',
		text,
		"Kount's documentation of this field is unclear. After the update, check with Order: Get whether the code arrived.",
	),
];

/** The fields of an order's payment, the first of its `transactions`. Contract: 4.2 */
export const newPaymentFields: FieldSpec[] = [
	nested('ARN', 'arn', 'authorizationStatus.acquirerReferenceNumber', kinds.id, 'Acquirer Reference Number'),
	nested('Authorization Code', 'authCode', 'authorizationStatus.processorAuthCode', kinds.idWithZeros),
	nested('Authorization Result', 'authResult', 'authorizationStatus.authResult', text, 'APPROVED, DECLINED or UNKNOWN'),
	nested('Billing Email', 'billingEmail', 'billedPerson.emailAddress', kinds.id),
	nested('Billing Family Name', 'billingFamilyName', 'billedPerson.name.family', kinds.properName),
	nested('Billing First Name', 'billingFirstName', 'billedPerson.name.first', kinds.properName),
	nested('Billing Phone', 'billingPhone', 'billedPerson.phoneNumber', kinds.id),
	nested('Card BIN', 'cardBin', 'payment.bin', kinds.cardBin, 'The first 6 to 8 digits of the card'),
	nested('Card Brand', 'cardBrand', 'payment.cardBrand', text),
	field('Currency', 'currency', kinds.currency, 'Three letters, such as USD'),
	nested('Last Four', 'lastFour', 'payment.last4', kinds.cardLastFour, 'The last 4 digits of the card'),
	field('Order Total', 'orderTotal', kinds.smallestUnits, 'In hundredths, in every currency: 4409 for 44.09 USD'),
	nested('Payment Token', 'paymentToken', 'payment.paymentToken', kinds.id),
	nested(
		'Payment Type',
		'paymentType',
		'payment.type',
		text,
		"How the customer paid, in Kount's codes: CARD, CREDIT_CARD, DEBIT_CARD, PYPL (PayPal), APAY (Apple Pay), GOOG (Google Pay), KLARNA, …",
	),
	field('Processor', 'processor', text),
	field('Processor Merchant ID', 'processorMerchantId', kinds.idWithZeros, 'Your MID at the processor'),
	field('Subtotal', 'subtotal', kinds.smallestUnits, 'In hundredths, like Order Total'),
	field('Your Payment ID (Merchant Transaction ID)', 'merchantTransactionId', kinds.id, 'Your own ID for the payment'),
	field('Transaction Status', 'transactionStatus', text, 'PENDING, AUTHORIZED, CAPTURED or REFUSED'),
];

const paymentFields: FieldSpec[] = [
	...newPaymentFields,
	field(
		'Kount Transaction ID',
		'transactionId',
		kinds.id,
		"Kount's ID for the payment: transactionId in the output of Order: Create",
	),
];

/**
 * The properties of Create or Update: order and payment, each a group of optional fields.
 * @param displayOptions when these groups are shown, if not always
 */
export function orderProperties(
	isUpdate: boolean,
	displayOptions?: INodeProperties['displayOptions'],
): INodeProperties[] {
	const when = displayOptions ? { displayOptions } : {};
	return [
		{ ...collection('Order', 'orderDetails', isUpdate ? [...orderFields, ...updateFields] : orderFields), ...when },
		{ ...collection('Payment', 'payment', isUpdate ? paymentFields : newPaymentFields), ...when },
		{
			...additionalFields,
			description:
				"Extra fields of the order as JSON, such as items or fulfillment, using the API's field names. They override the fields above and are validated the same way. A list here, such as transactions, replaces the whole list from above.",
		},
	];
}

/** An amount without a field of its own: text, in the smallest unit, as everywhere in the Orders API. */
function checkAmount(owner: Json | undefined, name: string, path: string): void {
	const value = isRecord(owner) ? owner[name] : undefined;
	if (value === undefined || value === null) return;
	if (typeof value !== 'string') throw invalid(`"${path}.${name}"`, rules.quotedAmount(), value);
	smallestUnits(value, `"${path}.${name}"`);
}

/** The objects of a list, each with its path. */
function objectsOf(list: Json, path: string): Array<[JsonRecord, string]> {
	if (!Array.isArray(list)) throw invalid(`"${path}"`, common.jsonList(), list);
	return list.map((entry, index) => {
		if (!isRecord(entry)) throw invalid(`"${path}[${index}]"`, common.jsonRecord(), entry);
		return [entry, `${path}[${index}]`];
	});
}

/** Only the payment token may look like a card number. */
function checkPayment(payment: Json | undefined, path: string): void {
	if (payment === undefined || payment === null) return;
	// text or a number in its place may be a card number, so it is not shown
	if (typeof payment === 'string' || typeof payment === 'number')
		throw invalidLength(`"${path}"`, common.jsonRecord(), String(payment));
	if (!isRecord(payment)) throw invalid(`"${path}"`, common.jsonRecord(), payment);
	for (const [name, value] of Object.entries(payment)) {
		if (name !== 'paymentToken') refuseCardNumber(value, name, path);
	}
}

/**
 * The body of Create or Update: the fields, overridden by the additional JSON, then checked. Contract: 4.2
 * @param base what Create reads itself; omitted by Update
 * @param mapped fields of order and payment that columns of the input fill; if omitted, they are read from the typed fields
 */
export function readOrder(item: Item, base?: JsonRecord, mapped?: JsonRecord): JsonRecord {
	const fields = base ? orderFields : [...updateFields, ...orderFields];
	const payment = collectFields(mapped ?? item.value('payment'), mapped ? newPaymentFields : paymentFields);
	const typed = mergeJson(base ?? {}, collectFields(mapped ?? item.value('orderDetails'), fields));
	const withPayment = Object.keys(payment).length > 0 ? { ...typed, transactions: [payment] } : typed;
	const order = checkFields(mergeJson(withPayment, item.jsonObject(additionalFields)), fields, '', item);
	for (const [line, path] of objectsOf(order.items ?? [], 'items')) checkAmount(line, 'price', path);
	for (const [parcel, path] of objectsOf(order.fulfillment ?? [], 'fulfillment'))
		checkAmount(parcel.shipping, 'amount', `${path}.shipping`);
	const { transactions } = order;
	const checked = transactions === undefined ? order : { ...order, transactions: readPayments(transactions, item) };
	refuseCardsWithin(checked, 'order', true);
	return checked;
}

function readPayments(payments: Json, reading: Reading): Json[] {
	return objectsOf(payments, 'transactions').map(([transaction, path], index) => {
		const checked = checkFields(
			transaction,
			paymentFields,
			index === 0 ? '' : `${ordinal(index + 1)} transaction`,
			reading,
		);
		checkPayment(checked.payment, `${path}.payment`);
		for (const name of ['taxAmount', 'outOfStateTaxAmount']) checkAmount(checked.tax, name, `${path}.tax`);
		return checked;
	});
}
