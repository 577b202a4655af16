import type { INodePropertyOptions } from 'n8n-workflow';

/** Stands for every event type that is not in the list. */
export const OTHER_EVENTS = 'other';

/** What the chargeback alerts report. `action` is what the node panel offers for the trigger. Contract: 3.1 */
export const alertEventOptions: INodePropertyOptions[] = [
	{
		name: 'Alert Canceled (CANCEL)',
		value: 'CANCEL',
		action: 'On alert canceled',
		description: 'Verifi: an earlier alert was canceled',
	},
	{
		name: 'Chargeback Notice (DISPUTE_NOTICE)',
		value: 'DISPUTE_NOTICE',
		action: 'On chargeback notice',
		description: 'Verifi: a dispute that became a chargeback',
	},
	{
		name: 'Ethoca Dispute',
		value: 'ETHOCA_DISPUTE',
		action: 'On Ethoca dispute',
		description: 'Ethoca: a dispute that still accepts a response',
	},
	{
		name: 'Ethoca Fraud',
		value: 'ETHOCA_FRAUD',
		action: 'On Ethoca fraud',
		description: 'Ethoca: confirmed fraud that still accepts a response',
	},
	{
		name: 'Fraud Report (FRAUD_NOTICE)',
		value: 'FRAUD_NOTICE',
		action: 'On fraud report',
		description: 'Verifi: the issuer reports fraud',
	},
	{
		name: 'Order Inquiry',
		value: 'ORDER_INQUIRY',
		action: 'On order inquiry',
		description: 'Verifi: the issuer asks about an order',
	},
	{ name: 'Other', value: OTHER_EVENTS, action: 'On other alert', description: 'Any type that Kount adds later' },
	{
		name: 'Refunded by RDR (RDR)',
		value: 'RDR',
		action: 'On refund by RDR',
		description: 'Verifi: a dispute that an RDR rule already refunded',
	},
	{
		name: 'Verifi Dispute (DISPUTE)',
		value: 'DISPUTE',
		action: 'On Verifi dispute',
		description: 'Verifi: a dispute that still accepts a response',
	},
];

/** What Kount 360 reports. Events whose names are known only from its portal count as Other. Contract: 3.2 */
export const signedEventOptions: INodePropertyOptions[] = [
	{
		name: 'Document Verification Status',
		value: 'MFA.StatusUpdate',
		description: "A document verification's status changed",
	},
	{ name: 'Order Note', value: 'Order.NotesAdd', description: 'A note was added to an order' },
	{
		name: 'Order Status Change',
		value: 'Order.StatusChange',
		description: 'An order was approved, declined or set to review',
	},
	{
		name: 'Other',
		value: OTHER_EVENTS,
		description: 'Any other type, such as order updates, reason codes or chargebacks added in bulk',
	},
];

export const valuesOf = (options: INodePropertyOptions[]): string[] => options.map(({ value }) => String(value));

/** True if a trigger that waits for `chosen` starts for this type. */
export function isChosen(type: string, chosen: string[], options: INodePropertyOptions[]): boolean {
	return chosen.includes(type) || (chosen.includes(OTHER_EVENTS) && !valuesOf(options).includes(type));
}
