import type { IDataObject } from 'n8n-workflow';

/** Rows as the exports have them, with all columns that their documentation names. Invented people, no real data. */
interface Export {
	name: string;
	headers: string;
	/** The values of some columns; the others are empty. */
	rows: Array<Record<string, string>>;
	/** What Kount receives of the first order. */
	expected: IDataObject;
}

const SHOPIFY =
	'Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Phone,Receipt Number,Duties';
const WOOCOMMERCE =
	'order_id,order_number,order_date,status,shipping_total,shipping_tax_total,fee_total,fee_tax_total,tax_total,discount_total,order_total,refunded_total,order_currency,payment_method,shipping_method,customer_id,billing_first_name,billing_last_name,billing_company,billing_email,billing_phone,billing_address_1,billing_address_2,billing_postcode,billing_city,billing_state,billing_country,shipping_first_name,shipping_last_name,shipping_address_1,shipping_postcode,shipping_city,shipping_state,shipping_country,customer_note,item_id,item_product_id,item_name,item_sku,item_quantity,item_subtotal,item_total,item_refunded,order_notes,download_permissions';
const STRIPE =
	'id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,Converted Amount Refunded,Fee,Tax,Converted Currency,Mode,Status,Statement Descriptor,Customer ID,Customer Description,Customer Email,Captured,Card ID,Card Last4,Card Brand,Card Funding,Card Exp Month,Card Exp Year,Card Name,Card Address Line1,Card Address Line2,Card Address City,Card Address State,Card Address Country,Card Address Zip,Card Issue Country,Card Fingerprint,Card CVC Status,Card AVS Zip Status,Card AVS Line1 Status,Card Tokenization Method,Disputed Amount,Dispute Status,Dispute Reason,Dispute Date (UTC),Dispute Evidence Due (UTC),Invoice ID,Payment Source Type,Destination,Transfer,Transfer Group,PaymentIntent ID';
const PAYPAL =
	'Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID,Shipping Address,Address Status,Item Title,Item ID,Shipping and Handling Amount,Insurance Amount,Sales Tax,Option 1 Name,Option 1 Value,Option 2 Name,Option 2 Value,Reference Txn ID,Invoice Number,Custom Number,Quantity,Receipt ID,Balance,Address Line 1,Address Line 2/District/Neighborhood,Town/City,State/Province/Region/County/Territory/Prefecture/Republic,Zip/Postal Code,Country,Contact Phone Number,Subject,Note,Country Code,Balance Impact';
const ADYEN =
	'Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Currency,Amount,Type,Risk Scoring,Shopper Interaction,Shopper Name,Shopper PAN,Shopper IP,Shopper Country,Issuer Name,Issuer Id,Issuer City,Issuer Country,Acquirer Response,Authorisation Code,Shopper Email,Shopper Reference,3D Directory Response,3D Authentication Response,CVC2 Response,AVS Response,Billing Street,Billing House Number / Name,Billing City,Billing Postal Code / ZIP,Billing State / Province,Billing Country,Delivery Street,Delivery House Number / Name,Delivery City,Delivery Postal Code / ZIP,Delivery State / Province,Delivery Country,Acquirer Reference,Payment Method Variant,Raw acquirer response,Reserved4,Reserved5';
const BRAINTREE =
	'Transaction ID,Subscription ID,Transaction Type,Transaction Status,Escrow Status,Created Datetime,Created Timezone,Settlement Date,Disbursement Date,Merchant Account,Currency ISO Code,Amount Authorized,Amount Submitted For Settlement,Service Fee,Tax Amount,Tax Exempt,Purchase Order Number,Order ID,Descriptor Name,Descriptor Phone,Descriptor URL,Refunded Transaction ID,Payment Instrument Type,Card Type,Cardholder Name,First Six of Credit Card,Last Four of Credit Card,Credit Card Number,Expiration Date,Credit Card Customer Location,Customer ID,Payment Method Token,Customer First Name,Customer Last Name,Customer Company,Customer Email,Customer Phone,Billing First Name,Billing Last Name,Billing Street Address,Billing Extended Address,Billing City (Locality),Billing State/Province (Region),Billing Postal Code,Billing Country,Shipping Street Address,Shipping City (Locality),Shipping Postal Code,User,IP Address,Processor Authorization Code,AVS Response Code,Settlement Batch ID';

