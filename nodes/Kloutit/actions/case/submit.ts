import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import { recordOr } from '../../../common/values/json';
import { messages } from '../../problems';
import { expedientNumberField } from '../expedientNumber';

/** Contract: 2.4. */
export const submit: ItemOperation = {
	value: 'submit',
	name: 'Submit',
	action: 'Submit case',
	description: 'Declare a case complete, so that its defense is written',
	effect: 'write',
	irreversible: messages.submitNotice,
	fields: [expedientNumberField],
	sample: { parameters: { expedientNumber: '{case}' } },
	prepare: (item) => {
		const expedientNumber = item.requiredText('expedientNumber', expedientNumberField.displayName);
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
