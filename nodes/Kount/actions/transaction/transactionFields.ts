/** How the value of a field of a transaction is written. */
export type FieldKind =
	| 'text'
	/** `True` or `False`, as text. */
	| 'flag'
	/** ISO 8601 UTC. */
	| 'date'
	/** A whole number of hundredths of the order's currency. */
	| 'amount'
	| 'whole'
	| 'cardBin'
	| 'cardLastFour';

export interface TransactionField {
	displayName: string;
	/** The parameter of the node, and the member of the API's object. */
	name: string;
	kind: FieldKind;
	/** Characters at most, or digits of an amount. */
	size?: number;
	required?: true;
	description?: string;
	placeholder?: string;
}

/** The objects within a transaction: `root` is the transaction itself, `shoppingCart` a list of them. */
export type FieldGroup = 'root' | 'paymentInformation' | 'additionalTransactionData' | 'shoppingCart' | 'other';

const text = (displayName: string, name: string, size?: number, description?: string): TransactionField => ({
	displayName,
	name,
	kind: 'text',
	...(size === undefined ? {} : { size }),
	...(description === undefined ? {} : { description }),
});

/**
 * Every field of a transaction by the object it stands in: the 36 of Kount's table, and the four that only its samples show. Contract:
 * 2.2, 2.3; where the table shows no parent (`arn`, `customerID`, `invoiceNumber`), 5 (13).
 */
export const transactionFields: Record<FieldGroup, TransactionField[]> = {
	root: [
		{
			...text(
				'Order Number',
				'orderNumber',
				50,
				'Your reference of the order; it should be the one that goes to the acquirer',
			),
			required: true,
		},
		{
			displayName: 'Order Date',
			name: 'orderDateTime',
			kind: 'date',
			required: true,
			description: 'With its time zone, such as 2026-01-31T10:00:00Z; it is sent in UTC',
		},
		{ displayName: 'Order Total', name: 'orderTotal', kind: 'amount', size: 11, required: true },
		text('ARN', 'arn', undefined, 'Acquirer Reference Number'),
		text('Authorization Status', 'authStatus', 50, 'A for authorized, D for declined'),
		text('Campaign ID', 'campaignId'),
		text('Campaign Name', 'campaignName'),
		text('Currency', 'orderCurrency', undefined, 'Three letters, such as USD'),
		text('Customer Email', 'customerEmailAddress', 50),
		text('Customer ID', 'customerID', 250, 'Your own ID of the customer'),
		text('Customer Name', 'customerName', 100),
		{
			displayName: 'CVV Validated',
			name: 'cvvValidatedAtPurchase',
			kind: 'flag',
			size: 10,
			description: 'Whether the CVV was checked at the purchase',
		},
		text('Device ID', 'deviceID', 50),
		text('Invoice Number', 'invoiceNumber', 50, 'The reference that the customer knows'),
		text('IP Address', 'ipAddress', 50),
		text('Kount Client ID', 'kountClientID', undefined, 'Six digits, where one account holds several clients'),
		text('Kount Order Number', 'kountOrderNumber', undefined, "Kount's own number of the order"),
	],
	paymentInformation: [
		text('Authorization Code', 'authCode'),
		{
			displayName: 'AVS Match',
			name: 'avsMatch',
			kind: 'flag',
			size: 10,
			description: 'Whether the address check matched',
		},
		text('Billing Address 1', 'billingAddress1', 50),
		text('Billing Address 2', 'billingAddress2', 50),
		text('Billing City', 'billingCity', 50),
		text('Billing Country', 'billingCountry', 50, 'Such as USA'),
		text('Billing Name', 'billingName', 50, 'The name on the card'),
		text('Billing Postal Code', 'postalCode', 150),
		text('Billing State', 'billingState', 50, 'Such as ID'),
		{
			displayName: 'Card BIN',
			name: 'cardBin',
			kind: 'cardBin',
			size: 6,
			description: 'The first 6 digits of the card; of 8 digits the first 6 are sent',
		},
		{
			displayName: 'Last Four',
			name: 'last4',
			kind: 'cardLastFour',
			size: 100,
			description: 'The last 4 digits of the card',
		},
	],
	additionalTransactionData: [
		text('Browser or App', 'browserOrAppDesc', 50, 'In words that the customer recognizes'),
		text('Device Type', 'deviceType', 50, 'Such as PC, iPhone, Android Phone'),
	],
	shoppingCart: [
		text('Description', 'itemDescription', 250),
		text('Item ID', 'itemID', 50, 'Such as the SKU'),
		text('Item Name', 'itemName', 100),
		text('Item Type', 'itemType', 200, 'Such as ebook, season pass'),
		{ displayName: 'Price', name: 'price', kind: 'amount', description: 'Of one unit, in the currency of the order' },
		{ displayName: 'Quantity', name: 'quantity', kind: 'whole' },
	],
	other: [
		text('Contact', 'contactUs', 50, 'How the customer reaches you'),
		text('Merchant Name', 'merchantName', 50),
		text('Store Name', 'merchantStoreName', 50),
		text('Website', 'websiteLink', 1000),
	],
};
