import type { INodeProperties } from 'n8n-workflow';

import { InputError } from '../../../common/errors/errors';
import {
	type BodyField,
	bodyFieldProperty,
	checkBodyFields,
	collectBodyFields,
} from '../../../common/fields/bodyFields';
import { additionalFields } from '../../../common/fields/properties';
import type { Item } from '../../../common/run/item';
import { isRecord, type Json, type JsonRecord, mergeJson, recordOr } from '../../../common/values/json';
import { invalid, invalidLength, smallestUnits } from '../../../common/values/validate';
import { messages } from '../../problems';
import { refuseCardNumber, refuseCardsWithin } from '../cardNumbers';

/** What the order itself says. Contract: 4.2 */
const orderMembers: BodyField[] = [
	{
		displayName: 'Channel',
		name: 'channel',
		path: 'channel',
		kind: 'text',
		description: 'The channel as it is set up at Kount',
	},
	{
		displayName: 'Created At',
		name: 'creationDateTime',
		path: 'creationDateTime',
		kind: 'date',
		description: 'When the customer placed the order. Without a time zone it counts as UTC.',
	},
	{
		displayName: 'Device Session ID',
		name: 'deviceSessionId',
		path: 'deviceSessionId',
		kind: 'text',
		description: 'The session under which the device data were collected',
	},
	{ displayName: 'User IP', name: 'userIp', path: 'userIp', kind: 'text', description: 'An IPv4 address' },
];

/** What the payment of an order says: the first of its `transactions`. Contract: 4.2 */
const paymentMembers: BodyField[] = [
	{
		displayName: 'ARN',
		name: 'arn',
		path: 'authorizationStatus.acquirerReferenceNumber',
		kind: 'text',
		description: 'Acquirer Reference Number',
	},
	{
		displayName: 'Authorization Code',
		name: 'authCode',
		path: 'authorizationStatus.processorAuthCode',
		kind: 'text',
	},
	{
		displayName: 'Authorization Result',
		name: 'authResult',
		path: 'authorizationStatus.authResult',
		kind: 'text',
		description: 'APPROVED, DECLINED or UNKNOWN',
	},
	{ displayName: 'Billing Email', name: 'billingEmail', path: 'billedPerson.emailAddress', kind: 'text' },
	{ displayName: 'Billing Family Name', name: 'billingFamilyName', path: 'billedPerson.name.family', kind: 'text' },
	{ displayName: 'Billing First Name', name: 'billingFirstName', path: 'billedPerson.name.first', kind: 'text' },
	{ displayName: 'Billing Phone', name: 'billingPhone', path: 'billedPerson.phoneNumber', kind: 'text' },
	{
		displayName: 'Card BIN',
		name: 'cardBin',
		path: 'payment.bin',
		kind: 'bin',
		description: 'The first 6 to 8 digits of the card',
	},
	{ displayName: 'Card Brand', name: 'cardBrand', path: 'payment.cardBrand', kind: 'text' },
	{
		displayName: 'Currency',
		name: 'currency',
		path: 'currency',
		kind: 'currency',
		description: 'Three letters, such as USD',
	},
	{
		displayName: 'Last Four',
		name: 'lastFour',
		path: 'payment.last4',
		kind: 'lastFour',
		description: 'The last 4 digits of the card',
	},
	{
		displayName: 'Order Total',
		name: 'orderTotal',
		path: 'orderTotal',
		kind: 'units',
		description: 'In the smallest unit of the currency: 4409 for 44.09 USD',
	},
	{ displayName: 'Payment Token', name: 'paymentToken', path: 'payment.paymentToken', kind: 'text' },
	{
		displayName: 'Payment Type',
		name: 'paymentType',
		path: 'payment.type',
		kind: 'text',
		description: 'Such as CREDIT_CARD or PYPL',
	},
	{ displayName: 'Processor', name: 'processor', path: 'processor', kind: 'text' },
	{
		displayName: 'Processor Merchant ID',
		name: 'processorMerchantId',
		path: 'processorMerchantId',
		kind: 'text',
		description: 'The MID',
	},
	{
		displayName: 'Subtotal',
		name: 'subtotal',
		path: 'subtotal',
		kind: 'units',
		description: 'In the smallest unit of the currency',
	},
	{
		displayName: 'Transaction ID',
		name: 'merchantTransactionId',
		path: 'merchantTransactionId',
		kind: 'text',
		description: 'Your own ID of the payment',
	},
	{
		displayName: 'Transaction Status',
		name: 'transactionStatus',
		path: 'transactionStatus',
		kind: 'text',
		description: 'PENDING, AUTHORIZED, CAPTURED or REFUSED',
	},
];

const KOUNT_TRANSACTION: BodyField = {
	displayName: 'Kount Transaction ID',
	name: 'transactionId',
	path: 'transactionId',
	kind: 'text',
	description: "Kount's ID of the payment, from the answer to Create",
};

