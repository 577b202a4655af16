import { fieldProperty } from '../../../common/fields/fieldSpec';
import { readOutput } from '../../../common/fields/output';
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
	simplified: paymentEvent,
	fields: [fieldProperty(paymentId), simplifyField],
	identifiedBy: ['paymentId'],
	sample: { parameters: { paymentId: '{completedPayment}' } },
	prepare: (item) => {
		const api = KlaviApi.of(item);
		const id = item.requiredText(paymentId);
		const output = readOutput(item, paymentEvent);
		api.paymentPath(id);
		return async (send) => output.one(await api.readPayment(send, id));
	},
};
