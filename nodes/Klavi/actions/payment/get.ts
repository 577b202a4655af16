import { fieldProperty } from '../../../common/fields/fieldSpec';
import { simplifyField } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import { KlaviApi } from '../../api/klaviApi';
import { paymentEvent } from '../../events';
import { paymentId } from './paymentFields';

/** Contract: 2.4. */
export const get: ItemOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get payment',
	description: 'Get a payment with everything Klavi knows about it',
	effect: 'read',
	fields: [fieldProperty(paymentId), simplifyField],
	identifiedBy: ['paymentId'],
	sample: { parameters: { paymentId: '{completedPayment}' } },
	prepare: (item) => {
		const api = KlaviApi.of(item);
		const id = item.requiredText(paymentId);
		const simplify = item.flag('simplify');
		api.paymentPath(id);
		return async (send) => {
			const payment = await api.readPayment(send, id);
			return simplify ? paymentEvent(payment) : payment;
		};
	},
};
