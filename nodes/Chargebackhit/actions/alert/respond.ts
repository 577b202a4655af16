import { additionalFields } from '../../../common/fields/properties';
import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import { mergeJson } from '../../../common/values/json';
import { problems } from '../../problems';
import { recordOf } from '../records';
import { alertField } from './alertField';
import { checkReply, orderIdField, orderIdOf, outcomeField } from './reply';

/** Contract: 2.4. */
export const respond: ItemOperation = {
	value: 'respond',
	name: 'Respond',
	action: 'Respond to alert',
	description: 'Send the final outcome of an alert, such as Refunded after a refund, or Payment Not Found',
	effect: 'write',
	identifiedBy: ['orderId', 'alertId'],
	irreversible: problems.finalOutcomeNotice().message,
	fields: [alertField, outcomeField, orderIdField, additionalFields],
	sample: { parameters: { alertId: '{alert}', outcome: 'reversed', orderId: 'ORDER-1001' } },
	prepare: (item) => {
		const id = item.uuid(alertField);
		const orderId = item.text(orderIdField);
		const merged = mergeJson(
			{ outcome: item.text(outcomeField), ...(orderId === '' ? {} : { order: { order_id: orderId } }) },
			item.jsonObject(additionalFields),
		);
		const body = checkReply(merged, item);
		return {
			request: {
				method: 'POST',
				path: path`/api/v2/alerts/${id}/update-outcome`,
				body,
				expect: 'emptyOrAny',
				subject: `alert ${id}`,
			},
			output: (response) => {
				const alert = recordOf(response);
				return { success: true, id, outcome: body.outcome, ...orderIdOf(body), ...(alert ? { alert } : {}) };
			},
		};
	},
};
