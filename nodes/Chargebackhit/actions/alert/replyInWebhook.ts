import type { IDataObject } from 'n8n-workflow';

import { InputError } from '../../../common/errors/errors';
import type { Problem } from '../../../common/errors/problem';
import { FileOutput, type ItemOperation, type Output } from '../../../common/operation';
import type { Item } from '../../../common/run/item';
import { problems } from '../../problems';
import { sendReply } from '../../trigger/confirmedReply';
import { INQUIRY, REFUND } from '../../trigger/fallbackReply';
import { findPendingReply } from '../../trigger/pendingReply';
import { assessReply, evidenceFields, readEvidence } from './evidence/earlierPayments';
import { orderIdOf, readReply, replyFields } from './reply';

/** The input item with its files, and what became of the reply: the steps after this one still need the alert. */
function passedOn({ input: { json, binary } }: Item, reply: IDataObject): Output {
	const output = { ...json, reply };
	return binary ? new FileOutput(output, binary) : output;
}

function notReplied({ code, message, advice }: Problem): IDataObject {
	return { problem: code, reason: message, advice };
}

/** Contract: 3.4, 4. */
export const replyInWebhook: ItemOperation = {
	value: 'replyInWebhook',
	name: 'Answer the Waiting Alert (Reply in Webhook)',
	action: 'Answer the waiting alert',
	description:
		"Answer the alert that this workflow's Chargebackhit Trigger has just received, while Chargebackhit waits",
	effect: 'none',
	irreversible: problems.replyNotice().message,
	identifiedBy: ['orderId'],
	fields: [...replyFields, ...evidenceFields],
	sample: { parameters: { outcome: 'acknowledged', orderId: 'ORDER-1001' } },
	prepare: (item) => {
		if (item.index > 0) {
			const reply = { replied: false, ...notReplied(problems.replyNotFirstItem()) };
			return async () => await Promise.resolve(passedOn(item, reply));
		}
		// read here, so that what is wrong is refused before anything is sent
		const alone = readReply(item);
		const evidence = readEvidence(item);
		return async (_send, context, perform) => {
			const pending = findPendingReply(context);
			const { id, type } = pending;
			if (type !== null && type !== REFUND && alone.outcome !== 'acknowledged')
				throw new InputError(problems.replyOutcomeNotAllowed(type));
			const { body, compellingEvidence } =
				type === INQUIRY ? assessReply(item, evidence, pending.output) : { body: alone, compellingEvidence: undefined };
			const known = compellingEvidence === undefined ? {} : { compellingEvidence };
			// the service requires both fields in the reply to an inquiry, even if they are empty
			const sent = type === INQUIRY ? { customer: {}, products: [], ...body } : body;
			const problem = await perform({
				body: sent,
				inDryRun: problems.replyInDryRun().message,
				known: compellingEvidence === undefined ? {} : { reply: { replied: false, ...known } },
				act: async () => await sendReply(context, pending, JSON.stringify(sent)),
			});
			return passedOn(item, {
				replied: problem === undefined,
				outcome: body.outcome,
				...(id ? { id } : {}),
				...(type ? { type } : {}),
				...orderIdOf(body),
				...(problem ? notReplied(problem) : { sent }),
				...known,
			});
		};
	},
};
