import type { ExportSource } from './exportSource';

/** Payments, exported as CSV. Its dates are in UTC. */
export const stripe: ExportSource = {
	name: 'Stripe',
	recognizedBy: ['id', 'Created (UTC)', 'Amount', 'Card Last4'],
	columns: {
		orderNumber: 'id',
		orderDate: 'Created (UTC)',
		total: 'Amount',
		currency: 'Currency',
		transactionId: 'PaymentIntent ID',
		invoiceNumber: 'Invoice ID',
		customerId: 'Customer ID',
		customerEmail: 'Customer Email',
		customerName: 'Card Name',
		cardLastFour: 'Card Last4',
		cardBrand: 'Card Brand',
		billingName: 'Card Name',
		billingAddress1: 'Card Address Line1',
		billingAddress2: 'Card Address Line2',
		billingCity: 'Card Address City',
		billingState: 'Card Address State',
		billingPostalCode: 'Card Address Zip',
		billingCountry: 'Card Address Country',
		itemName: 'Description',
	},
	amounts: 'major',
	zone: { name: 'UTC' },
};
