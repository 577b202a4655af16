import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { table } from './markdown';

const TYPE_WORDS: Record<string, string> = {
	string: 'text',
	dateTime: 'date and time',
	boolean: 'on or off',
	number: 'number',
	json: 'JSON',
	resourceLocator: 'from a list or by ID',
	fixedCollection: 'list',
	collection: 'group',
	resourceMapper: 'columns',
};

function choices(field: INodeProperties): string {
	const names = (field.options as INodePropertyOptions[] | undefined)?.map(({ name }) => name) ?? [];
	if (names.length === 0) return field.type === 'multiOptions' ? 'several values from a list' : 'one value from a list';
	const shown = names.slice(0, 12).join(', ');
	return `${field.type === 'multiOptions' ? 'several of' : 'one of'}: ${shown}${names.length > 12 ? `, and ${names.length - 12} more` : ''}`;
}

function typeOf(field: INodeProperties): string {
	return field.type === 'options' || field.type === 'multiOptions'
		? choices(field)
		: (TYPE_WORDS[field.type] ?? field.type);
}

/** A link in the description of a field. */
const LINK = /<a href="([^"]+)">([^<]+)<\/a>/g;

/** States when a field is shown, with the labels of the fields that decide it. */
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
	return conditions.length === 0 ? '' : `Shown if ${conditions.join(' and ')}.`;
}

/** The row of a field, followed by the rows of the fields inside it. */
function rowsOf(field: INodeProperties, within: string, all: INodeProperties[]): string[][] {
	const name = within === '' ? field.displayName : `${within} › ${field.displayName}`;
	const told = (field.description ?? field.hint ?? '').replace(LINK, '[$2]($1)');
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

/** Every field that a user fills in, without notices and hidden fields. Fields with the same name and text appear once. */
export function fieldTable(fields: INodeProperties[]): string {
	const rows = fields
		.filter(({ type }) => type !== 'notice' && type !== 'hidden')
		.flatMap((field) => rowsOf(field, '', fields));
	const unique = [...new Map(rows.map((row) => [row.join('\n'), row])).values()];
	return table(['field', 'type', 'required', 'description'], unique);
}

/** The notices among the fields, as Markdown quotes. One that not every choice shows begins with the choice. */
export function noticesOf(fields: INodeProperties[]): string {
	const texts = fields
		.filter(({ type }) => type === 'notice')
		.map((notice) => `${choiceThatShows(notice, fields)}${notice.displayName}`);
	return [...new Set(texts)].map((text) => `> ${text}`).join('\n>\n');
}

/** The choice for which a notice is shown, such as `**Respond: Immediately.** `; empty for one that does not depend on one. */
function choiceThatShows({ displayOptions }: INodeProperties, fields: INodeProperties[]): string {
	for (const [name, values] of Object.entries(displayOptions?.show ?? {})) {
		const field = fields.find((one) => one.name === name && one.type === 'options');
		const chosen = (field?.options ?? []).filter(
			(one) => 'value' in one && values?.length === 1 && values[0] === one.value,
		);
		if (field && chosen.length === 1) return `**${field.displayName}: ${chosen[0].name}.** `;
	}
	return '';
}
