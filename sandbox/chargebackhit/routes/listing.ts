import { createHash } from 'node:crypto';

import { isObject, type JsonObject } from '../../shared/jsonBody';
import type { Listed } from '../records';
import { isDateTime, isUuid } from '../rules/values';
import { Constraints } from '../serviceError';
import type { ChargebackhitSettings } from '../settings';

/** One field of `filter`. */
export type FilterRule<Item> =
	| {
			/** The record has one of the requested values. */
			kind: 'oneOf';
			of(record: Item): string | undefined | readonly string[];
			/** What a value must be, and the rule in words. */
			accepts?: { rule: string; isValid(value: unknown): boolean };
	  }
	| { kind: 'equals'; of(record: Item): string | undefined }
	| { kind: 'from'; of(record: Item): number | undefined }
	| { kind: 'to'; of(record: Item): number | undefined };

export interface ListRules<Item extends Listed> {
	filters: { [member: string]: FilterRule<Item> };
	sortable: boolean;
	/** Paging methods offered, the default first. */
	methods: ReadonlyArray<'token' | 'offset'>;
	/** Whether `pagination.method` exists (not for disputes; Contract: 2.10). */
	methodNamed: boolean;
}

export interface Page<Item> {
	records: Item[];
	pagination: { limit: number; next_page_token?: string; offset?: number };
}

type Direction = 'asc' | 'desc';
type Query<Item> = (record: Item) => boolean;

const LARGEST_PAGE = 100;

/** Accepts a UUID. */
export const uuidRule = { rule: 'must be a UUID', isValid: isUuid };

/** Accepts one of a closed list of words. */
export const among = (values: readonly string[]): { rule: string; isValid(value: unknown): boolean } => ({
	rule: `must be one of ${values.join(', ')}`,
	isValid: (value) => values.includes(value as string),
});

/**
 * Answers a list call: filters, sorts and cuts out one page (Contract: 2.6).
 * @throws ServiceError 400 `validation_error` with a constraint for each unknown or wrong field
 */
export function listPage<Item extends Listed>(
	body: JsonObject,
	all: Iterable<Item>,
	rules: ListRules<Item>,
	{ strict }: ChargebackhitSettings,
): Page<Item> {
	const constraints = new Constraints();
	refuseUnknown('', body, ['filter', 'pagination', ...(rules.sortable ? ['sort'] : [])], constraints);
	const query = readFilter(body.filter, rules, constraints);
	const direction = rules.sortable ? readDirection(body.sort, strict, constraints) : 'desc';
	const paging = readPagination(body.pagination, rules, digestOf([body.filter ?? {}, direction]), constraints);
	constraints.throwIfAny();

	const sign = direction === 'asc' ? 1 : -1;
	const compare = (left: Listed, right: Listed): number =>
		sign * (left.createdAt - right.createdAt || left.sequence - right.sequence);
	const found: Item[] = [];
	for (const record of all) if (query(record)) found.push(record);
	found.sort(compare);

	const { limit } = paging;
	if (paging.method === 'offset') {
		return {
			records: found.slice(paging.offset, paging.offset + limit),
			pagination: { limit, offset: paging.offset },
		};
	}
	const { after } = paging;
	const rest = after === undefined ? found : found.filter((record) => compare(record, after) > 0);
	const records = rest.slice(0, limit);
	const last = records.at(-1);
	const more = rest.length > limit && last !== undefined;
	return { records, pagination: { limit, next_page_token: more ? writeToken(last, paging.digest) : '' } };
}

function refuseUnknown(prefix: string, value: JsonObject, known: readonly string[], constraints: Constraints): void {
	for (const name of Object.keys(value))
		if (!known.includes(name)) constraints.add(`${prefix}${name}`, 'is not a known member');
}

function readFilter<Item extends Listed>(
	given: unknown,
	rules: ListRules<Item>,
	constraints: Constraints,
): Query<Item> {
	if (given === undefined) return () => true;
	if (!isObject(given)) {
		constraints.add('filter', 'must be an object');
		return () => true;
	}
	refuseUnknown('filter.', given, Object.keys(rules.filters), constraints);
	const queries: Array<Query<Item>> = [];
	for (const [member, rule] of Object.entries(rules.filters)) {
		if (given[member] === undefined) continue;
		const query = compileRule(`filter.${member}`, given[member], rule, constraints);
		if (query !== undefined) queries.push(query);
	}
	return (record) => queries.every((query) => query(record));
}

