/** *Answer the Waiting Alert* as the editor shows it at first, with an answer chosen. */
export const REPLY_PARAMETERS = {
	outcome: 'acknowledged',
	orderId: '',
	order: {},
	customer: {},
	products: {},
	transactions: {},
	merchant: '{}',
	additionalFields: '{}',
};
