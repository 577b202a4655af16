import { hasFormat, isObject, kindOf, type Shape, shapeOf } from './shape';

/** A name that a service gave a field, and no data. */
const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,40}$/;

/**
 * Makes a capture that can be published: types, names, and the words, dates and amounts that the contract names stay; every
 * other text becomes `xxxx`, every other number 0. A text stays only if the contract says that it is a word of a closed list, or
 * has a format that says nothing about a person. Ids are numbered, so that the same one is the same again.
 */
export class Sanitizer {
	private readonly ids = new Map<string, string>();

	/** @param shape what the contract says about the value; without it nothing but types and names stays */
	clean(value: unknown, shape?: Shape): unknown {
		if (typeof value === 'string') return this.text(value, shape);
		if (typeof value === 'number') return shape?.kind === 'number' && Math.abs(value) < 1e11 ? value : 0;
		if (Array.isArray(value)) {
			const of = shape?.kind === 'list' ? shape.of : undefined;
			return value.map((one) => this.clean(one, alternatives(shape, one)?.of ?? of));
		}
		if (isObject(value)) return this.fields(value, alternatives(shape, value)?.shape ?? shape);
		return value;
	}

	private fields(value: Record<string, unknown>, shape?: Shape): Record<string, unknown> {
		return Object.fromEntries(
			Object.entries(value).map(([name, one], index) => {
				if (shape?.kind === 'map') return [FIELD_NAME.test(name) ? name : `key${index}`, this.clean(one, shape.of)];
				const field = shape?.kind === 'object' && Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
				const isName = field !== undefined || (FIELD_NAME.test(name) && !/\d{4}/.test(name));
				return [isName ? name : `key${index}`, this.clean(one, field && shapeOf(field))];
			}),
		);
	}

	private text(value: string, shape?: Shape): string {
		if (value === '') return value;
		const shapes = shape?.kind === 'either' ? shape.shapes : [shape];
		for (const one of shapes) {
			if (one?.kind !== 'text') continue;
			if (one.oneOf?.includes(value)) return value;
			if (one.format === undefined || one.format === 'address' || !hasFormat(value, one.format)) continue;
			return one.format === 'uuid' ? this.id(value) : value;
		}
		return hasFormat(value, 'uuid') ? this.id(value) : 'xxxx';
	}

	private id(value: string): string {
		const known = this.ids.get(value);
		if (known !== undefined) return known;
		const made = `00000000-0000-4000-8000-${String(this.ids.size + 1).padStart(12, '0')}`;
		this.ids.set(value, made);
		return made;
	}
}

/** Of several shapes, the one of the value's kind. */
function alternatives(shape: Shape | undefined, value: unknown): { shape: Shape; of?: Shape } | undefined {
	if (shape?.kind !== 'either') return undefined;
	const kind = kindOf(value) === 'a list' ? 'list' : 'object';
	const found = shape.shapes.find((one) => one.kind === kind || (kind === 'object' && one.kind === 'map'));
	return found && { shape: found, ...(found.kind === 'list' ? { of: found.of } : {}) };
}
