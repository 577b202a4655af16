import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { problems } from '../errors/problems';
import type { Simplified } from '../operation';
import type { Item } from '../run/item';
import { isRecord, type Json, type JsonRecord } from '../values/json';
import { type FieldSpec, fieldProperty } from './fieldSpec';
import * as kinds from './kinds';
import { simplifyField } from './properties';

/**
 * What the records of an operation become. On the canvas the user has Simplify. In a tool of an AI agent the user has Output
 * instead, as n8n's guidelines ask for: a model gets confused by fields that it does not need, and they fill its context.
 */

const AS_TOOL = { '@tool': [true] };

type Form = 'raw' | 'selected' | 'simplified';

/** @param preset the default: what Simplify was set to in a tool that was saved before there was Output */
const outputSpec = (preset: Form): FieldSpec<string> => ({
	displayName: 'Output',
	name: 'output',
	kind: kinds.choice(
		[
			{ name: 'Raw', value: 'raw', description: 'All fields of the response, unchanged' },
			{ name: 'Selected Fields', value: 'selected', description: 'Only the fields that you choose, and the ID' },
			{ name: 'Simplified', value: 'simplified', description: 'The most useful fields of the response' },
		],
		preset,
	),
	property: {
		description: 'Which fields the agent gets',
		builderHint: {
			propertyHint:
				'Use Selected Fields with the few fields that the agent needs. Use Raw only if it needs fields that Simplified does not have.',
		},
	},
});

const ABBREVIATIONS: Record<string, string> = {
	...{ Arn: 'ARN', Arns: 'ARNs', Bin: 'BIN', Id: 'ID', Mcc: 'MCC', Psp: 'PSP' },
};

/** `Merchant ID` for `merchantId`. */
function labelOf(name: string): string {
	const words = `${name.charAt(0).toUpperCase()}${name.slice(1)}`.split(/(?<=[a-z])(?=[A-Z])/);
	return words.map((word) => ABBREVIATIONS[word] ?? word).join(' ');
}

/** The simplified fields. All of them are always there, so an empty record has them too. */
const namesOf = (simplified: Simplified): string[] => Object.keys(simplified({}));

/** The field that names the record. It is `id`, if there is one; otherwise it comes first. */
export function idOf(simplified: Simplified): string {
	const names = namesOf(simplified);
	return names.includes('id') ? 'id' : names[0];
}

function fieldOptions(simplified: Simplified): INodePropertyOptions[] {
	return namesOf(simplified)
		.map((name) => ({ name: labelOf(name), value: name }))
		.sort((a, b) => a.name.localeCompare(b.name));
}

const selectedSpec = (simplified: Simplified): FieldSpec<Json[]> => ({
	displayName: 'Fields',
	name: 'outputFields',
	kind: kinds.choices(fieldOptions(simplified), false),
	property: { description: 'The simplified fields that the agent gets, besides the ID' },
});

const moreSpec: FieldSpec<Json[]> = {
	displayName: 'More Fields',
	name: 'moreOutputFields',
	kind: kinds.listOf(),
	property: {
		placeholder: 'e.g. merchant.name, created_at',
		description:
			'Names of further fields that the AI agent gets, separated by commas. To see all names, run the node once with Output set to Raw. For the name inside merchant, write merchant.name.',
	},
};

/** A field that is shown on the canvas only. */
const onCanvas = (field: INodeProperties): INodeProperties => ({
	...field,
	// hidden from tools instead of shown to others: an n8n that does not know the condition still shows the field
	displayOptions: { ...field.displayOptions, hide: { ...field.displayOptions?.hide, ...AS_TOOL } },
});

const inTool = (field: INodeProperties, displayOptions: INodeProperties['displayOptions'] = {}): INodeProperties => ({
	...field,
	displayOptions: { ...displayOptions, show: { ...displayOptions.show, ...AS_TOOL } },
});

/** What replaces Simplify in a tool. */
function toolFields(simplified: Simplified): INodeProperties[] {
	const show = { output: ['selected'] };
	return [
		// a tool that was saved with Simplify keeps what it was set to, and so its output
		inTool({ displayName: simplifyField.displayName, name: simplifyField.name, type: 'hidden', default: true }),
		inTool(fieldProperty(outputSpec('simplified')), { hide: { simplify: [false] } }),
		inTool(fieldProperty(outputSpec('raw')), {
			// not shown for false, as n8n would also show it if Simplify is an expression
			hide: { simplify: [{ _cnd: { not: false } }] },
		}),
		inTool(fieldProperty(selectedSpec(simplified)), { show }),
		inTool(fieldProperty(moreSpec), { show }),
	];
}

/** A field that matters only if the output is not simplified, for the canvas and for tools. */
function rawOnlyFields(field: INodeProperties): INodeProperties[] {
	const { simplify: _, ...show } = field.displayOptions?.show ?? {};
	return [onCanvas(field), inTool(field, { show: { ...show, output: ['raw', 'selected'] } })];
}

