import type {
	IBinaryData,
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import { hideCardNumbers } from '../cardNumber';
import type { FieldSpec } from '../fields/fieldSpec';
import { choicesOf, missingValue } from '../fields/kinds';
import { isRecord, type Json, type JsonRecord } from '../values/json';
import * as check from '../values/validate';

/** True if a stored parameter contains an expression at any depth: n8n marks expressions with a leading `=`. */
export function holdsExpression(stored: unknown): boolean {
	if (typeof stored === 'string') return stored.startsWith('=');
	if (typeof stored !== 'object' || stored === null) return false;
	return Object.values(stored).some(holdsExpression);
}

/** True for the tool that n8n makes of a node for AI agents: its type has the node's name with `Tool` at its end. */
export const isTool = ({ type }: INode): boolean => type.endsWith('Tool');

/** What a resource mapper says of an item. */
export interface Mapping {
	/** True if the input's columns are found by their headers. */
	isAutomatic: boolean;
	/** By column: a value, or the expression itself. */
	stored: Record<string, unknown>;
	/** By column: what the item has there. */
	values: Record<string, unknown>;
}

/** Reads parameters. One with an expression is read for each item; a fixed one cannot differ, so it is read once to save time. */
export class Parameters {
	private readonly fixed = new Map<string, { value: unknown }>();
	/** The objects parsed from fixed parameters. */
	private readonly objects = new Map<string, JsonRecord>();

	constructor(private readonly context: IExecuteFunctions) {}

	read(name: string, index: number): unknown {
		const known = this.fixed.get(name);
		if (known) return known.value;
		const varies = holdsExpression(this.context.getNode().parameters[name]);
		const value = this.context.getNodeParameter(name, varies ? index : 0, undefined, { extractValue: true }) as unknown;
		if (!varies) this.fixed.set(name, { value });
		return value;
	}

	/** A resource mapper's mode, the values that an item has by it, and what is stored for them. */
	readMapping(name: string, index: number): Mapping {
		const given: unknown = this.context.getNode().parameters[name];
		const { mappingMode, value } = isRecord(given) ? given : {};
		const stored: Record<string, unknown> = isRecord(value) ? value : {};
		if (mappingMode !== 'defineBelow') return { isAutomatic: true, stored, values: {} };
		// the values alone: n8n would also look for expressions in the list of all columns
		const values = holdsExpression(stored)
			? (this.context.getNodeParameter(`${name}.value`, index, {}, { skipValidation: true }) as Record<string, unknown>)
			: stored;
		return { isAutomatic: false, stored, values };
	}

	/** True if n8n shows the parameter: it stores the defaults of those that it shows, and nothing of the others. */
	has(name: string): boolean {
		return this.context.getNode().parameters[name] !== undefined;
	}

	isExpression(name: string): boolean {
		return holdsExpression(this.context.getNode().parameters[name]);
	}

	get isTool(): boolean {
		return isTool(this.context.getNode());
	}

	isByExpression(collection: string, field: string): boolean {
		const stored: unknown = this.context.getNode().parameters[collection];
		return holdsExpression(isRecord(stored) ? stored[field] : stored);
	}

	/** What is stored for a field of a collection: a value, or the expression itself. */
	stored(collection: string, field: string): unknown {
		const stored: unknown = this.context.getNode().parameters[collection];
		return isRecord(stored) ? stored[field] : undefined;
	}

	/** A JSON parameter as an object. The object of a fixed parameter is created once and shared, so it must not be changed. */
	readObject(name: string, index: number, field: string, parse?: (text: string) => Json): JsonRecord {
		const known = this.objects.get(name);
		if (known) return known;
		const object = check.jsonObject(this.read(name, index), field, parse);
		if (this.fixed.has(name)) this.objects.set(name, object);
		return object;
	}
}

/** What an item needs from its run. */
export interface ItemRun {
	/** The workflow's time zone; UTC if it is omitted. */
	timeZone?: () => string;
	/** Tells the user something that one item causes. */
	hint: (message: string, index: number) => void;
	file: (index: number, file: string | IBinaryData) => Promise<Buffer>;
	/** An item's files by name; those in its `binary` if it is omitted. */
	files?: (input: INodeExecutionData) => IBinaryKeyData;
	/** How many items the run has. */
	count?: number;
	/** The run's input items. */
	inputs?: INodeExecutionData[];
	/** What was made once for the whole run, by what it was made for. */
	made?: Map<object, unknown>;
	/** What messages call items, if not by a parameter or a column. */
	names?: Map<number, string>;
	/** See `Service.variant`. */
	variant?: unknown;
	/** Records what is told if several items have it. */
	noteRepeated?: (index: number, what: string, key: string, value: string) => void;
	/** Records a value that only one item of a run may have. */
	requireUnique?: (index: number, field: string, value: string) => void;
}

/** One input item with its parameters, and what reading them needs. In errors, every reader names the field by its display name. */
export class Item implements check.Reading {
	constructor(
		readonly index: number,
		readonly input: INodeExecutionData,
		private readonly parameters: Parameters,
		private readonly run: ItemRun = {
			hint: () => {},
			file: async () => await Promise.reject(new Error('No files here')),
		},
	) {}

	/** Tells the user, beside the output, what was done differently than expected. */
	get hint(): (message: string) => void {
		return (message) => this.run.hint(message, this.index);
	}

	/** The zone of dates that name none. */
	get timeZone(): string {
		return this.run.timeZone?.() ?? 'UTC';
	}

	/** How many items the run has. */
	get count(): number {
		return this.run.count ?? 1;
	}

	/** The items that are sent as one, this one first. Only this one, unless the operation puts several together. */
	together: Item[] = [this];

	/** Which of them is being read, or could not be read. */
	reading: Item = this;

	/** Reads all items that are sent as one. If one cannot be read, its error is its own. */
	readTogether<T>(read: (item: Item) => T): T[] {
		const results = this.together.map((item) => {
			this.reading = item;
			return read(item);
		});
		this.reading = this;
		return results;
	}

	/** What is made once for all items of a run. @param key what it is made for */
	onceARun<T>(key: object, make: (inputs: INodeExecutionData[]) => T): T {
		const made = this.run.made ?? new Map<object, unknown>();
		if (!made.has(key)) made.set(key, make(this.run.inputs ?? [this.input]));
		return made.get(key) as T;
	}

	/** Sets what messages call this item, if neither a parameter nor a column says it. */
	nameAs(name: string): void {
		this.run.names?.set(this.index, name);
	}

	/** What `nameAs` has set; empty if nothing. */
	get name(): string {
		return this.run.names?.get(this.index) ?? '';
	}

	/** See {@link Parameters.readMapping}. */
	mapping(name: string): Mapping {
		return this.parameters.readMapping(name, this.index);
	}

	/** See `Service.variant`. */
	get variant(): unknown {
		return this.run.variant;
	}

	/** Fails every item that has this value in the field, including this one, if there is more than one: none of them is sent. */
	requireUnique(field: string, value: string): void {
		this.run.requireUnique?.(this.index, field, value);
	}

	/** The item's files by name: their descriptions, without the bytes. */
	get files(): IBinaryKeyData {
		return this.run.files?.(this.input) ?? this.input.binary ?? {};
	}

	/**
	 * Tells the user if another item has the same, but sends both.
	 * @param what it is, such as a MID
	 * @param key what makes it the same
	 * @param value by which the message names it
	 */
	tellRepeated(what: string, key: string, value: string): void {
		this.run.noteRepeated?.(this.index, what, key, value);
	}

	/** The bytes of one of the item's files, or of a file that an expression returned. n8n knows where they are. */
	async file(file: string | IBinaryData): Promise<Buffer> {
		return await this.run.file(this.index, file);
	}

	/** True for a tool of an AI agent. */
	get isTool(): boolean {
		return this.parameters.isTool;
	}

	/** See {@link Parameters.has}. */
	has(name: string): boolean {
		return this.parameters.has(name);
	}

	/** True if the parameter is an expression. */
	isExpression(name: string): boolean {
		return this.parameters.isExpression(name);
	}

	/** The unchecked parameter. */
	value(name: string): unknown {
		return this.parameters.read(name, this.index);
	}

	/**
	 * A parameter that is a group of optional fields.
	 * @param fields the group's fields, if there are lists among them
	 * @throws InputError naming a list that was added but in which nothing was chosen
	 */
	collection(name: string, fields: FieldSpec[] = []): IDataObject {
		for (const { displayName, name: field, kind } of fields) {
			const choices = choicesOf(kind);
			// an expression without a value is not meant: it may have one for other items
			if (choices && this.parameters.stored(name, field) === '') throw check.notChosen(displayName, choices);
		}
		const value = this.value(name);
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as IDataObject) : {};
	}

	/** True if a field of a collection is filled in by an expression, which may have no value for some items. */
	isByExpression(collection: string, field: string): boolean {
		return this.parameters.isByExpression(collection, field);
	}

	/** Text that names something; empty if there is no value. @throws InputError as {@link check.identifier} */
	text(field: Named): string {
		return check.identifier(this.value(field.name), field.displayName, this);
	}

	/** The same. @throws InputError if there is no value */
	requiredText(field: Named): string {
		return check.requiredText(this.value(field.name), field.displayName, this);
	}

	uuid(field: Named): string {
		return check.uuid(this.value(field.name), field.displayName);
	}

	/** A field's value as its kind reads it; undefined if there is none. */
	read<Value extends Json>(field: FieldSpec<Value>): Value | undefined {
		return field.kind.read(this.value(field.name), field.displayName, this);
	}

	/** The same. @throws InputError if there is none */
	require<Value extends Json>(field: FieldSpec<Value>): Value {
		const value = this.read(field);
		if (value === undefined) throw missingValue(field.displayName, field.kind);
		return value;
	}

	flag(name: string): boolean {
		return flagOf(this.value(name));
	}

	/** @param parse parses typed text, if not `parseJson` */
	jsonObject(field: Named, parse?: (text: string) => Json): JsonRecord {
		return this.parameters.readObject(field.name, this.index, field.displayName, parse);
	}
}

/** A switch of the panel, also if an expression returns it as text. */
export const flagOf = (value: unknown): boolean => check.booleanOf(value) === true;

/** A field by its parameter's name and its label. */
type Named = Pick<INodeProperties, 'name' | 'displayName'>;

const LONGEST_LABEL = 60;

/**
 * The value by which a person recognizes an item, such as its order number; empty if it has none.
 * @param names parameters or columns, the most telling first
 */
export function itemLabel(item: Item, names: string[]): string {
	if (item.name !== '') return shortened(item.name);
	for (const name of names) {
		const label = labelIn(item, name);
		if (label !== '') return label;
	}
	return '';
}

function labelIn(item: Item, name: string): string {
	let given: unknown;
	try {
		given = item.value(name);
	} catch {
		// an expression that fails names nothing
	}
	return shortened(check.toText(given) || check.toText((item.input?.json ?? {})[name]));
}

function shortened(text: string): string {
	const line = hideCardNumbers(text.slice(0, 1000).replace(/\s+/g, ' '));
	return line.length > LONGEST_LABEL ? `${line.slice(0, LONGEST_LABEL)}…` : line;
}
