import { ServiceError } from '../../../common/errors/errors';
import type { ItemOperation } from '../../../common/operation';
import { type Json, recordOr } from '../../../common/values/json';
import { problems } from '../../problems';
import { caseCall, expedientNumberField } from '../expedientNumber';
import { MISSING_REQUIRED, missingByName, missingFields, missingInWords } from './missing';

/** The error for a case that lacks required details: it was not submitted. */
function incomplete(fields: Json[]): ServiceError {
	const { missing, missingText } = missingInWords(fields, true);
	const problem = problems.caseIncomplete(missingText);
	return new ServiceError({
		problem,
		status: MISSING_REQUIRED,
		fields: missingByName(fields),
		details: { missing, missingText },
	});
}

/** Contract: 2.4. */
export const submit: ItemOperation = {
	value: 'submit',
	name: 'Submit',
	action: 'Submit case',
	description: 'Mark a case as complete so that Kloutit can write its defense',
	effect: 'write',
	irreversible: problems.submitNotice().message,
	fields: [expedientNumberField],
	identifiedBy: ['expedientNumber'],
	sample: { parameters: { expedientNumber: '{case}' } },
	prepare: (item) => {
		const expedientNumber = item.requiredText(expedientNumberField);
		return {
			request: caseCall(expedientNumber, 'submit-completed-case', { expect: 'anything', accept: [MISSING_REQUIRED] }),
			output: ({ status, body }) => {
				if (status === MISSING_REQUIRED) throw incomplete(missingFields(body));
				return { success: true, expedientNumber, ...recordOr(body) };
			},
		};
	},
};