/** An operation's fields with the choice of its output: Simplify on the canvas, Output in a tool of an AI agent. */
export function withOutput(fields: INodeProperties[], simplified: Simplified | undefined): INodeProperties[] {
	if (simplified === undefined) return fields;
	return fields.flatMap((field) => {
		if (field.name === simplifyField.name) return [onCanvas(field), ...toolFields(simplified)];
		return field.displayOptions?.show?.simplify ? rawOnlyFields(field) : [field];
	});
}

function formOf(item: Item): Form {
	// an n8n that does not know the condition shows Simplify in tools too
	if (!item.isTool || !item.has('output')) return item.flag('simplify') ? 'simplified' : 'raw';
	const form = (item.read(outputSpec('simplified')) ?? 'simplified') as Form;
	// an expression in a Simplify that was saved before there was Output
	return form === 'simplified' && item.isExpression('simplify') && !item.flag('simplify') ? 'raw' : form;
}

/** How the records of one item come out. */
export interface Presentation {
	/** False if only simplified fields come out. */
	isRaw: boolean;
	one: (record: JsonRecord) => IDataObject;
	all: (records: JsonRecord[]) => IDataObject[];
}

/**
 * Reads which fields come out.
 * @param simplified see `OperationBase.simplified`
 * @throws InputError for an Output that does not exist
 */
export function readOutput(item: Item, simplified: Simplified): Presentation {
	const form = formOf(item);
	const select = form === 'selected' ? selection(item, simplified) : undefined;
	const all = (records: JsonRecord[]) =>
		select ? select(records) : records.map((record) => (form === 'raw' ? (record as IDataObject) : simplified(record)));
	return { isRaw: form !== 'simplified', all, one: (record) => all([record])[0] };
}

/** What a record has at a path. In a list, it is what each entry has there, unless the path names one entry by its number. */
function valueAt(value: Json | undefined, path: string): Json | undefined {
	if (path === '') return value;
	const [name, ...rest] = path.split('.');
	if (Array.isArray(value) && !/^\d+$/.test(name)) {
		const found = value.map((entry) => valueAt(entry, path));
		return found.every((entry) => entry === undefined) ? undefined : found.map((entry) => entry ?? null);
	}
	if (isRecord(value) && Object.hasOwn(value, path)) return value[path];
	const inner = Array.isArray(value)
		? value[Number(name)]
		: isRecord(value) && Object.hasOwn(value, name)
			? value[name]
			: undefined;
	return rest.length === 0 || inner === undefined ? inner : valueAt(inner, rest.join('.'));
}

/** A long list would fill the context that it is meant to save. */
const MOST_NAMES = 60;

/** The names that can be selected in a raw record: `id, merchant.name, transactions.status`. */
function pathsIn(value: Json | undefined, within = ''): string[] {
	if (Array.isArray(value)) return pathsIn(value.find(isRecord), within);
	if (!isRecord(value)) return [];
	return Object.entries(value).flatMap(([name, inner]) => {
		const path = within === '' ? name : `${within}.${name}`;
		const deeper = pathsIn(inner, path);
		return deeper.length > 0 ? deeper : [path];
	});
}

/**
 * The selected fields of records, beginning with the ID. A name is a simplified field, or a field of the raw record. A field that
 * a record does not have is null, as a service may leave out fields without a value. If no record has it, the name may be wrong:
 * then the output says so and names those that there are, because the model sees nothing else.
 */
function selection(item: Item, simplified: Simplified): (records: JsonRecord[]) => IDataObject[] {
	const chosen = item.read(selectedSpec(simplified)) ?? [];
	const more = item.read(moreSpec) ?? [];
	const names = [...new Set([idOf(simplified), ...[...chosen, ...more].map(String)])];
	return (records) => {
		const found = new Set<string>();
		const outputs = records.map((record): IDataObject => {
			const simple = simplified(record);
			const valueOf = (name: string): unknown => (Object.hasOwn(simple, name) ? simple[name] : valueAt(record, name));
			const entries = names.map((name) => [name, valueOf(name)] as const);
			for (const [name, value] of entries) if (value !== undefined) found.add(name);
			return Object.fromEntries(entries.map(([name, value]) => [name, value ?? null])) as IDataObject;
		});
		const missing = names.filter((name) => !found.has(name));
		if (records.length === 0 || missing.length === 0) return outputs;
		const known = [...new Set([...namesOf(simplified), ...records.slice(0, 5).flatMap((record) => pathsIn(record))])];
		const { message } = problems.outputFieldsNotFound(missing, known.slice(0, MOST_NAMES));
		item.hint(message);
		return [{ ...outputs[0], fieldsNotFound: message }, ...outputs.slice(1)];
	};
}
