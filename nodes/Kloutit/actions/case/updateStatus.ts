import { type FieldSpec, fieldProperty } from '../../../common/fields/fieldSpec';
import { choice } from '../../../common/fields/kinds';
import type { ItemOperation } from '../../../common/operation';
import { recordOr } from '../../../common/values/json';
import { problems } from '../../problems';
import { caseCall, expedientNumberField } from '../expedientNumber';

/** Contract: 2.5. */
const statusField: FieldSpec<string> = {
	displayName: 'Status',
	name: 'status',
	kind: choice([
		{ name: 'Given Up (Accepted)', value: 'ACCEPTED', description: 'You give up the dispute' },
		{
			name: 'Filed by You (Alleged)',
			value: 'ALLEGED',
			description: 'You sent the defense that Kloutit wrote to the payment service provider yourself',
		},
		{ name: 'Lost', value: 'LOST', description: 'The dispute was lost after filing' },
		{ name: 'Won', value: 'WON', description: 'The dispute was won after filing' },
	]),
	property: {
		required: true,
		description:
			'Filed by You is possible only after Kloutit has written the defense. Won and Lost are possible only after Filed by You.',
	},
};

export const updateStatus: ItemOperation = {
	value: 'updateStatus',
	name: 'Update Status',
	action: 'Update case status',
	description: 'Tell Kloutit that you filed or gave up a dispute, or that it was won or lost',
	effect: 'write',
	irreversible: problems.caseStatusNotice().message,
	fields: [expedientNumberField, fieldProperty(statusField)],
	identifiedBy: ['expedientNumber'],
	sample: { parameters: { expedientNumber: '{generatedCase}', status: 'ALLEGED' } },
	prepare: (item) => {
		const expedientNumber = item.requiredText(expedientNumberField);
		const status = item.require(statusField);
		return {
			request: caseCall(expedientNumber, 'update-status', { body: { status }, expect: 'emptyOrAny' }),
			output: (response) => ({ success: true, expedientNumber, status, ...recordOr(response.body) }),
		};
	},
};
