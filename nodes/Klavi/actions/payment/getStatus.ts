import { fieldProperty } from '../../../common/fields/fieldSpec';
import { readOutput } from '../../../common/fields/output';
import { simplifyField } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import { KlaviApi } from '../../api/klaviApi';
import { paymentStatus } from '../../simplify';
import { paymentId } from './paymentFields';

/** Contract: 2.3. */
export const getStatus: ItemOperation = {
	value: 'getStatus',
	name: 'Get Status',
	action: 'Get payment status',
	description: 'Get the status of a payment, and its bank link if the payer has not approved it yet',
	effect: 'read',
	simplified: paymentStatus,
	fields: [fieldProperty(paymentId), simplifyField],
	identifiedBy: ['paymentId'],
	sample: { parameters: { paymentId: '{completedPayment}' } },
	prepare: (item) => {
		const api = KlaviApi.of(item);
		const id = item.requiredText(paymentId);
		const output = readOutput(item, paymentStatus);
		api.paymentPath(id);
		return async (send) => output.one(await api.readPayment(send, id, '/status'));
	},
};
