import type { IDataObject } from 'n8n-workflow';

import type { DataTableColumn } from '../n8n/client';

/** The columns of the shop's orders. Amounts are text: a number would lose the last zero. */
export const ORDER_COLUMNS: DataTableColumn[] = (
	[
		'orderId',
		'orderDate',
		'amount',
		'currency',
		'customerId',
		'firstName',
		'lastName',
		'email',
		'phone',
		'street',
		'city',
		'postalCode',
		'country',
		'product',
		'sku',
		'quantity',
		'productUrl',
		'shippedAt',
		'deliveredAt',
		'carrier',
		'trackingNumber',
		'card',
		'transactionId',
		'arn',
		'authCode',
	] as const
).map((name) => ({ name, type: 'string' }));

/** Invented orders. The demonstration's alerts are about them. */
export const ORDERS: IDataObject[] = [
	{
		orderId: 'ORDER-1001',
		orderDate: '2026-11-02T09:14:00Z',
		amount: '49.90',
		currency: 'USD',
		customerId: 'C-2041',
		firstName: 'Ines',
		lastName: 'Halvorsen',
		email: 'ines.halvorsen@example.com',
		phone: '+1 555 0100',
		street: '12 Harbour Lane',
		city: 'Portland',
		postalCode: '97201',
		country: 'US',
		product: 'Enamel kettle, blue',
		sku: 'KET-01',
		quantity: '1',
		productUrl: 'https://shop.example/ket-01',
		shippedAt: '2026-11-03T08:00:00Z',
		deliveredAt: '2026-11-06T13:20:00Z',
		carrier: 'Parcel Post',
		trackingNumber: 'PP-88120',
		card: '411111******1111',
		transactionId: '481516234200816',
		arn: '24123456324000123456797',
	},
	{
		orderId: 'ORDER-1002',
		orderDate: '2026-11-05T17:40:00Z',
		amount: '120.00',
		currency: 'EUR',
		customerId: 'C-1187',
		firstName: 'Tomas',
		lastName: 'Brandt',
		email: 'tomas.brandt@example.com',
		phone: '+49 30 5550100',
		street: 'Lindenweg 7',
		city: 'Berlin',
		postalCode: '10115',
		country: 'DE',
		product: 'Wool blanket',
		sku: 'BLA-07',
		quantity: '2',
		productUrl: 'https://shop.example/bla-07',
		shippedAt: '2026-11-06T07:30:00Z',
		deliveredAt: '2026-11-09T10:45:00Z',
		carrier: 'Nordexpress',
		trackingNumber: 'NX-40931',
		card: '411111******1111',
		transactionId: '481516234200999',
		arn: '24123456324000123456780',
	},
	{
		orderId: 'ORDER-1003',
		orderDate: '2026-11-09T12:05:00Z',
		amount: '15.50',
		currency: 'USD',
		customerId: 'C-3302',
		firstName: 'Maren',
		lastName: 'Okafor',
		email: 'maren.okafor@example.com',
		phone: '+1 555 0101',
		street: '88 Mill Road',
		city: 'Austin',
		postalCode: '78701',
		country: 'US',
		product: 'Seed box, herbs',
		sku: 'SEE-12',
		quantity: '1',
		productUrl: 'https://shop.example/see-12',
		shippedAt: '2026-11-10T09:00:00Z',
		deliveredAt: '2026-11-12T16:05:00Z',
		carrier: 'Parcel Post',
		trackingNumber: 'PP-90017',
		card: '411111******1111',
		transactionId: '481516234200815',
		arn: '24123456324000123456789',
	},
];

/** The columns of the log of defenses. */
export const DEFENSE_COLUMNS: DataTableColumn[] = (
	['expedientNumber', 'orderId', 'checked', 'fileName', 'bytes'] as const
).map((name) => ({
	name,
	type: 'string',
}));

/** The columns of the log of alerts. */
export const LOG_COLUMNS: DataTableColumn[] = (
	[
		'deliveryId',
		'event',
		'alertId',
		'orderId',
		'orderFound',
		'amount',
		'currency',
		'answered',
		'finalOutcome',
		'receivedAt',
		'respondBy',
	] as const
).map((name) => ({ name, type: 'string' }));
