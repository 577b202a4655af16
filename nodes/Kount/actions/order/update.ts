import { InputError } from '../../../common/errors/errors';
import { readOutput } from '../../../common/fields/output';
import { simplifyField } from '../../../common/fields/properties';
import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import { isRecord, type JsonRecord } from '../../../common/values/json';
import { problems } from '../../problems';
import { simplifyOrder } from '../../simplify';
import { orderIdField, orderProperties, readOrder } from './orderFields';

/** Contract: 4.2, 4.3, 5 (15). */
export const update: ItemOperation = {
	value: 'update',
	name: 'Update',
	action: 'Update order',
	description: 'Tell Kount what happened to an order: its payment status, its authorization, a reason code',
	effect: 'write',
	identifiedBy: [orderIdField.name],
	simplified: simplifyOrder,
	fields: [orderIdField, ...orderProperties(true), simplifyField],
	sample: {
		parameters: {
			orderId: '{order}',
			orderDetails: {},
			payment: { transactionStatus: 'CAPTURED', authResult: 'APPROVED' },
			additionalFields: '{}',
			simplify: false,
		},
	},
	prepare: (item) => {
		const orderId = item.requiredText(orderIdField);
		const body = readOrder(item);
		if (Object.keys(body).length === 0) throw new InputError(problems.orderUpdateEmpty());
		const output = readOutput(item, simplifyOrder);
		return {
			request: {
				method: 'PATCH',
				path: path`/commerce/v2/orders/${orderId}`,
				body,
				expect: 'emptyOrAny',
				subject: `order ${orderId}`,
			},
			output: (response) => {
				const record: JsonRecord = isRecord(response.body) ? response.body : { order: { orderId } };
				return output.one(record);
			},
		};
	},
};
