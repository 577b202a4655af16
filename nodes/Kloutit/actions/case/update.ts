import { MAPPED, mapColumnsFields } from '../../../common/fields/columnMapping';
import { additionalFields } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import { recordOr } from '../../../common/values/json';
import { caseCall, expedientNumberField } from '../expedientNumber';
import { caseSourceField, detailsField, readCase, sectorToChangeField, WHEN_TYPED } from './caseDetails';
import { mappedCase } from './mappedCase';

/** Contract: 2.2: a partial merge. */
export const update: ItemOperation = {
	value: 'update',
	name: 'Update',
	action: 'Update case',
	description: 'Add details to a case, such as the customer, the delivery, and messages',
	effect: 'write',
	fields: [
		sectorToChangeField,
		caseSourceField,
		...mapColumnsFields('getCaseColumns', { show: { caseSource: [MAPPED] } }, true),
		{ ...expedientNumberField, displayOptions: WHEN_TYPED },
		detailsField(false),
		additionalFields,
	],
	identifiedBy: ['expedientNumber'],
	sample: {
		parameters: {
			caseSource: 'fields',
			expedientNumber: '{case}',
			sector: 'FASHION',
			details: { customerName: 'Ines Halvorsen', deliveryConfirmation: true },
		},
	},
	prepare: (item) => {
		const mapped = item.value('caseSource') === MAPPED ? mappedCase(item, false) : undefined;
		const expedientNumber = mapped?.expedientNumber ?? item.requiredText(expedientNumberField);
		return {
			request: caseCall(expedientNumber, 'update-case', {
				body: readCase(item, false, mapped?.details),
				expect: 'emptyOrAny',
			}),
			output: (response) => ({ expedientNumber, ...recordOr(response.body) }),
		};
	},
};
