import type { FieldSpec } from '../../../common/fields/fieldSpec';
import { ZONE_HINT } from '../../../common/fields/kinds';
import { field } from '../fields';
import * as kinds from './transactionKinds';

const { flag, id, properName, text } = kinds;

export interface TransactionField extends FieldSpec {
	kind: kinds.TransactionKind;
}

/** The objects within a transaction: `root` is the transaction itself, `shoppingCart` a list of them. */
export type FieldGroup = 'root' | 'paymentInformation' | 'additionalTransactionData' | 'shoppingCart' | 'other';

export const requiredFields: TransactionField[] = [
	field('Order Number', 'orderNumber', id(50), 'Your order number. It should be the one that goes to the acquirer.'),
	field(
		'Order Date',
		'orderDateTime',
		kinds.date,
		`Such as 2026-01-31T10:00:00Z. The node sends it in UTC. ${ZONE_HINT}`,
	),
	field('Order Total', 'orderTotal', kinds.amount(11)),
].map((spec) => ({ ...spec, property: { ...spec.property, required: true } }));

export const cardFields: TransactionField[] = [
	field(
		'Card BIN',
		'cardBin',
		kinds.cardBin,
		'The first 6 digits of the card. If you enter 8 digits, only the first 6 are sent.',
	),
	field('Last Four', 'last4', kinds.cardLastFour, 'The last 4 digits of the card'),
];

/**
 * Each object's fields: the 36 of Kount's table, and the four that only its samples show. Contract: 2.2, 2.3; 5 (13) for those without a
 * parent in the table (`arn`, `customerID`, `invoiceNumber`).
 */
export const transactionFields: Record<FieldGroup, TransactionField[]> = {
	root: [
		...requiredFields,
		field('ARN', 'arn', id(), 'Acquirer Reference Number'),
		field('Authorization Status', 'authStatus', text(50), 'A for authorized, D for declined'),
		field('Campaign ID', 'campaignId', id()),
		field('Campaign Name', 'campaignName', text()),
		field('Currency', 'orderCurrency', kinds.currency, 'Three letters, such as USD'),
		field('Customer Email', 'customerEmailAddress', id(50)),
		field('Customer ID', 'customerID', id(250), 'Your own ID for the customer'),
		field('Customer Name', 'customerName', properName(100)),
		field('CVV Validated', 'cvvValidatedAtPurchase', flag, 'Whether the CVV was checked at the purchase'),
		field('Device ID', 'deviceID', id(50)),
		field('Invoice Number', 'invoiceNumber', id(50), 'The number that the customer knows'),
		field('IP Address', 'ipAddress', id(50)),
		field(
			'Kount Client ID',
			'kountClientID',
			kinds.idWithZeros(),
			'Six digits from Kount, if your account there has several clients',
		),
		field('Kount Order Number', 'kountOrderNumber', id(), "Kount's own number for the order"),
	],
	paymentInformation: [
		field('Authorization Code', 'authCode', kinds.idWithZeros()),
		field('AVS Match', 'avsMatch', flag, 'Whether the address check matched'),
		field('Billing Address 1', 'billingAddress1', properName(50)),
		field('Billing Address 2', 'billingAddress2', properName(50)),
		field('Billing City', 'billingCity', properName(50)),
		field('Billing Country', 'billingCountry', text(50), 'Such as USA'),
		field('Billing Name', 'billingName', properName(50), 'The name on the card'),
		field('Billing Postal Code', 'postalCode', kinds.idWithZeros(150)),
		field('Billing State', 'billingState', properName(50), 'Such as CA'),
		...cardFields,
	],
	additionalTransactionData: [
		field('Browser or App', 'browserOrAppDesc', text(50), 'In words that the customer recognizes, such as Safari'),
		field('Device Type', 'deviceType', text(50), 'Such as PC, iPhone, Android Phone'),
	],
	shoppingCart: [
		field('Description', 'itemDescription', text(250)),
		field('Item ID', 'itemID', id(50), 'Such as the SKU'),
		field('Item Name', 'itemName', text(100)),
		field('Item Type', 'itemType', text(200), 'Such as ebook, season pass'),
		field('Price', 'price', kinds.amount(), "The price of one unit, in the order's currency"),
		field('Quantity', 'quantity', kinds.quantity),
	],
	other: [
		field('Contact', 'contactUs', text(50), 'How the customer reaches you'),
		field('Merchant Name', 'merchantName', text(50)),
		field('Store Name', 'merchantStoreName', text(50)),
		field('Website', 'websiteLink', kinds.webAddress(1000)),
	],
};

/** What messages call a field: its label and the API's name. */
export const labelOf = ({ displayName, name }: TransactionField) => `${displayName} (${name})`;
