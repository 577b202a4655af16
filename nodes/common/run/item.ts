import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

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
	claim?: (index: number, field: string, value: string) => void;
}

/** One input item and the parameters as they are for it. Every reader names the field by its display name when it complains. */
export class Item {
	constructor(
		readonly index: number,
		readonly input: INodeExecutionData,
		private readonly parameters: Parameters,
		private readonly surroundings: ItemRun = {
			hint: () => {},
			file: async () => await Promise.reject(new Error('No files here')),
		},
	) {}

	/** Tells the user, beside the output, what was done differently than they may think. */
	get hint(): (message: string) => void {
		return this.surroundings.hint;
	}

	/** How many items the run has. */
	get count(): number {
		return this.surroundings.count ?? 1;
	}

	/** What differs by credential (`Service.variant`). */
	get variant(): unknown {
		return this.surroundings.variant;
	}

	/** Has every item refused that gives this value for the field as well, this one too: nothing of theirs is sent. */
	requireUnique(field: string, value: string): void {
		this.surroundings.claim?.(this.index, field, value);
	}

	/** The bytes of one of the item's binary fields. */
	async file(field: string): Promise<Buffer> {
		return await this.surroundings.file(this.index, field);
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

	/** Text without blanks around it; empty text where nothing was given. */
	text(name: string): string {
		return check.toText(this.value(name));
	}

	/** Text that names something outside, such as an id: nothing that has lost digits, no object. Empty text where nothing was given. */
	plainText(name: string, field: string): string {
		return check.plainText(this.value(name), field);
	}

	requiredText(name: string, field: string): string {
		return check.requiredText(this.value(name), field);
	}

	uuid(name: string, field: string): string {
		return check.uuid(this.value(name), field);
	}

	flag(name: string): boolean {
		const value = this.value(name);
		return value === true || value === 'true';
	}

	/** @param parse what makes JSON of typed text, where it is not `parseJson` */
	jsonObject(name: string, field: string, parse?: (text: string) => Json): JsonRecord {
		return this.parameters.readObject(name, this.index, field, parse);
	}
}
