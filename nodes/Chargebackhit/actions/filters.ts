import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { InputError } from '../../common/errors/errors';
import type { Item } from '../../common/run/item';
import { type Json, type JsonRecord, mergeJson } from '../../common/values/json';
import * as check from '../../common/values/validate';
import { messages } from '../problems';

/** How a filter's value is read and checked. */
type FilterKind = 'texts' | 'uuids' | 'choices' | 'bin' | 'lastFour' | 'date' | 'currencies';

/** One filter of a list: its field, the API's name, and how it is read. */
export interface Filter {
	field: INodeProperties;
	member: string;
	kind: FilterKind;
}

const LIST_HELP = 'Several are separated by commas.';

/** A filter for one or several texts. */
export function textsFilter(
	displayName: string,
	name: string,
	member: string,
	kind: 'texts' | 'uuids' | 'currencies' = 'texts',
): Filter {
	return { field: { displayName, name, type: 'string', default: '', description: LIST_HELP }, member, kind };
}

/** A filter for a part of the card number, which is all that may ever be sent of it. */
export function cardFilter(
	displayName: string,
	name: string,
	member: string,
	kind: 'bin' | 'lastFour',
	description: string,
): Filter {
	return { field: { displayName, name, type: 'string', default: '', description }, member, kind };
}

/** A filter for a moment. */
export function dateFilter(displayName: string, name: string, member: string): Filter {
	return {
		field: {
			displayName,
			name,
			type: 'dateTime',
			default: '',
			description: 'A date without a time zone counts as UTC',
		},
		member,
		kind: 'date',
	};
}

/** A filter for values of a known list; an expression may give others. */
export function choicesFilter(
	displayName: string,
	name: string,
	member: string,
	options: INodeProperties['options'],
): Filter {
	return { field: { displayName, name, type: 'multiOptions', options, default: [] }, member, kind: 'choices' };
}

/** The collection of a list's filters, alphabetical. */
export function filtersField(filters: Filter[]): INodeProperties {
	return {
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: filters.map(({ field }) => field).sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

/** Anything of the list request that has no field of its own. */
export const additionalCriteria: INodeProperties = {
	displayName: 'Additional Filters (JSON)',
	name: 'additionalFilters',
	type: 'json',
	default: '{}',
	description: 'A JSON object with further filters under the names of the API. They win over the filters above.',
};

function readFilter({ field: { displayName }, kind }: Filter, value: unknown): Json {
	// one that was added but is empty would list everything in place of the few that were meant
	const empty = new InputError(messages.emptyFilter(displayName), messages.emptyFilterAdvice);
	if (kind === 'date' || kind === 'bin' || kind === 'lastFour') {
		const read = { date: check.utcDate, bin: check.cardBin, lastFour: check.cardLastFour }[kind];
		const text = read(value, displayName);
		if (text === '') throw empty;
		return text;
	}
	const texts = check.textList(value, displayName);
	if (texts.length === 0) throw empty;
	if (kind === 'uuids') return texts.map((text) => check.uuid(text, displayName));
	return kind === 'currencies' ? texts.map((text) => check.currency(text, displayName)) : texts;
}

/**
 * The `filter` of a list request from the filters that the user added.
 *
 * @throws InputError naming the filter, also where it is empty
 */
export function readFilters(item: Item, filters: Filter[]): JsonRecord {
	const given: IDataObject = item.collection('filters');
	const criteria: JsonRecord = {};
	for (const filter of filters) {
		if (Object.hasOwn(given, filter.field.name)) criteria[filter.member] = readFilter(filter, given[filter.field.name]);
	}
	return mergeJson(criteria, item.jsonObject('additionalFilters', additionalCriteria.displayName));
}

/** Sort field and direction of a list. Contract: 2.6, 8 (19). */
export const sortField: INodeProperties = {
	displayName: 'Sort',
	name: 'sort',
	type: 'collection',
	placeholder: 'Add Sort',
	default: {},
	options: [
		{
			displayName: 'Direction',
			name: 'direction',
			type: 'options',
			options: [
				{ name: 'Newest First', value: 'desc' },
				{ name: 'Oldest First', value: 'asc' },
			],
			default: 'desc',
		},
		{
			displayName: 'Field',
			name: 'field',
			type: 'string',
			default: 'created_at',
			description: 'The field to sort by. Only created_at is documented.',
		},
	],
};

/** The `sort` of a list request; nothing where the user chose none. */
export function readSort(item: Item): JsonRecord {
	const { field, direction } = item.collection('sort');
	if (field === undefined && direction === undefined) return {};
	const chosen = check.toText(direction ?? 'desc');
	if (chosen !== 'asc' && chosen !== 'desc') throw check.invalid('Direction', 'asc or desc', direction);
	return { sort: { field: check.toText(field) || 'created_at', direction: chosen } };
}

/** A list request's body without its paging: `filter` and `sort` where there are any. */
export function listCriteria(filter: JsonRecord, sort: JsonRecord = {}): JsonRecord {
	return { ...(Object.keys(filter).length > 0 ? { filter } : {}), ...sort };
}
