import { InputError } from '../../../common/errors/errors';
import { additionalFields } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import { mergeJson, recordOr } from '../../../common/values/json';
import { requiredText } from '../../../common/values/validate';
import { KlaviApi } from '../../api/klaviApi';
import { messages } from '../../problems';
import { paymentIdField } from './paymentFields';
import { taxId, taxIdType } from './validators';

const FIELD = 'Cancelled By';

/** Contract: 2.6. */
export const cancel: ItemOperation = {
	value: 'cancel',
	name: 'Cancel',
	action: 'Cancel payment',
	description: 'Cancel a payment that is pending or scheduled (Instant payments only)',
	effect: 'write',
	irreversible: messages.cancelNotice,
	fields: [
		paymentIdField,
		{
			displayName: FIELD,
			name: 'cancelledBy',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 123.456.789-01',
			description: 'CPF or CNPJ of who cancels: 11 or 14 digits, with or without punctuation',
		},
		additionalFields,
	],
	sample: { parameters: { paymentId: '{pendingPayment}', cancelledBy: '123.456.789-01' } },
	prepare: (item) => {
		const api = KlaviApi.of(item);
		if (!api.revision.cancels) {
			throw new InputError(messages.noSuchOperation('Cancel', api.revision.name), messages.noSuchOperationAdvice);
		}
		const id = item.requiredText('paymentId', paymentIdField.displayName);
		const merged = mergeJson(
			{ cancelledBy: item.text('cancelledBy') },
			item.jsonObject('additionalFields', additionalFields.displayName),
		);
		const cancelledBy = taxId(requiredText(merged.cancelledBy, FIELD), FIELD);
		const body = { ...merged, cancelledBy, identifierType: taxIdType(cancelledBy) };
		const path = `${api.paymentPath(id)}/cancel`;
		return async (send) => {
			const answer = await api.writePayment(send, id, {
				method: 'POST',
				path,
				body,
				expect: 'emptyOrAny',
				subject: `payment ${id}`,
			});
			return { success: true, id, ...recordOr(answer.body) };
		};
	},
};
