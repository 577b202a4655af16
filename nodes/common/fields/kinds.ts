import type { INodePropertyOptions } from 'n8n-workflow';

import type { Json } from '../values/json';
import * as validate from '../values/validate';
import type { Kind } from './fieldSpec';

/** Reads text with a check that returns empty text if there is no value. */
export function textKind(check: (value: unknown, field: string) => string): Kind<string> {
	return { property: { type: 'string', default: '' }, read: (value, field) => check(value, field) || undefined };
}

/** Text that identifies something, such as an order number. */
export const id = textKind(validate.plainText);

export const text = textKind(validate.plainText);

/** @param longest characters that the service accepts */
export function textUpTo(longest: number): Kind<string> {
	return textKind((value, field) => validate.textUpTo(value, field, longest));
}

export const uuid = textKind((value, field) => (validate.isBlank(value) ? '' : validate.uuid(value, field)));

/** Major units, with the digits as typed. */
export const amount = textKind(validate.amount);

/** A whole number in the currency's smallest unit, as text. */
export const smallestUnits = textKind(validate.smallestUnits);

/** ISO 4217, upper case. */
export const currency = textKind(validate.currency);

/** ISO 8601 UTC. */
export const date: Kind<string> = { ...textKind(validate.utcDate), property: { type: 'dateTime', default: '' } };

export const cardBin = textKind(validate.cardBin);

export const cardLastFour = textKind(validate.cardLastFour);

/** Exactly this many digits: a spreadsheet may return them as a number. */
export function digits(count: number): Kind<string> {
	return textKind((value, field) => validate.digits(value, field, count));
}

export const boolean: Kind<boolean> = { property: { type: 'boolean', default: false }, read: validate.boolean };

/** One value of a list. @param options as the panel shows them */
export function choice(options: INodePropertyOptions[]): Kind<string> {
	const values = options.map(({ value }) => String(value));
	return {
		property: { type: 'options', options, default: values[0] ?? '' },
		read: (value, field) => (validate.isBlank(value) ? undefined : validate.oneOf(value, field, values)),
	};
}

/** A list (or text separated by commas or line breaks) whose entries are read one by one. @param entry reads one entry */
export function listOf(entry: (value: unknown, field: string) => string = validate.requiredText): Kind<Json[]> {
	return {
		property: { type: 'string', default: '' },
		read: (value, field) => {
			const entries = validate.textList(value ?? '', field).map((one) => entry(one, field));
			return entries.length > 0 ? entries : undefined;
		},
	};
}

/**
 * Several values of a list that the panel shows.
 * @param known true if only the listed values are accepted; false for a list that the service may extend
 */
export function choices(options: INodePropertyOptions[], known = true): Kind<Json[]> {
	const values = options.map(({ value }) => String(value));
	const entry = known ? (value: unknown, field: string) => validate.oneOf(value, field, values) : validate.requiredText;
	return { ...listOf(entry), property: { type: 'multiOptions', options, default: [] } };
}
