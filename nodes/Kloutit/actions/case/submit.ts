import { recordOr } from '../../../common/json';
import type { ItemOperation } from '../../../common/operation';
import { path } from '../../../common/path';
import { messages } from '../../messages';
import { expedientNumberField } from '../expedientNumber';

/** Contract: 2.4. */
export const submit: ItemOperation = {
	value: 'submit',
	name: 'Submit',
	action: 'Submit case',
	description: 'Declare a case complete, so that its defense is written',
	retryClass: 'write',
	irreversible: messages.submitNotice,
	fields: [expedientNumberField],
	sample: { parameters: { expedientNumber: '{case}' } },
	plan: (item) => {
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
