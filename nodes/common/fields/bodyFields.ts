import type { INodeProperties } from 'n8n-workflow';

import { isRecord, type Json, type JsonRecord, mergeJson } from '../values/json';
import * as check from '../values/validate';

export type BodyFieldKind = 'text' | 'amount' | 'currency' | 'date' | 'bin' | 'lastFour' | 'units';

/** A typed field of a node and the member of the service's object that it fills. */
export interface BodyField {
	displayName: string;
	name: string;
	/** Where it goes: `address.city` stands for `{"address": {"city": …}}`. */
	path: string;
	kind: BodyFieldKind;
	description?: string;
}

/** The field of a member. */
export function bodyFieldProperty({ displayName, name, kind, description }: BodyField): INodeProperties {
	const type = kind === 'date' ? 'dateTime' : 'string';
	return { displayName, name, type, default: '', ...(description ? { description } : {}) };
}

/** The object that the fields fill, not checked yet: empty fields are left out. */
export function collectBodyFields(given: unknown, members: BodyField[]): JsonRecord {
	const values: Record<string, unknown> = isRecord(given) ? given : {};
	let record: JsonRecord = {};
	for (const { name, path } of members) {
		const value = values[name];
		if (check.isBlank(value)) continue;
		const nested = path.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), value);
		record = mergeJson(record, nested as JsonRecord);
	}
	return record;
}

function checkedText({ displayName, kind }: BodyField, value: unknown, group: string): string {
	const field = group === '' ? displayName : `${displayName} (${group})`;
	if (kind === 'amount') return check.amount(value, field);
	if (kind === 'currency') return check.currency(value, field);
	if (kind === 'date') return check.utcDate(value, field);
	if (kind === 'units') return check.smallestUnits(value, field);
	if (kind === 'bin') return check.cardBin(value, field);
	if (kind === 'lastFour') return check.cardLastFour(value, field);
	return check.plainText(value, field);
}

/**
 * The object as it will be sent: every member that has a field is checked by its kind and written as text, wherever it came from;
 * all others stay as they are.
 *
 * @param group what messages call the object, such as `Order`; empty where the field's name says enough
 * @throws InputError naming the field, the group and the rule
 */
export function checkBodyFields(record: JsonRecord, members: BodyField[], group: string): JsonRecord {
	let checked = record;
	for (const member of members) {
		const path = member.path.split('.');
		const value = path.reduce<unknown>((inner, part) => (isRecord(inner) ? inner[part] : undefined), checked);
		if (value === undefined || value === null) continue;
		const text = checkedText(member, value, group);
		checked = mergeJson(checked, path.reduceRight<Json>((inner, part) => ({ [part]: inner }), text) as JsonRecord);
	}
	return checked;
}
