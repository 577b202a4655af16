import { InputError } from '../../../common/errors/errors';
import { messages as common } from '../../../common/errors/problems';
import { batchSizeOption } from '../../../common/fields/options';
import { additionalFields } from '../../../common/fields/properties';
import { type BatchOperation, Bytes } from '../../../common/operation';
import { isRecord, type Json, mergeJson, recordOr } from '../../../common/values/json';
import { requiredText } from '../../../common/values/validate';
import { messages } from '../../problems';
import { OTHER_STATUS_CODE, statusCodeOptions } from './statusCodes';

const BATCH_SIZE = 50;
const MOST_PER_BATCH = 500;

/** What the answer says of one alert; the whole answer where it names none. The answer is not documented. */
function answerFor(body: Json | undefined, id: Json): Json {
	const lists = [body, ...Object.values(recordOr(body))].filter(Array.isArray) as Json[][];
	return lists.flat().find((record) => isRecord(record) && record.id === id) ?? body ?? null;
}

/** Contract: 4.1. */
export const respond: BatchOperation = {
	value: 'respond',
	name: 'Respond',
	action: 'Respond to alert',
	description: 'Tell Kount what became of an alert of Ethoca or Verifi. Items are sent together, in batches.',
	effect: 'write',
	irreversible: messages.respondNotice,
	fields: [
		{
			displayName: 'Alert ID',
			name: 'alertId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b',
			description:
				"The ID that came with the alert, in the items of the Kount Trigger; the requestID of Kount's own notification",
		},
		{
			displayName: 'Status Code',
			name: 'statusCode',
			type: 'options',
			options: statusCodeOptions,
			default: 'REFUNDED',
			description: 'What became of the alert',
		},
		{
			displayName: 'Other Status Code',
			name: 'otherStatusCode',
			type: 'string',
			displayOptions: { show: { statusCode: [OTHER_STATUS_CODE] } },
			default: '',
			description: 'The code as Kount spells it; it is sent as it is',
		},
		additionalFields,
	],
	options: [batchSizeOption('alerts', BATCH_SIZE, MOST_PER_BATCH)],
	sample: { parameters: { alertId: '{alert}', statusCode: 'REFUNDED', additionalFields: '{}' } },
	batchSize: BATCH_SIZE,
	maxBatchSize: MOST_PER_BATCH,
	splitWhenRejected: true,
	rows: (item) => {
		const chosen = item.text('statusCode');
		const statusCode =
			chosen === OTHER_STATUS_CODE ? item.requiredText('otherStatusCode', 'Other Status Code') : chosen;
		const action = mergeJson(
			{ id: item.plainText('alertId', 'Alert ID'), statusCode },
			item.jsonObject('additionalFields', additionalFields.displayName),
		);
		const id = requiredText(action.id, 'Alert ID');
		const code = requiredText(action.statusCode, 'Status Code');
		// a code typed as Other is Kount's own affair; anything else that is none of the list is a mistake
		if (chosen !== OTHER_STATUS_CODE && !/^[A-Z][A-Z0-9_]*$/.test(code))
			throw new InputError(
				common.notRule('Status Code', messages.statusCodeRule, `"${code}"`),
				messages.statusCodeAdvice,
			);
		item.requireUnique('Alert ID', id);
		return { ...action, id, statusCode: code };
	},
	request: (entries) => ({
		method: 'POST',
		path: '/kff/alerts/actions',
		body: Bytes.json(`{"actions":[${entries}]}`),
		expect: 'anything',
	}),
	outputs: (answer, entries) =>
		entries.map(({ id, statusCode }) => ({ success: true, id, statusCode, response: answerFor(answer.body, id) })),
};
