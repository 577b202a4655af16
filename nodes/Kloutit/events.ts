import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { cardText, type DisputeEventName, disputeEvent } from '../common/trigger/disputeEvent';
import { utcOrNull } from '../common/values/dates';
import { type JsonRecord, recordOr, textOrNull } from '../common/values/json';

/** The field of the trigger in which they are selected. */
export const EVENTS_LABEL = 'Trigger On';

/** The events that Kloutit sends. None reports a lost or expired case. Contract: 3, 6 */
export const eventTypeOptions: INodePropertyOptions[] = [
	{
		name: 'Case Created',
		value: 'CASE_CREATED',
		description: 'Kloutit opened a case for a dispute, and you can add its details',
	},
	{
		name: 'Case Won',
		value: 'CASE_WON',
		description: 'The payment service provider confirmed that the dispute was won',
	},
	{
		name: 'Defense Generated',
		value: 'CASE_DEFENSE_GENERATED',
		description: 'Kloutit has written the defense, and it can be filed',
	},
];

/** The common event and the case's status, in Kloutit's own word, for each event type. Contract: 6 */
const EVENTS: Record<string, { event: DisputeEventName; status: string | null }> = {
	CASE_CREATED: { event: 'case_created', status: 'PENDING' },
	CASE_DEFENSE_GENERATED: { event: 'defense_ready', status: 'GENERATED' },
	CASE_WON: { event: 'won', status: 'WON' },
};

/** A webhook event, `{eventType, expedientNumber, paymentProcessor, details}`, as the common dispute event. Contract: 6 */
export function caseEvent(body: JsonRecord): IDataObject {
	const details = recordOr(body.details);
	const amount = recordOr(details.disputeAmount);
	const type = textOrNull(body.eventType);
	const known = type !== null && Object.hasOwn(EVENTS, type) ? EVENTS[type] : undefined;
	return disputeEvent({
		provider: 'kloutit',
		event: known?.event ?? 'other',
		type,
		status: known?.status ?? null,
		id: textOrNull(body.expedientNumber),
		orderId: textOrNull(details.orderNumber),
		transactionId: textOrNull(details.transactionId),
		amount: textOrNull(amount.value),
		currency: textOrNull(amount.currency),
		reason: textOrNull(details.chargebackReason),
		card: cardText(null, textOrNull(details.last4Digits), textOrNull(details.cardBrand)?.toLowerCase() ?? null),
		network: textOrNull(body.paymentProcessor),
		occurredAt: textOrNull(details.transactionDate),
		respondBy: utcOrNull(textOrNull(details.deadline)),
	});
}
