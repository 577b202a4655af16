import type { IDataObject, IExecuteFunctions, NodeTypeAndVersion } from 'n8n-workflow';

import { InputError } from '../../common/errors/errors';
import type { Delivery } from '../../common/trigger/delivery';
import { isRecord, recordOr, textOrNull } from '../../common/values/json';
import { problems } from '../problems';
import { FALLBACK_SECONDS, fallbackLimit } from './fallbackReply';

/** What is known about the alert whose request waits for a reply. */
export interface PendingReply {
	/** The alert's type, if the trigger's output contains it. */
	type: string | null;
	id: string | null;
	/** The trigger's output, simplified or not. */
	output: IDataObject;
	/** The delivery as the trigger's output names it; empty texts if it does not. */
	delivery: Delivery;
	/** Milliseconds after which the trigger replies itself; undefined if it never does. */
	limit: number | undefined;
}

/** The first output item of a node that has run in this execution; undefined if it has not. */
function firstOutput(context: IExecuteFunctions, name: string): IDataObject | undefined {
	const node = (
		context.getWorkflowDataProxy(0).$ as (name: string) => { isExecuted: boolean; first: () => { json: IDataObject } }
	)(name);
	return node.isExecuted ? node.first()?.json : undefined;
}

/** The alert's type from the trigger's output, simplified or not. */
function typeOf(json: IDataObject): string | null {
	return textOrNull(recordOr(json.alert).type) ?? textOrNull(json.type);
}

/**
 * Finds the request that a reply would answer. n8n reports nothing if there is none, so the reason is determined here.
 * @throws InputError if no Chargebackhit Trigger comes before this node, none is set to be answered by a node, none started this
 *   execution, or an earlier node has replied
 */
export function findPendingReply(context: IExecuteFunctions): PendingReply {
	const before = context
		.getParentNodes(context.getNode().name, { includeNodeParameters: true })
		.filter(({ disabled }) => !disabled);
	const triggers = before.filter(({ type }) => type.endsWith('.chargebackhitTrigger'));
	if (triggers.length === 0) throw new InputError(problems.replyWithoutTrigger());

	const waiting = triggers.filter(({ parameters }) => parameters?.respond === 'replyInWebhook');
	if (waiting.length === 0) throw new InputError(problems.replyNotExpected(triggers[0].name));

	const started = waiting.find(({ name }) => firstOutput(context, name) !== undefined);
	if (!started) throw new InputError(problems.replyNotStarted(waiting[0].name));

	// also on a branch beside this one
	const after = context.getChildNodes(started.name, { includeNodeParameters: true });
	const replier = after.find((node) => isReply(node) && hasReplied(firstOutput(context, node.name)));
	if (replier) throw new InputError(problems.replySentBefore(replier.name));

	const json = firstOutput(context, started.name) ?? {};
	const type = typeOf(json);
	const { fallbackReplyAfter, otherFallbackReplyAfter } = started.parameters ?? {};
	return {
		type,
		id: textOrNull(recordOr(json.alert).id) ?? textOrNull(json.id),
		output: json,
		delivery: { deliveryId: textOrNull(json.deliveryId) ?? '', receivedAt: textOrNull(json.receivedAt) ?? '' },
		limit: fallbackLimit(type ?? '', {
			inquiry: Number(fallbackReplyAfter ?? FALLBACK_SECONDS.inquiry),
			others: Number(otherFallbackReplyAfter ?? FALLBACK_SECONDS.others),
		}),
	};
}

/** True for an output of Answer the Waiting Alert that says so. */
function hasReplied(json: IDataObject | undefined): boolean {
	return isRecord(json?.reply) && json.reply.replied === true;
}

function isReply({ type, parameters }: NodeTypeAndVersion): boolean {
	return (
		type.endsWith('.chargebackhit') && parameters?.resource === 'alert' && parameters.operation === 'replyInWebhook'
	);
}
