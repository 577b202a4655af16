import type { INodePropertyOptions } from 'n8n-workflow';

import { withServiceWord } from '../../common/fields/options';

/** The outcomes a merchant may set. Contract: 6.1. */
export const outcomeOptions: INodePropertyOptions[] = [
	{ name: 'Acknowledged', value: 'acknowledged', description: 'Noted. No refund is made.' },
	{
		name: withServiceWord('Already Shipped', 'shipped'),
		value: 'shipped',
		description: 'Physical goods have already been sent',
	},
	{
		name: withServiceWord('Payment Failed', 'decline'),
		value: 'decline',
		description: 'The original transaction was not successful, so there is nothing to refund',
	},
	{
		name: withServiceWord('Payment Not Found', 'not-found'),
		value: 'not-found',
		description: 'There is no such transaction',
	},
	{ name: 'Pending', value: 'pending', description: 'Not decided yet. A final outcome must follow.' },
	{
		name: withServiceWord('Refund Failed', 'reverse-error'),
		value: 'reverse-error',
		description: 'The refund was attempted but failed',
	},
	{
		name: withServiceWord('Refunded', 'reversed'),
		value: 'reversed',
		description: 'Refunded because of the alert. Choose this only after the refund has succeeded.',
	},
	{
		name: withServiceWord('Refunded Before', 'previously-reversed'),
		value: 'previously-reversed',
		description: 'Refunded before the alert arrived',
	},
];

/** Outcomes that lists may contain: also those that a merchant cannot set. Contract: 6.1. */
export const readableOutcomeOptions: INodePropertyOptions[] = [
	...outcomeOptions,
	{ name: 'Duplicate', value: 'duplicate', description: 'Refunded for another alert about the same transaction' },
	{ name: 'Error', value: 'error', description: 'The outcome could not be processed' },
].sort((a, b) => a.name.localeCompare(b.name));

/** `action` is what the node panel offers for the trigger. Contract: 6.2. */
export const alertTypeOptions: INodePropertyOptions[] = [
	{
		name: withServiceWord('Dispute Notice', 'dispute-notification'),
		value: 'dispute-notification',
		action: 'On dispute notice',
		description: 'A Visa dispute has been opened',
	},
	{
		name: withServiceWord('Dispute Prevented', 'prevented'),
		value: 'prevented',
		action: 'On dispute prevented',
		description: 'The response to an inquiry prevented a dispute',
	},
	{
		name: withServiceWord('Fraud Report', 'fraud-notification'),
		value: 'fraud-notification',
		action: 'On fraud report',
		description: 'The issuer has reported the payment as fraud (TC40)',
	},
	{
		name: 'Inquiry',
		value: 'inquiry',
		action: 'On inquiry',
		description: 'The issuer asks about the order. Must be answered within 2 seconds.',
	},
	{
		name: withServiceWord('Refund Request', 'init-refund'),
		value: 'init-refund',
		action: 'On refund request',
		description: 'A chargeback is coming. Refund now, or report why not.',
	},
	{
		name: withServiceWord('Refunded by RDR', 'resolved'),
		value: 'resolved',
		action: 'On refund by RDR',
		description: 'RDR has already refunded the payment. Do not refund it again.',
	},
];

/** Contract: 6.3. `paypal` is newer than the public reference. */
export const productOptions: INodePropertyOptions[] = [
	{ name: 'CDRN', value: 'cdrn', description: 'Verifi alerts before a chargeback' },
	{ name: 'Consumer Clarity', value: 'consumer-clarity', description: 'Ethoca inquiries from Mastercard issuers' },
	{ name: 'Ethoca Alerts', value: 'ethoca', description: 'Ethoca alerts before a chargeback' },
	{
		name: 'Order Insight',
		value: 'oi',
		description: 'Verifi inquiries from Visa issuers, with Compelling Evidence 3.0',
	},
	{
		name: 'PayPal',
		value: 'paypal',
		description: "PayPal alerts. Not yet in Chargebackhit's public API reference.",
	},
	{ name: 'RDR', value: 'rdr', description: 'Visa Rapid Dispute Resolution, which refunds by your rules' },
	{ name: 'Visa Dispute', value: 'visa-dispute', description: 'Notices of Visa disputes' },
	{ name: 'Visa Fraud', value: 'visa-fraud', description: 'Notices of Visa fraud reports (TC40)' },
];

/** Contract: 6.4. Other values are possible: PayPal alerts may name another. */
export const providerOptions: INodePropertyOptions[] = [
	{ name: 'Ethoca', value: 'ethoca' },
	{ name: 'Verifi', value: 'verifi' },
];

/** Contract: 5.2. */
export const enrollmentStatusOptions: INodePropertyOptions[] = [
	{ name: 'Accepted', value: 'accepted', description: 'Accepted. More steps follow.' },
	{ name: 'Error', value: 'error', description: 'Could not be enrolled. The field importMessage says why.' },
	{ name: 'New', value: 'new', description: 'Not processed yet' },
	{ name: 'Rejected', value: 'rejected', description: 'Not accepted' },
	{ name: 'Success', value: 'success', description: 'Enrolled' },
];

/** Contract: 2.10. */
export const disputeStatusOptions: INodePropertyOptions[] = [
	{ name: 'Needs Response', value: 'needs-response' },
	{ name: 'Processing', value: 'processing' },
	{ name: 'Resolved', value: 'resolved' },
	{ name: 'Under Review', value: 'under-review' },
];

/** Contract: 2.10. */
export const disputeProviderOptions: INodePropertyOptions[] = [
	{ name: 'Adyen', value: 'adyen' },
	{ name: 'Checkout.com', value: 'checkout' },
	{ name: 'PayPal', value: 'paypal' },
	{ name: 'Stripe', value: 'stripe' },
];

/** Contract: 5.1. */
export const matchingIntegrationOptions: INodePropertyOptions[] = [
	{ name: '29 Next', value: '29next' },
	{ name: 'Checkout Champ', value: 'checkoutchamp' },
	{ name: 'Stripe', value: 'stripe' },
];

/** The values of a list of options, as text. */
export function valuesOf(options: INodePropertyOptions[]): string[] {
	return options.map(({ value }) => String(value));
}