function compileRule<Item>(
	field: string,
	value: unknown,
	rule: FilterRule<Item>,
	constraints: Constraints,
): Query<Item> | undefined {
	if (rule.kind === 'from' || rule.kind === 'to') {
		if (!isDateTime(value)) {
			constraints.add(field, 'must be an ISO 8601 date and time with a zone, such as 2025-01-31T09:00:00Z');
			return undefined;
		}
		const limit = Date.parse(value);
		return (record) => {
			const moment = rule.of(record);
			return moment !== undefined && (rule.kind === 'from' ? moment >= limit : moment <= limit);
		};
	}
	if (rule.kind === 'equals') {
		if (typeof value !== 'string' || value === '') constraints.add(field, 'must be a string that is not empty');
		return (record) => rule.of(record) === value;
	}
	if (!Array.isArray(value)) {
		constraints.add(field, 'must be an array of strings');
		return undefined;
	}
	value.forEach((one, index) => {
		if (typeof one !== 'string' || one === '')
			constraints.add(`${field}[${index}]`, 'must be a string that is not empty');
		else if (rule.accepts && !rule.accepts.isValid(one)) constraints.add(`${field}[${index}]`, rule.accepts.rule);
	});
	// An empty list asks for nothing in particular.
	if (value.length === 0) return undefined;
	const wanted = new Set(value);
	return (record) => {
		const held = rule.of(record);
		return typeof held === 'object' ? held.some((one) => wanted.has(one)) : wanted.has(held);
	};
}

function readDirection(given: unknown, strict: boolean, constraints: Constraints): Direction {
	if (given === undefined) return 'desc';
	if (!isObject(given)) {
		constraints.add('sort', 'must be an object');
		return 'desc';
	}
	if (!strict && Object.keys(given).length === 0) return 'desc';
	refuseUnknown('sort.', given, ['field', 'direction'], constraints);
	if (given.field !== 'created_at') constraints.add('sort.field', 'must be created_at');
	const { direction = 'desc' } = given;
	if (direction !== 'asc' && direction !== 'desc') constraints.add('sort.direction', 'must be asc or desc');
	return direction as Direction;
}

type Paging =
	| { method: 'token'; limit: number; after?: Listed; digest: string }
	| { method: 'offset'; limit: number; offset: number };

function readPagination<Item extends Listed>(
	value: unknown,
	{ methods, methodNamed }: ListRules<Item>,
	digest: string,
	constraints: Constraints,
): Paging {
	const given = value === undefined ? {} : value;
	if (!isObject(given)) {
		constraints.add('pagination', 'must be an object');
		return { method: 'offset', limit: LARGEST_PAGE, offset: 0 };
	}
	const { method = methods[0], limit = LARGEST_PAGE, page_token: token = '', offset = 0 } = given;
	if (methodNamed && !methods.includes(method as 'token'))
		constraints.add('pagination.method', `must be ${methods.join(' or ')}`);
	const position = method === 'offset' ? 'offset' : 'page_token';
	refuseUnknown('pagination.', given, ['limit', position, ...(methodNamed ? ['method'] : [])], constraints);
	if (!Number.isInteger(limit) || (limit as number) < 1 || (limit as number) > LARGEST_PAGE) {
		constraints.add('pagination.limit', `must be a whole number from 1 to ${LARGEST_PAGE}`);
	}
	if (method === 'offset') {
		const isValid = Number.isInteger(offset) && (offset as number) >= 0;
		if (!isValid) constraints.add('pagination.offset', 'must be a whole number of at least 0');
		return { method, limit: limit as number, offset: offset as number };
	}
	const after = token === '' ? undefined : readToken(token, digest, constraints);
	return { method: 'token', limit: limit as number, after, digest };
}

const digestOf = (value: unknown): string =>
	createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 12);

/**
 * A token names the last record returned and the list it belongs to. It stays valid when records are added, but not
 * when the
 * filter changes.
 */
function writeToken({ createdAt, sequence }: Listed, digest: string): string {
	return Buffer.from(JSON.stringify([createdAt, sequence, digest])).toString('base64url');
}

function readToken(token: unknown, digest: string, constraints: Constraints): Listed | undefined {
	try {
		const [createdAt, sequence, owner] = JSON.parse(Buffer.from(String(token), 'base64url').toString()) as unknown[];
		if (typeof createdAt === 'number' && typeof sequence === 'number') {
			if (owner === digest) return { createdAt, sequence };
			constraints.add('pagination.page_token', 'belongs to a list with another filter or sort');
			return undefined;
		}
	} catch {
		// Falls through to the same complaint as any other text that is no token.
	}
	constraints.add('pagination.page_token', 'is not a token of this list');
	return undefined;
}
