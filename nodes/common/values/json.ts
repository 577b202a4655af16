import { randomUUID } from 'node:crypto';

import { isDate, isDateTime } from './dates';

/** Marks exact digits during serialization. It is new in every process, so no external text can contain it. */
const EXACT = `exact:${randomUUID()}:`;
const MARKED = new RegExp(`"${EXACT}([^"\\\\]+)"`, 'g');

/** A number that is sent with its original digits: `299.90` stays `299.90`. */
export class ExactNumber {
	/** @param digits a number in JSON syntax, already checked */
	constructor(readonly digits: string) {}

	/** Marked so that `writeJson` finds it: JSON has no other way to write exact digits. */
	toJSON(): string {
		return `${EXACT}${this.digits}`;
	}
}

export type Json = string | number | boolean | null | ExactNumber | Json[] | { [name: string]: Json };

export type JsonRecord = { [name: string]: Json };

/** Strings too, so that digits within them are skipped. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** JSON in which numbers that JavaScript would print differently are text, with `mark` before their digits. */
function withNumbersAsText(text: string, mark: string): string {
	return text.replace(STRING_OR_NUMBER, (token) =>
		token.startsWith('"') || String(Number(token)) === token ? token : `"${mark}${token}"`,
	);
}

/**
 * Parses JSON without losing a digit. A number that JavaScript would print differently (`49.90`, `12345678901234567890`)
 * becomes text with its original digits, so amounts and long IDs survive. Every other value is as `JSON.parse` returns it.
 * @throws SyntaxError if the text is not JSON
 */
export function parseJson(text: string): Json {
	const parsed = JSON.parse(text) as Json;
	const kept = withNumbersAsText(text, '');
	return kept === text ? parsed : (JSON.parse(kept) as Json);
}

/**
 * The same, but such a number becomes an `ExactNumber`, sent with its original digits: for bodies whose amounts must be numbers.
 * @throws SyntaxError if the text is not JSON
 */
export function parseJsonExactly(text: string): Json {
	JSON.parse(text);
	const revive = (_name: string, value: Json): Json =>
		typeof value === 'string' && value.startsWith(EXACT) ? new ExactNumber(value.slice(EXACT.length)) : value;
	return JSON.parse(withNumbersAsText(text, EXACT), revive) as Json;
}

/** True for `{...}`, but not for null, lists, text, numbers or dates. */
export function isRecord(value: unknown): value is JsonRecord {
	if (typeof value !== 'object' || value === null) return false;
	return (
		!Array.isArray(value) &&
		!Buffer.isBuffer(value) &&
		!(value instanceof ExactNumber) &&
		!isDate(value) &&
		!isDateTime(value)
	);
}

/** The value if it is a record, otherwise an empty record: for reading response fields that may be missing. */
export function recordOr(value: unknown): JsonRecord {
	return isRecord(value) ? value : {};
}

/** Text or a number as text; null for everything else and for empty text. */
export function textOrNull(value: unknown): string | null {
	if (typeof value === 'string') return value === '' ? null : value;
	return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

/** A copy of `base` with the fields of `extra`: objects are merged field by field, everything else (lists too) is replaced. */
export function mergeJson(base: JsonRecord, extra: JsonRecord): JsonRecord {
	const merged: JsonRecord = { ...base };
	for (const [name, value] of Object.entries(extra)) {
		const present = Object.hasOwn(merged, name) ? merged[name] : undefined;
		const next = isRecord(present) && isRecord(value) ? mergeJson(present, value) : value;
		Object.defineProperty(merged, name, { value: next, enumerable: true, configurable: true, writable: true });
	}
	return merged;
}

/** A value as JSON: like `JSON.stringify`, but exact numbers keep their own digits. */
export function writeJson(value: Json): string {
	// a replacer function would take several times as long
	const text = JSON.stringify(value);
	return text.includes(EXACT) ? text.replace(MARKED, '$1') : text;
}

/** The value without fields that are null, at any depth; lists keep their length. */
export function withoutNulls(value: Json): Json {
	if (Array.isArray(value)) return value.map(withoutNulls);
	if (!isRecord(value)) return value;
	const kept = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
	return Object.fromEntries(kept.map(([name, member]) => [name, withoutNulls(member)]));
}

/** The value at a path such as `address.city`; undefined if any part of the path is missing or not a record. */
export function getPath(record: JsonRecord, path: string): Json | undefined {
	let value: Json | undefined = record;
	for (const name of path.split('.')) {
		if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
		value = value[name];
	}
	return value;
}

/** A copy of the record with a value at a path. Records along the path are created or kept; the original is not changed. */
export function setPath(record: JsonRecord, path: string, value: Json): JsonRecord {
	const nested = path.split('.').reduceRight<Json>((inner, name) => ({ [name]: inner }), value);
	return mergeJson(record, nested as JsonRecord);
}

/** The object without the value at a path. */
export function withoutPath(record: JsonRecord, path: string): JsonRecord {
	const [first, ...rest] = path.split('.');
	if (!Object.hasOwn(record, first)) return record;
	const { [first]: inner, ...others } = record;
	if (rest.length === 0) return others;
	return isRecord(inner) ? { ...record, [first]: withoutPath(inner, rest.join('.')) } : record;
}
