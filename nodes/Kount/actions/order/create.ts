import { simplifyField } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import type { JsonRecord } from '../../../common/values/json';
import { requiredText } from '../../../common/values/validate';
import { flatOrder, orderFields, readOrder } from './orderFields';

const MERCHANT_ORDER_ID = 'Merchant Order ID';

/** Contract: 4.2. */
export const create: ItemOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create order',
	description:
		'Record an order, with or without a risk inquiry: the way in which new customers of Chargeback Management integrate',
	effect: 'write',
	fields: [
		{
			displayName: MERCHANT_ORDER_ID,
			name: 'merchantOrderId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. ORDER-1001',
			description: 'Your own number of the order',
		},
		{
			displayName: 'Risk Inquiry',
			name: 'riskInquiry',
			type: 'boolean',
			default: true,
			description: 'Whether Kount is to judge the order; otherwise it is only stored',
		},
		{
			displayName: 'Exclude Device',
			name: 'excludeDevice',
			type: 'boolean',
			displayOptions: { show: { riskInquiry: [true] } },
			default: false,
			description: 'Whether to judge the order without device data, such as an order taken by phone',
		},
		...orderFields(),
		simplifyField,
	],
	sample: {
		parameters: {
			merchantOrderId: 'ORDER-1001',
			riskInquiry: true,
			excludeDevice: true,
			orderDetails: { channel: 'WEB', userIp: '203.0.113.7' },
			payment: {
				orderTotal: '4409',
				currency: 'USD',
				cardBin: '411111',
				lastFour: '1111',
				paymentType: 'CREDIT_CARD',
				transactionStatus: 'AUTHORIZED',
			},
			additionalFields: '{}',
			simplify: false,
		},
	},
	prepare: (item) => {
		const order = readOrder(item, { merchantOrderId: item.plainText('merchantOrderId', MERCHANT_ORDER_ID) });
		const merchantOrderId = requiredText(order.merchantOrderId, MERCHANT_ORDER_ID);
		const query: Record<string, string> = item.flag('riskInquiry')
			? { riskInquiry: 'true', excludeDevice: String(item.flag('excludeDevice')) }
			: {};
		const isSimplified = item.flag('simplify');
		return {
			request: {
				method: 'POST',
				path: '/commerce/v2/orders',
				query,
				body: { ...order, merchantOrderId },
				expect: 'object',
			},
			output: ({ body }) => (isSimplified ? flatOrder(body as JsonRecord) : (body as JsonRecord)),
		};
	},
};
