/** What a contract says about a JSON value. */
export type Shape =
	| { kind: 'text'; format?: TextFormat; oneOf?: readonly string[] }
	| { kind: 'number' | 'boolean' | 'anything' }
	| { kind: 'object'; fields: Fields }
	/** An object whose names are data, such as a product to its status. */
	| { kind: 'map'; of: Shape }
	| { kind: 'list'; of: Shape }
	| { kind: 'either'; shapes: Shape[] };

/** The fields of an object. The others may be missing. */
export type Fields = Record<string, Shape | Required>;

interface Required {
	required: Shape;
}

/** The formats of text that a contract names, and that are safe to keep: they say nothing about a person. */
const FORMATS = {
	uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
	dateTime: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/,
	date: /^\d{4}-\d{2}-\d{2}$/,
	decimal: /^\d{1,15}(\.\d{1,4})?$/,
	wholeNumber: /^\d{1,15}$/,
	currency: /^[A-Z]{3}$/,
	address: /^https?:\/\/\S+$/,
};
export type TextFormat = keyof typeof FORMATS;

export const hasFormat = (text: string, format: TextFormat): boolean => FORMATS[format].test(text);

export const text = (format?: TextFormat): Shape => ({ kind: 'text', ...(format ? { format } : {}) });
export const oneOf = (...values: readonly string[]): Shape => ({ kind: 'text', oneOf: values });
export const number: Shape = { kind: 'number' };
export const boolean: Shape = { kind: 'boolean' };
export const anything: Shape = { kind: 'anything' };
export const object = (fields: Fields): Shape => ({ kind: 'object', fields });
export const map = (of: Shape): Shape => ({ kind: 'map', of });
export const list = (of: Shape): Shape => ({ kind: 'list', of });
export const either = (...shapes: Shape[]): Shape => ({ kind: 'either', shapes });
export const required = (shape: Shape): Required => ({ required: shape });

/** How a value differs from a shape. Nothing in it repeats a value that could be personal. */
export interface Differences {
	/** `data[0].amount is a number, not text`. */
	wrong: string[];
	/** Paths of fields that the contract does not name. */
	unknown: string[];
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

export const shapeOf = (field: Shape | Required): Shape => ('required' in field ? field.required : field);

export function kindOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object') return 'an object';
	if (typeof value === 'string') return 'text';
	return typeof value === 'undefined' ? 'missing' : `a ${typeof value}`;
}

/** A value of a closed list as it may be shown: a word, or only that it is none. */
export const shownWord = (value: string): string => (/^[A-Za-z][A-Za-z._-]{0,40}$/.test(value) ? value : 'other text');

const NAMES: Record<Shape['kind'], string> = {
	text: 'text',
	number: 'a number',
	boolean: 'a boolean',
	anything: 'anything',
	object: 'an object',
	map: 'an object',
	list: 'a list',
	either: 'one of several shapes',
};

/** Compares a value with a shape. */
export function compare(value: unknown, shape: Shape, path = ''): Differences {
	const at = path === '' ? 'the body' : path;
	const found: Differences = { wrong: [], unknown: [] };
	const merge = ({ wrong, unknown }: Differences): void => {
		found.wrong.push(...wrong);
		found.unknown.push(...unknown);
	};
	const refuse = (): Differences => ({ wrong: [`${at} is ${kindOf(value)}, not ${NAMES[shape.kind]}`], unknown: [] });
	switch (shape.kind) {
		case 'anything':
			return found;
		case 'number':
		case 'boolean':
			return typeof value === shape.kind ? found : refuse();
		case 'text':
			if (typeof value !== 'string') return refuse();
			if (shape.oneOf && !shape.oneOf.includes(value)) found.wrong.push(`${at} is ${shownWord(value)}`);
			if (shape.format && !hasFormat(value, shape.format)) found.wrong.push(`${at} is no ${shape.format}`);
			return found;
		case 'list':
			if (!Array.isArray(value)) return refuse();
			for (const [index, one] of value.entries()) merge(compare(one, shape.of, `${path}[${index}]`));
			return found;
		case 'map':
			if (!isObject(value)) return refuse();
			for (const one of Object.values(value)) merge(compare(one, shape.of, `${path}.*`));
			return found;
		case 'object':
			if (!isObject(value)) return refuse();
			for (const [name, field] of Object.entries(shape.fields)) {
				const inner = path === '' ? name : `${path}.${name}`;
				if (value[name] !== undefined) merge(compare(value[name], shapeOf(field), inner));
				else if ('required' in field) found.wrong.push(`${inner} is missing`);
			}
			for (const name of Object.keys(value)) {
				if (!Object.hasOwn(shape.fields, name)) found.unknown.push(path === '' ? name : `${path}.${name}`);
			}
			return found;
		case 'either': {
			const all = shape.shapes.map((one) => compare(value, one, path));
			return all.reduce((best, one) => (one.wrong.length < best.wrong.length ? one : best));
		}
	}
}
