import type { IExecuteFunctions } from 'n8n-workflow';

import { clock } from '../../common/clock';
import type { Problem } from '../../common/errors/problem';
import type { ReplyState } from '../../common/trigger/interceptedResponse';
import { mayBeElsewhere, requestOf } from '../../common/trigger/openRequests';
import { problems } from '../problems';
import { isTooLate, neutralReply, REFUND } from './fallbackReply';
import type { PendingReply } from './pendingReply';

/** Milliseconds that n8n has to pass a reply on to the open request. In one process it takes less than one. */
const HAND_OVER = 1000;

async function send(context: IExecuteFunctions, body: string): Promise<void> {
	await context.sendResponse({
		// as bytes: n8n passes an object on empty if the trigger keeps the response to itself
		body: Buffer.from(body, 'utf8'),
		headers: { 'content-type': 'application/json; charset=utf-8' },
		statusCode: 200,
	});
}

/** Why a request can no longer be replied to; undefined if it can. */
function obstacleOf({ state, sentBy }: ReplyState, pending: PendingReply): Problem | undefined {
	if (state === 'closed') return problems.replyCallerGone();
	if (sentBy === undefined) return undefined;
	return sentBy === 'trigger' ? tooLate(pending) : problems.replyOvertaken();
}

/** Replies to a request of this process. @returns why the reply was not sent; undefined if it was */
async function replyTo(
	request: ReplyState,
	context: IExecuteFunctions,
	pending: PendingReply,
	body: string,
): Promise<Problem | undefined> {
	const obstacle = obstacleOf(request, pending);
	if (obstacle) return obstacle;
	await send(context, body);
	await Promise.race([request.settled, clock.wait(HAND_OVER)]);
	const isOurs = request.sentBy === 'n8n' && request.body === body;
	if (isOurs && request.state === 'replied') return undefined;
	if (isOurs && request.state === 'open') return problems.replyNotConfirmed();
	return obstacleOf(request, pending) ?? problems.replyNotConfirmed();
}

function tooLate({ type, limit = 0 }: PendingReply): Problem {
	const { outcome } = neutralReply(type ?? '');
	return problems.replyTooLate(limit / 1000, String(outcome), type === REFUND);
}

/**
 * Sends a reply to the request that waits for it, and makes sure that it was sent.
 *
 * The process that received the alert knows. Any other can only be a worker in queue mode. It hears nothing of the request, so
 * it goes by the clock: its reply is in time if the trigger has not replied yet. If this execution is not the one that the
 * request has started (a retry, a step in the editor, one run again after a restart), nobody waits for its reply.
 * @param body JSON
 * @returns why it was not sent; undefined if it was
 */
export async function sendReply(
	context: IExecuteFunctions,
	pending: PendingReply,
	body: string,
): Promise<Problem | undefined> {
	const { delivery, limit } = pending;
	const mode = context.getMode();
	const request = requestOf(mode, delivery);
	if (request) return await replyTo(request, context, pending, body);
	if (!mayBeElsewhere(delivery.receivedAt)) return problems.replyNotWaiting();
	if (mode === 'webhook') {
		if (isTooLate(delivery.receivedAt, limit))
			return limit === undefined ? problems.replyNotWaiting() : tooLate(pending);
		await send(context, body);
		return undefined;
	}
	// a test alert may wait in the main process while a worker runs its execution: it gets its reply, but nothing confirms that
	if (mode === 'manual' && !isTooLate(delivery.receivedAt, limit)) await send(context, body);
	return problems.replyNotWaiting();
}
