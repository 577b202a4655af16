import type { INodePropertyOptions, IWebhookFunctions } from 'n8n-workflow';

import { InputError, rethrow } from '../errors/errors';
import { problems } from '../errors/problems';
import * as validate from '../values/validate';
import { refuse } from './delivery';

/**
 * The values selected in a list such as *Trigger On*. An expression may return them as text: as a JSON list, or separated by
 * commas or line breaks.
 * @param value the parameter
 * @param field the field's label
 * @returns each value once, in the order given
 * @throws InputError for nothing, and for a value that the list does not have
 */
export function selectedValues(value: unknown, field: string, options: INodePropertyOptions[]): string[] {
	const isJson = typeof value === 'string' && value.trim().startsWith('[');
	const selected = validate.textList(isJson ? validate.json(value, field) : value, field);
	if (selected.length === 0) throw new InputError(problems.fieldEmpty(field));
	return [...new Set(selected.map((one) => validate.oneOf(one, field, options as validate.Choice[])))];
}

/**
 * The selected values when an event arrives. Publishing has checked them, but an expression may return something else by now.
 * @param name the parameter
 * @throws Refusal 503 for an invalid selection: the sender should send the event again later
 */
export function selectedAtDelivery(
	context: IWebhookFunctions,
	name: string,
	field: string,
	options: INodePropertyOptions[],
): string[] {
	try {
		return selectedValues(context.getNodeParameter(name), field, options);
	} catch (error) {
		if (!(error instanceof InputError)) return rethrow(error);
		return refuse(503, problems.selectionInvalid(field), error.message);
	}
}
