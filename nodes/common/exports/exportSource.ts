/** What a column of an export says, whatever the export calls it. Each service decides which of its fields it fills. */
export type Fact =
	| 'orderNumber'
	| 'orderDate'
	| 'total'
	| 'subtotal'
	| 'currency'
	| 'transactionId'
	| 'invoiceNumber'
	| 'arn'
	| 'authorizationCode'
	| 'customerId'
	| 'customerName'
	| 'customerFirstName'
	| 'customerLastName'
	| 'customerEmail'
	| 'customerPhone'
	| 'ipAddress'
	| 'cardBin'
	| 'cardLastFour'
	| 'cardBrand'
	| 'bankName'
	| 'processorMerchantId'
	| 'billingName'
	| 'billingAddress1'
	| 'billingAddress2'
	| 'billingCity'
	| 'billingState'
	| 'billingPostalCode'
	| 'billingCountry'
	| 'shippingCity'
	| 'shippingState'
	| 'shippingPostalCode'
	| 'shippingDate'
	| 'itemName'
	| 'itemId'
	| 'itemPrice'
	| 'itemQuantity';

/** What an amount counts: `major` for 44.09, `hundredths` for 4409. The values are stored in workflows. */
export type AmountUnit = 'major' | 'hundredths';

/** A shop's or payment service's export, as its public documentation describes it. */
export interface ExportSource {
	/** As a sentence names it: "a … export". */
	name: string;
	/** Headers that no other export has together. */
	recognizedBy: string[];
	/** The header of each fact; several are joined with a blank. */
	columns: Partial<Record<Fact, string | string[]>>;
	/** Headers that mean something else here than in a field's label. */
	unlike?: string[];
	amounts: AmountUnit;
	/** The zone of dates that name none: a name, or the header of the column that names it. Without it, the workflow's. */
	zone?: { name: string } | { header: string };
}
