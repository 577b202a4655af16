import { isRecord, type Json, type JsonRecord, recordOr, textOrNull } from '../../../common/values/json';
import { problems } from '../../problems';
import { fieldLabel } from './labels';

/** What `check-case` and `submit-completed-case` return if a case lacks required details. */
export const MISSING_REQUIRED = 406;

/** What a case lacks: `{"missingFields": [{"field", "type", "required"}]}`, a bare list, or a list of names. Contract: 2.3 */
export function missingFields(body: Json | undefined): Json[] {
	if (Array.isArray(body)) return body;
	const { missingFields: fields } = recordOr(body);
	return Array.isArray(fields) ? fields : [];
}

const nameOf = (field: Json): string => textOrNull(field) ?? textOrNull(recordOr(field).field) ?? '';

/** The labels that the panel has for the details, without repetition: a value and a currency belong to one amount. */
function labelsOf(fields: Json[]): string[] {
	const labels = fields.map((field) => fieldLabel(nameOf(field).split('.')[0])).filter((label) => label !== '');
	return [...new Set(labels)];
}

/** The same for people: the labels, and a text that can go into a message. What is only optional is named last. */
export function missingInWords(fields: Json[], isRequired: boolean): { missing: string[]; missingText: string } {
	const isOptional = (field: Json) => isRecord(field) && field.required === false;
	const required = labelsOf(fields.filter((field) => isRequired && !isOptional(field)));
	const optional = labelsOf(fields).filter((label) => !required.includes(label));
	return {
		missing: [...required, ...optional],
		missingText: [
			required.length > 0 ? problems.caseLacks(required).message : '',
			optional.length > 0 ? problems.caseMayHave(optional).message : '',
		]
			.filter(Boolean)
			.join(' '),
	};
}

/** What each missing detail is called in the API, and that it is missing. */
export function missingByName(fields: Json[]): Record<string, string> {
	const names = fields.filter((field) => !(isRecord(field) && (field as JsonRecord).required === false)).map(nameOf);
	return Object.fromEntries(names.filter(Boolean).map((name) => [name, 'missing']));
}
