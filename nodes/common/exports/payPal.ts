import type { ExportSource } from './exportSource';

/** The activity report, downloaded as CSV. Date, time and time zone are columns of their own. */
export const payPal: ExportSource = {
	name: 'PayPal',
	recognizedBy: ['Date', 'Time', 'TimeZone', 'Gross', 'Transaction ID'],
	columns: {
		orderNumber: 'Transaction ID',
		orderDate: ['Date', 'Time'],
		total: 'Gross',
		currency: 'Currency',
		transactionId: 'Transaction ID',
		invoiceNumber: 'Invoice Number',
		customerName: 'Name',
		customerEmail: 'From Email Address',
		customerPhone: 'Contact Phone Number',
		shippingCity: 'Town/City',
		shippingState: 'State/Province/Region/County/Territory/Prefecture/Republic',
		shippingPostalCode: 'Zip/Postal Code',
		itemName: 'Item Title',
		itemId: 'Item ID',
		itemQuantity: 'Quantity',
	},
	amounts: 'major',
	zone: { header: 'TimeZone' },
};
