import type { INodeProperties, NodePropertyTypes } from 'n8n-workflow';

import { getPath, isRecord, type Json, type JsonRecord, setPath } from '../values/json';
import { isBlank, type Reading, refuseMoreDecimals } from '../values/validate';

/**
 * The one language in which all services describe their fields: a field has a kind, and the kind says how n8n asks for the
 * value and how it is read and checked. So a currency, a date or an ID means the same in every service.
 */

/** What a value is. The common kinds are in `kinds.ts`; a service adds those that only it has. */
export interface Kind<Value extends Json = Json> {
	/** How n8n asks for it. */
	property: { type: NodePropertyTypes; default: INodeProperties['default'] } & Partial<INodeProperties>;
	/**
	 * The value as it is sent; undefined if there is none.
	 * @param field what messages call the field
	 * @param reading takes hints, and knows the workflow's time zone
	 * @throws InputError naming the field, the rule and the value seen
	 */
	read: (value: unknown, field: string, reading?: Reading) => Value | undefined;
}

export interface FieldSpec<Value extends Json = Json> {
	/** Its label, which messages use. */
	displayName: string;
	/** The parameter's name, stored in workflows. */
	name: string;
	kind: Kind<Value>;
	/** The value's path in the body, separated by dots: `address.city`. Defaults to the parameter's name. */
	path?: string;
	/** For an amount: the path of its currency, whose decimals it may have. */
	currency?: string;
	/** Additions to the n8n property, such as a description, a placeholder or conditions. */
	property?: Partial<INodeProperties>;
}

export function fieldProperty({ displayName, name, kind, property }: FieldSpec): INodeProperties {
	return { displayName, name, ...kind.property, ...property };
}

/** The path of a field's value in the body. */
export function pathOf({ path, name }: FieldSpec): string {
	return path ?? name;
}

/**
 * The object that a collection's fields fill, not checked yet. Empty fields are omitted.
 * @param given the collection, by parameter names
 */
export function collectFields(given: unknown, fields: FieldSpec[]): JsonRecord {
	const values: Record<string, unknown> = isRecord(given) ? given : {};
	let record: JsonRecord = {};
	for (const field of fields) {
		const value = values[field.name];
		if (!isBlank(value)) record = setPath(record, pathOf(field), value as Json);
	}
	return record;
}

/**
 * The object as it is sent: the kind of each field reads its value, whatever its source. All other values stay unchanged.
 * @param group what messages call the object, such as `Order`; empty if the field's name says enough
 * @param reading takes hints, and knows the workflow's time zone
 * @throws InputError naming the field, the group and the rule
 */
export function checkFields(record: JsonRecord, fields: FieldSpec[], group: string, reading?: Reading): JsonRecord {
	let checked = record;
	const labelOf = ({ displayName }: FieldSpec) => (group === '' ? displayName : `${displayName} (${group})`);
	for (const field of fields) {
		const path = pathOf(field);
		const value = getPath(checked, path);
		if (value === undefined || value === null) continue;
		checked = setPath(checked, path, field.kind.read(value, labelOf(field), reading) ?? '');
	}
	for (const field of fields) {
		const amount = field.currency === undefined ? undefined : getPath(checked, pathOf(field));
		if (typeof amount === 'string') refuseMoreDecimals(amount, currencyIn(checked, field), labelOf(field));
	}
	return checked;
}

/** The currency of a checked amount; undefined if there is none. */
export function currencyIn(record: JsonRecord, { currency = '' }: FieldSpec): string | undefined {
	const code = getPath(record, currency);
	return typeof code === 'string' && code !== '' ? code : undefined;
}
