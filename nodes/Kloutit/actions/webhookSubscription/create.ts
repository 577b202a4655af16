import type { INodePropertyOptions } from 'n8n-workflow';

import type { ItemOperation } from '../../../common/operation';
import { recordOr } from '../../../common/values/json';
import * as check from '../../../common/values/validate';
import { messages } from '../../problems';
import { eventTypeOptions } from '../../trigger/eventTypes';

const ALL = 'ALL';
const EVENTS: INodePropertyOptions[] = [
	{ name: 'All Events', value: ALL, description: 'Also those that are new later' },
	...eventTypeOptions,
];

/** Contract: 2.6: the same address and event again give the same subscription. */
export const create: ItemOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create webhook subscription',
	description: 'Have events sent to an address. The Kloutit Trigger does this by itself.',
	effect: 'write',
	fields: [
		{
			displayName: 'Target URL',
			name: 'targetUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://n8n.example.com/webhook/…',
			description: 'Where the events go',
		},
		{
			displayName: 'Event',
			name: 'subscribedEvent',
			type: 'options',
			options: EVENTS,
			default: ALL,
			description: 'Which events to send',
		},
	],
	sample: { parameters: { targetUrl: 'https://n8n.example.com/webhook/kloutit', subscribedEvent: 'CASE_WON' } },
	prepare: (item) => {
		const targetUrl = item.requiredText('targetUrl', 'Target URL');
		if (!/^https?:\/\/\S+$/i.test(targetUrl))
			throw check.invalid('Target URL', 'an address that begins with https://', targetUrl);
		const event = item.requiredText('subscribedEvent', 'Event');
		const known = EVENTS.map(({ value }) => String(value));
		if (!known.includes(event)) throw check.invalid('Event', messages.choiceRule(known), event);
		return {
			request: {
				method: 'POST',
				path: '/webhooks',
				body: { targetUrl, ...(event === ALL ? {} : { event }) },
				expect: 'object',
				subject: messages.subscriptions,
			},
			output: (answer) => recordOr(answer.body),
		};
	},
};
