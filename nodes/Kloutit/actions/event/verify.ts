import type { INodeProperties } from 'n8n-workflow';

import { ServiceError } from '../../../common/errors/errors';
import { Bytes, type ItemOperation } from '../../../common/operation';
import { ExactNumber, type JsonRecord, recordOr, textOrNull, writeJson } from '../../../common/values/json';
import * as validate from '../../../common/values/validate';
import { problems } from '../../problems';
import { NOT_VERIFIED, readVerdict } from '../../verdict';

const eventField: INodeProperties = {
	displayName: 'Event (JSON)',
	name: 'event',
	type: 'json',
	default: '={{ $json.original ?? $json }}',
	required: true,
	description: 'The event exactly as Kloutit sent it, with all its fields',
};

/** The event with its amounts as numbers again: the Kloutit Trigger returns them as text, to lose no digit. Contract: 6 */
function withNumbers(event: JsonRecord): JsonRecord {
	const details = recordOr(event.details);
	const amounts = ['disputeAmount', 'purchaseAmount'].flatMap((name) => {
		const { value, ...others } = recordOr(details[name]);
		const isNumber = typeof value === 'string' && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(value);
		return isNumber ? [[name, { value: new ExactNumber(value), ...others }] as const] : [];
	});
	return amounts.length === 0 ? event : { ...event, details: { ...details, ...Object.fromEntries(amounts) } };
}

/** Contract: 6, Verification. */
export const verify: ItemOperation = {
	value: 'verify',
	name: 'Verify',
	action: 'Verify event',
	description:
		'Ask Kloutit whether it sent an event, and whether the event was changed on the way. The Kloutit Trigger does this automatically.',
	effect: 'read',
	fields: [eventField],
	identifiedBy: ['expedientNumber'],
	sample: { parameters: { event: '{event}' } },
	prepare: (item) => {
		const given = item.value(eventField.name);
		const event = validate.jsonObject(given, eventField.displayName);
		for (const name of ['eventType', 'expedientNumber'])
			validate.requiredText(event[name], `${name} in ${eventField.displayName}`);
		// this package's trigger adds these fields
		const { deliveryId: _deliveryId, receivedAt: _receivedAt, ...untouched } = event;
		const text = typeof given === 'string' ? given : writeJson(withNumbers(untouched));
		const sent = new Bytes(Buffer.from(text, 'utf8'), 'application/json');
		return {
			request: { method: 'POST', path: '/case/verify-event', body: sent, expect: 'anything', accept: NOT_VERIFIED },
			output: (response) => {
				const verdict = readVerdict(response);
				if (verdict === 'unclear')
					throw new ServiceError({ problem: problems.verdictUnclear(response.status), status: response.status });
				const verified = verdict === 'genuine';
				const reason = textOrNull(recordOr(response.body).message);
				return {
					verified,
					eventType: textOrNull(event.eventType),
					expedientNumber: textOrNull(event.expedientNumber),
					...(verified || !reason ? {} : { reason }),
				};
			},
		};
	},
};
