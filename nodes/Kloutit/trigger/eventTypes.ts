import type { INodePropertyOptions } from 'n8n-workflow';

/** The events that Kloutit sends. There is none for a lost or an expired case. Contract: 3, 6. */
export const eventTypeOptions: INodePropertyOptions[] = [
	{
		name: 'Case Created',
		value: 'CASE_CREATED',
		description: 'A dispute became a case; its details are to be completed',
	},
	{ name: 'Case Won', value: 'CASE_WON', description: 'The payment service has confirmed a win' },
	{
		name: 'Defense Generated',
		value: 'CASE_DEFENSE_GENERATED',
		description: 'The defense is written and can be filed',
	},
];
