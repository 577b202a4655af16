import type { INodeProperties } from 'n8n-workflow';

/** Kount's own ID of an order. */
export const orderIdField: INodeProperties = {
	displayName: 'Order ID',
	name: 'orderId',
	type: 'string',
	default: '',
	required: true,
	description: "Kount's ID for the order, from the response of Create. Not your own order number.",
};
