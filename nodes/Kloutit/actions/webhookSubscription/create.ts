import type { INodeProperties } from 'n8n-workflow';

import type { ItemOperation } from '../../../common/operation';
import { recordOr } from '../../../common/values/json';
import { invalid } from '../../../common/values/validate';
import { eventTypeOptions } from '../../events';
import { rules } from '../../problems';
import { chosen } from '../choices';
import { SUBSCRIPTIONS } from './getMany';

const ALL = 'ALL';

const targetUrlField: INodeProperties = {
	displayName: 'Target URL',
	name: 'targetUrl',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. https://n8n.example.com/webhook/…',
	description: 'Where Kloutit sends the events',
};

const eventField: INodeProperties = {
	displayName: 'Event',
	name: 'subscribedEvent',
	type: 'options',
	options: [
		{ name: 'All Events', value: ALL, description: 'Including those that Kloutit adds later' },
		...eventTypeOptions,
	],
	default: ALL,
	description: 'Which events to send',
};

/** Contract: 2.6: the same address and event again return the same subscription. */
export const create: ItemOperation = {
	value: 'create',
	name: 'Create',
	action: 'Create webhook subscription',
	description: 'Have Kloutit send events to an address. The Kloutit Trigger does this automatically.',
	effect: 'write',
	fields: [targetUrlField, eventField],
	identifiedBy: ['targetUrl'],
	sample: { parameters: { targetUrl: 'https://n8n.example.com/webhook/kloutit', subscribedEvent: 'CASE_WON' } },
	prepare: (item) => {
		const targetUrl = item.requiredText(targetUrlField);
		if (!/^https?:\/\/\S+$/i.test(targetUrl))
			throw invalid(targetUrlField.displayName, rules.webhookAddress(), targetUrl);
		const event = chosen(item, eventField);
		const body = { targetUrl, ...(event === ALL ? {} : { event }) };
		return {
			request: { method: 'POST', path: '/webhooks', body, expect: 'object', subject: SUBSCRIPTIONS },
			output: (response) => recordOr(response.body),
		};
	},
};
