import type { INodePropertyOptions } from 'n8n-workflow';

/** Means that the code is typed in. */
export const OTHER_STATUS_CODE = 'other';

/** The known responses to an alert. The available copy of Kount's table is cut off, so there may be more. Contract: 4.1 */
export const statusCodeOptions: INodePropertyOptions[] = [
	{
		name: 'Chargeback Already Open (DISPUTE_RECEIVED)',
		value: 'DISPUTE_RECEIVED',
		description: 'This transaction already has a chargeback',
	},
	{ name: 'Duplicate', value: 'DUPLICATE', description: 'Another provider already sent an alert for this transaction' },
	{ name: 'Not Refunded', value: 'NOT_REFUNDED', description: 'No refund is made. The alert may become a chargeback.' },
	{ name: 'Other', value: OTHER_STATUS_CODE, description: 'A Kount code that is not in this list' },
	{ name: 'Partially Refunded', value: 'PARTIALLY_REFUNDED', description: 'Part of the amount was refunded' },
	{
		name: 'Payment Failed (TRANSACTION_DECLINED)',
		value: 'TRANSACTION_DECLINED',
		description: 'The authorization was declined or failed',
	},
	{ name: 'Refunded', value: 'REFUNDED', description: 'The full amount was refunded, or voided before settlement' },
	{
		name: 'Refunded Before (PREVIOUSLY_REFUNDED)',
		value: 'PREVIOUSLY_REFUNDED',
		description: 'The refund was made before the alert arrived',
	},
];
