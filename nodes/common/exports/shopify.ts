import type { ExportSource } from './exportSource';

/** Orders, exported as CSV. Each line item is a row; only the order's first row has its total. */
export const shopify: ExportSource = {
	name: 'Shopify',
	recognizedBy: ['Name', 'Financial Status', 'Lineitem name', 'Lineitem price'],
	columns: {
		orderNumber: 'Name',
		orderDate: 'Created at',
		total: 'Total',
		subtotal: 'Subtotal',
		currency: 'Currency',
		customerEmail: 'Email',
		customerName: 'Billing Name',
		customerPhone: 'Billing Phone',
		billingName: 'Billing Name',
		billingAddress1: 'Billing Address1',
		billingAddress2: 'Billing Address2',
		billingCity: 'Billing City',
		billingState: 'Billing Province',
		billingPostalCode: 'Billing Zip',
		billingCountry: 'Billing Country',
		shippingCity: 'Shipping City',
		shippingState: 'Shipping Province',
		shippingPostalCode: 'Shipping Zip',
		shippingDate: 'Fulfilled at',
		itemName: 'Lineitem name',
		itemId: 'Lineitem sku',
		itemPrice: 'Lineitem price',
		itemQuantity: 'Lineitem quantity',
	},
	// the till's
	unlike: ['Device ID'],
	amounts: 'major',
};
