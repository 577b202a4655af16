import type {
	IBinaryData,
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
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
	const text = check.toText(given) || check.toText((item.input?.json ?? {})[name]);
	const line = hideCardNumbers(text.slice(0, 1000).replace(/\s+/g, ' '));
	return line.length > LONGEST_LABEL ? `${line.slice(0, LONGEST_LABEL)}…` : line;
}
