import { readOutput } from '../../../common/fields/output';
import { simplifyField } from '../../../common/fields/properties';
import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import type { JsonRecord } from '../../../common/values/json';
import { simplifyOrder } from '../../simplify';
import { orderIdField } from './orderFields';

/** Contract: 4.2. */
export const get: ItemOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get order',
	description: "Get an order with the result of Kount's risk check",
	effect: 'read',
	identifiedBy: ['orderId'],
	simplified: simplifyOrder,
	fields: [orderIdField, simplifyField],
	sample: { parameters: { orderId: '{order}', simplify: false } },
	prepare: (item) => {
		const id = item.requiredText(orderIdField);
		const output = readOutput(item, simplifyOrder);
		return {
			request: { method: 'GET', path: path`/commerce/v2/orders/${id}`, expect: 'object', subject: `order ${id}` },
			output: ({ body }) => output.one(body as JsonRecord),
		};
	},
};
