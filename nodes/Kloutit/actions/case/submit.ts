import type { ItemOperation } from '../../../common/operation';
import { recordOr } from '../../../common/values/json';
import { problems } from '../../problems';
import { caseCall, expedientNumberField } from '../expedientNumber';

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
			request: caseCall(expedientNumber, 'submit-completed-case', { expect: 'anything' }),
			output: (response) => ({ success: true, expedientNumber, ...recordOr(response.body) }),
		};
	},
};
