import type { INodeProperties } from 'n8n-workflow';

import type { ItemOperation } from '../../../common/operation';
import { recordOr } from '../../../common/values/json';
import { problems } from '../../problems';
import { chosen } from '../choices';
import { caseCall, expedientNumberField } from '../expedientNumber';

/** Contract: 2.5. */
const statusField: INodeProperties = {
	displayName: 'Status',
	name: 'status',
	type: 'options',
	options: [
		{ name: 'Accepted', value: 'ACCEPTED', description: 'You give up the dispute' },
		{
			name: 'Alleged',
			value: 'ALLEGED',
			description: 'You filed the generated defense with the payment service yourself',
		},
		{ name: 'Lost', value: 'LOST', description: 'The dispute was lost after filing' },
		{ name: 'Won', value: 'WON', description: 'The dispute was won after filing' },
	],
	default: 'ALLEGED',
	required: true,
	description: 'Alleged is possible only for a generated case. Won and Lost are possible only for an alleged case.',
};

export const updateStatus: ItemOperation = {
	value: 'updateStatus',
	name: 'Update Status',
	action: 'Update case status',
	description: 'Report what happened to a dispute outside of Kloutit: filed, given up, won, or lost',
	effect: 'write',
	irreversible: problems.caseStatusNotice().message,
	fields: [expedientNumberField, statusField],
	identifiedBy: ['expedientNumber'],
	sample: { parameters: { expedientNumber: '{generatedCase}', status: 'ALLEGED' } },
	prepare: (item) => {
		const expedientNumber = item.requiredText(expedientNumberField);
		const status = chosen(item, statusField);
		return {
			request: caseCall(expedientNumber, 'update-status', { body: { status }, expect: 'emptyOrAny' }),
			output: (response) => ({ success: true, expedientNumber, status, ...recordOr(response.body) }),
		};
	},
};
