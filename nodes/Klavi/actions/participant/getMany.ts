import type { INodeProperties } from 'n8n-workflow';

import { problems } from '../../../common/errors/problems';
import { type FieldSpec, fieldProperty } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import { listFields, recordLimit } from '../../../common/fields/properties';
import { collectPages } from '../../../common/http/pagination';
import type { ItemOperation } from '../../../common/operation';
import { KlaviApi } from '../../api/klaviApi';
import { matches, PAGE_SIZE, participantsPage, participantsRequest } from './participants';

const search: FieldSpec<string> = {
	displayName: 'Search',
	name: 'search',
	kind: kinds.text,
	property: {
		placeholder: 'e.g. Mock Bank',
		description:
			"Part of a bank's name, short name (slug) or ID. The node reads all banks and returns those that contain it.",
	},
};

const status: FieldSpec<string> = {
	displayName: 'Status',
	name: 'status',
	kind: kinds.choice([
		{ name: 'Active', value: 'ACTIVE', description: 'Payers can pay from this bank' },
		{ name: 'Inactive', value: 'INACTIVE', description: 'No payments at the moment' },
	]),
	property: {
		description: 'Get only banks with this status. Klavi does not document this filter, so it may have no effect.',
	},
};

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [fieldProperty(status)],
};

/** Contract: 2.1. */
export const getMany: ItemOperation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many banks',
	description: 'Get many banks that payers can pay from. Klavi calls them participants.',
	effect: 'read',
	fields: [fieldProperty(search), ...listFields, filters],
	identifiedBy: ['search'],
	sample: { parameters: { returnAll: false, limit: 5 } },
	prepare: (item) => {
		const { paths } = KlaviApi.of(item).revision;
		const wanted = item.text(search);
		const limit = recordLimit(item);
		const only = status.kind.read(item.collection(filters.name).status, status.displayName);
		const query: Record<string, string> = only === undefined ? {} : { status: only };
		return async (send) => {
			const found = await collectPages<string>({
				send,
				first: '',
				pageSize: PAGE_SIZE,
				// what is searched for may be on the last page
				limit: wanted === '' ? limit : Number.POSITIVE_INFINITY,
				request: (after, size) => participantsRequest(paths.participants, query, after, size),
				read: participantsPage,
				cutShort: (reason, pages) => {
					const isCap = reason === 'cap';
					const { message, advice } = isCap ? problems.pageLimit('Klavi', pages) : problems.repeatedPage('Klavi');
					item.hint(`${message} ${advice}`.trim());
				},
			});
			return (wanted === '' ? found : found.filter((participant) => matches(participant, wanted))).slice(0, limit);
		};
	},
};
