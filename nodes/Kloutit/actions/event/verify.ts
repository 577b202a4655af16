import type { INodeProperties } from 'n8n-workflow';

import { Bytes, type ItemOperation } from '../../../common/operation';
import { ExactNumber, type JsonRecord, recordOr, textOrNull, writeJson } from '../../../common/values/json';
import * as check from '../../../common/values/validate';

/** What may be answered to an event that is not Kloutit's; undocumented. Contract: 6, 9 (14). */
const NOT_VERIFIED = [400, 404, 406, 422];

const eventField: INodeProperties = {
	displayName: 'Event (JSON)',
	name: 'event',
	type: 'json',
	default: '={{ $json.original ?? $json }}',
	required: true,
	description: 'The event as it was received, with all its members. Text is sent as it is.',
};

/** The amounts of an event. Contract: 6 */
const AMOUNTS = ['disputeAmount', 'purchaseAmount'];

/** The event with its amounts as the numbers they came as: this package's trigger gives them as text, so that no digit is lost. */
function withNumbers(event: JsonRecord): JsonRecord {
	const details = recordOr(event.details);
	const amounts = AMOUNTS.flatMap((name) => {
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
		'Ask Kloutit whether it sent an event and whether it was changed on the way. The Kloutit Trigger does this by itself.',
	effect: 'read',
	fields: [eventField],
	sample: { parameters: { event: '{event}' } },
	prepare: (item) => {
		const given = item.value('event');
		const event = check.jsonObject(given, eventField.displayName);
		check.requiredText(event.eventType, 'eventType');
		check.requiredText(event.expedientNumber, 'expedientNumber');
		// the members that this package's trigger adds are not Kloutit's
		const { deliveryId: _deliveryId, receivedAt: _receivedAt, ...untouched } = event;
		const text = typeof given === 'string' ? given : writeJson(withNumbers(untouched));
		return {
			request: {
				method: 'POST',
				path: '/case/verify-event',
				body: new Bytes(Buffer.from(text, 'utf8'), 'application/json'),
				expect: 'anything',
				accept: NOT_VERIFIED,
			},
			output: ({ status, body }) => {
				const verified = !NOT_VERIFIED.includes(status);
				const reason = textOrNull(recordOr(body).message);
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
