import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { InputError } from '../../common/errors/errors';
import { type FieldSpec, fieldProperty, pathOf } from '../../common/fields/fieldSpec';
import * as kinds from '../../common/fields/kinds';
import type { Item } from '../../common/run/item';
import { type JsonRecord, mergeJson } from '../../common/values/json';
import * as validate from '../../common/values/validate';
import { problems } from '../problems';

/** A filter for one or several texts. `path` is the filter's name in the API. */
export function listFilter(
	displayName: string,
	name: string,
	path: string,
	entry?: (value: unknown, field: string) => string,
): FieldSpec {
	const property = { description: 'Separate several values with commas, semicolons or line breaks' };
	return { displayName, name, path, kind: kinds.listOf(entry), property };
}

/** The two filters for a date: its earliest and its latest value. @param told which of a record's dates it is */
export function dateRange(displayName: string, name: string, path: string, told: string): FieldSpec[] {
	const property = { description: `${told}. ${kinds.ZONE_HINT}` };
	return ['From', 'To'].map((end) => ({
		displayName: `${displayName} ${end}`,
		name: `${name}${end}`,
		path: `${path}_${end.toLowerCase()}`,
		kind: kinds.date,
		property,
	}));
}

/** A filter for values of a known list; an expression may return others. */
export function choicesFilter(
	displayName: string,
	name: string,
	path: string,
	options: INodePropertyOptions[],
): FieldSpec {
	return { displayName, name, path, kind: kinds.choices(options, false) };
}

/** The collection of a list's filters, alphabetical. */
export function filtersField(filters: FieldSpec[]): INodeProperties {
	return {
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: filters.map(fieldProperty).sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

/** Anything of the list request that has no field of its own. */
export const additionalCriteria: INodeProperties = {
	displayName: 'Additional Filters (JSON)',
	name: 'additionalFilters',
	type: 'json',
	default: '{}',
	description: "More filters as JSON, using the API's names. They override the filters above.",
};

/** The `filter` of a list request, from what the user added. @throws InputError naming the filter, also if it is empty */
export function readFilters(item: Item, filters: FieldSpec[]): JsonRecord {
	const given = item.collection('filters');
	const criteria: JsonRecord = {};
	for (const filter of filters) {
		const { displayName, name, kind } = filter;
		if (!Object.hasOwn(given, name)) continue;
		const value = kind.read(given[name], displayName, item);
		// a filter that was added but is empty would list everything instead of the few that were meant
		if (value === undefined) throw new InputError(problems.filterEmpty(displayName));
		criteria[pathOf(filter)] = value;
	}
	return mergeJson(criteria, item.jsonObject(additionalCriteria));
}

const DIRECTIONS: INodePropertyOptions[] = [
	{ name: 'Newest First', value: 'desc' },
	{ name: 'Oldest First', value: 'asc' },
];

/** Sort field and direction of a list. Contract: 2.6, 8 (19). */
export const sortField: INodeProperties = {
	displayName: 'Sort',
	name: 'sort',
	type: 'collection',
	placeholder: 'Add Sort',
	default: {},
	options: [
		{ displayName: 'Direction', name: 'direction', type: 'options', options: DIRECTIONS, default: 'desc' },
		{
			displayName: 'Field',
			name: 'field',
			type: 'string',
			default: 'created_at',
			description: 'The field to sort by. Chargebackhit documents only created_at, the date of creation.',
		},
	],
};

/** The `sort` of a list request; nothing if the user chose none. */
export function readSort(item: Item): JsonRecord {
	const { field, direction } = item.collection('sort');
	if (field === undefined && direction === undefined) return {};
	return {
		sort: {
			field: validate.toText(field) || 'created_at',
			direction: validate.isBlank(direction) ? 'desc' : validate.oneOf(direction, 'Direction', DIRECTIONS),
		},
	};
}

/** A list request's body without its paging: `filter` and `sort` if there are any. */
export function listCriteria(filter: JsonRecord, sort: JsonRecord = {}): JsonRecord {
	return { ...(Object.keys(filter).length > 0 ? { filter } : {}), ...sort };
}
