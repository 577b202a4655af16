import type { INodeProperties } from 'n8n-workflow';

import { MAPPED, mapColumnsFields, withMapColumns } from '../../../common/fields/columnMapping';
import { readOutput } from '../../../common/fields/output';
import { simplifyField } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import type { JsonRecord } from '../../../common/values/json';
import { requiredText } from '../../../common/values/validate';
import { simplifyOrder } from '../../simplify';
import { mappedOrder, orderOf } from './mappedOrder';
import { orderProperties, readOrder } from './orderFields';

const WHEN_TYPED: INodeProperties['displayOptions'] = { show: { orderSource: ['fields'] } };

const orderSource: INodeProperties = {
	displayName: 'Orders Come From',
	name: 'orderSource',
	type: 'options',
	noDataExpression: true,
	options: withMapColumns([
		{
			name: 'Fields That You Fill In',
			value: 'fields',
			description: 'Each field is filled in by hand or by an expression. One input item is one order.',
		},
	]),
	default: 'columns',
	description: 'Where the orders come from. With Map Columns, rows with the same order number are one order.',
};

const merchantOrderId: INodeProperties = {
	displayName: 'Your Order Number (Merchant Order ID)',
	name: 'merchantOrderId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. ORDER-1001',
	description: 'The number that the order has in your shop',
};

/** Contract: 4.2. */
export const create: ItemOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create order',
	description:
		"Create an order in Kount, with or without a check of its risk. For new customers of Kount's Chargeback Management.",
	effect: 'write',
	identifiedBy: [merchantOrderId.name],
	sentTogether: { isOn: (item) => item.value(orderSource.name) === MAPPED, keyOf: orderOf },
	simplified: simplifyOrder,
	fields: [
		orderSource,
		...mapColumnsFields('getOrderColumns', { show: { orderSource: [MAPPED] } }, true),
		{ ...merchantOrderId, displayOptions: WHEN_TYPED },
		{
			displayName: 'Evaluate Risk (Risk Inquiry)',
			name: 'riskInquiry',
			type: 'boolean',
			default: true,
			description: "Whether Kount also evaluates the order's risk. If off, Kount only stores the order.",
		},
		{
			displayName: 'Without Device Data (Exclude Device)',
			name: 'excludeDevice',
			type: 'boolean',
			displayOptions: { show: { riskInquiry: [true] } },
			default: false,
			description:
				"Whether to evaluate the risk without data about the customer's device, for example if the order came by phone",
		},
		...orderProperties(false, WHEN_TYPED),
		simplifyField,
	],
	sample: {
		parameters: {
			orderSource: 'fields',
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
		const mapped = item.value(orderSource.name) === MAPPED ? mappedOrder(item) : undefined;
		const base = mapped
			? { merchantOrderId: mapped.merchantOrderId, ...(mapped.items ? { items: mapped.items } : {}) }
			: { merchantOrderId: item.text(merchantOrderId) };
		const order = readOrder(item, base, mapped?.fields);
		const id = requiredText(order.merchantOrderId, merchantOrderId.displayName, item);
		const query: Record<string, string> = item.flag('riskInquiry')
			? { riskInquiry: 'true', excludeDevice: String(item.flag('excludeDevice')) }
			: {};
		const output = readOutput(item, simplifyOrder);
		return {
			request: {
				method: 'POST',
				path: '/commerce/v2/orders',
				query,
				body: { ...order, merchantOrderId: id },
				expect: 'object',
			},
			output: ({ body }) => output.one(body as JsonRecord),
		};
	},
};
