import type { INodePropertyOptions } from 'n8n-workflow';

import { valuesOf } from '../actions/choices';

/** What the polling trigger reports: the entries of its *Trigger On*, and `occasion` of its events. */
export type Occasion = 'alertRunningOut' | 'disputeChanged' | 'newAlert' | 'newDispute';

export const occasionOptions: Array<INodePropertyOptions & { value: Occasion }> = [
	{
		name: 'Alert Running Out of Time',
		value: 'alertRunningOut',
		description: 'An Ethoca or CDRN alert without a final outcome is close to its deadline',
	},
	{ name: 'Dispute Changed', value: 'disputeChanged', description: 'A dispute has a new status, stage or outcome' },
	{ name: 'New Alert', value: 'newAlert', description: 'An alert was created' },
	{ name: 'New Dispute', value: 'newDispute', description: 'A dispute was opened' },
];

/** What a dispute may have changed to. Contract: 2.10. */
export const disputeChangeOptions: INodePropertyOptions[] = [
	{ name: 'Lost', value: 'lost' },
	{ name: 'Needs Response', value: 'needs-response', description: 'Evidence is expected from you' },
	{ name: 'Resolved by RDR', value: 'rdr', description: 'RDR refunded the payment by your rules' },
	{ name: 'Waiting', value: 'waiting', description: 'Processing or under review. You have nothing to do.' },
	{ name: 'Won', value: 'won' },
];

/** True if a value was selected. One that the list does not have was added by the service: it counts if everything is selected. */
export function isSelected(value: string, selected: string[], options: INodePropertyOptions[]): boolean {
	return selected.includes(value) || (!valuesOf(options).includes(value) && selected.length === options.length);
}
