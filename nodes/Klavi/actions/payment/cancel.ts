import { InputError } from '../../../common/errors/errors';
import { type FieldSpec, fieldProperty } from '../../../common/fields/fieldSpec';
import { additionalFields } from '../../../common/fields/properties';
import type { ItemOperation, ServiceRequest } from '../../../common/operation';
import { mergeJson, recordOr } from '../../../common/values/json';
import { requiredText } from '../../../common/values/validate';
import { KlaviApi } from '../../api/klaviApi';
import { problems } from '../../problems';
import { taxId } from './kinds';
import { paymentId } from './paymentFields';
import { taxIdType } from './taxIds';

const canceledBy: FieldSpec<string> = {
	displayName: 'Cancelled By',
	name: 'cancelledBy',
	kind: taxId,
	property: {
		required: true,
		placeholder: 'e.g. 123.456.789-01',
		description: 'CPF or CNPJ of the person or company that cancels, with or without punctuation',
	},
};

/** Contract: 2.6. */
export const cancel: ItemOperation = {
	value: 'cancel',
	name: 'Cancel',
	action: 'Cancel payment',
	description: 'Cancel a pending or scheduled payment (only if your account uses Instant payments)',
	effect: 'write',
	irreversible: problems.cancelNotice().message,
	fields: [fieldProperty(paymentId), fieldProperty(canceledBy), additionalFields],
	identifiedBy: ['paymentId'],
	sample: { parameters: { paymentId: '{pendingPayment}', cancelledBy: '123.456.789-01' } },
	prepare: (item) => {
		const api = KlaviApi.of(item);
		if (!api.revision.cancels) throw new InputError(problems.cancelUnavailable(api.revision.name));
		const id = item.requiredText(paymentId);
		const merged = mergeJson({ cancelledBy: item.text(canceledBy) }, item.jsonObject(additionalFields));
		const { displayName, kind } = canceledBy;
		const cancelledBy = kind.read(requiredText(merged.cancelledBy, displayName, item), displayName, item) ?? '';
		const body = { ...merged, cancelledBy, identifierType: taxIdType(cancelledBy) };
		const path = `${api.paymentPath(id)}/cancel`;
		const subject = `payment ${id}`;
		return async (send) => {
			const request: ServiceRequest = { method: 'POST', path, body, expect: 'emptyOrAny', subject };
			const response = await api.writePayment(send, id, request);
			return { accepted: true, id, ...recordOr(response.body) };
		};
	},
};
