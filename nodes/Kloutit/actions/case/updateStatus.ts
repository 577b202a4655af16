import type { INodePropertyOptions } from 'n8n-workflow';

import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import { recordOr } from '../../../common/values/json';
import * as check from '../../../common/values/validate';
import { messages } from '../../problems';
import { expedientNumberField } from '../expedientNumber';

/** Contract: 2.5. */
const STATUSES: INodePropertyOptions[] = [
	{ name: 'Accepted', value: 'ACCEPTED', description: 'You give the dispute up' },
	{
		name: 'Alleged',
		value: 'ALLEGED',
		description: 'You have filed the generated defense with the payment service yourself',
	},
	{ name: 'Lost', value: 'LOST', description: 'The dispute was lost after filing' },
	{ name: 'Won', value: 'WON', description: 'The dispute was won after filing' },
];

export const updateStatus: ItemOperation = {
	value: 'updateStatus',
	name: 'Update Status',
	action: 'Update case status',
	description: 'Say how a dispute goes on outside of Kloutit: filed, given up, won or lost',
	effect: 'write',
	irreversible: messages.statusNotice,
	fields: [
		expedientNumberField,
		{
			displayName: 'Status',
			name: 'status',
			type: 'options',
			options: STATUSES,
			default: 'ALLEGED',
			required: true,
			description: 'Won and Lost are possible from Alleged only; Alleged from Generated only',
		},
	],
	sample: { parameters: { expedientNumber: '{generatedCase}', status: 'ALLEGED' } },
	prepare: (item) => {
		const expedientNumber = item.requiredText('expedientNumber', expedientNumberField.displayName);
		const status = item.requiredText('status', 'Status');
		const known = STATUSES.map(({ value }) => String(value));
		if (!known.includes(status)) throw check.invalid('Status', messages.choiceRule(known), status);
		return {
			request: {
				method: 'POST',
				path: path`/case/${expedientNumber}/update-status`,
				body: { status },
				expect: 'emptyOrAny',
				subject: `case ${expedientNumber}`,
			},
			output: (answer) => ({ success: true, expedientNumber, status, ...recordOr(answer.body) }),
		};
	},
};
