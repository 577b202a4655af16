import type { INodeProperties } from 'n8n-workflow';

import { type FieldSpec, fieldProperty } from '../../../common/fields/fieldSpec';
import { missingValue, openChoice } from '../../../common/fields/kinds';
import { batchSizeOption } from '../../../common/fields/options';
import { additionalFields } from '../../../common/fields/properties';
import { type BatchOperation, Bytes } from '../../../common/operation';
import { isRecord, type Json, mergeJson, recordOr } from '../../../common/values/json';
import { refuseCardsBeside } from '../../../common/values/refusedCards';
import { invalid, requiredText } from '../../../common/values/validate';
import { problems, rules } from '../../problems';
import { OTHER_STATUS_CODE, statusCodeOptions } from './statusCodes';

const BATCH_SIZE = 50;
const MOST_PER_BATCH = 500;

const alertId: INodeProperties = {
	displayName: 'Alert ID',
	name: 'alertId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b',
	description:
		'The ID of the alert, from the items of the Kount Trigger. If Simplify is off there, the field is called requestID.',
};

const statusCode: FieldSpec<string> = {
	displayName: 'Outcome (Status Code)',
	name: 'statusCode',
	kind: openChoice(statusCodeOptions),
	property: { required: true, description: 'What you report about the alert' },
};

const otherStatusCode: INodeProperties = {
	displayName: 'Other Outcome (Status Code)',
	name: 'otherStatusCode',
	type: 'string',
	displayOptions: { show: { statusCode: [OTHER_STATUS_CODE] } },
	default: '',
	description: 'The code as Kount spells it. It is sent unchanged.',
};

/** What the response, which Kount does not document, says about one alert; all of it if it does not name the alert. */
function responseFor(body: Json | undefined, id: Json): Json {
	const lists = [body, ...Object.values(recordOr(body))].filter(Array.isArray) as Json[][];
	return lists.flat().find((record) => isRecord(record) && record.id === id) ?? body ?? null;
}

/** Contract: 4.1. */
export const respond: BatchOperation = {
	value: 'respond',
	name: 'Respond',
	action: 'Respond to alert',
	description: 'Tell Kount the outcome of an Ethoca or Verifi alert. Items are sent together, many in one request.',
	effect: 'write',
	irreversible: problems.alertResponseFinal().message,
	identifiedBy: [alertId.name],
	fields: [alertId, fieldProperty(statusCode), otherStatusCode, additionalFields],
	options: [batchSizeOption('alerts', BATCH_SIZE, MOST_PER_BATCH)],
	sample: { parameters: { alertId: '{alert}', statusCode: 'REFUNDED', additionalFields: '{}' } },
	batchSize: BATCH_SIZE,
	maxBatchSize: MOST_PER_BATCH,
	splitWhenRejected: true,
	rows: (item) => {
		const chosen = item.read(statusCode);
		const isOther = chosen === OTHER_STATUS_CODE;
		const given = isOther ? item.requiredText(otherStatusCode) : (chosen ?? '');
		const action = mergeJson({ id: item.text(alertId), statusCode: given }, item.jsonObject(additionalFields));
		const id = requiredText(action.id, alertId.displayName, item);
		// a code typed as Other is sent as Kount spells it
		const code = isOther ? String(action.statusCode) : statusCode.kind.read(action.statusCode, statusCode.displayName);
		if (code === undefined) throw missingValue(statusCode.displayName, statusCode.kind);
		// an expression's value that cannot be a code is a mistake
		if (!isOther && !/^[A-Z][A-Z0-9_]*$/.test(code))
			throw invalid(statusCode.displayName, rules.alertStatusCode(), code);
		refuseCardsBeside(['id', 'statusCode'], action, 'the alert');
		item.requireUnique(alertId.displayName, id);
		return { ...action, id, statusCode: code };
	},
	request: (entries) => ({
		method: 'POST',
		path: '/kff/alerts/actions',
		body: Bytes.json(`{"actions":[${entries}]}`),
		expect: 'anything',
	}),
	outputs: ({ body }, actions) =>
		actions.map(({ id, statusCode }) => ({ accepted: true, id, statusCode, response: responseFor(body, id) })),
};