function collection(displayName: string, name: string, fields: INodeProperties[]): INodeProperties {
	return {
		displayName,
		name,
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: fields.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

/** The fields of an order's create or update: order and payment, each a group of optional fields. */
export function orderFields(more: { order?: INodeProperties[]; isUpdate?: boolean } = {}): INodeProperties[] {
	const payment = more.isUpdate ? [...paymentMembers, KOUNT_TRANSACTION] : paymentMembers;
	return [
		collection('Order', 'orderDetails', [...orderMembers.map(bodyFieldProperty), ...(more.order ?? [])]),
		collection('Payment', 'payment', payment.map(bodyFieldProperty)),
		{
			...additionalFields,
			description:
				'A JSON object with further members of the order, under the names of the Orders API, such as items or fulfillment. Members given here win over the fields above, and are checked like them; a list replaces the whole list.',
		},
	];
}

/** An amount that stands outside of the typed fields: text of digits, in the smallest unit, as everywhere in this API. */
function checkUnits(owner: Json | undefined, name: string, place: string): void {
	const value = isRecord(owner) ? owner[name] : undefined;
	if (value === undefined || value === null) return;
	if (typeof value !== 'string') throw new InputError(messages.notText(`${place}.${name}`), messages.notTextAdvice);
	smallestUnits(value, `${place}.${name}`);
}

/** The objects of a list, each with its place. @throws InputError where it is no list of objects */
function objectsOf(list: Json | undefined, place: string): Array<[JsonRecord, string]> {
	if (list === undefined || list === null) return [];
	if (!Array.isArray(list)) throw invalid(place, messages.listRule, list);
	return list.map((entry, at) => {
		if (!isRecord(entry)) throw invalid(`${place}[${at}]`, 'a JSON object', entry);
		return [entry, `${place}[${at}]`];
	});
}

function checkItems(items: Json | undefined, place: string): void {
	for (const [line, at] of objectsOf(items, place)) checkUnits(line, 'price', at);
}

/** A payment may hold a token that looks like a card number, but no other member that does. */
function checkPayment(payment: Json | undefined, place: number): void {
	if (payment === undefined || payment === null) return;
	const field = `transactions[${place}].payment`;
	// what stands in its place may be a card number
	if (typeof payment === 'string' || typeof payment === 'number')
		throw invalidLength(field, 'a JSON object', String(payment));
	if (!isRecord(payment)) throw invalid(field, 'a JSON object', payment);
	for (const [name, value] of Object.entries(payment)) {
		if (name !== 'paymentToken') refuseCardNumber(value, name, field);
	}
}

/**
 * The body of a create or an update: typed fields, then the additional JSON over them, then the checks.
 *
 * @param base members that have a field of their own
 * @throws InputError naming the field and the rule. Contract: 4.2
 */
export function readOrder(item: Item, base: JsonRecord): JsonRecord {
	const payment = collectBodyFields(item.value('payment'), [...paymentMembers, KOUNT_TRANSACTION]);
	const typed = mergeJson(base, collectBodyFields(item.value('orderDetails'), orderMembers));
	const withPayment = Object.keys(payment).length > 0 ? { ...typed, transactions: [payment] } : typed;
	const merged = mergeJson(withPayment, item.jsonObject('additionalFields', additionalFields.displayName));
	const order = checkBodyFields(merged, orderMembers, '');
	checkItems(order.items, 'items');
	for (const [parcel, at] of objectsOf(order.fulfillment, 'fulfillment'))
		checkUnits(parcel.shipping, 'amount', `${at}.shipping`);
	const checked =
		order.transactions === undefined ? order : { ...order, transactions: readPayments(order.transactions) };
	refuseCardsWithin(checked, 'the order');
	return checked;
}

/** The payments of an order. */
function readPayments(payments: Json): Json[] {
	if (!Array.isArray(payments)) throw invalid('transactions', messages.listRule, payments);
	return payments.map((transaction, place) => {
		if (!isRecord(transaction)) throw invalid(`transactions[${place}]`, 'a JSON object', transaction);
		const checked = checkBodyFields(
			transaction,
			[...paymentMembers, KOUNT_TRANSACTION],
			place === 0 ? '' : `transaction ${place}`,
		);
		checkPayment(checked.payment, place);
		for (const name of ['taxAmount', 'outOfStateTaxAmount'])
			checkUnits(checked.tax, name, `transactions[${place}].tax`);
		return checked;
	});
}

/** An order's answer with flat fields: ids, what the risk inquiry came to, and the state of the payment. Contract: 4.2 */
export function flatOrder(body: JsonRecord): JsonRecord {
	const order = recordOr(body.order ?? body);
	const inquiry = recordOr(order.riskInquiry);
	const [payment] = Array.isArray(order.transactions) ? order.transactions : [];
	const text = (value: Json | undefined): Json => value ?? null;
	return {
		orderId: text(order.orderId),
		merchantOrderId: text(order.merchantOrderId),
		channel: text(order.channel),
		creationDateTime: text(order.creationDateTime),
		decision: text(inquiry.decision),
		omniscore: text(inquiry.omniscore),
		reasonCode: text(inquiry.reasonCode),
		transactionId: text(recordOr(payment).transactionId),
		transactionStatus: text(recordOr(payment).transactionStatus),
	};
}