export const EXPORTS: Export[] = [
	{
		name: 'Shopify',
		headers: SHOPIFY,
		rows: [
			{
				Name: '#1001',
				Email: 'ines.halvorsen@example.com',
				'Financial Status': 'paid',
				Currency: 'USD',
				Subtotal: '75.49',
				Total: '81.49',
				'Created at': '2026-11-02 09:14:00 -0500',
				'Lineitem quantity': '1',
				'Lineitem name': 'Enamel kettle, blue',
				'Lineitem price': '49.90',
				'Lineitem sku': 'KET-01',
				'Billing Name': 'Ines Halvorsen',
				'Billing Address1': '12 Harbour Lane',
				'Billing City': 'Portland',
				'Billing Zip': "'97201",
				'Billing Country': 'US',
				Tags: 'gift',
			},
			{
				Name: '#1001',
				Email: 'ines.halvorsen@example.com',
				'Created at': '2026-11-02 09:14:00 -0500',
				'Lineitem quantity': '2',
				'Lineitem name': 'Seed box',
				'Lineitem price': '12.79',
				'Lineitem sku': 'SEE-12',
			},
		],
		expected: {
			orderNumber: '#1001',
			orderDateTime: '2026-11-02T14:14:00Z',
			orderTotal: 8149,
			orderCurrency: 'USD',
			customerEmailAddress: 'ines.halvorsen@example.com',
			customerName: 'Ines Halvorsen',
			paymentInformation: {
				billingName: 'Ines Halvorsen',
				billingAddress1: '12 Harbour Lane',
				billingCity: 'Portland',
				postalCode: '97201',
				billingCountry: 'US',
			},
			shoppingCart: [
				{ itemName: 'Enamel kettle, blue', itemID: 'KET-01', price: 4990, quantity: 1 },
				{ itemName: 'Seed box', itemID: 'SEE-12', price: 1279, quantity: 2 },
			],
		},
	},
	{
		name: 'WooCommerce',
		headers: WOOCOMMERCE,
		rows: ['Wool blanket', 'Oak board'].map((item, place) => ({
			order_id: '7431',
			order_number: 'W-7431',
			order_date: '2026-11-05 17:40:00',
			status: 'processing',
			order_total: '120.00',
			order_currency: 'EUR',
			customer_id: '55',
			billing_first_name: 'Tomas',
			billing_last_name: 'Brandt',
			billing_email: 'tomas.brandt@example.com',
			billing_address_1: 'Lindenweg 7',
			billing_postcode: '10115',
			billing_city: 'Berlin',
			billing_country: 'DE',
			item_name: item,
			item_sku: `SKU-${place}`,
			item_quantity: '1',
			item_total: '60.00',
		})),
		expected: {
			orderNumber: 'W-7431',
			orderDateTime: '2026-11-05T17:40:00Z',
			orderTotal: 12000,
			orderCurrency: 'EUR',
			customerEmailAddress: 'tomas.brandt@example.com',
			customerID: '55',
			customerName: 'Tomas Brandt',
			paymentInformation: {
				billingName: 'Tomas Brandt',
				billingAddress1: 'Lindenweg 7',
				billingCity: 'Berlin',
				postalCode: '10115',
				billingCountry: 'DE',
			},
			shoppingCart: [
				{ itemName: 'Wool blanket', itemID: 'SKU-0', quantity: 1 },
				{ itemName: 'Oak board', itemID: 'SKU-1', quantity: 1 },
			],
		},
	},
	{
		name: 'Stripe',
		headers: STRIPE,
		rows: [
			{
				id: 'ch_3OaSample',
				Description: 'Seed box, herbs',
				'Created (UTC)': '2026-11-09 12:05',
				Amount: '15.50',
				Currency: 'usd',
				Status: 'Paid',
				'Customer ID': 'cus_sample',
				'Customer Email': 'maren.okafor@example.com',
				'Card Last4': '4242',
				'Card Name': 'Maren Okafor',
			},
		],
		expected: {
			orderNumber: 'ch_3OaSample',
			orderDateTime: '2026-11-09T12:05:00Z',
			orderTotal: 1550,
			orderCurrency: 'USD',
			customerEmailAddress: 'maren.okafor@example.com',
			customerID: 'cus_sample',
			customerName: 'Maren Okafor',
			paymentInformation: { billingName: 'Maren Okafor', last4: '4242' },
			shoppingCart: [{ itemName: 'Seed box, herbs' }],
		},
	},
	{
		name: 'PayPal',
		headers: PAYPAL,
		rows: [
			{
				Date: '11/02/2026',
				Time: '09:14:00',
				TimeZone: 'PST',
				Name: 'Ines Halvorsen',
				Type: 'Website Payment',
				Status: 'Completed',
				Currency: 'USD',
				Gross: '49.90',
				Fee: '-1.94',
				Net: '47.96',
				'From Email Address': 'ines.halvorsen@example.com',
				'Transaction ID': '8RJ12345AB678901C',
				'Item Title': 'Enamel kettle',
				'Invoice Number': 'ORDER-1001',
				Quantity: '1',
			},
			{
				Date: '11/25/2026',
				Time: '21:00:00',
				TimeZone: 'PST',
				Name: 'Tomas Brandt',
				Currency: 'EUR',
				Gross: '120.00',
				'Transaction ID': '8RJ12345AB678902C',
			},
		],
		expected: {
			orderNumber: '8RJ12345AB678901C',
			orderDateTime: '2026-11-02T17:14:00Z',
			orderTotal: 4990,
			orderCurrency: 'USD',
			customerEmailAddress: 'ines.halvorsen@example.com',
			customerName: 'Ines Halvorsen',
			invoiceNumber: 'ORDER-1001',
			shoppingCart: [{ itemName: 'Enamel kettle', quantity: 1 }],
		},
	},
	{
		name: 'Adyen',
		headers: ADYEN,
		rows: [
			{
				'Company Account': 'MyShop',
				'Merchant Account': 'MyShopNL',
				'Psp Reference': '8836183819713023',
				'Merchant Reference': 'ORDER-1002',
				'Payment Method': 'visa',
				'Creation Date': '2026-11-05 17:40:00',
				TimeZone: 'CET',
				Currency: 'EUR',
				Amount: '120.00',
				Type: 'Settled',
				'Shopper Name': 'Tomas Brandt',
				'Shopper PAN': '1111',
				'Shopper IP': '203.0.113.7',
				'Authorisation Code': '012345',
				'Shopper Email': 'tomas.brandt@example.com',
				'Billing Street': 'Lindenweg',
				'Billing House Number / Name': '7',
			},
		],
		expected: {
			orderNumber: 'ORDER-1002',
			orderDateTime: '2026-11-05T16:40:00Z',
			orderTotal: 12000,
			orderCurrency: 'EUR',
			customerEmailAddress: 'tomas.brandt@example.com',
			customerName: 'Tomas Brandt',
			ipAddress: '203.0.113.7',
			paymentInformation: { authCode: '012345', billingAddress1: 'Lindenweg 7', last4: '1111' },
		},
	},
	{
		name: 'Braintree',
		headers: BRAINTREE,
		rows: [
			{
				'Transaction ID': 'fqnycvx',
				'Transaction Type': 'sale',
				'Transaction Status': 'settled',
				'Created Datetime': '11/20/2026 9:05 PM',
				'Created Timezone': 'America/Chicago',
				'Merchant Account': 'shop_usd',
				'Currency ISO Code': 'USD',
				'Amount Authorized': '57.60',
				'Amount Submitted For Settlement': '57.60',
				'Order ID': 'ORDER-1003',
				'Card Type': 'Visa',
				'Cardholder Name': 'Maren Okafor',
				'First Six of Credit Card': '411111',
				'Last Four of Credit Card': '1111',
				'Customer First Name': 'Maren',
				'Customer Last Name': 'Okafor',
				'Customer Email': 'maren.okafor@example.com',
				'IP Address': '203.0.113.9',
				'Processor Authorization Code': '384573',
			},
		],
		expected: {
			orderNumber: 'ORDER-1003',
			orderDateTime: '2026-11-21T03:05:00Z',
			orderTotal: 5760,
			orderCurrency: 'USD',
			customerEmailAddress: 'maren.okafor@example.com',
			customerName: 'Maren Okafor',
			ipAddress: '203.0.113.9',
			paymentInformation: { authCode: '384573', billingName: 'Maren Okafor', cardBin: '411111', last4: '1111' },
		},
	},
];

/** The rows as *Extract from File* returns them: every column is there, as text. */
export function rowsOf({ headers, rows }: Export): IDataObject[] {
	return rows.map((row) => Object.fromEntries(headers.split(',').map((header) => [header, row[header] ?? ''])));
}

/** The export as a file. */
export function csvOf({ headers, rows }: Export): string {
	const quoted = (value: string) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
	const lines = rows.map((row) =>
		headers
			.split(',')
			.map((header) => quoted(row[header] ?? ''))
			.join(','),
	);
	return `\ufeff${[headers, ...lines].join('\r\n')}\r\n`;
}
