import { additionalFields } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import { recordOr } from '../../../common/values/json';
import { requiredText } from '../../../common/values/validate';
import { expedientNumberField } from '../expedientNumber';
import { detailsField, readCase, sectorField } from './caseDetails';

/** Contract: 2.2. */
export const create: ItemOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create case',
	description: 'Open a case for a dispute with the details of the sale',
	effect: 'write',
	fields: [expedientNumberField, sectorField, detailsField(true), additionalFields],
	identifiedBy: ['expedientNumber'],
	sample: {
		parameters: {
			expedientNumber: 'EXP-SAMPLE-1',
			sector: 'FASHION',
			details: {
				chargebackReason: 'FRAUD',
				disputeAmount: { amount: { value: '84.50', currency: 'EUR' } },
				notificationDate: '2026-11-01T10:00:00Z',
			},
		},
	},
	prepare: (item) => {
		const typed = item.requiredText(expedientNumberField);
		const read = { expedientNumber: typed, ...readCase(item, true) };
		const expedientNumber = requiredText(read.expedientNumber, expedientNumberField.displayName, item);
		const body = { ...read, expedientNumber };
		return {
			request: { method: 'POST', path: '/case', body, expect: 'emptyOrAny' },
			output: (response) => ({ expedientNumber, ...recordOr(response.body) }),
		};
	},
};
