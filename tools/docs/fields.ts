import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { table } from './markdown';

const TYPE_WORDS: Record<string, string> = {
	string: 'text',
	dateTime: 'date and time',
	boolean: 'on or off',
	number: 'number',
	json: 'JSON',
	resourceLocator: 'from a list, or by its ID',
	fixedCollection: 'list',
	collection: 'group',
};

function choices(field: INodeProperties): string {
	const names = (field.options as INodePropertyOptions[] | undefined)?.map(({ name }) => name) ?? [];
	if (names.length === 0) return field.type === 'multiOptions' ? 'several, from a list' : 'one, from a list';
	const shown = names.slice(0, 12).join(', ');
	return `${field.type === 'multiOptions' ? 'several of' : 'one of'}: ${shown}${names.length > 12 ? `, and ${names.length - 12} more` : ''}`;
}

function typeOf(field: INodeProperties): string {
	return field.type === 'options' || field.type === 'multiOptions'
		? choices(field)
		: (TYPE_WORDS[field.type] ?? field.type);
}

/** When a field is there at all, in the words of the fields that decide it. */
function conditionOf({ displayOptions }: INodeProperties, all: INodeProperties[]): string {
	const conditions = Object.entries(displayOptions?.show ?? {}).flatMap(([name, values]) => {
		const decider = all.find((field) => field.name === name);
		if (!decider || !Array.isArray(values)) return [];
		const labels = values.map((value) => {
			const option = ((decider.options ?? []) as INodePropertyOptions[]).find((one) => one.value === value);
			return option?.name ?? (value === true ? 'on' : value === false ? 'off' : String(value));
		});
		return labels.length > 4 ? [] : [`*${decider.displayName}* is ${labels.join(' or ')}`];
	});
	return conditions.length === 0 ? '' : `Only where ${conditions.join(' and ')}.`;
}

/** A field and, below it, the fields inside of it. */
function rowsOf(field: INodeProperties, within: string, all: INodeProperties[]): string[][] {
	const name = within === '' ? field.displayName : `${within} › ${field.displayName}`;
	const told = field.description ?? field.hint ?? '';
	const condition = conditionOf(field, all);
	const description = condition === '' ? told : `${told}${told === '' || told.endsWith('.') ? '' : '.'} ${condition}`;
	if (field.type === 'collection') {
		const inner = (field.options ?? []) as INodeProperties[];
		return inner.flatMap((one) => rowsOf(one, name, all));
	}
	if (field.type === 'fixedCollection') {
		const groups = (field.options ?? []) as INodePropertyCollection[];
		return [
			[name, typeOf(field), '', description],
			...groups.flatMap(({ values }) => values.flatMap((one) => rowsOf(one, name, all))),
		];
	}
	return [[name, typeOf(field), field.required ? 'yes' : '', description]];
}

/** Every field that a user fills in: notices and hidden fields are none. Fields of the same name and text are told once. */
export function fieldTable(fields: INodeProperties[]): string {
	const rows = fields
		.filter(({ type }) => type !== 'notice' && type !== 'hidden')
		.flatMap((field) => rowsOf(field, '', fields));
	const unique = [...new Map(rows.map((row) => [row.join('\n'), row])).values()];
	return table(['field', 'what it takes', 'required', 'what it is'], unique);
}

/** The notices among the fields, as quotations. */
export function noticesOf(fields: INodeProperties[]): string {
	const texts = fields.filter(({ type }) => type === 'notice').map(({ displayName }) => displayName);
	return [...new Set(texts)].map((text) => `> ${text}`).join('\n>\n');
}
