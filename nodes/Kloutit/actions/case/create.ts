import { MAPPED, mapColumnsFields } from '../../../common/fields/columnMapping';
import { additionalFields } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import { recordOr } from '../../../common/values/json';
import { requiredText } from '../../../common/values/validate';
import { expedientNumberField } from '../expedientNumber';
import { caseSourceField, detailsField, readCase, sectorField, WHEN_TYPED } from './caseDetails';
import { mappedCase } from './mappedCase';

/** Contract: 2.2. */
export const create: ItemOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create case',
	description: 'Open a case for a dispute with the details of the sale',
	effect: 'write',
	fields: [
		sectorField,
		caseSourceField,
		...mapColumnsFields('getCaseColumns', { show: { caseSource: [MAPPED] } }, true),
		{ ...expedientNumberField, displayOptions: WHEN_TYPED },
		detailsField(true),
		additionalFields,
	],
	identifiedBy: ['expedientNumber'],
	sample: {
		parameters: {
			caseSource: 'fields',
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
		const mapped = item.value('caseSource') === MAPPED ? mappedCase(item, true) : undefined;
		const number = mapped?.expedientNumber ?? item.requiredText(expedientNumberField);
		const read = { expedientNumber: number, ...readCase(item, true, mapped?.details) };
		const expedientNumber = requiredText(read.expedientNumber, expedientNumberField.displayName, item);
		const body = { ...read, expedientNumber };
		return {
			request: { method: 'POST', path: '/case', body, expect: 'emptyOrAny' },
			output: (response) => ({ expedientNumber, ...recordOr(response.body) }),
		};
	},
};
