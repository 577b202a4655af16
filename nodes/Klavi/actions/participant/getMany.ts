import type { INodeProperties } from 'n8n-workflow';

import { listFields, recordLimit } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import * as check from '../../../common/values/validate';
import { KlaviApi } from '../../api/klaviApi';
import { messages } from '../../problems';
import { matches, readParticipants } from './participants';

const STATUSES = ['ACTIVE', 'INACTIVE'];

const searchField: INodeProperties = {
	displayName: 'Search',
	name: 'search',
	type: 'string',
	default: '',
	placeholder: 'e.g. Mock Bank',
	description:
		'A part of the name, of the slug or of the ID. All participants are read and those that hold it are given.',
};

const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [
		{
			displayName: 'Status',
			name: 'status',
			type: 'options',
			options: [
				{ name: 'Active', value: 'ACTIVE', description: 'Payments are possible' },
				{ name: 'Inactive', value: 'INACTIVE', description: 'No payments at the moment' },
			],
			default: 'ACTIVE',
			description: 'Whether payments are possible. It is taken over from a partner of Klavi and may have no effect.',
		},
	],
};

/** Contract: 2.1. */
export const getMany: ItemOperation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many participants',
	description: 'Get many participants: the banks that payers can pay from',
	effect: 'read',
	fields: [searchField, ...listFields, filtersField],
	sample: { parameters: { returnAll: false, limit: 5 } },
	prepare: (item) => {
		const api = KlaviApi.of(item);
		const search = item.text('search');
		const limit = recordLimit(item);
		const status = check.toText(item.collection('filters').status);
		if (status !== '' && !STATUSES.includes(status))
			throw check.invalid('Status', messages.choiceRule(STATUSES), status);
		return async (send) => {
			const query: Record<string, string> = status === '' ? {} : { status };
			const found = await readParticipants({
				send: async (plan) => await api.throughCredential(send, plan),
				path: api.revision.paths.participants,
				query,
				// what is searched for may stand on the last page
				limit: search === '' ? limit : Number.POSITIVE_INFINITY,
				hint: (message) => item.hint(message),
			});
			return (search === '' ? found : found.filter((participant) => matches(participant, search))).slice(0, limit);
		};
	},
};
