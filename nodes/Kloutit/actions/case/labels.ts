/** Words that are not written like others. */
const SPECIAL: Record<string, string> = {
	id: 'ID',
	ip: 'IP',
	url: 'URL',
	bin: 'BIN',
	'3ds': '3DS',
	and: 'and',
	checkin: 'Check-In',
	checkout: 'Check-Out',
	paypal: 'PayPal',
};

/** Fields whose words in the API do not say what they are. */
const FIELDS: Record<string, string> = {
	filialIdentifier: 'Branch ID (Filial Identifier)',
	filialName: 'Branch Name (Filial Name)',
	is3DSPurchase: 'Paid with 3-D Secure (is3DSPurchase)',
};

/** Values that say more, or are written otherwise, than their words. */
const VALUES: Record<string, string> = {
	ES: 'Spanish',
	EN: 'English',
	TRANSACTIONAL: 'One-Time (Transactional)',
	RECURRENT_OPERATION_CANCELLED: 'Recurring Payment Cancelled (Recurrent Operation)',
	COMPANY_UNCATEGORIZED_FILE: 'Other File from You (Company Uncategorized)',
	CUSTOMER_UNCATEGORIZED_FILE: 'Other File from the Customer (Customer Uncategorized)',
	HEALTH_BEAUTY: 'Health and Beauty',
	TRAVEL_AIRLINE: 'Travel: Airline',
	TRAVEL_HOTEL: 'Travel: Hotel',
	TRAVEL_HOTEL_AIRLINE: 'Travel: Hotel and Airline',
	DEFECTIVE_PRODUCT_SERVICE: 'Defective Product or Service',
	INCORRECT_DUPLICATED_CHARGES: 'Incorrect or Duplicated Charges',
	PRODUCT_SERVICE_CANCELLED: 'Product or Service Cancelled',
	PRODUCT_SERVICE_NOT_AS_DESCRIBED: 'Product or Service Not as Described',
	PRODUCT_SERVICE_NOT_RECEIVED: 'Product or Service Not Received',
	PRODUCT_EVIDENCE_BEFORE_DURING_PURCHASE: 'Product Evidence Before or During Purchase',
	AMEX: 'American Express',
	CHECKOUT_COM: 'Checkout.com',
	DLOCAL: 'dLocal',
	MEO_WALLET: 'MEO Wallet',
	WECHAT_PAY: 'WeChat Pay',
};

/** A name of the API as a user reads it: `salesChannelTermsUrl` becomes `Sales Channel Terms URL`. */
export function fieldLabel(name: string): string {
	if (Object.hasOwn(FIELDS, name)) return FIELDS[name];
	return name
		.replace(/3DS/, ' 3ds ')
		.replace(/(\d+)/g, ' $1 ')
		.replace(/ 3 ds /, ' 3ds ')
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.trim()
		.split(/\s+/)
		.map((word) => SPECIAL[word.toLowerCase()] ?? word[0].toUpperCase() + word.slice(1).toLowerCase())
		.join(' ');
}

/** A value of the API as a user reads it: `REFUND_PROOF` becomes `Refund Proof`. */
export function valueLabel(value: string): string {
	if (Object.hasOwn(VALUES, value)) return VALUES[value];
	return value
		.split('_')
		.map((word) => SPECIAL[word.toLowerCase()] ?? word[0] + word.slice(1).toLowerCase())
		.join(' ');
}
