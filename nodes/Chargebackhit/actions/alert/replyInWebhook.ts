import { InputError } from '../../../common/errors/errors';
import type { ItemOperation } from '../../../common/operation';
import { problems } from '../../problems';
import { fallbackDelay, INQUIRY, isTooLate, neutralReply, REFUND } from '../../trigger/fallbackReply';
import { findPendingReply } from '../../trigger/pendingReply';
import { orderIdOf, readReply, replyFields } from './reply';

/** Why a reply was not sent, and what the caller got instead. */
function lateReason(type: string, delay = 0): string {
	return problems.replyTooLate(delay / 1000, String(neutralReply(type).outcome), type === REFUND).message;
}

/** Contract: 3.4, 4. */
export const replyInWebhook: ItemOperation = {
	value: 'replyInWebhook',
	name: 'Reply in Webhook',
	action: 'Reply in webhook',
	description:
		"Answer the alert that this workflow's Chargebackhit Trigger has just received, while Chargebackhit waits",
	effect: 'none',
	irreversible: problems.replyNotice().message,
	identifiedBy: ['orderId'],
	fields: replyFields,
	sample: { parameters: { outcome: 'acknowledged', orderId: 'ORDER-1001' } },
	prepare: (item) => {
		if (item.index > 0) {
			// thrown only when the items are sent: the first item's reply must not be lost because there is a second item
			return async () => await Promise.reject(new InputError(problems.replyNotFirstItem()));
		}
		const body = readReply(item);
		return async (_send, context) => {
			const delivery = findPendingReply(context);
			if (delivery.type !== null && delivery.type !== REFUND && body.outcome !== 'acknowledged') {
				throw new InputError(problems.replyOutcomeNotAllowed(delivery.type));
			}
			const about = { ...(delivery.id ? { id: delivery.id } : {}), ...(delivery.type ? { type: delivery.type } : {}) };
			const delay = fallbackDelay(delivery.type ?? '', delivery.fallbackAfter);
			if (isTooLate(delivery.receivedAt, delay))
				return { replied: false, ...about, reason: lateReason(delivery.type ?? '', delay) };

			// the service requires both fields in the reply to an inquiry, even if they are empty
			const reply = delivery.type === INQUIRY ? { customer: {}, products: [], ...body } : body;
			await context.sendResponse({
				// as bytes: n8n passes an object on empty if the trigger keeps the response to itself
				body: Buffer.from(JSON.stringify(reply), 'utf8'),
				headers: { 'content-type': 'application/json; charset=utf-8' },
				statusCode: 200,
			});
			return { replied: true, ...about, outcome: body.outcome, ...orderIdOf(body), reply };
		};
	},
};
