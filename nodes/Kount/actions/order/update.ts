import { InputError } from '../../../common/errors/errors';
import { simplifyField } from '../../../common/fields/properties';
import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import { isRecord, type JsonRecord, mergeJson } from '../../../common/values/json';
import { plainText } from '../../../common/values/validate';
import { messages } from '../../problems';
import { flatOrder, orderFields, readOrder } from './orderFields';
import { orderIdField } from './orderId';

/** Contract: 4.2, 4.3, 5 (15). */
export const update: ItemOperation = {
	value: 'update',
	name: 'Update',
	action: 'Update order',
	description: 'Tell Kount how an order went on: its payment status, its authorization, a reason code',
	effect: 'write',
	fields: [
		orderIdField,
		...orderFields({
			isUpdate: true,
			order: [
				{
					displayName: 'Merchant Order ID',
					name: 'merchantOrderId',
					type: 'string',
					default: '',
					description: 'Your own number of the order',
				},
				{
					displayName: 'Reason Code',
					name: 'reasonCode',
					type: 'string',
					default: '',
					description:
						'Sent as riskInquiry.reasonCode: the form is not certain in the documentation of Kount, so check the order afterwards',
				},
			],
		}),
		simplifyField,
	],
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
		const id = item.requiredText('orderId', orderIdField.displayName);
		const details = item.collection('orderDetails');
		const merchantOrderId = plainText(details.merchantOrderId, 'Merchant Order ID');
		const reasonCode = plainText(details.reasonCode, 'Reason Code');
		const base = mergeJson(
			merchantOrderId === '' ? {} : { merchantOrderId },
			reasonCode === '' ? {} : { riskInquiry: { reasonCode } },
		);
		const body = readOrder(item, base);
		if (Object.keys(body).length === 0) throw new InputError(messages.nothingToUpdate, messages.nothingToUpdateAdvice);
		const isSimplified = item.flag('simplify');
		return {
			request: {
				method: 'PATCH',
				path: path`/commerce/v2/orders/${id}`,
				body,
				expect: 'emptyOrAny',
				subject: `order ${id}`,
			},
			output: (answer) => {
				const record: JsonRecord = isRecord(answer.body) ? answer.body : { order: { orderId: id } };
				return isSimplified ? flatOrder(record) : record;
			},
		};
	},
};
