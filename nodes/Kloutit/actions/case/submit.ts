import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import { recordOr } from '../../../common/values/json';
import { problems } from '../../problems';
import { expedientNumberField } from '../expedientNumber';

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
			request: {
				method: 'POST',
				path: path`/case/${expedientNumber}/submit-completed-case`,
				expect: 'anything',
				subject: `case ${expedientNumber}`,
			},
			output: (answer) => ({ success: true, expedientNumber, ...recordOr(answer.body) }),
		};
	},
};
