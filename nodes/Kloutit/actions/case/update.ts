import { additionalFields } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import { recordOr } from '../../../common/values/json';
import { caseCall, expedientNumberField } from '../expedientNumber';
import { detailsField, readCase, sectorToChangeField } from './caseDetails';

/** Contract: 2.2: a partial merge. */
export const update: ItemOperation = {
	value: 'update',
	name: 'Update',
	action: 'Update case',
	description: 'Add details to a case, such as the customer, the delivery, and messages',
	effect: 'write',
	fields: [expedientNumberField, sectorToChangeField, detailsField(false), additionalFields],
	identifiedBy: ['expedientNumber'],
	sample: {
		parameters: {
			expedientNumber: '{case}',
			sector: 'FASHION',
			details: { customerName: 'Ines Halvorsen', deliveryConfirmation: true },
		},
	},
	prepare: (item) => {
		const expedientNumber = item.requiredText(expedientNumberField);
		return {
			request: caseCall(expedientNumber, 'update-case', { body: readCase(item, false), expect: 'emptyOrAny' }),
			output: (response) => ({ expedientNumber, ...recordOr(response.body) }),
		};
	},
};
