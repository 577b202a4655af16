import type { INodePropertyOptions } from 'n8n-workflow';

import { InputError } from '../errors/errors';
import { problems } from '../errors/problems';
import type { Json } from '../values/json';
import * as validate from '../values/validate';
import type { Kind } from './fieldSpec';

/** Reads text with a check that returns empty text if there is no value. */
export function textKind(check: (value: unknown, field: string, reading?: validate.Reading) => string): Kind<string> {
	return {
		property: { type: 'string', default: '' },
		read: (value, field, reading) => check(value, field, reading) || undefined,
	};
}

/** Text that names something, such as an order number or an email address. */
export const id = textKind(validate.identifier);

/** The same for what may begin with zeros, such as a CAID or a postal code. */
export const idWithZeros = textKind(validate.identifierWithZeros);

/** The name of a person or company, as it looks. Some begin with an apostrophe, so none is removed. */
export const legalName = textKind(validate.legalName);

/** The name of a person or a place that describes an order but identifies nobody: people may write that there is none. */
export const properName = textKind(validate.properName);

/** Text in words. */
export const text = textKind(validate.freeText);

/** An address in the web. It may contain IDs of any length, which are no card numbers. */
export const webAddress = textKind(validate.webAddress);

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

/** What a field of a date says. */
export const ZONE_HINT = "A date without a time zone is read in the workflow's time zone.";

/** ISO 8601 UTC. Without a time zone, it is read in the workflow's. */
export const date: Kind<string> = { ...textKind(validate.utcDate), property: { type: 'dateTime', default: '' } };

export const cardBin = textKind(validate.cardBin);

export const cardLastFour = textKind(validate.cardLastFour);

/** Exactly this many digits: a spreadsheet may return them as a number. */
export function digits(count: number): Kind<string> {
	return textKind((value, field, reading) => validate.digits(value, field, count, reading));
}

/** The first entry of a list of facts or answers, and its default: the node never gives one that the user did not choose. */
export const NOT_CHOSEN: INodePropertyOptions = { name: 'Choose…', value: '' };

/** For n8n's workflow builder, which would otherwise fill in what looks likely. */
export const NEVER_GUESS = {
	propertyHint: 'A fact or an answer that only the user knows. Ask for it, or map it from the input. Never guess it.',
};

/** A list in which nothing is chosen at first. */
function unchosen(options: INodePropertyOptions[]): Kind['property'] {
	return {
		type: 'options',
		options: [NOT_CHOSEN, ...options],
		default: NOT_CHOSEN.value,
		builderHint: NEVER_GUESS,
	};
}

/** A fact that is true or false. Not n8n's switch, which states one of them as soon as the field is there. */
export const boolean: Kind<boolean> = {
	property: unchosen([
		{ name: 'No', value: false },
		{ name: 'Yes', value: true },
	]),
	read: (value, field) => (validate.isBlank(value) ? undefined : validate.boolean(value, field)),
};

/**
 * One entry of a list, by its label or its value.
 * @param options as the panel shows them
 * @param preset the default of a list that only says how the node works; facts and answers have none
 */
export function choice(options: INodePropertyOptions[], preset?: string): Kind<string> {
	return {
		property: preset === undefined ? unchosen(options) : { type: 'options', options, default: preset },
		read: (value, field) => (validate.isBlank(value) ? undefined : validate.oneOf(value, field, options)),
	};
}

/** The same for a list that the service may extend: any other text is sent unchanged. */
export function openChoice(options: INodePropertyOptions[], preset?: string): Kind<string> {
	return {
		property: choice(options, preset).property,
		read: (value, field) => validate.oneOfOrOther(value, field, options) || undefined,
	};
}

/** The error for a field without a value: for a list, it names the choices. */
export function missingValue(field: string, kind: Kind): InputError {
	const choices = choicesOf(kind);
	return choices ? validate.notChosen(field, choices) : new InputError(problems.fieldEmpty(field));
}

/** The entries that can be chosen; undefined for a field that is no list, or has a default. */
export function choicesOf({ property }: Kind): INodePropertyOptions[] | undefined {
	const options = (property.options ?? []) as INodePropertyOptions[];
	return options[0] === NOT_CHOSEN ? options.slice(1) : undefined;
}

/** A list (see `validate.textList`) whose entries are read one by one. @param entry reads one entry */
export function listOf(entry: (value: unknown, field: string) => string = validate.requiredText): Kind<Json[]> {
	return {
		property: { type: 'string', default: '' },
		read: (value, field, reading) => {
			const entries = validate.textList(value ?? '', field, reading).map((one) => entry(one, field));
			return entries.length > 0 ? entries : undefined;
		},
	};
}

/**
 * Several values of a list that the panel shows.
 * @param known true if only the listed values are accepted; false for a list that the service may extend
 */
export function choices(options: INodePropertyOptions[], known = true): Kind<Json[]> {
	const entry = (value: unknown, field: string) =>
		known ? validate.oneOf(value, field, options, true) : validate.oneOfOrOther(value, field, options);
	return { ...listOf(entry), property: { type: 'multiOptions', options, default: [] } };
}
