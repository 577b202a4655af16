import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { hideCardNumbers } from '../cardNumber';
import type { FieldSpec } from '../fields/fieldSpec';
import type { Json, JsonRecord } from '../values/json';
import * as check from '../values/validate';

/** True where a stored parameter holds an expression anywhere inside: n8n marks them with a leading `=`. */
export function holdsExpression(stored: unknown): boolean {
	if (typeof stored === 'string') return stored.startsWith('=');
	if (typeof stored !== 'object' || stored === null) return false;
	return Object.values(stored).some(holdsExpression);
}

/**
 * Reads parameters. One that holds an expression is evaluated for each item; a fixed one is read once, since it cannot differ and
 * each read costs time.
 */
export class Parameters {
	private readonly fixed = new Map<string, { value: unknown }>();

	/** What was made of fixed ones. */
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

	/** A parameter of JSON as an object; that of a fixed one is made once and shared, so that nobody may change it. */
	readObject(name: string, index: number, field: string, parse?: (text: string) => Json): JsonRecord {
		const known = this.objects.get(name);
		if (known) return known;
		const object = check.jsonObject(this.read(name, index), field, parse);
		if (this.fixed.has(name)) this.objects.set(name, object);
		return object;
	}
}

/** What an item needs of the run it belongs to. */
export interface ItemRun {
	hint: (message: string) => void;
	file: (index: number, field: string) => Promise<Buffer>;
	/** How many items the run has. */
	count?: number;
	/** What differs by credential (`Service.variant`). */
	variant?: unknown;
	/** Notes a value that only one item of a run may have. */
	requireUnique?: (index: number, field: string, value: string) => void;
}

/** One input item and the parameters as they are for it. Every reader names the field by its display name when it complains. */
export class Item {
	constructor(
		readonly index: number,
		readonly input: INodeExecutionData,
		private readonly parameters: Parameters,
		private readonly run: ItemRun = {
			hint: () => {},
			file: async () => await Promise.reject(new Error('No files here')),
		},
	) {}

	/** Tells the user, beside the output, what was done differently than they may think. */
	get hint(): (message: string) => void {
		return this.run.hint;
	}

	/** How many items the run has. */
	get count(): number {
		return this.run.count ?? 1;
	}

	/** What differs by credential (`Service.variant`). */
	get variant(): unknown {
		return this.run.variant;
	}

	/** Has every item refused that gives this value for the field as well, this one too: nothing of theirs is sent. */
	requireUnique(field: string, value: string): void {
		this.run.requireUnique?.(this.index, field, value);
	}

	/** The bytes of one of the item's binary fields. */
	async file(field: string): Promise<Buffer> {
		return await this.run.file(this.index, field);
	}

	/** The parameter as it is. */
	value(name: string): unknown {
		return this.parameters.read(name, this.index);
	}

	/** A parameter that is a group of optional fields. */
	collection(name: string): IDataObject {
		const value = this.value(name);
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as IDataObject) : {};
	}

	/** Text without blanks around it: no object, nothing that has lost digits. Empty text for nothing. */
	text(field: Named): string {
		return check.plainText(this.value(field.name), field.displayName);
	}

	/** @throws InputError if nothing was given */
	requiredText(field: Named): string {
		return check.requiredText(this.value(field.name), field.displayName);
	}

	uuid(field: Named): string {
		return check.uuid(this.value(field.name), field.displayName);
	}

	/** What a field's kind makes of its value; undefined for nothing. */
	read<Value extends Json>(field: FieldSpec<Value>): Value | undefined {
		return field.kind.read(this.value(field.name), field.displayName);
	}

	flag(name: string): boolean {
		const value = this.value(name);
		return value === true || value === 'true';
	}

	/** @param parse what makes JSON of typed text, if it is not `parseJson` */
	jsonObject(field: Named, parse?: (text: string) => Json): JsonRecord {
		return this.parameters.readObject(field.name, this.index, field.displayName, parse);
	}
}

/** A field by its parameter's name and its label. */
type Named = Pick<INodeProperties, 'name' | 'displayName'>;

const LONGEST_LABEL = 60;

/**
 * The value by which a person recognizes an item, such as its order number; empty text if it has none.
 *
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
