/** Any value JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** A JSON object. */
export type JsonRecord = { [name: string]: Json };

const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON without losing a digit: a number that JavaScript would print differently (`49.90`, `12345678901234567890`) becomes
 * the text it was written as; every other value is what `JSON.parse` makes of it. Amounts and long ids survive that way.
 *
 * @throws SyntaxError where the text is not JSON
 */
export function parseJson(text: string): Json {
	const parsed = JSON.parse(text) as Json;
	const kept = text.replace(STRING_OR_NUMBER, (token) =>
		token.startsWith('"') || String(Number(token)) === token ? token : `"${token}"`,
	);
	return kept === text ? parsed : (JSON.parse(kept) as Json);
}

/** True for `{...}`: not for null, lists, text or numbers. */
export function isRecord(value: unknown): value is JsonRecord {
	return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}

/** A value where it is a record, otherwise an empty one: for reading members of answers that may lack them. */
export function recordOr(value: unknown): JsonRecord {
	return isRecord(value) ? value : {};
}

/** A text or number as text; null for everything else and for empty text. */
export function textOrNull(value: unknown): string | null {
	if (typeof value === 'string') return value === '' ? null : value;
	return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

/**
 * `base` with the members of `extra`: objects are merged member by member, everything else (lists too) is replaced. Neither
 * argument is changed.
 */
export function mergeJson(base: JsonRecord, extra: JsonRecord): JsonRecord {
	const merged: JsonRecord = { ...base };
	for (const [name, value] of Object.entries(extra)) {
		const present = Object.hasOwn(merged, name) ? merged[name] : undefined;
		const next = isRecord(present) && isRecord(value) ? mergeJson(present, value) : value;
		Object.defineProperty(merged, name, { value: next, enumerable: true, configurable: true, writable: true });
	}
	return merged;
}
