import type { FieldSpec, Kind } from '../../common/fields/fieldSpec';

/** A field that needs nothing but a kind and perhaps a description. `path` is its path in the API. */
export function spec(displayName: string, name: string, path: string, kind: Kind, description?: string): FieldSpec {
	return { displayName, name, path, kind, ...(description ? { property: { description } } : {}) };
}
