import { additionalFields } from '../../../common/fields/properties';
import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import { mergeJson } from '../../../common/values/json';
import { messages } from '../../problems';
import { recordOf } from '../records';
import { alertField } from './alertField';
import { checkReply, orderIdField, orderIdOf, outcomeField } from './reply';

/** Contract: 2.4. */
export const respond: ItemOperation = {
	value: 'respond',
	name: 'Respond',
	action: 'Respond to alert',
	description: 'Send the final outcome of an alert, such as reversed after a refund, or not-found',
	effect: 'write',
	irreversible: messages.respondNotice,
	fields: [alertField, outcomeField, orderIdField, additionalFields],
	sample: { parameters: { alertId: '{alert}', outcome: 'reversed', orderId: 'ORDER-1001' } },
	prepare: (item) => {
		const id = item.uuid('alertId', alertField.displayName);
		const orderId = item.plainText('orderId', orderIdField.displayName);
		const merged = mergeJson(
			{ outcome: item.text('outcome'), ...(orderId === '' ? {} : { order: { order_id: orderId } }) },
			item.jsonObject('additionalFields', additionalFields.displayName),
		);
		const body = checkReply(merged);
		return {
			request: {
				method: 'POST',
				path: path`/api/v2/alerts/${id}/update-outcome`,
				body,
				expect: 'emptyOrAny',
				subject: `alert ${id}`,
			},
			output: (answer) => {
				const alert = recordOf(answer);
				return { success: true, id, outcome: body.outcome, ...orderIdOf(body), ...(alert ? { alert } : {}) };
			},
		};
	},
};
