import type { INodeProperties } from 'n8n-workflow';

/** The field of Kount's own id of an order. */
export const orderIdField: INodeProperties = {
	displayName: 'Order ID',
	name: 'orderId',
	type: 'string',
	default: '',
	required: true,
	description: "Kount's ID of the order, from the answer to Create; not your own order number",
};
