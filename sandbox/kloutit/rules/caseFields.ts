import { isObject, type JsonObject } from '../../shared/jsonBody';
import { belongsToSector, caseFields, enumValues, type FieldRule } from '../catalogue';
import { ServiceError } from '../serviceError';
import type { KloutitSettings } from '../settings';
import { type RenamedBody, renameOlder } from './olderNames';
import { isUtcDateTime } from './values';

export type Operation = 'create' | 'update';

/**
 * The fields of a create or update body, checked (Contract: 2.2, 4.1, 4.2).
 * @param sector of the case so far, which a `sector` in the body replaces
 * @throws ServiceError 400 with one sentence a field
 */
export function readCaseFields(
	given: JsonObject,
	operation: Operation,
	sector: string | undefined,
	settings: KloutitSettings,
): JsonObject {
	const complaints: string[] = [];
	const accepted: JsonObject = {};
	const { strict } = settings;
	const isOlder = operation === 'create' && !strict;
	const { body, givenAs }: RenamedBody = isOlder ? renameOlder(given) : { body: given, givenAs: {} };
	const effective = isSectorOf(body.sector, settings) ? body.sector : sector;
	if (operation === 'create' && (body.expedientNumber === undefined || body.expedientNumber === '')) {
		complaints.push('expedientNumber should not be empty');
	}
	for (const [name, value] of Object.entries(body)) {
		const foreign = whyForeign(name, operation, effective);
		if (foreign !== undefined) {
			if (settings.foreignFields === 'refuse') complaints.push(foreign);
			continue;
		}
		const found = complaintsAbout(givenAs[name] ?? name, caseFields[name], value, strict);
		complaints.push(...found);
		if (found.length === 0) accepted[name] = value;
	}
	if (enumValues.Sector.includes(body.sector as string) && !isSectorOf(body.sector, settings)) {
		complaints.push(`sector must be one of the sectors of the organisation: ${settings.sectors.join(', ')}`);
	}
	if (complaints.length > 0) throw new ServiceError(400, complaints);
	return accepted;
}

const isSectorOf = (value: unknown, { sectors }: KloutitSettings): value is string => sectors.includes(value as string);

function whyForeign(name: string, operation: Operation, sector: string | undefined): string | undefined {
	const rule = Object.hasOwn(caseFields, name) ? caseFields[name] : undefined;
	if (rule === undefined) return `property ${name} should not exist`;
	if (operation === 'update' && rule.createOnly) return `property ${name} should not exist in an update`;
	if (sector !== undefined && !belongsToSector(name, sector)) {
		return `property ${name} should not exist in sector ${sector}`;
	}
	return undefined;
}

function complaintsAbout(name: string, rule: FieldRule, value: unknown, strict: boolean): string[] {
	switch (rule.type) {
		case 'string':
			if (typeof value !== 'string') return [`${name} must be a string`];
			if (rule.enum === undefined || enumValues[rule.enum].includes(value)) return [];
			return [`${name} must be one of the following values: ${enumValues[rule.enum].join(', ')}`];
		case 'date':
			return dateComplaint(name, value, strict);
		case 'boolean':
			return typeof value === 'boolean' ? [] : [`${name} must be a boolean value`];
		case 'amount':
			return amountComplaints(name, value);
		case 'communications':
			if (!Array.isArray(value)) return [`${name} must be an array`];
			return value.flatMap((item, index) => communicationComplaints(`${name}.${index}`, item, strict));
	}
}

const dateComplaint = (name: string, value: unknown, strict: boolean): string[] =>
	isUtcDateTime(value, strict) ? [] : [`${name} must be an ISO 8601 date-time in UTC such as 2026-01-31T10:00:00.000Z`];

function amountComplaints(name: string, value: unknown): string[] {
	if (!isObject(value)) return [`${name} must be an object with value and currency`];
	const complaints = unknownMembers(name, value, ['value', 'currency']);
	if (typeof value.value !== 'number') complaints.push(`${name}.value must be a number`);
	else if (value.value < 0) complaints.push(`${name}.value must not be less than 0`);
	if (!enumValues.Currency.includes(value.currency as string)) {
		complaints.push(`${name}.currency must be one of the following values: ${enumValues.Currency.join(', ')}`);
	}
	return complaints;
}

function communicationComplaints(name: string, item: unknown, strict: boolean): string[] {
	if (!isObject(item)) return [`${name} must be an object with sender, content and date`];
	const complaints = unknownMembers(name, item, ['sender', 'content', 'date']);
	for (const member of ['sender', 'content']) {
		if (typeof item[member] !== 'string') complaints.push(`${name}.${member} must be a string`);
	}
	return [...complaints, ...dateComplaint(`${name}.date`, item.date, strict)];
}

const unknownMembers = (name: string, value: JsonObject, known: string[]): string[] =>
	Object.keys(value)
		.filter((member) => !known.includes(member))
		.map((member) => `property ${name}.${member} should not exist`);
