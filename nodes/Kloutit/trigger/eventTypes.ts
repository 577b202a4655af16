import type { INodePropertyOptions } from 'n8n-workflow';

/** The events that Kloutit sends. None reports a lost or expired case. Contract: 3, 6. */
export const eventTypeOptions: INodePropertyOptions[] = [
	{
		name: 'Case Created',
		value: 'CASE_CREATED',
		description: 'A dispute became a case, and its details can be completed',
	},
	{ name: 'Case Won', value: 'CASE_WON', description: 'The payment service confirmed a win' },
	{
		name: 'Defense Generated',
		value: 'CASE_DEFENSE_GENERATED',
		description: 'The defense was written and can be filed',
	},
];
